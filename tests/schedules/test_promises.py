"""What holds of every plan, whatever a Board configured and whatever happened."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.ids import BoardCode, NumberId, ReleaseId, TextId
from service.domain.london import at, london_day, london_time
from service.domain.text import Key, Reason, State, Text
from service.schedules.conditions import candidates, relatives
from service.schedules.course import Facts, Liberation, PlannedText, Visit
from service.schedules.plan import Plan
from service.schedules.replan import Change, changes
from service.schedules.sequence import Days, SendWithin, StepName
from service.schedules.timing import may_go, wanted_at
from tests.schedules.cases import Case, cases

many = settings(max_examples=50)  # of each promise: a thousand cases in all
TWO_MINUTES = timedelta(minutes=2)
A_WEEK = timedelta(days=6)


def name_of(key: Key) -> StepName:
    return StepName(key.sequence, key.step)


def visits(case: Case, texts: tuple[PlannedText, ...]) -> list[PlannedText]:
    return [text for text in texts if isinstance(case.of(text.key)[0].anchor, Visit)]


def nudges(case: Case, texts: tuple[PlannedText, ...]) -> list[PlannedText]:
    """The welcome among them."""
    return [text for text in texts if isinstance(case.of(text.key)[0].anchor, Liberation)]


@many
@given(cases())
def test_every_text_goes_in_the_sending_hours_of_its_sequence_with_time_to_arrive(case: Case) -> None:
    for text in case.plan().texts:
        own = case.of(text.key)[0].sequence.hours or case.place.hours
        for hours in (own, case.place.hours):
            assert hours.opens <= london_time(text.due_at)
            assert text.due_at + TWO_MINUTES <= at(london_day(text.due_at), hours.closes)


@many
@given(cases())
def test_there_is_one_text_a_day_and_none_on_a_day_that_is_used_or_kept_free(case: Case) -> None:
    texts = case.plan().texts
    days = [london_day(text.due_at) for text in texts]
    assert len({*days}) == len(days)
    assert not {*days} & {*case.past.gone.values(), *case.past.firm}
    assert not {london_day(text.due_at) for text in nudges(case, texts)} & case.past.taken
    assert all(day >= case.past.free_from for day in days)
    assert list(texts) == sorted(texts, key=lambda text: text.due_at)


@many
@given(cases())
def test_no_text_goes_before_it_is_wanted_or_later_than_its_step_allows(case: Case) -> None:
    for text in case.plan().texts:
        course, step = case.of(text.key)
        assert text.due_at >= max(case.now, text.wanted_at)
        assert text.wanted_at == wanted_at(step, course, case.place), "the last look finds the same"
        if isinstance(step.if_late, SendWithin):
            assert text.welcome or text.due_at - text.wanted_at <= step.if_late.time
        else:
            assert text.welcome or london_day(text.due_at) == london_day(text.wanted_at)


@many
@given(cases())
def test_a_text_goes_only_on_days_of_its_sequence_and_of_its_step(case: Case) -> None:
    for text in case.plan().texts:
        course, step = case.of(text.key)
        day = london_day(text.due_at)
        assert day.weekday() in course.sequence.days
        assert not step.open_days or case.place.calendar.is_open(day)


@many
@given(cases())
def test_a_reminder_can_arrive_before_its_appointment_begins(case: Case) -> None:
    for text in visits(case, case.plan().texts):
        course, step = case.of(text.key)
        assert isinstance(course.anchor, Visit)
        assert step.when == "missed" or text.due_at + TWO_MINUTES <= course.anchor.appointment.start


@many
@given(cases())
def test_days_keep_the_hour_on_the_clock_whatever_the_clocks_do(case: Case) -> None:
    for text in case.plan().texts:
        step = case.of(text.key)[1]
        if isinstance(step.offset, Days) and step.at is not None and text.due_at != case.now:
            assert text.due_at == at(london_day(text.due_at), step.at)
            assert text.wanted_at == at(london_day(text.wanted_at), step.at)


@many
@given(cases())
def test_what_is_planned_and_what_went_together_keep_the_caps(case: Case) -> None:
    plan = case.plan()
    nudging = next(one.sequence for one in case.courses if isinstance(one.anchor, Liberation))
    own = nudges(case, plan.texts)
    gone = {key: day for key, day in case.past.gone.items() if isinstance(case.of(key)[0].anchor, Liberation)}
    if any(not text.welcome for text in own):
        assert len(gone) + len(own) <= nudging.most_in_all
    for text in own:
        if not text.welcome:
            days = [*gone.values(), *(london_day(one.due_at) for one in own)]
            assert _fullest(days, london_day(text.due_at)) <= nudging.most_in_week


def _fullest(days: list[date], day: date) -> int:
    """The most that any seven days round this one hold."""
    return max(sum(first <= one <= first + A_WEEK for one in days) for first in (day - timedelta(n) for n in range(7)))


@many
@given(cases())
def test_what_is_said_of_one_appointment_keeps_the_caps(case: Case) -> None:
    plan = case.plan()
    for course in {one.occasion: one for one in case.courses if isinstance(one.anchor, Visit)}.values():
        gone = [day for key, day in case.past.gone.items() if key.occasion == course.occasion]
        own = [text for text in plan.texts if text.key.occasion == course.occasion]
        days = [*gone, *(london_day(text.due_at) for text in own)]
        counted = [text for text in own if case.of(text.key)[1].when != "cancelled"]
        assert not counted or len(days) <= course.sequence.most_in_all
        assert all(_fullest(days, london_day(text.due_at)) <= course.sequence.most_in_week for text in own)


@many
@given(cases())
def test_what_went_or_passed_never_comes_again_under_its_name_or_as_a_variant(case: Case) -> None:
    plan = case.plan()
    families = relatives(case.courses)
    over = {*case.past.gone, *case.past.passed}
    keys = [text.key for text in plan.texts]
    assert not over & {*keys, *plan.late, *plan.left_out}
    assert len({*keys}) == len(keys)
    said = {name_of(key) for key in over}
    for key in keys:
        assert not (families.get(name_of(key), frozenset()) - {name_of(key)}) & said


@many
@given(cases())
def test_no_two_texts_of_one_plan_say_the_same(case: Case) -> None:
    families = relatives(case.courses)
    said = Counter(families.get(name_of(text.key), name_of(text.key)) for text in nudges(case, case.plan().texts))
    assert all(count == 1 for count in said.values())


@many
@given(cases())
def test_nothing_is_lost_every_step_is_to_come_too_late_or_left_out_for_a_reason(case: Case) -> None:
    plan = case.plan()
    families = relatives(case.courses)
    over = {*case.past.gone, *case.past.passed}
    said = {name for key in over for name in families.get(name_of(key), frozenset()) - {name_of(key)}}
    able = {one.key for one in candidates(case.courses, case.facts, case.past.welcome)}
    able = {key for key in able if key not in over and name_of(key) not in said}
    accounts = [{text.key for text in plan.texts}, {*plan.late}, {*plan.left_out}]
    assert not any(one & other for one, other in combinations(accounts, 2))
    if case.past.welcome is not None and not any(case.of(key)[1].welcome for key in able):
        assert plan == Plan(), "a number that cannot be welcomed gets nothing"
    else:
        assert set().union(*accounts) == able
    assert {*plan.left_out.values()} <= {Reason.TOO_MANY, Reason.NOT_IN_PLAN}


@many
@given(cases())
def test_before_a_welcome_that_is_needed_nothing_goes_and_it_never_goes_alone_where_others_were_to_go(
    case: Case,
) -> None:
    plan = case.plan()
    if case.past.welcome is not None:
        assert [text.welcome for text in plan.texts] == [number == 0 for number in range(len(plan.texts))]
        assert len(plan.texts) != 1 or not (plan.late or case.past.gone or case.past.passed)
    else:
        assert not any(text.welcome for text in plan.texts)


def _place_in_order(case: Case, text: PlannedText) -> tuple[datetime, int, int]:
    course, step = case.of(text.key)
    return text.wanted_at, case.courses.index(course), course.sequence.steps.index(step)


@many
@given(cases())
def test_no_nudge_overtakes_an_earlier_one_but_on_days_on_which_that_may_not_go(case: Case) -> None:
    own = [text for text in nudges(case, case.plan().texts) if not text.welcome]
    for sooner, later in combinations(own, 2):
        if _place_in_order(case, sooner) > _place_in_order(case, later):
            course, step = case.of(later.key)
            assert not may_go(london_day(sooner.due_at), step, course.sequence, case.place.calendar)
            group = case.of(sooner.key)[1].group
            assert group is None or group != step.group


@many
@given(cases())
def test_no_other_text_asks_for_a_digit_while_an_appointment_waits_for_one(case: Case) -> None:
    plan = case.plan()
    asked = [(text, *case.of(text.key)) for text in plan.texts]
    by_digits = [(text, course) for text, course, step in asked if step.ask is not None and step.ask.by_digits]
    for text, course in by_digits:
        if not isinstance(course.anchor, Visit):
            continue
        ends = min(london_day(text.due_at) + timedelta(days=3), london_day(course.anchor.appointment.start))
        for other, its_course in by_digits:
            if isinstance(its_course.anchor, Liberation):
                assert not london_day(text.due_at) <= london_day(other.due_at) <= ends


@many
@given(cases(), st.data())
def test_planning_again_before_the_next_text_gives_the_same_texts(case: Case, data: st.DataObject) -> None:
    plan = case.plan()
    until_next = plan.texts[0].due_at - case.now if plan.texts else timedelta(days=40)
    again = case.at(case.now + data.draw(st.timedeltas(timedelta(0), until_next))).plan()
    assert again.texts == plan.texts
    assert {*again.late, *again.left_out} == {*plan.late, *plan.left_out}


@many
@given(cases())
def test_planning_again_after_each_text_gives_the_rest_until_none_is_left(case: Case) -> None:
    plan = case.plan()
    for number, text in enumerate(plan.texts, start=1):
        case = case.after(text.key, text.due_at, welcome=text.welcome)
        assert case.plan().texts == plan.texts[number:]


# The ledger


def _row(change: Change) -> Text:
    return Text(
        TextId("t"),
        ReleaseId("r"),
        change.key.sequence,
        change.key.step,
        BoardCode("S08000031"),
        NumberId("n"),
        change.state,
        change.due_at,
        change.wanted_at,
        change.reason,
        occasion=change.key.occasion,
        welcome=change.welcome,
    )


Ledger = dict[Key, Text]


def _kept(ledger: Ledger, plan: Plan, now: datetime, suppressed: Reason | None = None) -> Ledger:
    made = changes(ledger, plan, now=now, without_plan=Reason.NOT_IN_PLAN, suppressed=suppressed)
    return ledger | {change.key: _row(change) for change in made}


shifts = st.timedeltas(timedelta(0), timedelta(days=20))


def _begun(case: Case, shift: timedelta) -> Ledger:
    """What was planned some days earlier, before anything was known of the person."""
    then = replace(case.at(case.now - shift), facts=Facts(), past=replace(case.past, gone={}))
    return _kept({}, then.plan(), then.now)


@many
@given(cases(), shifts, st.sampled_from([None, Reason.OPTED_OUT]))
def test_keeping_a_plan_twice_changes_nothing_the_second_time(
    case: Case, shift: timedelta, suppressed: Reason | None
) -> None:
    plan = case.plan()
    ledger = _kept(_begun(case, shift), plan, case.now, suppressed)
    assert changes(ledger, plan, now=case.now, without_plan=Reason.NOT_IN_PLAN, suppressed=suppressed) == ()


@many
@given(cases(), shifts)
def test_the_ledger_holds_the_plan_and_nothing_else_to_come(case: Case, shift: timedelta) -> None:
    plan = case.plan()
    ledger = _kept(_begun(case, shift), plan, case.now)
    to_come = {key: text.due_at for key, text in ledger.items() if text.state is State.PLANNED}
    assert to_come == {text.key: text.due_at for text in plan.texts}
    assert all(text.reason is not None for text in ledger.values() if text.state is not State.PLANNED)
    assert all(ledger[key].state is State.SKIPPED for key in plan.late)


@many
@given(cases())
def test_case_03_what_was_planned_is_cancelled_with_its_reason_when_the_release_is(case: Case) -> None:
    ledger = _kept({}, case.plan(), case.now)
    made = changes(ledger, Plan(), now=case.now, without_plan=Reason.RELEASE_CANCELLED, suppressed=None)
    assert {change.key for change in made} == {text.key for text in case.plan().texts}
    assert {(change.state, change.reason) for change in made} <= {(State.CANCELLED, Reason.RELEASE_CANCELLED)}


def test_the_cases_bring_every_kind_of_text() -> None:
    """A property over cases that are all alike would promise nothing."""
    seen: Counter[str] = Counter()

    @given(cases())
    def look(case: Case) -> None:
        plan = case.plan()
        seen["welcome"] += any(text.welcome for text in plan.texts)
        seen["visit"] += bool(visits(case, plan.texts))
        seen["nudge"] += bool(nudges(case, plan.texts))
        seen["late"] += bool(plan.late)
        seen.update(plan.left_out.values())
        seen["moved"] += any(london_day(text.due_at) != london_day(text.wanted_at) for text in plan.texts)

    look()
    assert {"welcome", "visit", "nudge", "late", "moved", Reason.TOO_MANY, Reason.NOT_IN_PLAN} <= {
        kind for kind, count in seen.items() if count
    }
