"""What is odd in the plans of a whole range of days: what no single preview would show.

Boards with the same hours, holidays, sequences and choices get the same plans, so each such set is planned once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from service.domain.board import Board, SendingHours
from service.domain.ids import BoardCode, SequenceId, StepId
from service.domain.london import at, london_day, london_time
from service.domain.text import Key, Reason
from service.schedules.calendar import Calendar
from service.schedules.config import Config
from service.schedules.course import Course, Facts, Place, Visit
from service.schedules.preview import Case, Preview, Previewed, groups_of, preview, released, sequences_for, visiting
from service.schedules.sequence import Anchor, News, Sequence, Skip, Step, StepName, Welcome
from service.schedules.timing import deadline, hours_of, wanted_at

NIGHT_ENDS, NIGHT_BEGINS = time(8), time(21)  # London; whatever a Board's hours say, no text comes in between
HEARD = (None, time(10), time(16, 45), time(21))  # moments of a release; None: its date alone, long before
_NOBODY = frozenset[str]()
_MORNING, _EVENING = time(10, 15), time(21)


class What(StrEnum):
    TWO_A_DAY = "two texts a day"
    CLOSED = "on a day on which it may not go"
    OUT_OF_HOURS = "outside the sending hours"
    AT_NIGHT = "at night"
    TOO_LATE = "after the appointment has begun"
    LATE = "left out as late, though told in time"
    FOLLOWS_NOTHING = "left out because what it follows did not go"
    CROWDED_OUT = "not optional, and left out because texts are too many"
    NEVER = "never goes"
    TOO_LONG = "more than one text long"


@dataclass(frozen=True)
class Oddity:
    what: What
    step: StepName
    boards: tuple[BoardCode, ...]
    whose: str  # "people of no group", "woman", "all groups"
    count: int  # plans that have it
    first: str  # the first of them


@dataclass(frozen=True)
class People:
    """Those who share their groups, and what they answered."""

    groups: frozenset[str]
    name: str
    crowded: bool = False  # all groups at once: the caps then leave out more than the optional texts
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # question -> meaning


@dataclass(frozen=True)
class _Ground:
    """All on which the plans of a Board depend."""

    hours: SendingHours
    closed: frozenset[date]
    sequences: tuple[SequenceId, ...]
    leaves_out: frozenset[StepId]
    opt_in_groups: frozenset[str]


class Sweep:
    """Looks at one day after the other, and is asked at the end what was odd."""

    def __init__(
        self, config: Config, boards: Iterable[Board], names: Iterable[SequenceId], opt_in_groups: frozenset[str]
    ) -> None:
        """Looks for what is odd in the named sequences; `opt_in_groups` are those that a Board has to take up."""
        self.plans = 0
        self._names = frozenset(names)
        by_ground: defaultdict[_Ground, list[BoardCode]] = defaultdict(list)
        for board in boards:
            sent = tuple(sequences_for(board, config.sequences))
            kept_back = opt_in_groups - board.opt_in_groups
            ground = _Ground(board.hours, board.closed, sent, board.leaves_out, kept_back)
            by_ground[ground].append(board.code)
        self._fields = [_Field(config, ground, tuple(codes), self._names) for ground, codes in by_ground.items()]

    def look(self, day: date) -> None:
        """Plan for releases and appointments on this day."""
        self.plans += sum(one.look(day) for one in self._fields)

    def oddities(self) -> tuple[Oddity, ...]:
        found = [oddity for one in self._fields for oddity in one.oddities()]
        return tuple(one for one in found if one.step.sequence in self._names)


class _Field:
    """The days of the Boards of one ground."""

    def __init__(
        self, config: Config, ground: _Ground, boards: tuple[BoardCode, ...], names: frozenset[SequenceId]
    ) -> None:
        self._boards, self._ground = boards, ground
        self._place = Place(ground.hours, Calendar(ground.closed))
        self._sequences = tuple(config.sequences[name] for name in ground.sequences)
        self._looked_at = [one for one in self._sequences if one.id in names]
        self._people = {anchor: people_of(self._of(anchor), but=ground.opt_in_groups) for anchor in Anchor}
        self._found: Counter[tuple[What, StepName, str]] = Counter()
        self._first: dict[tuple[What, StepName, str], str] = {}
        self._met: defaultdict[str, set[StepName]] = defaultdict(set)  # whose -> steps that might have gone
        self._went: defaultdict[str, set[StepName]] = defaultdict(set)
        self._gave_way: defaultdict[str, set[StepName]] = defaultdict(set)

    def look(self, day: date) -> int:
        return sum(self._look(cases, anchor) for anchor, cases in self._cases(day) if self._of(anchor))

    def oddities(self) -> Iterator[Oddity]:
        never = {whose: self._never(whose) for whose in self._met}
        for (what, step, whose), count in self._found.items():
            if what is not What.LATE or step not in never[whose]:
                yield Oddity(what, step, self._boards, whose, count, self._first[what, step, whose])
        for whose, steps in never.items():
            yield from (Oddity(What.NEVER, step, self._boards, whose, 0, "") for step in sorted(steps))
        for step in sorted(self._for_nobody()):
            yield Oddity(What.NEVER, step, self._boards, "anybody", 0, "")

    def _of(self, anchor: Anchor) -> list[Sequence]:
        return [one for one in self._looked_at if one.anchor is anchor]

    def _cases(self, day: date) -> Iterator[tuple[Anchor, tuple[Case, ...]]]:
        yield Anchor.LIBERATION, releases_on(day)
        yield Anchor.APPOINTMENT, visits_on(day)

    def _look(self, cases: tuple[Case, ...], anchor: Anchor) -> int:
        for people in self._people[anchor]:
            for case in cases:
                made = preview(self._sequences, case, _facts(people, case, self._ground), self._place)
                self._note(case, people, made)
        return len(self._people[anchor]) * len(cases)

    def _note(self, case: Case, people: People, made: Preview) -> None:
        whose = people.name
        went = {StepName(one.text.key.sequence, one.step.id) for one in made.texts}
        self._went[whose] |= went
        self._met[whose] |= went | set(map(_name, made.plan.late)) | set(map(_name, made.plan.left_out))
        self._gave_way[whose] |= {_name(key) for key, why in made.plan.left_out.items() if why is Reason.TOO_MANY}
        for what, step in (
            *odd_texts(made.texts, self._place),
            *odd_gaps(made, case, people, self._place, self._sequences),
        ):
            self._found[what, step, whose] += 1
            self._first.setdefault((what, step, whose), case.told)

    def _never(self, whose: str) -> set[StepName]:
        return self._met[whose] - self._went[whose] - self._gave_way[whose]

    def _for_nobody(self) -> Iterator[StepName]:
        """Steps that no groups and no answers bring about, and that the Board does not leave out by choice."""
        met = set[StepName]().union(*self._met.values())
        for sequence in self._looked_at:
            for step in sequence.steps:
                kept_back = any(
                    asked and asked <= self._ground.opt_in_groups
                    for asked in (sequence.only_if.groups, step.only_if.groups)
                )
                left_out = step.optional and step.id in self._ground.leaves_out
                if not kept_back and not left_out and StepName(sequence.id, step.id) not in met:
                    yield StepName(sequence.id, step.id)


def releases_on(day: date) -> tuple[Case, ...]:
    """By the date alone, heard at several moments of the day, and of somebody who was welcomed at another number."""
    return (*(released(day, heard) for heard in HEARD), released(day, how=Welcome.NEW_NUMBER))


def visits_on(day: date) -> tuple[Case, ...]:
    """Appointments early, in the forenoon and in the afternoon, booked long and shortly before, and their other news.

    A reminder on the day itself is too late for an early one, and any may be for one that was booked shortly before.
    """
    early, forenoon, afternoon = at(day, time(9)), at(day, time(10, 30)), at(day, time(16))
    fortnight, days, eve = (
        at(day - timedelta(days=ahead), clock) for ahead, clock in ((14, _MORNING), (3, _EVENING), (1, time(16, 45)))
    )
    late = tuple(
        visiting(start, heard, in_time=False) for start in (early, forenoon, afternoon) for heard in (days, eve)
    )
    return (
        visiting(forenoon, fortnight),
        visiting(afternoon, fortnight),
        visiting(early, fortnight, in_time=False),
        *late,
        visiting(forenoon, fortnight, News.CHANGED),
        visiting(forenoon, at(day - timedelta(days=5), _EVENING), News.CANCELLED),
        visiting(forenoon, forenoon + timedelta(hours=1), News.MISSED),
    )


def people_of(sequences: Iterable[Sequence], *, but: frozenset[str] = _NOBODY) -> tuple[People, ...]:
    """People of no group, of each group that the sequences ask about, of all; and those who gave an awaited answer."""
    sequences = tuple(sequences)
    groups = sorted(frozenset().union(*map(groups_of, sequences)) - but)
    silent = [People(_NOBODY, "people of no group"), *(People(frozenset({group}), group) for group in groups)]
    if len(groups) > 1:
        silent.append(People(frozenset(groups), "all groups", crowded=True))
    waited_for = {
        tuple(sorted((question, min(meanings)) for question, meanings in step.only_if.answers.items())): None
        for sequence in sequences
        for step in sequence.steps
        if step.only_if.answers
    }
    spoken = [
        People(one.groups, f"{one.name}, {', '.join('.'.join(pair) for pair in pairs)}", one.crowded, dict(pairs))
        for one in silent
        for pairs in waited_for
    ]
    return (*silent, *spoken)


def _facts(people: People, case: Case, ground: _Ground) -> Facts:
    occasion = case.anchor.appointment.occasion if isinstance(case.anchor, Visit) else ""
    answers = {(occasion, question): meaning for question, meaning in people.answers.items()}
    return Facts(people.groups, answers=answers, left_out=ground.leaves_out)


def odd_texts(texts: Iterable[Previewed], place: Place) -> Iterator[tuple[What, StepName]]:
    """Of the texts that go. Held against days and hours as they are written, not against the engine's own reckoning."""
    taken: set[date] = set()
    for one in texts:
        day = london_day(one.text.due_at)
        found = (*([What.TWO_A_DAY] if day in taken else []), *_wrong(one, day, place))
        taken.add(day)
        yield from ((what, _name(one.text.key)) for what in found)


