"""What a release waits for, and what ends the wait."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.core.ports import Core
from service.domain.event import Kind, Outcome
from service.domain.release import Contact, SafeToText
from service.domain.text import Reason, State
from tests.builders import (
    HEARD,
    LIBERATION,
    LOTHIAN,
    SAMS_CONTACT,
    SAMS_NUMBER,
    make_event,
    scheduled,
)
from tests.core.looking import (
    move_to,
    number_id,
    person,
    planned_days,
    reasons,
    states,
    tasks,
    texts,
    told,
)
from tests.core.saying import (
    NO_NUMBER,
    OTHER_NUMBER,
    after,
    contact,
    rescheduled,
)
from tests.fakes import FixedClock
from tests.schedules.weeks import due, planned


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
    assert states(core, answer) == {State.PLANNED: 10, State.SKIPPED: 2}
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
    days = planned_days(core, first) + planned_days(core, second)
    assert len(days) > 12
    assert len(set(days)) == len(days)
    assert [one.due_at for one in first.texts] == [one.due_at for one in second.texts], "neither prison learns of it"


def test_a_wait_that_ends_late_skips_the_steps_it_had_cancelled(core: Core, clock: FixedClock) -> None:
    doubt, certain = Contact(confirmed_by_person=False), Contact(confirmed_by_person=True)
    answer = told(core, scheduled(), make_event(Kind.CONTACT, time=HEARD + timedelta(days=1), contact=doubt))
    move_to(clock, LIBERATION + timedelta(days=5), 12)
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=2), contact=certain))
    assert states(core, answer) == {State.PLANNED: 10, State.SKIPPED: 2}


def test_the_same_number_said_again_keeps_what_is_known_of_it(core: Core) -> None:
    told(core, scheduled(contact=replace(SAMS_CONTACT, safe_to_text=SafeToText.NO, confirmed_on=date(2026, 11, 1))))
    answer = told(core, scheduled(time=HEARD + timedelta(days=1)))
    assert (answer.outcome, answer.held_reason) == (Outcome.HELD, "with_board")
    assert person(core).contact.confirmed_on == date(2026, 11, 1)
