"""Plans, replans, and the sweep of a year: pure Python, one process, no database.

The physical limit of a plan is what no way of planning can leave out, in Python: for each text its two moments, each a
day and a clock put together in London and carried over to UTC, its key, and the frozen value that holds them.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bench.measure import seconds, table
from service.configuration.notation import OPT_IN_GROUPS
from service.configuration.reader import read_config
from service.core.gathering import place_of
from service.domain.ids import BoardCode, NumberId, ReleaseId, SequenceId, StepId, TextId
from service.domain.london import LONDON
from service.domain.text import Key, Reason, State, Text
from service.schedules.config import Config
from service.schedules.course import Course, Facts, Liberation, Past, PlannedText, WelcomeNeeded
from service.schedules.plan import Plan, plan
from service.schedules.preview import sequences_for
from service.schedules.replan import Change, changes
from service.schedules.sequence import Anchor, Sequence, Welcome
from service.schedules.sweep import Sweep

ROWS, ROUNDS = 300, 7  # releases a round
_FIRST_DAY, _YEAR = date(2027, 1, 1), 365
_NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
_CONFIG = Path(__file__).parents[1] / "config"
_MOVED = timedelta(days=1)
_TEN = time(10)


class World:
    """Releases on every day of a year in turn, of a Board that sends everything."""

    def __init__(self, config: Config, rows: int, groups: frozenset[str]) -> None:
        board = next(iter(config.boards.values()))
        self.place, self.groups = place_of(board), groups
        sent = sequences_for(board, config.sequences).values()
        self.sequences = tuple(one for one in sent if one.anchor is Anchor.LIBERATION)
        self.days = [_FIRST_DAY + timedelta(days=number % _YEAR) for number in range(rows)]
        self.ledgers = [_ledger(self.plan(day)) for day in self.days]
        self.texts = sum(map(len, self.ledgers))

    def plan(self, day: date) -> Plan:
        past = Past(welcome=WelcomeNeeded(Welcome.FIRST))
        return plan(_courses(self.sequences, day), Facts(self.groups), self.place, past, _NOW)

    def plans(self) -> list[Plan]:
        return [self.plan(day) for day in self.days]

    def replans(self) -> list[tuple[Change, ...]]:
        """The release moves by a day: planned anew, and held against the ledger."""
        return [
            changes(ledger, self.plan(day + _MOVED), now=_NOW, without_plan=Reason.NOT_IN_PLAN, suppressed=None)
            for day, ledger in zip(self.days, self.ledgers, strict=True)
        ]

    def limit(self) -> list[PlannedText]:
        sequence, step = SequenceId("first-weeks"), StepId("02_gp")
        return [
            PlannedText(Key(sequence, step, ""), _moment(day), _moment(day))
            for day, ledger in zip(self.days, self.ledgers, strict=True)
            for _ in ledger
        ]


def run(rows: int | None, rounds: int | None) -> Iterator[str]:
    config, rounds = read_config(_CONFIG, practice=True), rounds or ROUNDS
    national = World(config, rows or ROWS, frozenset())
    crowded = World(config, rows or ROWS, frozenset(_groups(config)))
    taken = seconds(
        {
            "limit": national.limit,
            "plans": national.plans,
            "replans": national.replans,
            "crowded limit": crowded.limit,
            "crowded plans": crowded.plans,
            "crowded replans": crowded.replans,
        },
        rounds,
    )
    head = ("what", "a second", "µs each", "µs a text", "times the limit")
    yield f"Releases a round: {len(national.days)}; rounds: {rounds}; median [least-most].\n"

    def rows_of(name: str, world: World, limit: str) -> tuple[str, ...]:
        spent, number = taken[name], len(world.days)
        each, text = spent.times(1e6 / number), spent.times(1e6 / world.texts)
        return (name, str(spent.rate(number)), str(each), str(text), str(spent.over(taken[limit])))

    yield from table(
        iter(
            [
                rows_of("plans", national, "limit"),
                rows_of("replans", national, "limit"),
                rows_of("limit", national, "limit"),
                rows_of("crowded plans", crowded, "crowded limit"),
                rows_of("crowded replans", crowded, "crowded limit"),
            ]
        ),
        head,
    )
    swept = _Swept(config)
    spent = seconds({"sweep": swept.sweep}, max(1, rounds // 3))["sweep"]
    yield f"\nA year of all sequences and Boards, {swept.plans} plans: {spent} s, {spent.rate(swept.plans)} a second."


class _Swept:
    def __init__(self, config: Config) -> None:
        self._config, self.plans = config, 0

    def sweep(self) -> None:
        config = self._config
        sweep = Sweep(config, config.boards.values(), config.sequences, frozenset(OPT_IN_GROUPS))
        for number in range(_YEAR):
            sweep.look(_FIRST_DAY + timedelta(days=number))
        self.plans = sweep.plans


def _courses(sequences: Iterable[Sequence], day: date) -> tuple[Course, ...]:
    return tuple(Course(one, Liberation(day)) for one in sequences)


def _groups(config: Config) -> Iterator[str]:
    for sequence in config.sequences.values():
        yield from sequence.only_if.groups
        yield from (group for step in sequence.steps for group in step.only_if.groups)


def _moment(day: date) -> datetime:
    return datetime.combine(day, _TEN, LONDON).astimezone(UTC)


def _ledger(made: Plan) -> dict[Key, Text]:
    return {text.key: _row(text) for text in made.texts}


def _row(text: PlannedText) -> Text:
    return Text(
        id=TextId("t"),
        release_id=ReleaseId("r"),
        sequence=text.key.sequence,
        step=text.key.step,
        occasion=text.key.occasion,
        welcome=text.welcome,
        board=BoardCode("S08000024"),
        number_id=NumberId("n"),
        state=State.PLANNED,
        due_at=text.due_at,
        wanted_at=text.wanted_at,
    )
