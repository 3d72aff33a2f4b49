"""How times, days, lengths and the like are written in `config/`. Each raises ValueError in our words."""

import re
from datetime import date, time, timedelta
from typing import NoReturn

from service.domain.column import OWN_HEADERS, Column, header_key

LANGUAGES = ("en", "gd", "pl", "uk", "ro", "ur", "ar", "vi", "sq")

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OFFSET = re.compile(r"(0|[1-9]\d{0,2})d", re.ASCII)
_HOURS = re.compile(r"([1-9]\d{0,2})h", re.ASCII)
_CODE = re.compile(r"S08\d{6}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STEP = re.compile(r"[A-Za-z0-9]+(_[A-Za-z0-9]+)*", re.ASCII)
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_SERVICE = re.compile(r"MG[0-9a-f]{32}")
_GROUPED = re.compile(r"\d+( \d+)*", re.ASCII)


def clock(text: str) -> time:
    """A time of day in Scotland, "09:30"."""
    return time.fromisoformat(text) if _CLOCK.fullmatch(text) else _no('a time is written "09:30", from 00:00 to 23:59')


def day(text: str) -> date:
    if not _DAY.fullmatch(text):
        _no("a day is written 2026-11-30")
    try:
        return date.fromisoformat(text)
    except ValueError:
        _no("there is no such day")


def offset(text: str) -> int:
    """Calendar days after the anchor: "0d" is the day itself."""
    return (
        int(text[:-1])
        if _OFFSET.fullmatch(text)
        else _no("an offset is written 0d, 1d, 14d: days, none before the day itself")
    )


def hours(text: str) -> timedelta:
    return (
        timedelta(hours=int(text[:-1]))
        if _HOURS.fullmatch(text)
        else _no("a length of time is written 2h, 48h: whole hours")
    )


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
