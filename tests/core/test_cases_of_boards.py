"""A case is of a number and a Board: whoever has the number next is another Board's matter, and in danger too."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from service.core import staffing
from service.core.cards import make_codes
from service.core.cases import Case, CaseId, Outcome
from service.core.casework import accept, close_case, unanswered
from service.core.escalating import escalate
from service.core.ports import Core
from service.core.saying import say
from service.domain.board import DangerContacts
from service.domain.event import Answer, Event
from service.domain.ids import BoardCode, PrisonSlug
from service.domain.meaning import Danger, Grade
from service.domain.release import Contact, Pause
from tests.builders import GLASGOW, HEARD, LIBERATION, LOTHIAN, SAMS_CONTACT, SAMS_NUMBER, scheduled
from tests.core.endangered import JO, case_of, in_danger, reply_of
from tests.core.looking import WORKER, journal, number_id, person, planned_steps, says, tasks, told
from tests.core.saying import NO_NUMBER, OTHER_NUMBER, contact
from tests.fakes import FakeMessenger

JOE = "51234"
DUTY = DangerContacts(("lothian@example.scot",), ("lothian@example.scot",))


def of_lothian(contact: Contact = SAMS_CONTACT) -> Event:
    event = replace(scheduled(prison_number=JOE, contact=contact), board=LOTHIAN)
    return replace(event, document=f"{event.document} {LOTHIAN}")


def moved_on(core: Core) -> Answer:
    """Sam of Glasgow has another number; the one they had is Joe's, of Lothian."""
    return told(core, contact(1, Contact(number=OTHER_NUMBER)), of_lothian())


def board_of_task(core: Core, kind: str) -> tuple[BoardCode | None, int]:
    with core.store.read() as tx:
        (found,) = [group.first[0] for group in tx.desk.groups(None, 5, kind)]
    return found.board, found.priority


@pytest.fixture
def old(core: Core) -> Case:
    """Sam's case, which Jo of Glasgow accepted; then the number is Joe's."""
    told(core, scheduled())
    case = in_danger(core, Danger.SELF, Grade.RED).case
    accept(core, JO, GLASGOW, case.id)
    moved_on(core)
    return case_of(core, case.id)


def test_danger_of_whoever_has_the_number_next_is_a_case_of_their_own_board(core: Core, old: Case) -> None:
    new = in_danger(core, Danger.SELF, Grade.RED)
    assert new.is_graver, "nobody answered this person before"
    assert (new.case.board, new.case.person_id) == (LOTHIAN, person(core, JOE).id)
    assert (new.case.accepted_by, new.case.kinds) == (None, {Danger.SELF: Grade.RED})
    assert case_of(core, old.id) == old, "the old one stays with the Board whose it is"
    with core.store.read() as tx:
        assert {one.id for one in tx.cases.open_of(number_id(core))} == {old.id, new.case.id}
        assert tx.cases.standing(LOTHIAN) == (new.case,)
        assert tx.cases.standing(GLASGOW) == (old,)


def test_more_danger_is_added_to_the_case_of_that_board(core: Core, old: Case) -> None:
    first, second = in_danger(core), in_danger(core, Danger.CHILD)
    assert second.case.id == first.case.id
    assert case_of(core, old.id) == old


def test_the_contacts_of_that_board_are_told(core: Core, old: Case) -> None:
    boards = core.config.boards
    named = {**boards, LOTHIAN: replace(boards[LOTHIAN], danger=DUTY)}
    core = replace(core, config=replace(core.config, boards=named))
    case = in_danger(core).case
    escalate(core, WORKER)
    assert isinstance(core.messenger, FakeMessenger)
    assert [(one.to, [notice.case for notice in one.notices]) for one in core.messenger.told] == [
        ("lothian@example.scot", [case.id])
    ]


def test_the_end_of_one_boards_case_is_not_the_end_of_the_others(core: Core, old: Case) -> None:
    new = in_danger(core).case
    close_case(core, JO, GLASGOW, old.id, Outcome.SAFE)
    assert case_of(core, new.id).closed_at is None
    assert in_danger(core).case.id == new.id


