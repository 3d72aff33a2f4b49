from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.board import SendingHours
from service.domain.ids import BoardCode, NumberId, PersonId, ReleaseId, SequenceId, StepId, TextId
from service.domain.london import at, london_day, next_day
from service.domain.release import Ended, Hold, Person, Release
from service.domain.text import Reason, State, Text
from service.schedules.lastlook import LONGEST_VALIDITY_S, Drop, Look, Send, Wait, may_send
from service.schedules.sequence import IfLate, SendWithin, Skip, SkipGroup
from service.schedules.slots import SHORTEST_VALIDITY

DUE = datetime(2026, 12, 23, 14, tzinfo=UTC)
TODAY, LATER = date(2026, 12, 23), date(2026, 12, 27)
BOARD, NUMBER = BoardCode("S08000031"), NumberId("n-1")

LOOK = Look(
    text=Text(
        TextId("t-1"),
        ReleaseId("r-1"),
        SequenceId("first-weeks"),
        StepId("04_urgent"),
        BOARD,
        NUMBER,
        State.PLANNED,
        DUE,
        DUE,
    ),
    person=Person(PersonId("p-1"), BOARD, board_as_of=None, number_id=NUMBER),
    release=Release(ReleaseId("r-1"), PersonId("p-1"), None, TODAY, DUE),
    hold=None,
    suppressed=None,
    number_had_one_today=False,
    hours=SendingHours(time(9, 30), time(19)),
    wanted_at=DUE,
    if_late=SendWithin(timedelta(hours=48)),
)


Make = Callable[[Look], Look]


def dead(look: Look) -> Look:
    return replace(look, person=replace(look.person, died_at=DUE))


def returned(look: Look) -> Look:
    return replace(look, release=replace(look.release, ended=Ended.RETURNED))


def stopped(look: Look) -> Look:
    return replace(look, suppressed=Reason.OPTED_OUT)


def held(look: Look) -> Look:
    return replace(look, hold=Hold.NOT_CONFIRMED)


def with_other_number(look: Look) -> Look:
    return replace(look, person=replace(look.person, number_id=NumberId("n-2")))


def stale(look: Look) -> Look:
    long_ago = DUE - timedelta(hours=48, seconds=1)
    return replace(look, wanted_at=long_ago, text=replace(look.text, wanted_at=long_ago))


def with_other_board(look: Look) -> Look:
    return replace(look, person=replace(look.person, board=BoardCode("S08000024")))


def with_other_date(look: Look) -> Look:
    return replace(look, wanted_at=DUE + timedelta(days=30))


def without_date(look: Look) -> Look:
    return replace(look, wanted_at=None)


def with_one_today(look: Look) -> Look:
    return replace(look, number_had_one_today=True)


def before_its_welcome(look: Look) -> Look:
    return replace(look, in_turn=False)


def with_the_appointment_begun(look: Look) -> Look:
    return replace(look, deadline=DUE)


def withdrawn(look: Look) -> Look:
    return replace(look, withdrawn=True)


# The gravest first: what comes earlier decides.
AGAINST: list[tuple[Make, Drop | Wait]] = [
    (dead, Drop(Reason.DIED)),
    (returned, Drop(Reason.RETURNED)),
    (stopped, Drop(Reason.OPTED_OUT)),
    (withdrawn, Drop(Reason.WITHDRAWN)),
    (held, Drop(Reason.HELD)),
    (stale, Drop(Reason.LATE)),
    (with_the_appointment_begun, Drop(Reason.LATE)),
    (with_other_number, Wait()),
    (with_other_board, Wait()),
    (with_other_date, Wait()),
    (without_date, Wait()),
    (with_one_today, Wait()),
    (before_its_welcome, Wait()),
]


def test_a_text_with_nothing_against_it_goes_and_the_carrier_may_try_until_the_hours_end() -> None:
    assert may_send(LOOK, DUE) == Send(validity_s=5 * 3600)


@pytest.mark.parametrize(("make", "verdict"), AGAINST, ids=lambda value: getattr(value, "__name__", None))
def test_one_thing_against_it_keeps_a_text_back(make: Make, verdict: Drop | Wait) -> None:
    assert may_send(make(LOOK), DUE) == verdict


@pytest.mark.parametrize(("graver", "lesser"), list(combinations(AGAINST, 2)))
def test_of_two_things_against_it_the_graver_decides(
    graver: tuple[Make, Drop | Wait], lesser: tuple[Make, Drop | Wait]
) -> None:
    assert may_send(graver[0](lesser[0](LOOK)), DUE) == graver[1]


