"""What happened to one text, as staff read it: entries for the timeline, in order, and never its words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from service.console import words
from service.core.log import Happening, TextStory
from service.core.records import Attempt, AttemptOutcome, Noted, Receipt
from service.core.sending import Withdrawal
from service.domain.london import london_day
from service.domain.text import Reason, State

_RECEIPT = "receipt "  # how the journal says that a receipt moved a text: the receipt itself tells more


@dataclass(frozen=True)
class Entry:
    at: str  # the time of day
    iso: str
    title: str
    detail: str = ""
    tone: str = ""  # "good", "bad", "waiting" or "ahead"


@dataclass(frozen=True)
class Day:
    name: str
    entries: list[Entry]


@dataclass(frozen=True)
class _Told:
    title: str
    detail: str = ""
    tone: str = ""


_NOTES: dict[str, _Told] = {
    "text.planned": _Told("Planned"),
    "text.moved": _Told("Moved to another time"),
    "text.waits": _Told("Put off", "It may not go before its new time.", "waiting"),
    "text.accepted": _Told("The carrier took it", "It will pass it on to the phone network."),
    "text.unknown": _Told("No clear answer", "The carrier may have it or not. We never send again on a guess.", "bad"),
    "text.review": _Told("Stopped for a person to look at", "", "bad"),
    "text.cancelled": _Told("Cancelled"),
    "text.skipped": _Told("Left out"),
    "text.failed": _Told("Not delivered", "", "bad"),
    "text.found_at_carrier": _Told("Found at the carrier", "It went before this database was restored."),
    "text.asked_back": _Told("Asked back from the carrier"),
    "text.tried_later": _Told("To be tried once more", "The phone may have been off.", "waiting"),
    "question.answered": _Told("They answered"),
    "task.raised": _Told("Staff were asked to look at it", "", "waiting"),
}
_AGAIN = _Told("Planned again", "It is tried at its time, or as soon as it may go.")
_SILENT = "text.claimed"  # the attempt tells of it

_CAME: dict[str, str] = {
    Withdrawal.DONE: "it will not be sent",
    Withdrawal.TOO_LATE: "it was too late, so it may still arrive",
    Withdrawal.NO_ANSWER: "the carrier did not answer",
}
_TASKS: dict[str, str] = {
    "cannot_come": "whoever keeps the appointment must hear of it",
    "text_not_at_carrier": "the carrier knows nothing of it any more",
    "release_held": "something about the release must be settled first",
    "text_for_review": "it waits until a person has decided",
    "welcome_failed": "no welcome arrived there, on three days",
    "number_not_textable": "this number cannot get texts",
    "number_unreachable": "texts did not arrive there on several days",
    "text_rejected": "the carrier refused it",
    "text_sent_twice": "it went twice",
    "text_undelivered": "it did not arrive",
    "text_unknown": "the carrier does not say whether it has it",
}

_ATTEMPTS: dict[AttemptOutcome, _Told] = {
    AttemptOutcome.OPEN: _Told("Being handed to the carrier", "", "waiting"),
    AttemptOutcome.SENT: _Told("Handed to the carrier"),
    AttemptOutcome.NOT_TAKEN: _Told("Offered to the carrier", "It did not take it.", "waiting"),
    AttemptOutcome.REJECTED: _Told("Offered to the carrier", "It refused it.", "bad"),
    AttemptOutcome.LOST: _Told("Handed to the carrier", "", "waiting"),
    AttemptOutcome.DROPPED: _Told("Held back at the last moment", "It was never handed to the carrier."),
}

# https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
_RECEIPTS: dict[str, _Told] = {
    "accepted": _Told("The carrier has it"),
    "scheduled": _Told("The carrier has it"),
    "queued": _Told("The carrier has it"),
    "sending": _Told("The carrier is passing it on"),
    "sent": _Told("Passed on to the phone network"),
    "delivered": _Told("Delivered", "The phone network says that it reached the phone.", "good"),
    "read": _Told("Read", "", "good"),
    "undelivered": _Told("Not delivered", "", "bad"),
    "failed": _Told("Not delivered", "", "bad"),
    "canceled": _Told("Taken back from the carrier"),
}


def days(story: TextStory) -> list[Day]:
    """What happened, in order, and what has still to happen; day by day."""
    told = list(_all(story))
    text = story.logged.text
    if text.state is State.PLANNED:
        told.append((text.due_at, _Told("Due to go", tone="ahead")))
    by_day = groupby(told, key=lambda one: london_day(one[0]))
    return [Day(words.day(day), [_entry(at, one) for at, one in those]) for day, those in by_day]


def _entry(at: datetime, told: _Told) -> Entry:
    return Entry(words.clock(at), words.iso(at), told.title, told.detail, told.tone)


def _all(story: TextStory) -> Iterator[tuple[datetime, _Told]]:
    began = False
    for one in story.happened:
        told = _one(one, began=began)
        began = True
        if told is not None:
            yield one.at, told


def _one(happening: Happening, *, began: bool) -> _Told | None:
    match happening.what:
        case Noted() as note:
            return _noted(note, began=began)
        case Attempt() as attempt:
            return _with(_ATTEMPTS[attempt.outcome], words.because_code(attempt.code) if _is_refused(attempt) else "")
        case Receipt() as receipt:
            known = _RECEIPTS.get(receipt.status, _Told(f"The carrier said: {receipt.status}"))
            return _with(known, words.because_code(receipt.code))


def _is_refused(attempt: Attempt) -> bool:
    """A receipt's code stands with the receipt."""
    return attempt.outcome is AttemptOutcome.REJECTED


def _noted(note: Noted, *, began: bool) -> _Told | None:
    if note.action == _SILENT or (note.why or "").startswith(_RECEIPT):
        return None
    if note.action == "text.planned" and began:
        return _AGAIN
    return _with(_NOTES.get(note.action, _Told(f"Noted: {note.action}")), _why(note))


def _why(note: Noted) -> str:
    why = note.why or ""
    match note.action:
        case "text.asked_back":
            return _CAME.get(why, "")
        case "question.answered":
            return words.answered(why.partition(": ")[2])
        case "task.raised":
            return _TASKS.get(why, "")
        case _:
            return words.because(Reason(why)) if why in set(Reason) else ""


def _with(told: _Told, because: str) -> _Told:
    """With the reason as a sentence, behind what is said anyway."""
    return _Told(told.title, " ".join(filter(None, (told.detail, words.sentence(because)))), told.tone)
