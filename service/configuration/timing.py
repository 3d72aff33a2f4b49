"""When the steps of a sequence go: in the order of their days, in everybody's hours, never at once after a release."""

from collections.abc import Iterable, Iterator
from datetime import time, timedelta
from itertools import pairwise

from service.configuration import notation
from service.configuration.document import Document
from service.configuration.faults import ConfigFault
from service.configuration.outline import Outline, StepOutline, readable
from service.schedules.sequence import Days, Elapsed

SOONEST = timedelta(hours=1)  # after a release; prisons take back one that was told by mistake within 45 minutes
HANDING_OVER = timedelta(minutes=2)  # the carrier must have as long as this before the hours end
_A_DAY = timedelta(days=1)
_SATURDAY = 5


def timing_faults(sequence: Outline, boards: Iterable[Document]) -> Iterator[ConfigFault]:
    yield from _order(sequence)
    for step in sequence.steps:
        yield from _appointment(step) if sequence.about_appointments else _liberation(step)
        yield from _hours(sequence, step, boards)
    yield from _open_days(sequence)


def _order(sequence: Outline) -> Iterator[ConfigFault]:
    """Steps for news of an appointment stand apart: none of them comes before another."""
    dated = [(step, _day(step)) for step in sequence.steps if not step.holds("when")]
    known = [(step, day) for step, day in dated if day is not None]
    for (earlier, before), (step, day) in pairwise(known):
        if day < before:
            yield step.fault("the step before goes later: steps stand in the order of their days", "offset")
        elif day == before and step.for_everybody and earlier.for_everybody:
            yield step.fault("the step before goes on this day too: one text a day", "offset")


def _day(step: StepOutline) -> int | None:
    offset = step.offset
    return offset.time // _A_DAY if isinstance(offset, Elapsed) else offset.days if offset else None


def _liberation(step: StepOutline) -> Iterator[ConfigFault]:
    for field in ("when", "notice"):
        if step.holds(field):
            yield step.fault(f"`{field}` is for appointments", field)
    if step.holds("only_if", "delivered"):
        yield step.fault("`delivered` is for appointments", "only_if", "delivered")
    if step.offset is not None and not step.holds("at"):
        yield step.fault("`at` is missing: the time of day, also where the date alone is known", "offset")
    if isinstance(step.offset, Days):
        yield from _no_lower_bound(step)
        if step.offset.days < 0:
            yield step.fault("nothing goes before a release", "offset")
    elif step.offset is not None and step.offset.time < SOONEST:
        yield step.fault("must be 1h at least: a release told by mistake is taken back within 45 minutes", "offset")


def _appointment(step: StepOutline) -> Iterator[ConfigFault]:
    for field in ("welcome", "replaces"):
        if step.holds(field):
            yield step.fault(f"`{field}` is not for appointments", field)
    if step.holds("when") and step.holds("notice"):
        yield step.fault("`notice` is for reminders: news goes however late it comes", "notice")
    offset = step.offset
    if isinstance(offset, Days):
        yield from _no_lower_bound(step)
        if not step.holds("at"):
            yield step.fault("`at` is missing: the time of day", "offset")
        after = offset.days > 0
    elif offset is not None:
        if step.holds("at"):
            yield step.fault("`at` goes with an offset of days", "at")
        after = offset.time >= timedelta()
    else:
        return
    if not step.holds("when") and after:
        yield step.fault("a reminder goes before the appointment: -1d, -2h, or 0d for its day", "offset")
    if step.holds("when") and (offset.days if isinstance(offset, Days) else offset.time // _A_DAY) < 0:
        yield step.fault("goes before the news of which it tells", "offset")


def _no_lower_bound(step: StepOutline) -> Iterator[ConfigFault]:
    if step.holds("not_before"):
        yield step.fault("`not_before` goes with an offset of hours; with days `at` is enough", "not_before")


def _hours(sequence: Outline, step: StepOutline, boards: Iterable[Document]) -> Iterator[ConfigFault]:
    own = _Window.of(sequence.document, "sending")
    windows = [(f"of {board.text('name')}", _Window.of(board, "hours")) for board in boards]
    for field in ("at", "not_before"):
        moment = readable(notation.clock, step.text(field))
        if moment is None:
            continue
        if own and own.objection(moment):
            yield step.fault(f"{own.objection(moment)} of this sequence", field)
            continue
        shut = [(whose, told) for whose, window in windows if window and (told := window.objection(moment))]
        if shut:
            whose, told = shut[0]
            others = f" and {len(shut) - 1} more" if len(shut) > 1 else ""
            yield step.fault(f"{told} {whose}{others}", field)


class _Window:
    def __init__(self, opens: time, closes: time) -> None:
        self._opens, self._closes = _minutes(opens), _minutes(closes)

    @classmethod
    def of(cls, document: Document, field: str) -> "_Window | None":
        """Hours that are no hours are the fault of their own file, told there."""
        opens = readable(notation.clock, document.text(field, "opens"))
        closes = readable(notation.clock, document.text(field, "closes"))
        return None if opens is None or closes is None or opens >= closes else cls(opens, closes)

    def objection(self, moment: time) -> str | None:
        if not self._opens <= _minutes(moment) < self._closes:
            return "outside the sending hours"
        if _minutes(moment) + HANDING_OVER > self._closes:
            return "the carrier needs two minutes: too near the end of the sending hours"
        return None


def _minutes(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)


def _open_days(sequence: Outline) -> Iterator[ConfigFault]:
    try:
        days = notation.weekdays(sequence.document.at("sending", "days") or "mon-sun")
    except ValueError:
        return
    if min(days) >= _SATURDAY:
        for step in sequence.steps:
            if step.text("on") == "open_days":
                yield step.fault("an open day is a weekday, and this sequence sends on none", "on")
