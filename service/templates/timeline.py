"""A sequence drawn as a line of days, a row for each text. The shapes are Jinja's, the places are reckoned here."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.templates.printing import printed

WIDTH = 900  # units of the drawing, as are all the lengths here
ROW, TOP, FOOT = 28, 64, 60
LEFT, RIGHT = 470, 876  # where the first and the last day lie
_WEEK = 7
_FEW_DAYS = 14  # up to so many each has a line of its own


class Goes(StrEnum):
    """To whom, as the mark shows it; the words beside it say it too."""

    ALL = "to everybody"
    SOME = "to some, as told beside it"
    OPTIONAL = "a Board may leave it out"


@dataclass(frozen=True)
class Mark:
    """One text on the line."""

    name: str
    when: str  # short: "day 2, 10:00"
    day: int | None  # from the release or the appointment; None: as soon as we hear
    goes: Goes
    note: str = ""  # to whom: "woman", "after 02_gp"


@dataclass(frozen=True)
class _Row:
    mark: Mark
    x: float
    y: float


@dataclass(frozen=True)
class _Tick:
    x: float
    words: str


def timeline(name: str, counted_from: str, marks: Iterable[Mark]) -> str:
    """An SVG of itself alone: no script, no address, words for whoever cannot see it."""
    marks = tuple(marks)
    days = _days(marks)
    heard = any(mark.day is None for mark in marks)
    rows = [_Row(mark, _x(mark.day, days, heard=heard), TOP + ROW * (index + 0.5)) for index, mark in enumerate(marks)]
    ticks = [_Tick(_x(day, days, heard=heard), _tick(day, days)) for day in _ticks(days)]
    return printed(
        "timeline.svg",
        name=name,
        counted_from=counted_from,
        told="; ".join(f"{mark.name} {mark.when}" for mark in marks),
        rows=rows,
        ticks=[*([_Tick(_x(None, days, heard=True), "as we hear")] if heard else []), *ticks],
        goes=[kind for kind in Goes if any(mark.goes is kind for mark in marks)],
        width=WIDTH,
        height=TOP + ROW * len(marks) + FOOT,
        bottom=TOP + ROW * len(marks),
        right=RIGHT,
        left=LEFT,
    )


def _days(marks: tuple[Mark, ...]) -> range:
    """From the first day that the drawing shows to the last."""
    known = [mark.day for mark in marks if mark.day is not None] or [0]
    return range(min(0, *known), max(1, *known) + 1)


def _x(day: int | None, days: range, *, heard: bool) -> float:
    """What has no day stands in a place of its own, to the left of all days."""
    places = len(days) - 1 + (1 if heard else 0)
    place = 0 if day is None else day - days.start + (1 if heard else 0)
    return round(LEFT + (RIGHT - LEFT) * place / places, 1)


def _ticks(days: range) -> list[int]:
    return list(days) if len(days) <= _FEW_DAYS else [day for day in days if day % _WEEK == 0]


def _tick(day: int, days: range) -> str:
    return f"{day:+d}" if day and days.start < 0 else str(day)
