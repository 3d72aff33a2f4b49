"""Rules 10, 11 and 12: times as 9am, days as Wednesday 30 September, and "to" between two of them."""

import re
from collections.abc import Iterator

from service.templates.easyread.blanks import without_blanks
from service.templates.easyread.findings import Finding, Words, error, warning

_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

_CLOCK = re.compile(
    r"(?<![\d.:\u00a3])(?:\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?|\d{1,2} ?o'clock)(?![\d:])",
    re.IGNORECASE,
)
_EASY_CLOCK = re.compile(r"(?:[1-9]|1[01])(?::(?!00)[0-5]\d)?[ap]m|12:(?!00)[0-5]\d[ap]m")
_NOON = re.compile(r"\b(?:noon|12 midday|12 noon|12 midnight)\b", re.IGNORECASE)

_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}([/.-])\d{1,2}\1\d{2,4}|\d{4}-\d{2}-\d{2}|(?!24/7)\d{1,2}/\d{1,2})(?![\d/])"
)
_ORDINAL = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b(?:{_MONTHS}) \d{{1,2}}\b(?! ?[ap]m)")
_DATE = re.compile(rf"(?:\b({_DAYS})(,?) )?(?<!\d)(\d{{1,2}}) (?:of )?(?:{_MONTHS})\b(?: (\d{{4}})\b)?")
_EASY_DATE = re.compile(rf"(?:{_DAYS}) [1-3]?\d (?:{_MONTHS})(?: \d{{4}})?")
_YEAR = re.compile(rf"\b(?:{_MONTHS}),? (\d{{4}})\b")

_RANGE = re.compile(
    r"(?<![\d-])\d{1,2}(?::\d\d)?(?:[ap]m)?\s?[-\u2013\u2014]\s?\d{1,2}(?::\d\d)?(?:[ap]m)?(?![\d-])"
    rf"|\b(?:{_DAYS}|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\s?[-\u2013\u2014]\s?\w+"
    r"|\w\s?[\u2013\u2014]\s?\w",
    re.IGNORECASE,
)


def times(words: Words) -> Iterator[Finding]:
    text = without_blanks(words.template)
    for found in _CLOCK.finditer(text):
        if not _EASY_CLOCK.fullmatch(found[0].rstrip(".")):
            yield error(
                10, found[0], f"`{found[0]}` is hard to read as a time", "write 9am, 10:30am, midday or midnight"
            )
    for found in _NOON.finditer(text):
        yield error(10, found[0], f"`{found[0]}` is hard to read as a time", 'write "midday" or "midnight"')


def dates(words: Words) -> Iterator[Finding]:
    text = without_blanks(words.template)
    hard = [found[0] for pattern in (_NUMERIC, _ORDINAL, _MONTH_FIRST) for found in pattern.finditer(text)]
    hard += [found[0] for found in _DATE.finditer(text) if not _EASY_DATE.fullmatch(found[0])]
    for written in hard:
        yield error(11, written, f"`{written}` is hard to read as a day", "write it as Wednesday 30 September")
    for found in _YEAR.finditer(text):
        yield warning(11, found[1], f"the year {found[1]} is one more number to read", "only for a day next year")


def ranges(words: Words) -> Iterator[Finding]:
    for found in _RANGE.finditer(without_blanks(words.template)):
        yield error(12, found[0], f"`{found[0]}` has a dash that stands for a word", 'write "to"')
