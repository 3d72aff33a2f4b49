"""What the doctor found, a line each."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Line:
    name: str
    mark: Mark
    words: str


def ok(name: str, words: str) -> Line:
    return Line(name, Mark.OK, words)


def warning(name: str, words: str) -> Line:
    return Line(name, Mark.WARNING, words)


def wrong(name: str, words: str) -> Line:
    return Line(name, Mark.WRONG, words)
