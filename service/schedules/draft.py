"""A plan on its way: which days are free, what is sent by when, what had to be left out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from service.domain.london import london_day, next_day
from service.domain.text import Key, Reason
from service.schedules.conditions import Candidate, relatives, was_sent
from service.schedules.course import Course, Facts, Past, Place, PlannedText, Visit
from service.schedules.sequence import Anchor, News, SkipGroup, StepName
from service.schedules.slots import Slot, first_slot
from service.schedules.timing import may_go, wanted_at

QUESTION_OPEN = timedelta(days=3)  # so long a digit that comes back is taken for the answer
_SIX_DAYS = timedelta(days=6)
_NUDGES = ""  # the occasion under which all nudges of a release are counted together


class _Placed(NamedTuple):
    nudge: Candidate
    day: date


class Draft:
    """Filled step by step, in the order of `plan`, and read once."""

    def __init__(self, courses: tuple[Course, ...], facts: Facts, place: Place, past: Past, now: datetime) -> None:
        self.texts: list[PlannedText] = []
        self.late: list[Key] = []
        self.left_out: dict[Key, Reason] = {}
        self._place, self._past, self._now = place, past, now
        self._relatives = relatives(courses)
        self._order = {course.sequence.id: index for index, course in reversed(list(enumerate(courses)))}
        self._visits = frozenset(one.sequence.id for one in courses if one.sequence.anchor is Anchor.APPOINTMENT)
        self._names = {name for key in past.gone for name in self._family(key)}
        self._days = set(past.gone.values())
        self._counted: defaultdict[str, list[date]] = defaultdict(list)  # occasion -> days of its texts
        for key, day in past.gone.items():
            self._counted[self._occasion(key)].append(day)
        self._placed: list[_Placed] = []  # the nudges, in their order
        self._missed_groups: set[tuple[str, str]] = set()
        self._questions = list(_open_questions(courses, facts, past))
        self._free_from = max((past.free_from, *map(next_day, self._counted[_NUDGES])))

    def is_new(self, one: Candidate) -> bool:
        """Neither it nor what says the same went before, or had its moment while nothing might go."""
        if one.key in self._past.gone or one.key in self._past.passed:
            return False
        family = self._family(one.key) - {StepName(one.key.sequence, one.key.step)}
        return not any(StepName(*key[:2]) in family for key in (*self._past.gone, *self._past.passed))

    def not_too_many(self, nudges: list[Candidate]) -> list[Candidate]:
        """Those there is room for: optional ones give way first, then those of sequences that stand further down."""
        left, count = set[Key](), len(self._counted[_NUDGES])
        for one in sorted(nudges, key=self._rank):
            if count >= one.course.sequence.most_in_all and not self._is_hopeless(one):
                self.left_out[one.key] = Reason.TOO_MANY
                left.add(one.key)
            count += 1
        return [one for one in nudges if one.key not in left]

    def _rank(self, one: Candidate) -> tuple[bool, int]:
        """A variant counts like the step it stands in for, or that would be said by nobody."""
        sequences = {one.key.sequence, *(name.sequence for name in one.step.replaces)}
        return one.step.optional, min(self._order[name] for name in sequences if name in self._order)

    def place_welcome(self, one: Candidate) -> None:
        slot = first_slot(
            one, self._place, self._now, self._free_from, lambda day: day not in self._past.taken | self._days
        )
        if slot is not None:
            self._take(one, slot)
            self._free_from = next_day(london_day(slot.due_at))

    def place_visit(self, one: Candidate) -> None:
        """Where it belongs, or as soon after as makes sense: nudges give way to it."""
        after_welcome = self._free_from if self._past.welcome else self._past.free_from
        if self._was_past(one):
            self.left_out[one.key] = Reason.NOT_IN_PLAN
            return
        if self._is_flooded(one):
            self.left_out[one.key] = Reason.TOO_MANY
            return
        slot = first_slot(one, self._place, self._now, after_welcome, lambda day: self._is_free_for_visit(one, day))
        if slot is None:
            self.late.append(one.key)
            return
        self._take(one, slot)
        if one.step.ask is not None and one.step.ask.by_digits:
            self._questions.append(_question(london_day(slot.due_at), one.course))

    def place_nudge(self, one: Candidate) -> None:
        """In its turn: no later step overtakes an earlier one, but on days on which that may not go at all."""
        sequence = one.key.sequence
        forbidden = bool(one.not_after) and was_sent(one.not_after, sequence, self._names)
        if forbidden or not was_sent(one.step.only_if.sent, sequence, self._names):
            self.left_out[one.key] = Reason.NOT_IN_PLAN
            return
        slot = self._slot_of_nudge(one)
        if slot is None:
            self.late.append(one.key)
            return
        self._take(one, slot)
        self._placed.append(_Placed(one, london_day(slot.due_at)))

    def _slot_of_nudge(self, one: Candidate) -> Slot | None:
        group = (one.key.sequence, one.step.group or one.key.step)
        if group in self._missed_groups:
            return None
        slot = first_slot(one, self._place, self._now, self._free_from, lambda day: self._is_free(one, day))
        if slot is None and isinstance(one.step.if_late, SkipGroup):
            self._missed_groups.add(group)
        return slot

    def _take(self, one: Candidate, slot: Slot) -> None:
        day = london_day(slot.due_at)
        self.texts.append(PlannedText(one.key, slot.wanted_at, slot.due_at, welcome=one.step.welcome is not None))
        self._days.add(day)
        self._counted[self._occasion(one.key)].append(day)
        self._names |= self._family(one.key)

    def _is_free(self, one: Candidate, day: date) -> bool:
        asks = one.step.ask is not None and one.step.ask.by_digits
        if asks and any(begins <= day <= ends for begins, ends in self._questions):
            return False
        is_free = day not in self._past.taken and day not in self._days
        return is_free and self._is_in_turn(one, day) and self._fits_week(one, day)

    def _is_in_turn(self, one: Candidate, day: date) -> bool:
        """After all that come before it; but a step that waits for an open day holds up its own group alone."""
        calendar = self._place.calendar
        for earlier, its_day in self._placed:
            group = earlier.step.group
            waits = not may_go(day, earlier.step, earlier.course.sequence, calendar)
            together = group is not None and group == one.step.group
            speaks_of_it = was_sent(one.step.only_if.sent, one.key.sequence, self._family(earlier.key))
            if day <= its_day and (not waits or together or (one.step.only_if.sent and speaks_of_it)):
                return False
        return True

    def _is_free_for_visit(self, one: Candidate, day: date) -> bool:
        return day not in self._past.firm and day not in self._days and self._fits_week(one, day)

    def _fits_week(self, one: Candidate, day: date) -> bool:
        """No seven days round this one hold more than the sequence allows."""
        days = self._counted[self._occasion(one.key)]
        first_days = (day - timedelta(days=back) for back in range(7))
        fullest = max(sum(first <= other <= first + _SIX_DAYS for other in days) for first in first_days)
        return fullest < one.course.sequence.most_in_week

    def _is_hopeless(self, one: Candidate) -> bool:
        """Too late whatever gives way to it."""
        return first_slot(one, self._place, self._now, date.min, lambda _: True) is None

    def _was_past(self, one: Candidate) -> bool:
        """A reminder whose moment was over when the appointment became known: the news itself says it all."""
        anchor = one.course.anchor
        if one.step.when is not None or not isinstance(anchor, Visit):
            return False
        return wanted_at(one.step, one.course, self._place) < anchor.known_from

    def _is_flooded(self, one: Candidate) -> bool:
        """Enough was said of this appointment. That it is off is told all the same: nobody goes there for nothing."""
        said = len(self._counted[self._occasion(one.key)])
        return said >= one.course.sequence.most_in_all and one.step.when is not News.CANCELLED

    def _occasion(self, key: Key) -> str:
        """The appointment, whatever time it had; or the release."""
        return key.occasion.rpartition(".")[0] if key.sequence in self._visits else _NUDGES

    def _family(self, key: Key) -> frozenset[StepName]:
        name = StepName(key.sequence, key.step)
        return self._relatives.get(name, frozenset()) | {name}


def _open_questions(courses: Iterable[Course], facts: Facts, past: Past) -> Iterator[tuple[date, date]]:
    """The days on which a question about an appointment, asked already, still waits for its answer."""
    for course in courses:
        for step in course.sequence.steps:
            asked_on = past.gone.get(course.key(step))
            if asked_on is None or step.ask is None or not step.ask.by_digits:
                continue
            if isinstance(course.anchor, Visit) and (course.occasion, step.ask.question) not in facts.answers:
                yield _question(asked_on, course)


def _question(asked_on: date, course: Course) -> tuple[date, date]:
    """The first and the last day of an open question: it ends with the appointment."""
    ends = asked_on + QUESTION_OPEN
    if isinstance(course.anchor, Visit):
        ends = min(ends, london_day(course.anchor.appointment.start))
    return asked_on, ends
