"""How times, days, lengths and the like are written in `config/`. Each raises ValueError in our words."""

import re
from datetime import date, time, timedelta
from typing import Literal, NoReturn, get_args

from service.domain.column import OWN_HEADERS, Column, header_key
from service.domain.mail import mail_address
from service.schedules.sequence import Days, Elapsed, IfLate, Offset, SendWithin, Skip, SkipGroup

LANGUAGES = ("en", "gd", "pl", "uk", "ro", "ur", "ar", "vi", "sq")

# The groups that an event may put a person in. Those of the second list tell something about the person.
Group = Literal["no_fixed_address", "woman", "young_18_25", "veteran", "harm_reduction", "pregnancy", "domestic_abuse"]
OptInGroup = Literal["veteran", "harm_reduction", "pregnancy", "domestic_abuse"]
GROUPS: tuple[str, ...] = get_args(Group)
OPT_IN_GROUPS: tuple[str, ...] = get_args(OptInGroup)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# Twilio acts on a text of one of these words alone: the first eight end all our texts, the next three bring them back,
# and HELP and INFO it answers itself (help.twilio.com 223134027). WRONG is our own word, at every moment.
RESERVED = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
    | {"START", "YES", "UNSTOP"}
    | {"HELP", "INFO"}
    | {"WRONG"}
)

# What ends every sequence, whatever its file says; the file says it, so that a reader need not know.
STOPS = ("opted_out", "wrong_person", "release_cancelled", "returned_to_custody", "died")

# In the notation of JSON Schema, for editors; ours are the same.
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
DAY = r"^\d{4}-\d{2}-\d{2}$"
HOURS = r"^[1-9]\d{0,2}h$"
OFFSET = r"^-?(0|[1-9]\d{0,2})[dh]$"