def _wrong(one: Previewed, day: date, place: Place) -> Iterator[What]:
    sequence, clock = one.course.sequence, london_time(one.text.due_at)
    hours, ends = hours_of(sequence, place.hours), deadline(one.step, one.course)
    if day.weekday() not in sequence.days or (one.step.open_days and not place.calendar.is_open(day)):
        yield What.CLOSED
    if not hours.opens <= clock < hours.closes:
        yield What.OUT_OF_HOURS
    if not NIGHT_ENDS <= clock < NIGHT_BEGINS:
        yield What.AT_NIGHT
    if ends is not None and one.text.due_at >= ends:
        yield What.TOO_LATE


def odd_gaps(
    made: Preview, case: Case, people: People, place: Place, sequences: Iterable[Sequence]
) -> Iterator[tuple[What, StepName]]:
    """Of the steps that do not go."""
    if case.in_time:
        by_id = {one.id: one for one in sequences} if made.plan.late or made.plan.left_out else {}
        for key in made.plan.late:
            if not _says_the_same_day(_step(by_id, key), Course(by_id[key.sequence], case.anchor), made, place):
                yield What.LATE, _name(key)
        for key, why in made.plan.left_out.items():
            if why is Reason.NOT_IN_PLAN:
                yield What.FOLLOWS_NOTHING, _name(key)
            elif not people.crowded and not _step(by_id, key).optional:
                yield What.CROWDED_OUT, _name(key)


def _says_the_same_day(step: Step, course: Course, made: Preview, place: Place) -> bool:
    """A reminder whose only day has another text about the same appointment: the person is told, and that is right."""
    if not isinstance(course.anchor, Visit) or not isinstance(step.if_late, Skip):
        return False
    day = london_day(wanted_at(step, course, place))
    return any(london_day(one.text.due_at) == day and one.course == course for one in made.texts)


def _step(by_id: Mapping[SequenceId, Sequence], key: Key) -> Step:
    return next(one for one in by_id[key.sequence].steps if one.id == key.step)


def _name(key: Key) -> StepName:
    return StepName(key.sequence, key.step)
