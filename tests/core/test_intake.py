"""Events, in every order, against the words of the contract."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from service.core.intake import recall, receive
from service.core.ports import Core
from service.domain.errors import ConflictError, NotFoundError
from service.domain.event import Answer, Event, Kind, Outcome, Source, SourceKind
from service.domain.london import at
from service.domain.number import Number
from service.domain.release import Contact, Ended, SafeToText
from service.domain.text import Reason, State
from tests.builders import (
    BARLINNIE,
    EDINBURGH,
    GLASGOW,
    GLASGOW_STAFF,
    HEARD,
    LIBERATION,
    LOTHIAN,
    LOTHIAN_STAFF,
    SAM,
    SAMS_CONTACT,
    SAMS_NUMBER,
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
    says,
    states,
    tasks,
    text,
    texts,
    told,
)
from tests.fakes import FixedClock
from tests.schedules.weeks import STEPS, due, planned

OTHER_NUMBER = Number.trusted("+447700900456")
NO_NUMBER = replace(SAMS_CONTACT, number=None)
LATER = date(2027, 1, 20)


def after(days: float, kind: Kind, *, source: Source = BARLINNIE, **said: object) -> Event:
    """An event so many days after the first word of Sam's release."""
    facts: dict[str, object] = {"time": HEARD + timedelta(days=days), "source": source, **said}
    return make_event(kind, **facts)  # type: ignore[arg-type]


def rescheduled(days: float, to: date = LATER, *, source: Source = BARLINNIE) -> Event:
    return after(days, Kind.RESCHEDULED, liberation_date=to, source=source)


def cancelled(days: float, *, source: Source = BARLINNIE) -> Event:
    return after(days, Kind.CANCELLED, source=source)


def returned(days: float, *, source: Source = BARLINNIE) -> Event:
    return after(days, Kind.RETURNED, source=source)


def died(days: float, *, source: Source = BARLINNIE) -> Event:
    return after(days, Kind.DIED, source=source)


def contact(days: float, said: Contact, *, source: Source = BARLINNIE) -> Event:
    return after(days, Kind.CONTACT, contact=said, source=source)


def again(days: float, to: date = LATER, *, source: Source = BARLINNIE) -> Event:
    """Scheduled, so many days after the first word."""
    return scheduled(to, time=HEARD + timedelta(days=days), source=source)


def assert_unchanged_by(core: Core, event: Event) -> Answer:
    before = (ledger_of(core), person(core))
    answer = receive(core, event)
    assert (ledger_of(core), person(core)) == before
    return answer


# What the contract shows


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


# Repetition


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


# Order


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


# Dates


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


# Released


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
    told(core, scheduled())
    now = move_to(clock, LIBERATION, 9, 40)
    first = told(core, make_event(Kind.RELEASED, time=now))
    answer = told(core, scheduled(LATER, time=now + timedelta(days=10)))
    assert answer.outcome is Outcome.PLANNED
    assert answer.release_id != first.release_id
    assert release(core, first).ended is Ended.REPLACED
    assert reasons(core, first) == {Reason.REPLACED}
    assert states(core, answer) == {State.PLANNED: 12}


def test_a_date_after_the_last_text_is_a_new_episode(core: Core, clock: FixedClock) -> None:
    first = told(core, scheduled())
    live_through(core, clock, at(date(2027, 2, 4), time(18)))
    assert states(core, first) == {State.ACCEPTED: 12}
    answer = told(core, scheduled(date(2027, 6, 1), time=clock.now()))
    assert answer.outcome is Outcome.PLANNED
    assert answer.release_id != first.release_id
    assert states(core, answer) == {State.PLANNED: 12}
    assert states(core, first) == {State.ACCEPTED: 12}


# Return and death


@pytest.mark.parametrize("days", [3, -3], ids=["in order", "late"])
def test_a_return_to_custody_stops_at_once_however_late_it_comes(core: Core, days: int) -> None:
    told(core, scheduled())
    answer = told(core, returned(days))
    assert (answer.outcome, answer.texts) == (Outcome.STOPPED, ())
    assert states(core, answer) == {State.CANCELLED: 12}
    assert reasons(core, answer) == {Reason.RETURNED}
    assert tasks(core) == ["person.returned_to_custody"]


