from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from service.domain.ids import BoardCode, NumberId, ReleaseId, SequenceId, StepId, TextId
from service.domain.text import UNSENT, Key, Reason, State, Text
from service.schedules.course import PlannedText
from service.schedules.plan import Plan
from service.schedules.replan import Change, changes

NOW = datetime(2026, 12, 20, 12, tzinfo=UTC)
OLD_DUE, NEW_DUE = datetime(2026, 12, 23, 14, tzinfo=UTC), datetime(2026, 12, 30, 14, tzinfo=UTC)
STEP = StepId("01_welcome")
KEY = Key(SequenceId("first-weeks"), STEP)
WENT = sorted(set(State) - UNSENT)


def row(state: State, reason: Reason | None = None, due_at: datetime = OLD_DUE) -> Text:
    release, sequence = ReleaseId("r-1"), SequenceId("first-weeks")
    number = NumberId("n-1")
    went_on = None if state in UNSENT else date(2026, 12, 23)
    return Text(
        TextId("t-1"),
        release,
        sequence,
        STEP,
        BoardCode("S08000031"),
        number,
        state,
        due_at,
        due_at,
        reason,
        went_on=went_on,
    )


def wanted(due_at: datetime = NEW_DUE) -> Plan:
    return Plan((PlannedText(KEY, due_at, due_at),))


LATE = Plan(late=(KEY,))


def changed(
    text: Text | None, plan: Plan, *, without_plan: Reason = Reason.NOT_IN_PLAN, suppressed: Reason | None = None
) -> tuple[Change, ...]:
    return changes({KEY: text} if text else {}, plan, now=NOW, without_plan=without_plan, suppressed=suppressed)


PLANNED, CANCELLED, SKIPPED = State.PLANNED, State.CANCELLED, State.SKIPPED
HELD, OPTED_OUT, IS_LATE = Reason.HELD, Reason.OPTED_OUT, Reason.LATE

Became = tuple[State, datetime, Reason | None]


@pytest.mark.parametrize(
    ("text", "plan", "suppressed", "becomes"),
    [
        pytest.param(None, wanted(), None, (PLANNED, NEW_DUE, None), id="a new step is planned"),
        pytest.param(None, LATE, None, (SKIPPED, NOW, IS_LATE), id="a new step that is late is kept as skipped"),
        pytest.param(None, wanted(), OPTED_OUT, (CANCELLED, NEW_DUE, OPTED_OUT), id="a new step to a stopped number"),
        pytest.param(row(PLANNED), wanted(), None, (PLANNED, NEW_DUE, None), id="a planned step moves"),
        pytest.param(row(PLANNED), LATE, None, (SKIPPED, OLD_DUE, IS_LATE), id="a planned step becomes too late"),
        pytest.param(row(PLANNED), Plan(), None, (CANCELLED, OLD_DUE, HELD), id="a step without a plan is cancelled"),
        pytest.param(
            row(PLANNED),
            wanted(OLD_DUE),
            OPTED_OUT,
            (CANCELLED, OLD_DUE, OPTED_OUT),
            id="a stop cancels what is planned",
        ),
        pytest.param(row(CANCELLED, HELD), wanted(), None, (PLANNED, NEW_DUE, None), id="a cancelled step comes back"),
        pytest.param(
            row(CANCELLED, OPTED_OUT),
            wanted(),
            OPTED_OUT,
            (CANCELLED, NEW_DUE, OPTED_OUT),
            id="a stopped step moves, still cancelled, so that it can come back",
        ),
        pytest.param(
            row(CANCELLED, HELD),
            wanted(OLD_DUE),
            OPTED_OUT,
            (CANCELLED, OLD_DUE, OPTED_OUT),
            id="a cancelled step learns of the stop",
        ),
        pytest.param(row(SKIPPED, IS_LATE), wanted(), None, (PLANNED, NEW_DUE, None), id="a skipped step comes back"),
    ],
)
def test_a_step_that_never_went_follows_the_plan(
    text: Text | None, plan: Plan, suppressed: Reason | None, becomes: Became
) -> None:
    (change,) = changed(text, plan, without_plan=HELD, suppressed=suppressed)
    assert (change.state, change.due_at, change.reason) == becomes
    assert (change.key, change.text) == (KEY, text)


