"""Danger is told until somebody accepts it by name: to whom, how often, and what the letter holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.core.cases import Case, Outcome
from service.core.casework import accept, close_case, unanswered
from service.core.escalating import escalate, in_hours
from service.core.ports import Core
from service.core.saying import say
from service.core.vitals import Kind, Letter
from service.core.watching import watch
from service.domain.board import DangerContacts
from service.domain.meaning import Danger
from service.domain.number import Number
from tests.builders import GLASGOW, SAM, SAMS_CONTACT, SAMS_NUMBER, national_config, scheduled
from tests.core.endangered import JO, case_of, in_danger, reply_of
from tests.core.looking import WORKER, journal, told
from tests.fakes import FakeMessenger, FixedClock

MINUTE = timedelta(minutes=1)
CONTACTS = DangerContacts(
    ("day-1@example.scot", "day-2@example.scot"), ("night-1@example.scot", "night-2@example.scot")
)
DAY, NIGHT = CONTACTS.in_hours, CONTACTS.out_of_hours
TUESDAY = datetime(2026, 12, 1, 10, 15, tzinfo=UTC)
STRANGER = Number.trusted("+447700900555")


@pytest.fixture
def monitored(core: Core) -> Core:
    """The same service, where Glasgow names its contacts."""
    boards = core.config.boards
    named = {**boards, GLASGOW: replace(boards[GLASGOW], danger=CONTACTS)}
    return replace(core, config=replace(core.config, boards=named))


def letters(core: Core) -> list[Letter]:
    assert isinstance(core.messenger, FakeMessenger)
    return core.messenger.told


def readers(core: Core) -> list[str | None]:
    return [letter.to for letter in letters(core)]


def told_at(core: Core, clock: FixedClock, minutes: int) -> dict[int, list[str | None]]:
    """Who is told at which minute of these, with a look every minute."""
    found: dict[int, list[str | None]] = {}
    for minute in range(minutes):
        before = len(letters(core))
        escalate(core, WORKER)
        if readers(core)[before:]:
            found[minute] = readers(core)[before:]
        clock.advance(MINUTE)
    return found


def test_it_is_told_at_once_at_30_and_60_minutes_and_every_hour_after(monitored: Core, clock: FixedClock) -> None:
    in_danger(monitored)
    assert told_at(monitored, clock, 200) == {
        0: [DAY[0]],
        30: [*DAY],
        60: [*DAY],
        120: [*DAY],
        180: [*DAY],
    }


@pytest.mark.parametrize("minute", [0, 1, 29, 31, 119])
def test_nobody_is_told_once_somebody_has_accepted_it(monitored: Core, clock: FixedClock, minute: int) -> None:
    case = in_danger(monitored).case
    told_at(monitored, clock, minute)
    accept(monitored, JO, None, case.id)
    assert told_at(monitored, clock, 200) == {}


def test_a_closed_case_is_told_no_more(monitored: Core, clock: FixedClock) -> None:
    case = in_danger(monitored).case
    close_case(monitored, JO, None, case.id, Outcome.SAFE)
    assert told_at(monitored, clock, 100) == {}


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        (TUESDAY.replace(hour=9, minute=29), NIGHT[0]),
        (TUESDAY.replace(hour=9, minute=30), DAY[0]),
        (TUESDAY.replace(hour=18, minute=59), DAY[0]),
        (TUESDAY.replace(hour=19, minute=0), NIGHT[0]),
        (TUESDAY + timedelta(days=4), NIGHT[0]),  # a Saturday
        (datetime(2026, 12, 25, 11, tzinfo=UTC), NIGHT[0]),
        (datetime(2026, 7, 1, 8, 45, tzinfo=UTC), DAY[0]),  # 9:45 in Scotland
    ],
)
def test_who_is_told_depends_on_the_boards_office_hours(
    monitored: Core, clock: FixedClock, moment: datetime, first: str
) -> None:
    clock.set(now=moment)
    in_danger(monitored)
    escalate(monitored, WORKER)
    assert readers(monitored) == [first]


def test_a_local_holiday_is_out_of_hours() -> None:
    board = national_config().boards[GLASGOW]
    assert in_hours(board, TUESDAY)
    assert not in_hours(replace(board, closed=frozenset({TUESDAY.date()})), TUESDAY)


def test_what_nobody_accepted_by_night_is_told_to_the_day(monitored: Core, clock: FixedClock) -> None:
    clock.set(now=TUESDAY.replace(hour=9, minute=10), wall=TUESDAY.replace(hour=9, minute=10))
    in_danger(monitored)
    assert told_at(monitored, clock, 40) == {0: [NIGHT[0]], 30: [*DAY]}


def test_an_unmonitored_board_is_told_nothing_and_the_national_address_hears_it(core: Core, clock: FixedClock) -> None:
    in_danger(core)
    assert told_at(core, clock, 61) == {0: [None], 30: [None], 60: [None]}


def test_one_contact_alone_is_told_again_and_again(monitored: Core, clock: FixedClock) -> None:
    boards = monitored.config.boards
    lonely = replace(boards[GLASGOW], danger=DangerContacts(DAY[:1], NIGHT[:1]))
    alone = replace(monitored, config=replace(monitored.config, boards={**boards, GLASGOW: lonely}))
    in_danger(alone)
    assert told_at(alone, clock, 31) == {0: [DAY[0]], 30: [DAY[0]]}


def test_a_case_of_a_board_that_is_configured_no_more_is_told_to_the_national_address(core: Core) -> None:
    in_danger(core)
    left = {code: board for code, board in core.config.boards.items() if code != GLASGOW}
    without = replace(core, config=replace(core.config, boards=left))
    escalate(without, WORKER)
    assert readers(without) == [None]


def test_the_letter_holds_the_case_and_a_link_and_nothing_else(monitored: Core) -> None:
    told(monitored, scheduled())
    case = in_danger(monitored, words="I want to end it").case
    escalate(monitored, WORKER)
    ((notice,),) = [letter.notices for letter in letters(monitored)]
    assert (notice.case, notice.path) == (case.id, f"/cases/{case.id}")
    assert notice.words == "Somebody may be in danger. Open the case and accept it."
    for secret in (SAM, SAMS_NUMBER.e164, SAMS_NUMBER.e164[-6:], "end it", Danger.SELF):
        assert secret not in f"{notice.words} {notice.path}"


def test_a_letter_that_reached_nobody_is_tried_again_at_the_next_look(monitored: Core, clock: FixedClock) -> None:
    case = in_danger(monitored).case
    messenger = monitored.messenger
    assert isinstance(messenger, FakeMessenger)
    messenger.reaches = False
    assert escalate(monitored, WORKER) == 0
    assert case_of(monitored, case.id).raised == 0
    messenger.reaches = True
    clock.advance(timedelta(seconds=15))
    assert escalate(monitored, WORKER) == 1
    assert readers(monitored) == [DAY[0]]
    assert case_of(monitored, case.id).raised == 1
    assert journal(monitored, {"case": case.id}) == ["case.opened", "case.told"]


class _Meanwhile(FakeMessenger):
    """Something else happens once, while it takes a letter."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens: list[Callable[[], object]] = [happens]

    def tell(self, letter: Letter) -> bool:
        while self._happens:
            self._happens.pop()()
        return super().tell(letter)