@pytest.mark.parametrize("days", [3, -3], ids=["in order", "late"])
def test_a_death_stops_at_once_however_late_it_comes(core: Core, days: int) -> None:
    told(core, scheduled())
    answer = told(core, died(days))
    assert answer.outcome is Outcome.STOPPED
    assert reasons(core, answer) == {Reason.DIED}
    assert tasks(core) == ["person.died"]


@pytest.mark.parametrize("stop", [returned(2), died(2)], ids=lambda event: event.kind)
def test_a_stop_ends_a_cancelled_release_for_good(core: Core, stop: Event) -> None:
    told(core, scheduled(), cancelled(1), stop)
    assert told(core, rescheduled(3)).outcome is Outcome.HELD


def test_after_a_return_a_newer_date_opens_a_new_episode(core: Core) -> None:
    first = told(core, scheduled(), returned(3))
    answer = told(core, again(4))
    assert answer.outcome is Outcome.PLANNED
    assert answer.release_id != first.release_id
    assert states(core, answer) == {State.PLANNED: 12}
    assert reasons(core, first) == {Reason.RETURNED}


def test_after_a_return_a_newer_release_opens_a_new_episode_with_all_its_texts(core: Core, clock: FixedClock) -> None:
    first = told(core, scheduled())
    live_through(core, clock, at(date(2026, 12, 26), time(18)))
    told(core, returned(26))
    now = move_to(clock, LATER, 10)
    answer = told(core, make_event(Kind.RELEASED, time=now))
    assert answer.outcome is Outcome.PLANNED
    assert states(core, answer) == {State.PLANNED: 12}
    assert states(core, first) == {State.ACCEPTED: 4, State.CANCELLED: 8}


def test_after_a_return_a_newer_release_from_another_prison_opens_a_new_episode(core: Core) -> None:
    told(core, scheduled(), returned(3))
    answer = told(core, again(4, source=EDINBURGH))
    assert answer.outcome is Outcome.PLANNED
    assert release(core, answer).prison == "edinburgh"


@pytest.mark.parametrize(
    "older", [again(2), after(2, Kind.RELEASED), rescheduled(2), cancelled(2)], ids=lambda event: event.kind
)
def test_after_a_return_what_is_older_is_ignored(core: Core, older: Event) -> None:
    told(core, scheduled(), returned(3))
    assert assert_unchanged_by(core, older).outcome is Outcome.IGNORED


@pytest.mark.parametrize("later", [rescheduled(4), cancelled(4)], ids=lambda event: event.kind)
def test_after_a_return_another_date_for_what_is_over_is_held(core: Core, later: Event) -> None:
    told(core, scheduled(), returned(3))
    assert assert_unchanged_by(core, later).outcome is Outcome.HELD
    assert tasks(core)[-1] == "event_held"


def test_after_a_return_the_contact_is_kept_for_the_next_time(core: Core) -> None:
    told(core, scheduled(), returned(3))
    answer = told(core, contact(4, Contact(number=OTHER_NUMBER)))
    assert (answer.outcome, answer.texts) == (Outcome.UPDATED, ())
    assert person(core).contact.number == OTHER_NUMBER
    assert states(core, answer) == {State.CANCELLED: 12}


def test_of_two_returns_the_later_counts(core: Core) -> None:
    told(core, scheduled(), returned(5), returned(3))
    assert told(core, again(4)).outcome is Outcome.IGNORED


@pytest.mark.parametrize(
    "later",
    [again(9), after(9, Kind.RELEASED), rescheduled(9), cancelled(9), contact(9, SAMS_CONTACT)],
    ids=lambda event: event.kind,
)
def test_after_a_death_only_staff_can_change_anything(core: Core, later: Event) -> None:
    told(core, scheduled(), died(3))
    assert assert_unchanged_by(core, later) == Answer(Outcome.HELD, later.id, held_reason="with_board")
    assert tasks(core) == ["person.died", "event_held"]


