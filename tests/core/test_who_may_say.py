"""Who may say what about whom, and what they are told of it."""

from dataclasses import replace

import pytest

from service.core.ports import Core
from service.domain.errors import NotYoursError
from service.domain.event import Answer, Event, Kind, Outcome, Source, SourceKind
from service.domain.release import Contact
from service.domain.text import Reason, State
from tests.builders import (
    EDINBURGH,
    GLASGOW_STAFF,
    LIBERATION,
    LOTHIAN,
    LOTHIAN_STAFF,
    SAM,
    SAMS_CONTACT,
    scheduled,
)
from tests.core.looking import (
    person,
    reasons,
    release,
    says,
    states,
    tasks,
    told,
)
from tests.core.saying import (
    LATER,
    OTHER_NUMBER,
    after,
    again,
    assert_unchanged_by,
    cancelled,
    contact,
    died,
    rescheduled,
    returned,
)


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
    answer = told(core, again(1, source=EDINBURGH))
    assert answer.outcome is Outcome.REPLANNED
    assert release(core, answer).prison == "edinburgh"
    assert told(core, rescheduled(2)).outcome is Outcome.HELD
    assert told(core, rescheduled(3, LIBERATION, source=GLASGOW_STAFF)).outcome is Outcome.REPLANNED


def test_a_prison_is_told_the_same_of_somebody_who_opted_out(core: Core) -> None:
    open_to_all = scheduled(prison_number="51234", contact=replace(SAMS_CONTACT, number=OTHER_NUMBER))
    says(core, "STOP")
    answers, expected = (told(core, scheduled()), told(core, open_to_all))
    assert (answers.outcome, answers.held_reason, answers.texts) == (Outcome.PLANNED, None, expected.texts)
    assert states(core, answers) == {State.CANCELLED: 12}
    assert reasons(core, answers) == {Reason.OPTED_OUT}
    assert tasks(core) == ["number_stopped_before", "replies_before"]  # staff are told, the prison is not


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


def test_a_stop_holds_for_the_next_number_too_until_somebody_texts_start_from_it(core: Core) -> None:
    says(core, "STOP")
    told(core, scheduled())
    answer = told(core, contact(1, Contact(number=OTHER_NUMBER)))
    assert states(core, answer) == {State.CANCELLED: 12}
    assert tasks(core) == ["number_stopped_before", "replies_before", "new_number_after_stop"]
    says(core, "START", number=OTHER_NUMBER.e164)
    assert states(core, answer) == {State.PLANNED: 12}


def test_the_person_is_the_same_in_every_prison(core: Core) -> None:
    told(core, scheduled(), returned(1), again(2, source=EDINBURGH))
    first = person(core)
    told(core, returned(3, source=EDINBURGH), again(4))
    assert person(core).id == first.id
    assert person(core, SAM).id == first.id


def test_a_sequence_that_the_new_board_does_not_send_ends(core: Core) -> None:
    lothian = replace(core.config.boards[LOTHIAN], sequences=())
    without = replace(core, config=replace(core.config, boards={**core.config.boards, LOTHIAN: lothian}))
    answer = told(without, scheduled(), after(1, Kind.CONTACT, board=LOTHIAN))
    assert states(core, answer) == {State.CANCELLED: 12}
    assert reasons(core, answer) == {Reason.NOT_IN_PLAN}


def test_a_key_of_a_prison_that_is_no_longer_there_can_do_nothing(core: Core) -> None:
    with pytest.raises(NotYoursError):
        told(core, replace(scheduled(source=Source(SourceKind.PRISON, "peterhead")), board=None))
    with pytest.raises(AssertionError):
        person(core)
