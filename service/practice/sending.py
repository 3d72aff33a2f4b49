"""The trip of a text to a phone: queued, then a status further each pace, its status callback told of each."""

from functools import partial

from service.practice.message import API_VERSION, ONWARD, Message, Status, Text, advanced
from service.practice.practice import Practice
from service.practice.webhook import call


def send(practice: Practice, text: Text) -> Message:
    message = practice.exchange.add(text, practice.wall())
    _later(practice, message)
    return message


def report(practice: Practice, message: Message) -> None:
    """Tell the status callback where the message is now. Twilio tells no one of a message's first status."""
    if message.text.status_callback:
        call(practice, message.text.status_callback, status_parameters(message, practice.account_sid))


def status_parameters(message: Message, account_sid: str) -> dict[str, str]:
    text = message.text
    parameters = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "From": text.sender,
        "MessageSid": message.sid,
        "MessageStatus": message.status.value,
        "SmsSid": message.sid,
        "SmsStatus": message.status.value,
        "To": text.to,
    }
    if text.service_sid:
        parameters["MessagingServiceSid"] = text.service_sid
    if message.status is Status.DELIVERED:
        parameters["RawDlrDoneDate"] = f"{message.updated:%y%m%d%H%M}"
    return parameters


def _later(practice: Practice, message: Message) -> None:
    practice.pacer.after(practice.pace, partial(_carry, practice, message.sid))


def _carry(practice: Practice, sid: str) -> None:
    message = practice.exchange.change(sid, partial(advanced, now=practice.wall()))
    if message is None:  # canceled or deleted on the way
        return
    report(practice, message)
    # Asked for only now, so that what one message's callbacks say comes in order.
    if message.status in ONWARD:
        _later(practice, message)
