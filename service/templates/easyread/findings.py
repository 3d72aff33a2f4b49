"""What is judged, and what comes of it. The rules and their numbers are told to Boards in docs/words.md."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Level = Literal["error", "warning"]

# What the service understands in an answer, so what a text may ask people to reply. `reserved` in replies.py wins.
KEYWORDS = frozenset(
    ("GP", "CALL", "HELP", "STOP", "START", "WRONG", "MONEY", "FOOD", "HOME", "CHEMIST", "DENTIST", "YES", "NO", "JOIN")
) | frozenset("123456789")

PLACEHOLDERS = frozenset({"board", "weekday", "d", "month", "time", "when", "place", "phone"})


class Kind(StrEnum):
    WELCOME = "welcome"  # the first that a number gets
    NUDGE = "nudge"
    APPOINTMENT = "appointment"
    ANSWER = "answer"  # automatic
    MENU = "menu"  # an answer that tells all one can do: HELP, GP, WHO_IS_THIS and the like
    CRISIS = "crisis"  # sent only in answer to the person's own words
    VOICE = "voice"  # read out to somebody who calls


@dataclass(frozen=True)
class Words:
    """One text, as it is written and as it can become."""

    template: str = field(repr=False)  # with {placeholders}
    rendered: str = field(repr=False)  # the longest value in each of them
    kind: Kind = Kind.NUDGE
    language: str = "en"
    opt_in: bool = False  # only for people who asked for texts on this matter
    call_back: bool = True  # whether the Board keeps the promise that CALL is
    way_back: bool = False  # the answer to STOP, which alone may ask for START
    placeholders: frozenset[str] = PLACEHOLDERS  # that are filled in here
    whose: str = ""  # the Board whose name is the longest, where the text has one

    @property
    def english(self) -> bool:
        return self.language == "en"


@dataclass(frozen=True)
class Known:
    """What texts may speak of."""

    numbers: frozenset[str] | None  # of contacts.yaml, as they are grouped there; None: that file cannot be read
    keywords: frozenset[str] = KEYWORDS


@dataclass(frozen=True)
class Finding:
    """One breach of one rule."""

    rule: int  # 1 to 28
    level: Level
    words: str  # that break it, as they are written; of a phone number the last two digits; "": the text as a whole
    told: str  # what is wrong with them
    instead: str  # what to write

    @property
    def message(self) -> str:
        return f"{self.told}: {self.instead}"


def error(rule: int, words: str, told: str, instead: str) -> Finding:
    return Finding(rule, "error", words, told, instead)


def warning(rule: int, words: str, told: str, instead: str) -> Finding:
    return Finding(rule, "warning", words, told, instead)
