"""Whose a reply is, where the number does not tell."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from service.core.assigning import assign_reply
from service.core.casework import duty_board
from service.core.ports import Core
from service.domain.errors import ConflictError, NotFoundError
from service.domain.event import Answer, Kind
from service.domain.ids import BoardCode
from service.domain.london import at
from service.domain.release import SafeToText
from service.domain.text import Reason
from service.store import tables
from tests.builders import GLASGOW, HEARD, LOTHIAN, SAMS_CONTACT, make_event, scheduled, sql_store
from tests.core.looking import (
    OUR_NUMBER,
    journal,
    live_through,
    person,
    planned_steps,
    release_of,
    says,
    stopped,
    tasks,
    told,
)
from tests.core.saying import OTHER_NUMBER, contact
from tests.core.visiting import booked, is_out, visits
from tests.fakes import FixedClock

JOE = "51234"
SHARED = replace(SAMS_CONTACT, safe_to_text=SafeToText.SHARED)
GP_ASKED = at(date(2026, 12, 31), time(10))  # have you joined a doctor yet?
VISIT_ASKED = at(date(2027, 1, 11), time(10))  # three days before the appointment
SID = f"SM{77:032x}"


@pytest.fixture
def asked(core: Core, clock: FixedClock) -> Answer:
    """Sam, on a phone that somebody else holds too, has just been asked about a doctor."""
    answer = told(core, scheduled(contact=SHARED))
    live_through(core, clock, GP_ASKED)
    return answer


def answers(core: Core, answer: Answer) -> dict[str, str]:
    with core.store.read() as tx:
        return {question: given for (_, question), given in tx.answers.of_release(release_of(answer)).items()}


def author(core: Core, sid: str = SID) -> str | None:
    with sql_store(core).engine.begin() as connection:
        query = select(tables.replies.c.person_id).where(tables.replies.c.sid == sid)
        found = connection.execute(query).scalar_one()
    return str(found) if found is not None else None


def is_sams(core: Core, board: BoardCode | None = None, sid: str = SID) -> bool:
    """Staff say so."""
    return assign_reply(core, "staff", board, sid, person(core).id)


def offered(core: Core) -> list[dict[str, str]]:
    with sql_store(core).engine.begin() as connection:
        query = select(tables.tasks.c.about).where(tables.tasks.c.kind == "replies_before").order_by(tables.tasks.c.id)
        return list(connection.execute(query).scalars())


def test_case_32_on_a_shared_phone_an_answer_waits_until_staff_say_whose_it_is(core: Core, asked: Answer) -> None:
    says(core, "1", sid=SID)
    assert (author(core), answers(core, asked)) == (None, {})
    assert is_sams(core, GLASGOW)
    assert author(core) == person(core).id
    assert answers(core, asked) == {"gp": "joined"}
    assert "10_gp_again" not in planned_steps(core, asked)


def test_case_32_on_a_phone_of_two_people_the_answer_is_that_of_the_one_whom_staff_name(
    core: Core, clock: FixedClock
) -> None:
    first = told(core, scheduled())
    live_through(core, clock, GP_ASKED)
    told(core, scheduled(prison_number=JOE, time=clock.now()))
    says(core, "2", sid=SID)
    assert not assign_reply(core, "staff", None, SID, person(core, JOE).id), "nothing was asked of Joe"
    assert answers(core, first) == {}


def test_the_reply_may_be_named_as_the_store_names_it(core: Core, asked: Answer) -> None:
    says(core, "1", sid=SID)
    with sql_store(core).engine.begin() as connection:
        ours = connection.execute(select(tables.replies.c.id)).scalar_one()
    assert is_sams(core, sid=ours)


def test_who_wrote_it_is_noted_with_who_said_so(core: Core, asked: Answer) -> None:
    says(core, "1", sid=SID)
    is_sams(core)
    assert journal(core, {"reply": SID})[-1] == "reply.assigned"
    with sql_store(core).engine.begin() as connection:
        query = select(tables.journal.c.actor).where(tables.journal.c.action == "reply.assigned")
        assert connection.execute(query).scalar_one() == "staff"


def test_it_is_said_once_and_of_one_person(core: Core, asked: Answer) -> None:
    says(core, "1", sid=SID)
    told(core, scheduled(prison_number=JOE))
    assert is_sams(core)
    assert not is_sams(core), "it counts once"
    with pytest.raises(ConflictError):
        assign_reply(core, "staff", None, SID, person(core, JOE).id)
    assert author(core) == person(core).id


@pytest.mark.parametrize("words", ["thanks", "where is the clinic", "3"])
def test_what_answers_nothing_is_theirs_and_changes_nothing(core: Core, asked: Answer, words: str) -> None:
    before = planned_steps(core, asked)
    says(core, words, sid=SID)
    assert not is_sams(core)
    assert author(core) == person(core).id
    assert (answers(core, asked), planned_steps(core, asked)) == ({}, before)


def test_an_answer_counts_as_of_when_it_came_however_late_staff_look(
    core: Core, clock: FixedClock, asked: Answer
) -> None:
    clock.advance(timedelta(hours=71))
    says(core, "2", sid=SID)
    clock.advance(timedelta(days=9))
    assert is_sams(core)
    assert answers(core, asked) == {"gp": "not_joined"}


def test_what_came_more_than_72_hours_after_the_question_is_no_answer(
    core: Core, clock: FixedClock, asked: Answer
) -> None:
    clock.advance(timedelta(hours=72, minutes=1))
    says(core, "1", sid=SID)
    assert not is_sams(core)
    assert answers(core, asked) == {}


def test_what_came_before_the_question_is_no_answer_to_it(core: Core, clock: FixedClock) -> None:
    answer = told(core, scheduled(contact=SHARED))
    live_through(core, clock, GP_ASKED - timedelta(minutes=1))
    says(core, "1", sid=SID)
    live_through(core, clock, GP_ASKED)
    assert not is_sams(core)
    assert answers(core, answer) == {}


def test_what_was_answered_since_is_not_overwritten(core: Core, asked: Answer) -> None:
    says(core, "1", sid=SID)
    later = f"SM{78:032x}"
    says(core, "2", sid=later)
    assert is_sams(core, sid=later)
    assert not is_sams(core)
    assert answers(core, asked) == {"gp": "not_joined"}


def test_staff_hear_that_somebody_on_a_shared_phone_cannot_come(shipped: Core, clock: FixedClock) -> None:
    answer = is_out(shipped, clock)
    booked(shipped)
    live_through(shipped, clock, VISIT_ASKED)
    told(shipped, contact(30, SHARED))
    says(shipped, "2", sid=SID)
    assert is_sams(shipped)
    (visit,) = visits(shipped)
    with shipped.store.read() as tx:
        assert tx.answers.of_release(release_of(answer)) == {(visit.occasion, "visit"): "cannot_come"}
    assert tasks(shipped)[-1] == "cannot_come"
    assert "a_today" not in planned_steps(shipped, answer)


def test_staff_of_another_board_are_told_of_no_such_reply_or_person(core: Core, asked: Answer) -> None:
    says(core, "1", sid=SID)
    for board, sid, whose in (
        (LOTHIAN, SID, person(core).id),
        (GLASGOW, "SM0", person(core).id),
        (GLASGOW, SID, replace(person(core), id="p-none").id),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotFoundError):
            assign_reply(core, "staff", board, sid, whose)
    assert (author(core), answers(core, asked)) == (None, {})


def test_staff_are_not_told_of_what_came_to_another_board(core: Core) -> None:
    told(core, replace(scheduled(prison_number=JOE), board=LOTHIAN))
    says(core, "hello", sid=SID, number=OTHER_NUMBER.e164)
    on_duty = duty_board(core.config, OUR_NUMBER).code
    assert on_duty != LOTHIAN
    with pytest.raises(NotFoundError):
        assign_reply(core, "staff", LOTHIAN, SID, person(core, JOE).id)
    assert author(core) is None


def test_a_reply_from_another_number_may_be_theirs_and_answers_nothing(core: Core, asked: Answer) -> None:
    says(core, "1", sid=SID, number=OTHER_NUMBER.e164)
    assert not is_sams(core)
    assert author(core) == person(core).id
    assert answers(core, asked) == {}


def test_case_34_what_came_from_a_number_that_nobody_knew_is_offered_once_it_is_known_whose_it_is(
    core: Core, clock: FixedClock
) -> None:
    sids = [f"SM{one:032x}" for one in range(3)]
    for sid in sids:
        clock.advance(timedelta(minutes=1))
        says(core, "hello its sam", sid=sid)
    told(core, scheduled())
    [about] = offered(core)
    assert about["replies"].split() == sids
    assert about["person"] == person(core).id
    assert journal(core, {"person": person(core).id}).count("replies.offered") == 1
    told(core, contact(1, SAMS_CONTACT))
    assert len(offered(core)) == 1, "once"


def test_case_34_a_new_number_from_which_somebody_wrote_is_offered_too(core: Core) -> None:
    told(core, scheduled())
    says(core, "got a new phone", sid=SID, number=OTHER_NUMBER.e164)
    told(core, contact(1, replace(SAMS_CONTACT, number=OTHER_NUMBER)))
    [about] = offered(core)
    assert about["replies"] == SID
    assert not is_sams(core, GLASGOW), "nothing had been asked there"
    assert author(core) == person(core).id


def test_case_34_the_newest_ten_are_offered(core: Core, clock: FixedClock) -> None:
    for one in range(12):
        clock.advance(timedelta(days=1))
        says(core, f"hello {one}", sid=f"SM{one:032x}")
    told(core, scheduled(time=clock.now()))
    [about] = offered(core)
    assert about["replies"].split() == [f"SM{one:032x}" for one in range(2, 12)]


def test_case_34_what_somebody_else_wrote_who_was_known_is_offered_to_nobody(core: Core) -> None:
    told(core, scheduled())
    says(core, "thanks")
    told(core, contact(1, replace(SAMS_CONTACT, number=OTHER_NUMBER)))
    told(core, scheduled(prison_number=JOE))
    assert offered(core) == []


def test_case_34_what_was_written_on_a_phone_of_two_people_is_offered_to_nobody(core: Core) -> None:
    told(core, scheduled())
    told(core, scheduled(prison_number=JOE))
    says(core, "thanks")
    elsewhere = replace(SAMS_CONTACT, number=OTHER_NUMBER)
    told(core, contact(1, elsewhere), replace(contact(1, elsewhere), prison_number=JOE))
    told(core, scheduled(prison_number="61234"))
    assert offered(core) == []


def test_case_34_of_a_number_that_wrote_nothing_nobody_is_told(core: Core) -> None:
    told(core, scheduled())
    assert offered(core) == []


@pytest.mark.parametrize(("words", "why"), [("STOP", Reason.OPTED_OUT), ("WRONG", Reason.WRONG_PERSON)])
def test_case_36_what_somebody_before_them_said_of_the_number_holds_and_staff_are_told_at_enrolment(
    core: Core, words: str, why: Reason
) -> None:
    told(core, scheduled(prison_number=JOE))
    says(core, words)
    told(core, scheduled())
    assert stopped(core) is why
    assert tasks(core)[-1] == "number_stopped_before"
    with sql_store(core).engine.begin() as connection:
        query = select(tables.tasks.c.about).where(tables.tasks.c.kind == "number_stopped_before")
        assert connection.execute(query).scalar_one()["person"] == person(core).id


def test_case_36_a_stop_holds_also_where_the_number_comes_with_a_merged_record(core: Core) -> None:
    told(core, scheduled())
    says(core, "STOP", number=OTHER_NUMBER.e164)
    theirs = replace(SAMS_CONTACT, number=OTHER_NUMBER)
    told(core, scheduled(prison_number=JOE, contact=theirs, time=HEARD + timedelta(hours=1)))
    assert tasks(core)[-2:] == ["number_stopped_before", "replies_before"]
    told(core, replace(make_event(Kind.MERGED, time=HEARD + timedelta(days=1)), removed=JOE))
    assert person(core).contact.number == OTHER_NUMBER
    assert stopped(core, OTHER_NUMBER) is Reason.OPTED_OUT