class _LosesBoards(FakeMessenger):
    """Reaches the national address alone."""

    def tell(self, letter: Letter) -> bool:
        return letter.to is None and super().tell(letter)


def test_where_a_contact_cannot_be_reached_the_national_address_hears_it(monitored: Core, clock: FixedClock) -> None:
    lost = replace(monitored, messenger=_LosesBoards())
    in_danger(lost)
    assert told_at(lost, clock, 20) == {0: [None]}


def test_cases_for_one_reader_are_one_letter(monitored: Core) -> None:
    in_danger(monitored)
    in_danger(monitored, number=STRANGER)
    assert escalate(monitored, WORKER) == 2
    (letter,) = letters(monitored)
    assert len(letter.notices) == 2


def test_an_answer_that_could_not_be_sent_is_told_at_once(monitored: Core, clock: FixedClock) -> None:
    case = in_danger(monitored).case
    told_at(monitored, clock, 5)
    _no_answer(monitored, case)
    assert told_at(monitored, clock, 40) == {0: [DAY[0]], 25: [*DAY]}
    assert letters(monitored)[1].notices[0].words.endswith("No answer could be sent to them.")


def test_an_answer_that_fails_while_a_letter_is_on_its_way_is_told_too(monitored: Core, clock: FixedClock) -> None:
    case = in_danger(monitored).case
    busy = replace(monitored, messenger=_Meanwhile(lambda: _no_answer(monitored, case)))
    assert told_at(busy, clock, 20) == {0: [DAY[0]], 1: [DAY[0]]}