def test_an_older_date_of_somebody_whose_return_came_first_is_held(core: Core) -> None:
    stop = told(core, returned(3))
    assert (stop.outcome, stop.release_id) == (Outcome.STOPPED, None)
    answer = told(core, scheduled())
    assert (answer.outcome, answer.held_reason, answer.texts) == (Outcome.HELD, "with_board", ())
    assert tasks(core) == ["person.returned_to_custody", "event_held"]


def test_a_newer_date_of_somebody_whose_return_came_first_is_planned(core: Core) -> None:
    assert told(core, returned(3), again(4)).outcome is Outcome.PLANNED


def test_the_contact_of_somebody_whose_return_came_first_is_held(core: Core) -> None:
    assert told(core, returned(3), contact(4, SAMS_CONTACT)).outcome is Outcome.HELD


@pytest.mark.parametrize("days", [-1, 4], ids=["older", "newer"])
def test_any_date_of_somebody_whose_death_came_first_is_held(core: Core, days: int) -> None:
    assert told(core, died(3), again(days)).outcome is Outcome.HELD


# What is held, and what ends it


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (NO_NUMBER, "no_number"),
        (None, "no_number"),
        (replace(SAMS_CONTACT, under_18=True), "under_18"),
        (replace(SAMS_CONTACT, confirmed_by_person=False), "not_confirmed"),
        (replace(SAMS_CONTACT, confirmed_on=date(2026, 5, 1)), "not_confirmed"),
        (replace(SAMS_CONTACT, safe_to_text=SafeToText.NO), "with_board"),
    ],
)
def test_a_release_that_must_wait_is_held_with_the_little_a_prison_may_know(
    core: Core, said: Contact | None, reason: str
) -> None:
    answer = told(core, scheduled(contact=said))
    assert (answer.outcome, answer.held_reason, answer.texts) == (Outcome.HELD, reason, ())
    assert states(core, answer) == {}
    assert tasks(core) == ["event_held"]


def test_a_number_that_comes_later_ends_the_wait(core: Core) -> None:
    held = told(core, scheduled(contact=NO_NUMBER))
    answer = told(core, contact(1, Contact(number=SAMS_NUMBER)))
    assert (answer.outcome, answer.release_id) == (Outcome.PLANNED, held.release_id)
    assert states(core, answer) == {State.PLANNED: 12}


def test_a_number_that_comes_after_the_release_brings_only_what_still_makes_sense(
    core: Core, clock: FixedClock
) -> None:
    told(core, scheduled(contact=NO_NUMBER))
    now = move_to(clock, LIBERATION + timedelta(days=5), 12)
    answer = told(core, contact(27, Contact(number=SAMS_NUMBER)))
    assert answer.outcome is Outcome.PLANNED
    assert [(one.step, one.due_at) for one in answer.texts] == list(due(planned(LIBERATION, now=now)).items())
    assert states(core, answer) == {State.PLANNED: 9, State.SKIPPED: 3}
    assert reasons(core, answer) == {None, Reason.LATE}


def test_a_contact_that_ends_no_wait_is_an_update_and_says_what_it_waits_for(core: Core) -> None:
    told(core, scheduled(contact=NO_NUMBER))
    answer = told(core, contact(1, Contact(language="pl")))
    assert (answer.outcome, answer.held_reason) == (Outcome.UPDATED, "no_number")
    assert told(core, contact(2, Contact(number=SAMS_NUMBER))).outcome is Outcome.PLANNED
    assert told(core, contact(3, Contact(language="gd"))).outcome is Outcome.UPDATED


def test_a_contact_that_begins_a_wait_cancels_what_was_planned(core: Core) -> None:
    told(core, scheduled())
    answer = told(core, contact(1, Contact(confirmed_by_person=False)))
    assert (answer.outcome, answer.held_reason) == (Outcome.UPDATED, "not_confirmed")
    assert states(core, answer) == {State.CANCELLED: 12}
    assert reasons(core, answer) == {Reason.HELD}
    assert told(core, contact(2, Contact(confirmed_by_person=True))).outcome is Outcome.PLANNED
    assert states(core, answer) == {State.PLANNED: 12}