@pytest.mark.parametrize(
    ("text", "plan", "suppressed"),
    [
        pytest.param(row(PLANNED), wanted(OLD_DUE), None, id="planned as it is"),
        pytest.param(row(CANCELLED, OPTED_OUT), wanted(OLD_DUE), OPTED_OUT, id="stopped as it is"),
        pytest.param(row(CANCELLED, HELD), Plan(), None, id="cancelled stays so, with its reason"),
        pytest.param(row(SKIPPED, IS_LATE), LATE, None, id="skipped as it is"),
        pytest.param(row(SKIPPED, IS_LATE), Plan(), None, id="skipped stays so without a plan"),
        pytest.param(None, Plan(), None, id="nothing planned and nothing there"),
    ],
)
def test_what_is_already_so_is_not_changed(text: Text | None, plan: Plan, suppressed: Reason | None) -> None:
    assert changed(text, plan, suppressed=suppressed) == ()


@pytest.mark.parametrize("state", WENT)
@pytest.mark.parametrize("plan", [wanted(), wanted(OLD_DUE), LATE, Plan()], ids=["moved", "same", "late", "no plan"])
@pytest.mark.parametrize("suppressed", [None, OPTED_OUT])
def test_what_went_is_never_touched(state: State, plan: Plan, suppressed: Reason | None) -> None:
    assert changed(row(state), plan, suppressed=suppressed) == ()


def test_the_moment_from_which_lateness_counts_moves_with_the_plan() -> None:
    plan = Plan((PlannedText(KEY, wanted_at=OLD_DUE - timedelta(hours=1), due_at=OLD_DUE),))
    (change,) = changed(row(PLANNED), plan)
    assert (change.due_at, change.wanted_at) == (OLD_DUE, OLD_DUE - timedelta(hours=1))


def test_only_the_steps_that_differ_are_changed() -> None:
    other = KEY._replace(step=StepId("02_gp"))
    plan = Plan((PlannedText(KEY, OLD_DUE, OLD_DUE), PlannedText(other, NEW_DUE, NEW_DUE)))
    made = changes({KEY: row(PLANNED)}, plan, now=NOW, without_plan=HELD, suppressed=None)
    assert [change.key for change in made] == [other]


def test_the_same_step_of_another_appointment_is_another_text() -> None:
    other = KEY._replace(occasion="b-1.1")
    plan = Plan((PlannedText(other, NEW_DUE, NEW_DUE),))
    made = changes({KEY: row(PLANNED)}, plan, now=NOW, without_plan=HELD, suppressed=None)
    assert [(change.key, change.state) for change in made] == [(other, PLANNED), (KEY, CANCELLED)]


def test_a_step_that_a_rule_left_out_is_cancelled_with_that_reason() -> None:
    plan = Plan(left_out={KEY: Reason.TOO_MANY})
    (change,) = changed(row(PLANNED), plan, without_plan=HELD)
    assert (change.state, change.reason) == (CANCELLED, Reason.TOO_MANY)


def test_a_welcome_stays_one_whatever_becomes_of_it() -> None:
    welcome = replace(row(PLANNED), welcome=True)
    made = [changed(welcome, plan)[0] for plan in (LATE, Plan(), Plan((PlannedText(KEY, NEW_DUE, NEW_DUE, True),)))]
    assert [(change.state, change.welcome) for change in made] == [(SKIPPED, True), (CANCELLED, True), (PLANNED, True)]


def test_a_text_that_becomes_too_late_keeps_its_day_for_whoever_reads_the_log() -> None:
    (change,) = changed(row(PLANNED), LATE)
    assert (change.due_at, change.wanted_at) == (OLD_DUE, OLD_DUE)
