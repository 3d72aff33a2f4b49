"""A case of danger: opened once a number, added to, accepted and closed by people alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.core.cases import Case, Outcome
from service.core.casework import accept, close_case, duty_board, unanswered
from service.core.ports import Core
from service.core.saying import say
from service.domain.board import MessagingService, SenderNumber
from service.domain.errors import NotFoundError
from service.domain.ids import BoardCode
from service.domain.meaning import Danger, Grade
from service.domain.number import Number
from service.domain.text import Text
from tests.builders import GLASGOW, LOTHIAN, national_config, scheduled
from tests.core.endangered import ALEX, JO, case_of, in_danger, reply_of
from tests.core.looking import journal, number_id, person, says, told
from tests.core.saying import died
from tests.fakes import FixedClock

MINUTE = timedelta(minutes=1)
STRANGER = Number.trusted("+447700900555")


def standing(core: Core, board: BoardCode | None = None) -> tuple[Case, ...]:
    with core.store.read() as tx:
        return tx.cases.standing(board)


def answered(core: Core, case: Case, key: str = "CRISIS_self") -> Text:
    with core.store.write(actor="person") as tx:
        text = say(core, tx, reply_of(core, case), key, core.config.boards[case.board])
    assert text is not None
    return text


def test_danger_opens_a_case_of_the_persons_board_that_is_due_in_15_minutes(core: Core) -> None:
    told(core, scheduled())
    case = in_danger(core, Danger.SELF, Grade.RED).case
    assert case_of(core, case.id) == case
    assert (case.board, case.number_id, case.person_id) == (GLASGOW, number_id(core), person(core).id)
    assert (case.kind, case.grade) == (Danger.SELF, Grade.RED)
    assert case.due_at - core.clock.wall() == 15 * MINUTE
    assert standing(core) == (case,)
    assert journal(core, {"case": case.id}) == ["case.opened"]


def test_danger_is_by_the_wall_even_where_practice_time_runs_faster(core: Core, clock: FixedClock) -> None:
    clock.set(now=clock.now() + timedelta(days=40))
    assert in_danger(core).case.due_at == clock.wall() + 15 * MINUTE


def test_more_danger_from_a_number_adds_to_its_one_case(core: Core) -> None:
    first = in_danger(core, Danger.SELF, Grade.AMBER)
    second = in_danger(core, Danger.SELF, Grade.AMBER)
    assert (first.is_graver, second.is_graver) == (True, False)
    assert second.case.id == first.case.id
    assert standing(core) == (second.case,)
    assert journal(core, {"case": first.case.id}) == ["case.opened", "case.added"]


@pytest.mark.parametrize(
    ("danger", "grade", "is_graver"),
    [
        (Danger.ABUSE, Grade.AMBER, False),
        (Danger.ABUSE, Grade.RED, True),
        (Danger.SELF, Grade.RED, False),
        (Danger.SELF, Grade.AMBER, False),
        (Danger.CHILD, Grade.AMBER, True),
    ],
)
def test_a_new_kind_or_a_higher_grade_of_its_kind_is_graver(
    core: Core, danger: Danger, grade: Grade, is_graver: bool
) -> None:
    in_danger(core, Danger.ABUSE, Grade.AMBER)
    in_danger(core, Danger.SELF, Grade.RED)
    assert in_danger(core, danger, grade).is_graver is is_graver


def test_the_gravest_kind_names_the_case(core: Core) -> None:
    in_danger(core, Danger.ABUSE, Grade.AMBER)
    in_danger(core, Danger.SELF, Grade.RED)
    case = in_danger(core, Danger.CHILD, Grade.RED).case
    assert (case.kind, case.grade) == (Danger.SELF, Grade.RED)
    assert case_of(core, case.id).kinds == {
        Danger.ABUSE: Grade.AMBER,
        Danger.SELF: Grade.RED,
        Danger.CHILD: Grade.RED,
    }


def test_another_number_has_a_case_of_its_own(core: Core) -> None:
    assert in_danger(core).case.id != in_danger(core, number=STRANGER).case.id


def test_danger_from_a_number_that_nobody_knows_is_the_duty_boards(core: Core) -> None:
    case = in_danger(core, number=STRANGER).case
    assert (case.board, case.person_id) == (GLASGOW, None)


def test_what_is_no_telephone_number_has_one_case_a_board(core: Core) -> None:
    first, second = in_danger(core, number=None), in_danger(core, number=None)
    assert first.case.number_id is None
    assert second.case.id == first.case.id
    assert len(standing(core)) == 1


def test_a_case_is_accepted_once_and_by_name(core: Core) -> None:
    case = in_danger(core).case
    accept(core, JO, None, case.id)
    accept(core, ALEX, None, case.id)
    found = case_of(core, case.id)
    assert (found.accepted_by, found.accepted_at) == (JO, core.clock.wall())
    assert journal(core, {"case": case.id}) == ["case.opened", "case.accepted"]


def test_a_case_is_closed_with_an_outcome_and_by_name(core: Core) -> None:
    case = in_danger(core).case
    close_case(core, JO, GLASGOW, case.id, Outcome.SAFE)
    close_case(core, ALEX, GLASGOW, case.id, Outcome.NO_DANGER)
    found = case_of(core, case.id)
    assert (found.accepted_by, found.closed_by, found.outcome) == (JO, JO, Outcome.SAFE)
    assert standing(core) == ()
    assert journal(core, {"case": case.id}) == ["case.opened", "case.accepted", "case.closed"]


def test_danger_after_a_case_was_closed_opens_another(core: Core) -> None:
    case = in_danger(core).case
    close_case(core, JO, None, case.id, Outcome.SAFE)
    again = in_danger(core)
    assert again.is_graver
    assert again.case.id != case.id


def test_staff_of_another_board_touch_no_case(core: Core) -> None:
    case = in_danger(core).case
    with pytest.raises(NotFoundError):
        accept(core, JO, LOTHIAN, case.id)
    with pytest.raises(NotFoundError):
        close_case(core, JO, LOTHIAN, case.id, Outcome.SAFE)
    assert case_of(core, case.id) == case
    assert standing(core, LOTHIAN) == ()
    assert standing(core, GLASGOW) == (case,)


def test_more_of_the_same_just_after_somebody_accepted_stays_with_them(core: Core, clock: FixedClock) -> None:
    case = in_danger(core).case
    accept(core, JO, None, case.id)
    clock.advance(29 * MINUTE)
    in_danger(core)
    assert case_of(core, case.id).accepted_by == JO


@pytest.mark.parametrize(("after", "danger"), [(30, Danger.SELF), (1, Danger.CHILD)])
def test_what_comes_later_or_is_graver_waits_again_for_somebody(
    core: Core, clock: FixedClock, after: int, danger: Danger
) -> None:
    case = in_danger(core).case
    accept(core, JO, None, case.id)
    clock.advance(after * MINUTE)
    in_danger(core, danger)
    found = case_of(core, case.id)
    assert (found.accepted_by, found.raised, found.raised_at) == (None, 0, None)
    assert found.due_at == clock.wall() + 15 * MINUTE
    assert "case.waits_again" in journal(core, {"case": case.id})


def test_an_answer_that_could_not_be_sent_is_told_in_the_case(core: Core) -> None:
    case = in_danger(core).case
    text = answered(core, case)
    with core.store.write(actor="worker") as tx:
        unanswered(core, tx, text, "21610")
    assert case_of(core, case.id).unanswered == "21610"
    assert "case.unanswered" in journal(core, {"case": case.id})


def test_another_answer_that_could_not_be_sent_is_no_matter_of_danger(core: Core) -> None:
    case = in_danger(core).case
    text = answered(core, case, "HELP")
    with core.store.write(actor="worker") as tx:
        unanswered(core, tx, text, "21610")
    assert case_of(core, case.id).unanswered is None


def test_nothing_but_a_person_ends_a_case(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    case = in_danger(core).case
    says(core, "STOP")
    told(core, died(3))
    clock.advance(timedelta(days=80))
    assert [one.id for one in standing(core)] == [case.id]


def test_the_duty_board_reads_what_comes_to_its_number() -> None:
    config = national_config()
    ours = SenderNumber(Number.trusted("+447700900003"))
    boards = {**config.boards, LOTHIAN: replace(config.boards[LOTHIAN], sender=ours)}
    config = replace(config, boards=boards)
    assert duty_board(config, "+447700900000").code == GLASGOW
    assert duty_board(config, "+447700900003").code == LOTHIAN


def test_a_number_of_a_pool_is_the_matter_of_the_board_that_has_one() -> None:
    config = national_config()
    pool = MessagingService("MG" + "0" * 32)
    config = replace(config, boards={**config.boards, LOTHIAN: replace(config.boards[LOTHIAN], sender=pool)})
    assert duty_board(config, "+447700900009").code == LOTHIAN
    assert duty_board(national_config(), "+447700900009").code == GLASGOW