def test_an_answer_that_could_not_be_sent_is_told_in_the_case_of_the_board_that_gave_it(core: Core, old: Case) -> None:
    case = in_danger(core).case
    with core.store.write(actor="person") as tx:
        text = say(core, tx, reply_of(core, case), "CRISIS_self", core.config.boards[LOTHIAN])
        assert text is not None
        unanswered(core, tx, text, "21610")
    assert case_of(core, case.id).unanswered == "21610"
    assert case_of(core, old.id) == old


def test_two_open_cases_of_one_number_at_one_board_cannot_be(core: Core, old: Case) -> None:
    with pytest.raises(IntegrityError), core.store.write(actor="person") as tx:
        tx.cases.add(replace(old, id=CaseId("case-another")))


# Danger before anybody knew whose the number is


@pytest.mark.parametrize("by_card", [False, True])
def test_whoever_is_enrolled_while_a_case_of_their_number_is_open_is_paused(core: Core, *, by_card: bool) -> None:
    case = in_danger(core).case
    answer = told(core, of_lothian(NO_NUMBER if by_card else SAMS_CONTACT))
    if by_card:
        (made,) = make_codes(core, PrisonSlug("barlinnie"), LIBERATION, LIBERATION, secrets.choice)
        says(core, made.code.shown)
    joe = person(core, JOE)
    assert (joe.contact.number, joe.paused) == (SAMS_NUMBER, Pause.DANGER)
    assert planned_steps(core, answer) == []
    assert board_of_task(core, "danger_before") == (LOTHIAN, 3)
    assert "person.paused" in journal(core, {"person": joe.id})
    assert case_of(core, case.id) == case


def test_whoever_gets_a_number_with_an_open_case_of_somebody_else_is_paused_too(core: Core, old: Case) -> None:
    assert person(core, JOE).paused is Pause.DANGER
    assert board_of_task(core, "danger_before") == (LOTHIAN, 3)


def test_a_case_that_is_over_pauses_nobody(core: Core) -> None:
    case = in_danger(core).case
    close_case(core, JO, None, case.id, Outcome.SAFE)
    answer = told(core, of_lothian())
    assert person(core, JOE).paused is None
    assert planned_steps(core, answer)
    assert "danger_before" not in tasks(core)


def test_staff_resume_whoever_was_paused_at_enrolment_and_nothing_pauses_them_again(core: Core) -> None:
    in_danger(core)
    told(core, of_lothian())
    staffing.resume(core, JO, LOTHIAN, person(core, JOE).id)
    told(core, replace(of_lothian(), id="again", time=HEARD + timedelta(days=1)))
    assert person(core, JOE).paused is None
    assert tasks(core).count("danger_before") == 1


def test_a_case_of_any_board_keeps_the_nudges_paused_when_another_pause_ends(core: Core, old: Case) -> None:
    joe = person(core, JOE).id
    staffing.pause(core, JO, None, joe, Pause.HOSPITAL)
    staffing.resume(core, JO, None, joe)
    assert person(core, JOE).paused is Pause.DANGER


def test_danger_beside_a_code_pauses_whoever_joins_and_is_answered_by_the_board_of_the_case(core: Core) -> None:
    told(core, of_lothian(NO_NUMBER))
    (made,) = make_codes(core, PrisonSlug("barlinnie"), LIBERATION, LIBERATION, secrets.choice)
    says(core, f"i want to kill myself {made.code.shown}")
    with core.store.read() as tx:
        (case,) = tx.cases.standing()
        (answer,) = tx.texts.answers_to(number_id(core), case.opened_at)
    assert person(core, JOE).paused is Pause.DANGER
    assert answer.step == "CRISIS_self"
    assert answer.board == case.board
    with core.store.read() as tx:
        shown = tx.desk.of_case(case.id, core.clock.wall(), 9)
    assert [one.sid for one in shown] == [case.sid], "though it came to the Board on duty, before anybody was known"