def test_another_date_of_a_release_that_waits_is_held_too(core: Core) -> None:
    told(core, scheduled(contact=NO_NUMBER))
    answer = told(core, rescheduled(1))
    assert (answer.outcome, answer.held_reason) == (Outcome.HELD, "no_number")


def test_a_contact_of_somebody_unknown_waits_for_a_date(core: Core) -> None:
    answer = told(core, contact(0, SAMS_CONTACT))
    assert (answer.outcome, answer.held_reason, answer.texts) == (Outcome.UPDATED, "with_board", ())
    assert told(core, scheduled(contact=None)).outcome is Outcome.PLANNED


def test_a_date_of_somebody_unknown_waits_for_a_number(core: Core) -> None:
    assert told(core, rescheduled(0)).held_reason == "no_number"


def test_a_new_number_gets_the_texts_that_did_not_go(core: Core) -> None:
    answer = told(core, scheduled(), contact(1, Contact(number=OTHER_NUMBER)))
    assert answer.outcome is Outcome.UPDATED
    assert {one.number_id for one in texts(core, answer).values()} == {number_id(core, OTHER_NUMBER)}


def test_another_home_board_sends_the_texts_that_did_not_go(core: Core) -> None:
    answer = told(core, scheduled(), after(1, Kind.CONTACT, board=LOTHIAN))
    assert {one.board for one in texts(core, answer).values()} == {LOTHIAN}


def test_two_people_with_one_phone_never_get_texts_on_one_day(core: Core) -> None:
    first, second = told(core, scheduled()), told(core, scheduled(prison_number="51234"))
    days = [one.due_at.date() for answer in (first, second) for one in answer.texts]
    assert len(set(days)) == len(days)
    assert len(first.texts) == 12
    assert states(core, second) == {State.PLANNED: len(second.texts), State.SKIPPED: 12 - len(second.texts)}


# Who may say what


@pytest.mark.parametrize(
    "event",
    [
        again(5, source=EDINBURGH),
        rescheduled(5, source=EDINBURGH),
        cancelled(5, source=EDINBURGH),
        after(5, Kind.RELEASED, source=EDINBURGH),
        contact(5, Contact(number=OTHER_NUMBER), source=EDINBURGH),
    ],
    ids=lambda event: event.kind,
)
def test_another_prisons_word_is_held_changes_nothing_and_tells_nothing(core: Core, event: Event) -> None:
    told(core, scheduled())
    assert assert_unchanged_by(core, event) == Answer(Outcome.HELD, event.id, held_reason="with_board")
    assert tasks(core) == ["event_held"]


@pytest.mark.parametrize("event", [returned(5, source=EDINBURGH), died(5, source=EDINBURGH)], ids=lambda one: one.kind)
def test_another_prisons_return_or_death_stops_at_once_and_raises_a_task(core: Core, event: Event) -> None:
    answer = told(core, scheduled())
    assert told(core, event).outcome is Outcome.STOPPED
    assert states(core, answer) == {State.CANCELLED: 12}
    assert tasks(core) == [event.kind]


def test_another_prison_may_begin_a_new_release_after_a_cancellation(core: Core) -> None:
    first = told(core, scheduled(), cancelled(1))
    answer = told(core, again(2, source=EDINBURGH))
    assert answer.outcome is Outcome.PLANNED
    assert answer.release_id != first.release_id
    assert release(core, answer).prison == "edinburgh"
    assert told(core, rescheduled(3)).outcome is Outcome.HELD, "it is no longer the first prison's"


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (again(5, source=GLASGOW_STAFF), Outcome.REPLANNED),
        (rescheduled(5, source=GLASGOW_STAFF), Outcome.REPLANNED),
        (cancelled(5, source=GLASGOW_STAFF), Outcome.CANCELLED),
        (after(5, Kind.RELEASED, source=GLASGOW_STAFF), Outcome.REPLANNED),
        (returned(5, source=GLASGOW_STAFF), Outcome.STOPPED),
        (died(5, source=GLASGOW_STAFF), Outcome.STOPPED),
        (contact(5, Contact(number=OTHER_NUMBER), source=GLASGOW_STAFF), Outcome.UPDATED),
    ],
    ids=lambda value: getattr(value, "kind", None),
)
def test_a_board_may_say_anything_about_its_own_people(core: Core, event: Event, outcome: Outcome) -> None:
    told(core, scheduled())
    assert told(core, event).outcome is outcome