_CLOCK = re.compile(CLOCK[1:-1], re.ASCII)
_FIXED_OFFSET = re.compile(r"\d{1,2}:\d{2}(:\d{2})?\s*(Z|[+-]\d{2}:?\d{2}|UTC.*|GMT.*|BST)", re.ASCII | re.IGNORECASE)
_DAY = re.compile(DAY[1:-1], re.ASCII)
_OFFSET = re.compile(OFFSET[1:-1], re.ASCII)
_HOURS = re.compile(HOURS[1:-1], re.ASCII)
_MEANING = re.compile(r"[a-z]+(_[a-z]+)*", re.ASCII)
_ANSWER = re.compile(r"\d|[A-Z]{2,12}", re.ASCII)
_CODE = re.compile(r"S08\d{6}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STEP = re.compile(r"[A-Za-z0-9]+(_[A-Za-z0-9]+)*", re.ASCII)
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_SERVICE = re.compile(r"MG[0-9a-f]{32}")
_GROUPED = re.compile(r"\d+( \d+)*", re.ASCII)


def clock(text: str) -> time:
    """A time of day in Scotland, "09:30"."""
    if _FIXED_OFFSET.fullmatch(text):
        _no("has a fixed UTC offset, wrong for half the year: leave it out, every time is by the clock in Scotland")
    return time.fromisoformat(text) if _CLOCK.fullmatch(text) else _no('a time is written "09:30", from 00:00 to 23:59')


def as_clock(moment: time) -> str:
    return moment.isoformat("minutes")


def day(text: str) -> date:
    if not _DAY.fullmatch(text):
        _no("a day is written 2026-11-30")
    try:
        return date.fromisoformat(text)
    except ValueError:
        _no("there is no such day")


def offset(text: str) -> Offset:
    """Calendar days or passing hours from the anchor: "3d", "-1d", "2h"."""
    if not _OFFSET.fullmatch(text):
        _no("an offset is written 3d, -1d or 2h: whole days or hours")
    number = int(text[:-1])
    return Days(number) if text.endswith("d") else Elapsed(timedelta(hours=number))


def as_offset(value: Offset) -> str:
    return f"{value.days}d" if isinstance(value, Days) else as_hours(value.time)


def hours(text: str) -> timedelta:
    return (
        timedelta(hours=int(text[:-1]))
        if _HOURS.fullmatch(text)
        else _no("a length of time is written 2h, 48h: whole hours")
    )


def as_hours(length: timedelta) -> str:
    return f"{length // timedelta(hours=1)}h"


def if_late(written: object) -> IfLate:
    """What becomes of a step that is late: `{send_within: 48h}`, `skip` or `skip_group`."""
    if written == "skip":
        return Skip()
    if written == "skip_group":
        return SkipGroup()
    if isinstance(written, dict) and written.keys() == {"send_within"} and isinstance(written["send_within"], str):
        return SendWithin(hours(written["send_within"]))
    return _no("must be {send_within: 48h}, skip or skip_group")


def as_if_late(value: IfLate) -> str | dict[str, str]:
    if isinstance(value, SendWithin):
        return {"send_within": as_hours(value.time)}
    return "skip" if isinstance(value, Skip) else "skip_group"


def weekdays(written: object) -> frozenset[int]:
    """`mon-fri`, `mon-sun`, or a list such as [mon, wed, fri]; Monday is 0."""
    first, dash, last = written.partition("-") if isinstance(written, str) else ("", "", "")
    if dash and first in WEEKDAYS and last in WEEKDAYS:
        days = frozenset(range(WEEKDAYS.index(first), WEEKDAYS.index(last) + 1))
        return days or _no("the first of the days must come before the last")
    if isinstance(written, tuple | list) and written and all(name in WEEKDAYS for name in written):
        return frozenset(map(WEEKDAYS.index, written))
    return _no("days are written mon-fri, or as a list: [mon, wed, fri]")


def as_weekdays(days: frozenset[int]) -> list[str]:
    return [WEEKDAYS[day] for day in sorted(days)]


def question(text: str) -> str:
    return _shaped(text, _MEANING, "a question or a meaning is lower-case words joined by underscores: not_joined")


def answer(text: str) -> str:
    """What a person types to answer: one digit, or one word that does nothing else already."""
    if text.upper() in RESERVED:
        _no(f"{text.upper()} is kept: it ends texts, brings them back or is answered by the carrier")
    return _shaped(text, _ANSWER, "an answer is one digit, or one word in capitals")


def step_of(text: str) -> str:
    """The sequence and the id of a step: first-weeks/02_gp."""
    sequence, _, step = text.partition("/")
    known = _SLUG.fullmatch(sequence) and _STEP.fullmatch(step)
    return text if known else _no("a step of another sequence is written first-weeks/02_gp")


def stop(text: str) -> str:
    """What ends a sequence: one of the five that always do, or an answer, gp.joined."""
    asked, dot, meaning = text.partition(".")
    if text in STOPS or (dot and _MEANING.fullmatch(asked) and _MEANING.fullmatch(meaning)):
        return text
    return _no(f"must be one of {', '.join(STOPS)}, or an answer: gp.joined")


def board_code(text: str) -> str:
    return _shaped(text, _CODE, "a Board's code is S08 and six digits")


def slug(text: str) -> str:
    return _shaped(text, _SLUG, "a slug is lower-case words joined by hyphens: low-moss")


def step_id(text: str) -> str:
    return _shaped(text, _STEP, "an id is letters, digits and underscores: 02_gp")


def e164(text: str) -> str:
    return _shaped(text, _E164, "a sender's number is written +44…, with its country and without spaces")


def messaging_service(text: str) -> str:
    return _shaped(text, _SERVICE, "a messaging service is MG and 32 hex digits")


def mail(text: str) -> str:
    return mail_address(text)


def grouped_number(text: str) -> str:
    """A phone number as people read it."""
    return _shaped(text, _GROUPED, "a number is digits in groups, one space between them: 0800 22 44 88")


def language(text: str) -> str:
    return text if text in LANGUAGES else _no(f"is no language that texts are kept in: {', '.join(LANGUAGES)}")


def words(text: str) -> str:
    """The words of a text: some, and none of them white space at either end, which costs and cannot be seen."""
    if not text.strip():
        _no("has no words")
    return text if text == text.strip() else _no("begins or ends with a space or a new line")


def name(text: str) -> str:
    """A name that people read: "NHS Fife"."""
    return (
        text
        if text.strip() and text == " ".join(text.split())
        else _no("a name is some words with one space between them")
    )


def header(text: str) -> str:
    """A header of a prison's own files that is not understood anyway."""
    key = header_key(text)
    if not key:
        _no("a header has letters or digits")
    return text if key not in OWN_HEADERS else _no(f"is understood in every file, as {OWN_HEADERS[key]}: leave it out")


def column(text: str) -> str:
    return text if text in list(Column) else _no(f"is no column of a list: {', '.join(Column)}")


def _shaped(text: str, pattern: re.Pattern[str], rule: str) -> str:
    return text if pattern.fullmatch(text) else _no(rule)


def _no(rule: str) -> NoReturn:
    raise ValueError(rule)