def test_addresses_that_cannot_be_reached_keep_no_other_from_its_letter(core: Core, clock: FixedClock) -> None:
    dead = {None, "a@example.scot", "b@example.scot"}
    boards = {**core.config.boards}
    for place, (code, name) in enumerate(zip(sorted(boards), ("a", "b", "z"), strict=False)):
        mail = (f"{name}@example.scot",)
        boards[code] = replace(boards[code], danger=DangerContacts(mail, mail))
        number = Number.trusted(f"+44770090060{place}")
        contact = replace(SAMS_CONTACT, number=number)
        told(core, replace(scheduled(prison_number=f"A900{place}", contact=contact), board=code))
        in_danger(core, number=number)
    messenger = _Lame(dead)
    deaf = replace(core, messenger=messenger, config=replace(core.config, boards=boards))
    for _ in range(2):
        escalate(deaf, WORKER)
        clock.advance(MINUTE)
    assert "z@example.scot" in [letter.to for letter in messenger.told]


def test_a_case_that_is_accepted_while_a_letter_is_on_its_way_stays_accepted(monitored: Core) -> None:
    case = in_danger(monitored).case
    escalate(replace(monitored, messenger=_Meanwhile(lambda: accept(monitored, JO, None, case.id))), WORKER)
    assert case_of(monitored, case.id).accepted_by == JO


def test_danger_after_somebody_accepted_is_told_anew(monitored: Core, clock: FixedClock) -> None:
    case = in_danger(monitored).case
    escalate(monitored, WORKER)
    accept(monitored, JO, None, case.id)
    clock.advance(45 * MINUTE)
    in_danger(monitored)
    assert told_at(monitored, clock, 31) == {0: [DAY[0]], 30: [*DAY]}


def test_two_workers_at_once_lose_nothing(monitored: Core, clock: FixedClock) -> None:
    case = in_danger(monitored).case
    escalate(monitored, WORKER)
    escalate(monitored, "worker-2")
    assert case_of(monitored, case.id).raised == 1


def test_a_case_that_nobody_accepted_by_its_due_time_is_a_sign_and_an_alert(monitored: Core, clock: FixedClock) -> None:
    case = in_danger(monitored).case
    clock.advance(15 * MINUTE - timedelta(seconds=1))
    assert (Kind.DANGER_WAITS, case.id) not in watch(monitored, WORKER)
    clock.advance(timedelta(seconds=1))
    assert (Kind.DANGER_WAITS, case.id) in watch(monitored, WORKER)
    clock.advance(MINUTE)
    watch(monitored, WORKER)
    notices = [notice for letter in letters(monitored) for notice in letter.notices]
    assert f"/cases/{case.id}" in [notice.path for notice in notices]
    accept(monitored, JO, None, case.id)
    assert (Kind.DANGER_WAITS, case.id) not in watch(monitored, WORKER)


class _Lame(FakeMessenger):
    """Reaches all but these."""

    def __init__(self, dead: set[str | None]) -> None:
        super().__init__()
        self._dead = dead

    def tell(self, letter: Letter) -> bool:
        return letter.to not in self._dead and super().tell(letter)


def _no_answer(core: Core, case: Case) -> None:
    with core.store.write(actor="worker") as tx:
        text = say(core, tx, reply_of(core, case), "CRISIS_self", core.config.boards[case.board])
        assert text is not None
        unanswered(core, tx, text, "21610")