@pytest.mark.parametrize("kind", Kind)
def test_a_board_may_say_nothing_about_the_people_of_another(core: Core, kind: Kind) -> None:
    told(core, scheduled())
    event = after(5, kind, source=LOTHIAN_STAFF, liberation_date=LATER, contact=Contact(number=OTHER_NUMBER))
    assert assert_unchanged_by(core, event) == Answer(Outcome.HELD, event.id, held_reason="with_board")


def test_a_board_may_tell_of_somebody_unknown_unless_they_live_elsewhere(core: Core) -> None:
    assert told(core, scheduled(source=LOTHIAN_STAFF, prison_number="51234")).outcome is Outcome.HELD
    assert told(core, scheduled(source=GLASGOW_STAFF)).outcome is Outcome.PLANNED
    unsaid = replace(scheduled(source=LOTHIAN_STAFF, prison_number="61234"), board=None)
    assert told(core, unsaid).outcome is Outcome.PLANNED
    assert person(core, "61234").board == LOTHIAN


def test_a_key_of_a_board_that_is_no_longer_there_can_do_nothing(core: Core) -> None:
    assert told(core, scheduled(source=Source(SourceKind.BOARD, "argyll"))).outcome is Outcome.HELD


def test_a_release_told_of_by_a_board_belongs_to_the_first_prison_that_speaks_of_it(core: Core) -> None:
    told(core, scheduled(source=GLASGOW_STAFF))
    answer = told(core, rescheduled(1, source=EDINBURGH))
    assert answer.outcome is Outcome.REPLANNED
    assert release(core, answer).prison == "edinburgh"
    assert told(core, rescheduled(2)).outcome is Outcome.HELD
    assert told(core, rescheduled(3, LIBERATION, source=GLASGOW_STAFF)).outcome is Outcome.REPLANNED


# A person who wants no texts


def test_a_prison_is_told_the_same_of_somebody_who_opted_out(core: Core) -> None:
    open_to_all = scheduled(prison_number="51234", contact=replace(SAMS_CONTACT, number=OTHER_NUMBER))
    says(core, "STOP")
    answers, expected = (told(core, scheduled()), told(core, open_to_all))
    assert (answers.outcome, answers.held_reason, answers.texts) == (Outcome.PLANNED, None, expected.texts)
    assert states(core, answers) == {State.CANCELLED: 12}
    assert reasons(core, answers) == {Reason.OPTED_OUT}
    assert tasks(core) == []


def test_every_answer_of_a_journey_is_the_same_for_somebody_who_opted_out(core: Core) -> None:
    says(core, "STOP")
    events = [
        scheduled(),
        rescheduled(1),
        cancelled(2),
        again(3),
        again(4, LIBERATION),
        contact(5, Contact(language="gd")),
    ]
    other = replace(SAMS_CONTACT, number=OTHER_NUMBER)
    for event in [*events, returned(6), again(7), died(8)]:
        mine = told(core, event)
        twin = replace(event, id=f"{event.id}-twin", prison_number="51234", contact=event.contact and other)
        theirs = told(core, twin)
        assert (mine.outcome, mine.held_reason, mine.texts) == (theirs.outcome, theirs.held_reason, theirs.texts)


def test_a_number_that_is_open_again_gets_the_texts_that_another_could_not(core: Core) -> None:
    says(core, "STOP")
    told(core, scheduled())
    answer = told(core, contact(1, Contact(number=OTHER_NUMBER)))
    assert states(core, answer) == {State.PLANNED: 12}


def test_the_person_is_the_same_in_every_prison(core: Core) -> None:
    told(core, scheduled(), returned(1), again(2, source=EDINBURGH))
    first = person(core)
    told(core, returned(3, source=EDINBURGH), again(4))
    assert person(core).id == first.id
    assert person(core, SAM).id == first.id
