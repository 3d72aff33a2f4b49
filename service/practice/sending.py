"""The trip of a text to a phone: queued, then a status further each pace, its status callback told of each."""

from dataclasses import dataclass, replace
from functools import partial

from service.practice.message import API_VERSION, ONWARD, DeliveryError, Message, Status, Text, advanced
from service.practice.practice import Practice
from service.practice.switches import CallbackFault, delivery_error, queueing, to_report
from service.practice.webhook import call


@dataclass(frozen=True)
class Trip:
    sid: str
    faults: frozenset[CallbackFault]
    passed: tuple[Message, ...] = ()  # each status it came to since it was taken
    ends_queued: DeliveryError | None = None  # it will not leave the queue


def send(practice: Practice, text: Text, faults: frozenset[CallbackFault] = frozenset()) -> Message:
    """The message as it is when it is taken, however far it has come since."""
    message = practice.exchange.add(text, practice.wall())
    trip = Trip(message.sid, faults)
    if CallbackFault.EARLY in faults:
        _hurry(practice, trip)
    else:
        _later(practice, trip, message)
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
    if message.error:
        parameters |= {"ErrorCode": str(message.error.code), "ErrorMessage": message.error.words}
    if message.status in (Status.DELIVERED, Status.UNDELIVERED):
        parameters["RawDlrDoneDate"] = f"{message.updated:%y%m%d%H%M}"
    return parameters


def _hurry(practice: Practice, trip: Trip) -> None:
    onward: Trip | None = trip
    while onward:
        onward = _further(practice, onward)


def _later(practice: Practice, trip: Trip, message: Message) -> None:
    seconds, error = (0.0, None)
    if message.status is Status.QUEUED:
        seconds, error = queueing(practice.exchange.switches(), message.text)
    practice.pacer.after(practice.pace + seconds, partial(_carry, practice, replace(trip, ends_queued=error)))


def _carry(practice: Practice, trip: Trip) -> None:
    onward = _further(practice, trip)
    # Asked for only now, so that what one message's callbacks say comes in order.
    if onward:
        _later(practice, onward, onward.passed[-1])


def _further(practice: Practice, trip: Trip) -> Trip | None:
    """One status further, and reported; None at the end."""
    now, switches = practice.wall(), practice.exchange.switches()
    message = practice.exchange.change(
        trip.sid,
        lambda before: advanced(before, now, trip.ends_queued or delivery_error(switches, before.text.to)),
    )
    if message is None:  # canceled or deleted on the way
        return None
    passed, over = (*trip.passed, message), message.status not in ONWARD
    for one in to_report(trip.faults, passed, over=over):
        report(practice, one)
    return None if over else replace(trip, passed=passed)
