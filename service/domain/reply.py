"""The words of a reply that a carrier acts on by itself, and ours beside them."""

from enum import StrEnum


class Keyword(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"
    WRONG = "wrong"


# Twilio's default keywords on a long number: a message that is one of these words and nothing else.
# https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out (REVOKE and OPTOUT since 29 April 2025)
# YES opts in at Twilio too. Here it never does: it answers questions, and must not bring anybody back.
_WORDS = {
    **dict.fromkeys(("stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"), Keyword.STOP),
    **dict.fromkeys(("start", "unstop"), Keyword.START),
    **dict.fromkeys(("help", "info"), Keyword.HELP),
    "wrong": Keyword.WRONG,  # ours: every welcome asks for it
}


def keyword(words: str) -> Keyword | None:
    """The keyword that stands alone in a reply, whatever its case and the spaces around it."""
    return _WORDS.get(words.strip().casefold())
