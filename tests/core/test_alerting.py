"""An alert is raised once, told once, told again each day, and told once more when it is over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from service.core.alerting import KINDS, over, raise_alert, tell
from service.core.ports import Core
from service.core.vitals import Kind, Letter
from service.domain.board import SenderNumber
from service.domain.number import Number
from tests.builders import GLASGOW, LOTHIAN, SAM, SAMS_NUMBER, close, make_core, national_config, scheduled
from tests.core.looking import WORKER, person, release_of, told
from tests.fakes import FakeMessenger, FixedClock

ALL = "all"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GLASGOWS = "alerts@glasgow.example.scot"
GLASGOWS_SENDER = "+447700900001"


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()


@pytest.fixture
def core(ledger: str, clock: FixedClock, messenger: FakeMessenger) -> Iterator[Core]:
    shipped = national_config()
    glasgow = replace(shipped.boards[GLASGOW], alerts=GLASGOWS, sender=SenderNumber(Number.trusted(GLASGOWS_SENDER)))
    config = replace(shipped, boards={**shipped.boards, GLASGOW: glasgow})
    made = make_core(ledger, clock=clock, messenger=messenger, config=config)
    yield made
    close(made)


def raised(core: Core, kind: str = Kind.NO_WORKER, key: str = ALL) -> bool:
    with core.store.write("test") as tx:
        return raise_alert(tx, kind, key)


def ended(core: Core, kind: str = Kind.NO_WORKER, key: str = ALL) -> bool:
    with core.store.write("test") as tx:
        return over(tx, kind, key)


def test_of_one_kind_and_key_one_alert_is_open(core: Core) -> None:
    assert [raised(core), raised(core), raised(core, key="other"), raised(core, Kind.ON_HOLD)] == [
        True,
        False,
        True,
        True,
    ]
    assert [ended(core), ended(core), raised(core)] == [True, False, True]
    with core.store.read() as tx:
        assert len(tx.alerts.standing()) == 3


def test_it_is_told_once_and_again_each_day_and_once_when_it_is_over(
    core: Core, clock: FixedClock, messenger: FakeMessenger
) -> None:
    raised(core)
    told_at = []
    for hours in range(51):
        clock.advance(HOUR)
        if hours == 49:
            ended(core)
        if tell(core, WORKER):
            told_at.append(hours)
    assert told_at == [0, 24, 48, 49]
    assert [bool(letter.notices[0].over_at) for letter in messenger.told] == [False, False, False, True]
    assert {letter.to for letter in messenger.told} == {None}


def test_a_blink_is_not_told(core: Core, clock: FixedClock, messenger: FakeMessenger) -> None:
    raised(core)
    clock.advance(timedelta(seconds=59))
    assert tell(core, WORKER) == 0
    ended(core)
    clock.advance(DAY)
    assert tell(core, WORKER) == 0
    assert messenger.told == []


def test_what_nobody_could_be_told_is_told_later_also_when_it_is_over_by_then(
    core: Core, clock: FixedClock, messenger: FakeMessenger
) -> None:
    raised(core)
    messenger.reaches = False
    clock.advance(HOUR)
    assert tell(core, WORKER) == 0
    ended(core)
    clock.advance(HOUR)
    messenger.reaches = True
    assert tell(core, WORKER) == 1
    assert tell(core, WORKER) == 0
    assert messenger.told[0].notices[0].over_at is not None


def test_what_is_over_while_it_is_told_is_told_as_over_too(
    core: Core, clock: FixedClock, messenger: FakeMessenger
) -> None:
    class Slow(FakeMessenger):
        def tell(self, letter: Letter) -> bool:
            clock.advance(timedelta(seconds=5))
            ended(core)
            return super().tell(letter)

    slow = Slow()
    raised(core)
    clock.advance(HOUR)
    tell(replace(core, messenger=slow), WORKER)
    tell(replace(core, messenger=slow), WORKER)
    assert [bool(letter.notices[0].over_at) for letter in slow.told] == [False, True]


def test_a_dead_mail_server_is_tried_a_few_times_and_not_once_for_each_board(core: Core, clock: FixedClock) -> None:
    class Dead(FakeMessenger):
        tries = 0

        def tell(self, letter: Letter) -> bool:
            self.tries += 1
            return False

    boards = {code: replace(board, alerts=f"{board.slug}@example.scot") for code, board in core.config.boards.items()}
    for code in boards:
        raised(core, Kind.NOTHING_SENT, code)
    clock.advance(HOUR)
    dead = Dead()
    assert tell(replace(core, messenger=dead, config=replace(core.config, boards=boards)), WORKER) == 0
    assert dead.tries <= 4


def test_what_belongs_to_one_board_goes_to_its_own_address_in_one_letter(
    core: Core, clock: FixedClock, messenger: FakeMessenger
) -> None:
    answer = told(core, scheduled())
    theirs = {
        (Kind.PERSON_MISSED, release_of(answer)),
        (Kind.PRISON_SILENT, "barlinnie"),
        (Kind.NOTHING_SENT, GLASGOW),
        (Kind.SENDER_REFUSED, GLASGOWS_SENDER),
    }
    national = {
        (Kind.NO_WORKER, ALL),
        (Kind.NOTHING_SENT, LOTHIAN),  # which has no address
        (Kind.SENDER_REFUSED, "+447700900000"),  # which many Boards share
        (Kind.SENDER_REFUSED, "account"),
        (Kind.PERSON_MISSED, "r-gone"),
        (Kind.PRISON_SILENT, "closed-long-ago"),
        (Kind.NOTHING_SENT, "S08000099"),
        ("a_kind_of_later", ALL),
    }
    for kind, key in theirs | national:
        raised(core, kind, key)
    clock.advance(HOUR)
    assert tell(core, WORKER) == len(theirs | national)
    assert {letter.to: len(letter.notices) for letter in messenger.told} == {
        GLASGOWS: len(theirs),
        None: len(national),
    }


def test_a_board_that_cannot_be_reached_leaves_the_matter_to_the_national_address(
    core: Core, clock: FixedClock
) -> None:
    class OnlyNational(FakeMessenger):
        def tell(self, letter: Letter) -> bool:
            return letter.to is None and super().tell(letter)

    raised(core, Kind.NOTHING_SENT, GLASGOW)
    clock.advance(HOUR)
    assert tell(replace(core, messenger=OnlyNational()), WORKER) == 1


def test_it_says_case_kind_and_link_and_nothing_of_the_person(
    core: Core, clock: FixedClock, messenger: FakeMessenger
) -> None:
    answer = told(core, scheduled())
    raised(core, Kind.PERSON_MISSED, release_of(answer))
    raised(core, Kind.SENDER_REFUSED, GLASGOWS_SENDER)
    clock.advance(HOUR)
    tell(core, WORKER)
    (letter,) = messenger.told
    missed = next(notice for notice in letter.notices if notice.words == KINDS[Kind.PERSON_MISSED][0])
    assert missed.path == f"/people/{person(core).id}"
    assert missed.case.startswith("alert-")
    for secret in (SAM, "Sam", SAMS_NUMBER.e164, "900123", GLASGOWS_SENDER, "900001"):
        assert secret not in repr(letter)


def test_every_kind_has_words_and_a_page() -> None:
    assert set(KINDS) == set(Kind)
    assert all(words.endswith(".") and path.startswith("/") for words, path in KINDS.values())