@pytest.mark.parametrize("make", [make for make, verdict in AGAINST if isinstance(verdict, Drop)])
@pytest.mark.parametrize("now", [at(LATER, time(7)), at(LATER, time(22))])
def test_a_text_that_must_not_go_is_dropped_at_night_too(make: Make, now: datetime) -> None:
    assert isinstance(may_send(make(LOOK), now), Drop)


@pytest.mark.parametrize(
    ("ended", "reason"),
    [
        (Ended.CANCELLED, Reason.RELEASE_CANCELLED),
        (Ended.RETURNED, Reason.RETURNED),
        (Ended.DIED, Reason.DIED),
        (Ended.REPLACED, Reason.REPLACED),
    ],
)
def test_a_release_that_ended_drops_its_texts_with_the_reason(ended: Ended, reason: Reason) -> None:
    assert may_send(replace(LOOK, release=replace(LOOK.release, ended=ended)), DUE) == Drop(reason)


def test_a_text_as_late_as_it_may_be_still_goes() -> None:
    just = DUE - timedelta(hours=48)
    assert may_send(replace(LOOK, wanted_at=just, text=replace(LOOK.text, wanted_at=just)), DUE) == Send(5 * 3600)


def test_a_step_without_a_limit_is_never_too_late() -> None:
    welcome = replace(stale(LOOK), if_late=None)
    assert may_send(welcome, DUE + timedelta(days=30)) == Send(5 * 3600)


@pytest.mark.parametrize("now", [at(TODAY, time(0)), at(TODAY, time(9, 29, 59))])
def test_before_the_hours_it_waits(now: datetime) -> None:
    assert may_send(LOOK, now) == Wait()


def test_at_the_first_minute_of_the_hours_it_goes_for_at_most_what_the_carrier_takes() -> None:
    assert may_send(LOOK, at(TODAY, time(9, 30))) == Send(9 * 3600 + 1800)
    long_hours = replace(LOOK, hours=SendingHours(time(6), time(22)))
    assert may_send(long_hours, at(TODAY, time(6))) == Send(LONGEST_VALIDITY_S)


@pytest.mark.parametrize("now", [at(TODAY, time(18, 58, 1)), at(TODAY, time(19)), at(TODAY, time(23, 59))])
def test_with_too_little_left_of_the_day_it_waits(now: datetime) -> None:
    assert may_send(LOOK, now) == Wait()


def test_with_just_enough_left_of_the_day_it_goes() -> None:
    assert may_send(LOOK, at(TODAY, time(18, 58))) == Send(int(SHORTEST_VALIDITY.total_seconds()))


@given(st.datetimes(datetime(2026, 12, 1), datetime(2027, 12, 31)))  # noqa: DTZ001  the strategy adds the zone below
def test_whatever_the_moment_it_goes_only_in_the_hours_and_the_carrier_may_try_no_longer(naive: datetime) -> None:
    now = naive.replace(tzinfo=UTC)
    look = replace(LOOK, wanted_at=now, text=replace(LOOK.text, due_at=now, wanted_at=now))
    opens, closes = (at(london_day(now), clock) for clock in (look.hours.opens, look.hours.closes))
    verdict = may_send(look, now)
    assert isinstance(verdict, Send) == (opens <= now <= closes - SHORTEST_VALIDITY)
    if isinstance(verdict, Send):
        assert now + timedelta(seconds=verdict.validity_s) <= closes


@pytest.mark.parametrize("if_late", [Skip(), SkipGroup()])
def test_a_text_for_its_own_day_goes_until_that_day_ends_and_no_later(if_late: IfLate) -> None:
    look = replace(LOOK, if_late=if_late)
    assert may_send(look, at(TODAY, time(18, 58))) == Send(120)
    assert may_send(look, at(TODAY, time(23, 59))) == Wait()
    assert may_send(look, at(next_day(TODAY), time(9, 30))) == Drop(Reason.LATE)


def test_a_reminder_may_be_tried_until_its_appointment_begins() -> None:
    look = replace(LOOK, deadline=DUE + timedelta(minutes=30))
    assert may_send(look, DUE) == Send(1800)


@pytest.mark.parametrize(("left_s", "verdict"), [(121, Send(121)), (120, Send(120)), (119, Drop(Reason.LATE))])
def test_a_reminder_that_could_arrive_after_the_start_is_dropped(left_s: int, verdict: Send | Drop) -> None:
    look = replace(LOOK, deadline=DUE + timedelta(seconds=left_s))
    assert may_send(look, DUE) == verdict
