"""The practice carrier: a Twilio-shaped server on loopback, in a process of its own, that knows nothing of the rest.

It is driven as Twilio is, through Twilio's SDK, and has one door Twilio has not: a person's text is put in by hand.
"""
