"""Events about dates and releases, in every order, against the words of the contract."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from service.core.intake import recall, receive
from service.core.ports import Core
from service.domain.errors import ConflictError, NotFoundError
from service.domain.event import Event, Kind, Outcome
from service.domain.london import at
from service.domain.release import Contact, Ended
from service.domain.text import Reason, State
from tests.builders import (
    BARLINNIE,
    EDINBURGH,
    GLASGOW,
    GLASGOW_STAFF,
    HEARD,
    LIBERATION,
    LOTHIAN,
    SAMS_CONTACT,
    make_event,
    scheduled,
)
from tests.core.looking import (
    journal,
    ledger_of,
    live_through,
    move_to,
    number_id,
    person,
    reasons,
    release,
    release_of,
    states,
    tasks,
    text,
    texts,
    told,
)
from tests.core.saying import (
    LATER,
    NO_NUMBER,
    OTHER_NUMBER,
    after,
    again,
    assert_unchanged_by,
    cancelled,
    contact,
    died,
    rescheduled,
)
from tests.fakes import FixedClock
from tests.schedules.weeks import STEPS, due, planned


def test_the_contracts_example_plans_twelve_texts(core: Core) -> None:
    answer = told(core, scheduled())
    assert answer.outcome is Outcome.PLANNED
    assert answer.held_reason is None
    assert [(one.step, one.due_at) for one in answer.texts] == list(due(planned(LIBERATION)).items())
    assert states(core, answer) == {State.PLANNED: 12}
    assert {one.step: one.due_at for one in texts(core, answer).values()} == due(planned(LIBERATION))
    assert {one.number_id for one in texts(core, answer).values()} == {number_id(core)}
    assert {one.board for one in texts(core, answer).values()} == {GLASGOW}
    assert tasks(core) == []


def test_the_ledger_tells_why_each_text_is_there(core: Core) -> None:
    answer = told(core, scheduled(), rescheduled(1), cancelled(2))
    assert journal(core, {"text": text(core, answer).id}) == ["text.planned", "text.moved", "text.cancelled"]
    assert journal(core, {"release": release_of(answer)})[0] == "release.added"


def test_a_repeated_event_gets_its_first_answer_and_changes_nothing(core: Core) -> None:
    event = scheduled()
    first = told(core, event)
    told(core, rescheduled(1))
    repeated = assert_unchanged_by(core, event)
    assert repeated == replace(first, outcome=Outcome.DUPLICATE)


def test_a_repeated_event_is_a_duplicate_however_often_it_comes(core: Core) -> None:
    event = died(0)
    told(core, event)
    assert [told(core, event).outcome for _ in range(3)] == [Outcome.DUPLICATE] * 3
    assert tasks(core) == ["person.died"], "staff are asked once"


def test_an_id_that_comes_again_with_other_content_is_a_conflict_and_changes_nothing(core: Core) -> None:
    event = scheduled()
    answer = told(core, event)
    before = ledger_of(core)
    with pytest.raises(ConflictError):
        receive(
            core, replace(event, liberation_date=LATER, document=event.document.replace("2026-12-23", "2027-01-20"))
        )
    assert ledger_of(core) == before
    assert recall(core, BARLINNIE, event.id) == answer


def test_the_same_id_from_another_source_is_another_event(core: Core) -> None:
    first, other = scheduled(), scheduled(source=EDINBURGH, prison_number="51234", contact=NO_NUMBER)
    told(core, first)
    assert told(core, replace(other, id=first.id)).outcome is Outcome.HELD


def test_a_sender_can_ask_again_for_the_answers_to_its_own_events_only(core: Core) -> None:
    event = scheduled()
    answer = told(core, event)
    assert recall(core, BARLINNIE, event.id) == answer
    for source, event_id in ((EDINBURGH, event.id), (GLASGOW_STAFF, event.id), (BARLINNIE, "b1-999")):
        with pytest.raises(NotFoundError):
            recall(core, source, event_id)


@pytest.mark.parametrize(
    "older",
    [
        replace(again(1, date(2026, 12, 30)), board=None),
        rescheduled(1, date(2026, 12, 30)),
        cancelled(1),
        after(1, Kind.RELEASED),
    ],
    ids=lambda event: event.kind,
)
def test_an_older_event_about_the_date_is_ignored(core: Core, older: Event) -> None:
    told(core, scheduled(), rescheduled(2), contact(2, SAMS_CONTACT))
    answer = assert_unchanged_by(core, older)
    assert (answer.outcome, answer.texts) == (Outcome.IGNORED, ())


def test_an_older_event_about_the_contact_is_ignored(core: Core) -> None:
    told(core, scheduled(), contact(2, SAMS_CONTACT))
    older = contact(1, Contact(first_name="Alex", number=OTHER_NUMBER))
    assert assert_unchanged_by(core, older).outcome is Outcome.IGNORED


def test_an_older_event_about_the_board_is_ignored(core: Core) -> None:
    told(core, scheduled(), after(2, Kind.CONTACT, board=LOTHIAN))
    assert assert_unchanged_by(core, after(1, Kind.CONTACT, board=GLASGOW)).outcome is Outcome.IGNORED
    assert person(core).board == LOTHIAN


def test_date_contact_and_board_are_ordered_apart(core: Core) -> None:
    answer = told(core, scheduled(), contact(5, Contact(first_name="Samantha")))
    assert told(core, rescheduled(3)).outcome is Outcome.REPLANNED, "newer than the date, older than the contact"
    assert told(core, after(4, Kind.CONTACT, board=LOTHIAN)).outcome is Outcome.UPDATED
    assert person(core).contact.first_name == "Samantha"
    assert text(core, answer).due_at == due(planned(LATER))[STEPS[0]]


def test_what_an_older_event_says_of_things_nobody_had_spoken_of_is_taken(core: Core) -> None:
    told(core, contact(2, Contact(first_name="Samantha")))
    answer = told(core, scheduled())
    assert answer.outcome is Outcome.PLANNED
    assert person(core).contact == replace(SAMS_CONTACT, first_name="Samantha")


def test_of_two_events_of_one_moment_the_later_to_come_counts(core: Core) -> None:
    answer = told(core, scheduled(), rescheduled(0))
    assert text(core, answer).due_at == due(planned(LATER))[STEPS[0]]


def test_an_event_that_says_what_is_known_changes_no_text(core: Core) -> None:
    told(core, scheduled())
    assert told(core, again(1, LIBERATION)).outcome is Outcome.UPDATED
    assert assert_unchanged_by(core, again(1, LIBERATION)).outcome is Outcome.IGNORED


def test_another_date_moves_every_text(core: Core) -> None:
    first = told(core, scheduled())
    before = texts(core, first)
    answer = told(core, rescheduled(1))
    assert (answer.outcome, answer.release_id) == (Outcome.REPLANNED, first.release_id)
    assert [(one.step, one.due_at) for one in answer.texts] == list(due(planned(LATER)).items())
    now = texts(core, answer)
    assert {one.step: one.due_at for one in now.values()} == due(planned(LATER))
    assert {step: one.id for step, one in now.items()} == {step: one.id for step, one in before.items()}


def test_another_date_leaves_alone_what_went(core: Core, clock: FixedClock) -> None:
    first = told(core, scheduled())
    live_through(core, clock, at(LIBERATION, time(18)))
    welcome = text(core, first)
    answer = told(core, rescheduled(23))
    assert text(core, first) == welcome
    assert [one.step for one in answer.texts] == STEPS[1:]
    assert states(core, answer) == {State.ACCEPTED: 1, State.PLANNED: 11}


def test_a_cancelled_release_has_its_texts_cancelled(core: Core) -> None:
    answer = told(core, scheduled(), cancelled(1))
    assert (answer.outcome, answer.texts) == (Outcome.CANCELLED, ())
    assert states(core, answer) == {State.CANCELLED: 12}
    assert reasons(core, answer) == {Reason.RELEASE_CANCELLED}


@pytest.mark.parametrize("revival", [again(2), rescheduled(2)], ids=lambda event: event.kind)
def test_a_cancelled_release_comes_back_with_a_newer_date(core: Core, revival: Event) -> None:
    first = told(core, scheduled())
    before = texts(core, first)
    answer = told(core, cancelled(1), revival)
    assert (answer.outcome, answer.release_id) == (Outcome.PLANNED, first.release_id)
    assert states(core, answer) == {State.PLANNED: 12}
    assert reasons(core, answer) == {None}
    assert {one.id for one in texts(core, answer).values()} == {one.id for one in before.values()}


def test_a_cancellation_that_overtakes_its_release_stands(core: Core) -> None:
    told(core, cancelled(1))
    answer = told(core, scheduled())
    assert answer.texts == ()
    assert release(core, answer).ended is Ended.CANCELLED


def test_a_release_nobody_announced_is_planned_at_once(core: Core, clock: FixedClock) -> None:
    heard = move_to(clock, LIBERATION, 9, 40)
    left = heard - timedelta(minutes=10)
    answer = told(core, make_event(Kind.RELEASED, time=left, contact=SAMS_CONTACT))
    assert answer.outcome is Outcome.PLANNED
    assert release(core, answer).liberation_date == LIBERATION
    assert text(core, answer).due_at == heard + timedelta(hours=2)
    assert states(core, answer) == {State.PLANNED: 12}


def test_a_release_without_a_home_board_belongs_to_the_prisons_board(core: Core) -> None:
    told(core, make_event(Kind.RELEASED, time=HEARD, source=EDINBURGH, contact=SAMS_CONTACT))
    assert person(core).board == LOTHIAN


def test_the_release_itself_corrects_the_date(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    now = move_to(clock, date(2026, 12, 18), 10)
    answer = told(core, make_event(Kind.RELEASED, time=now))
    assert answer.outcome is Outcome.REPLANNED
    assert release(core, answer).liberation_date == date(2026, 12, 18)
    assert text(core, answer).due_at == now + timedelta(hours=2)


def test_the_day_of_a_release_is_the_day_in_london(core: Core, clock: FixedClock) -> None:
    just_after_midnight = datetime(2027, 6, 30, 23, 10, tzinfo=UTC)
    clock.set(now=just_after_midnight)
    answer = told(core, make_event(Kind.RELEASED, time=just_after_midnight, contact=SAMS_CONTACT))
    assert release(core, answer).liberation_date == date(2027, 7, 1)


def test_the_two_hours_count_from_the_moment_of_release_if_it_lies_ahead_of_its_arrival(
    core: Core, clock: FixedClock
) -> None:
    now = move_to(clock, LIBERATION, 9, 40)
    answer = told(core, make_event(Kind.RELEASED, time=now + timedelta(minutes=30), contact=SAMS_CONTACT))
    assert text(core, answer).due_at == now + timedelta(hours=2, minutes=30)


def test_told_twice_of_one_release_the_first_word_times_the_welcome(core: Core, clock: FixedClock) -> None:
    now = move_to(clock, LIBERATION, 9, 40)
    first = told(core, make_event(Kind.RELEASED, time=now, contact=SAMS_CONTACT))
    move_to(clock, LIBERATION, 11)
    answer = told(core, make_event(Kind.RELEASED, time=now + timedelta(hours=1)))
    assert answer.outcome is Outcome.UPDATED
    assert text(core, first).due_at == now + timedelta(hours=2)


def test_a_later_date_after_a_release_is_a_new_episode(core: Core, clock: FixedClock) -> None:
    first = told(core, scheduled())
    live_through(core, clock, at(LIBERATION + timedelta(days=5), time(18)))
    answer = told(core, scheduled(LATER, time=clock.now()))
    assert answer.outcome is Outcome.PLANNED
    assert answer.release_id != first.release_id
    assert release(core, first).ended is Ended.REPLACED
    assert states(core, first) == {State.ACCEPTED: 4, State.CANCELLED: 8}
    assert states(core, answer) == {State.PLANNED: 11}, "the number was welcomed 28 days before"


def test_a_date_after_the_last_text_is_a_new_episode(core: Core, clock: FixedClock) -> None:
    first = told(core, scheduled())
    live_through(core, clock, at(date(2027, 2, 4), time(18)))
    assert states(core, first) == {State.ACCEPTED: 12}
    answer = told(core, scheduled(date(2027, 6, 1), time=clock.now()))
    assert answer.outcome is Outcome.PLANNED
    assert answer.release_id != first.release_id
    assert states(core, answer) == {State.PLANNED: 12}
    assert states(core, first) == {State.ACCEPTED: 12}


def test_a_release_on_another_day_after_a_release_is_a_new_episode(core: Core, clock: FixedClock) -> None:
    now = move_to(clock, LIBERATION, 9, 40)
    first = told(core, make_event(Kind.RELEASED, time=now, contact=SAMS_CONTACT))
    live_through(core, clock, at(LIBERATION + timedelta(days=10), time(10)))
    answer = told(core, make_event(Kind.RELEASED, time=clock.now()))
    assert answer.outcome is Outcome.PLANNED
    assert answer.release_id != first.release_id
    assert states(core, answer) == {State.PLANNED: 11}, "the number was welcomed ten days before"


def test_a_release_corrected_by_a_day_or_two_is_the_same_release(core: Core, clock: FixedClock) -> None:
    now = move_to(clock, LIBERATION, 9, 40)
    first = told(core, make_event(Kind.RELEASED, time=now, contact=SAMS_CONTACT))
    live_through(core, clock, at(LIBERATION + timedelta(days=2), time(9)))
    answer = told(core, make_event(Kind.RELEASED, time=clock.now()))
    assert answer.release_id == first.release_id
    assert states(core, answer) == {State.ACCEPTED: 2, State.PLANNED: 10}


def test_a_date_that_moves_after_texts_went_is_the_same_release_while_the_person_has_not_left(
    core: Core, clock: FixedClock
) -> None:
    first = told(core, scheduled())
    live_through(core, clock, at(LIBERATION, time(18)))
    answer = told(core, scheduled(LIBERATION + timedelta(days=3), time=clock.now()))
    assert answer.release_id == first.release_id
    assert states(core, answer) == {State.ACCEPTED: 1, State.PLANNED: 11}
