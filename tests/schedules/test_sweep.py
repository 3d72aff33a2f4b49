"""What is odd in a range of days. The first half judges made-up calendars, which the engine would never plan."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from service.configuration.notation import OPT_IN_GROUPS
from service.domain.board import Board, SendingHours
from service.domain.ids import SequenceId, StepId
from service.domain.london import at
from service.schedules.calendar import Calendar
from service.schedules.config import Config
from service.schedules.course import Course, Place, PlannedText
from service.schedules.preview import Previewed, released, visiting
from service.schedules.sequence import (
    Anchor,
    Ask,
    Condition,
    Days,
    Elapsed,
    News,
    SendWithin,
    Sequence,
    Skip,
    Step,
    StepName,
    Welcome,
)
from service.schedules.sweep import Oddity, Sweep, What, odd_texts, people_of, releases_on, visits_on
from tests.builders import GLASGOW, LOTHIAN, shipped_config

MONDAY = date(2027, 3, 1)
MINE = SequenceId("mine")
PLACE = Place(SendingHours(time(6), time(23)), Calendar(frozenset({MONDAY + timedelta(days=1)})))
WORDS = {"en": "NHS: Hello."}
WELCOME = Step(StepId("hello"), Elapsed(timedelta(hours=2)), WORDS, time(14), time(11), welcome=Welcome.FIRST)


def step(name: str, days: int = 3, **rules: object) -> Step:
    return Step(**{"id": StepId(name), "offset": Days(days), "words": WORDS, "at": time(11), **rules})  # type: ignore[arg-type]  # the fields of a step


def sequence(*steps: Step, **rules: object) -> Sequence:
    return Sequence(**{"id": MINE, "steps": (WELCOME, *steps), "fallback": "en", **rules})  # type: ignore[arg-type]  # the same


def config_of(mine: Sequence, change: Callable[[Board], Board] = lambda board: board) -> Config:
    """Glasgow alone, sending this sequence alone."""
    board = replace(shipped_config().boards[GLASGOW], sequences=(MINE,))
    return replace(shipped_config(), boards={GLASGOW: change(board)}, sequences={MINE: mine})


def swept(config: Config, *, days: int = 14, first: date = MONDAY) -> Sweep:
    sweep = Sweep(config, config.boards.values(), config.sequences, frozenset(OPT_IN_GROUPS))
    for number in range(days):
        sweep.look(first + timedelta(days=number))
    return sweep


def found(config: Config) -> set[tuple[What, str, str]]:
    return {(one.what, one.step.step, one.whose) for one in swept(config).oddities()}


def going(due_at: datetime, one: Step | None = None, in_: Sequence | None = None) -> Previewed:
    """A text of a made-up calendar, of a release."""
    one = one or step("s")
    course = Course(in_ or sequence(one), released(MONDAY).anchor)
    return Previewed(PlannedText(course.key(one), due_at, due_at), one, course)


def told(*texts: Previewed) -> list[What]:
    return [what for what, _ in odd_texts(texts, PLACE)]


def test_texts_on_different_days_at_decent_hours_are_not_odd() -> None:
    assert told(going(at(MONDAY, time(11))), going(at(MONDAY + timedelta(days=1), time(8)))) == []


def test_two_texts_on_one_london_day_are_odd_though_the_utc_days_differ() -> None:
    summer = date(2027, 7, 1)
    assert told(going(at(summer, time(0, 30))), going(at(summer, time(12)))).count(What.TWO_A_DAY) == 1


def test_a_gp_prompt_on_a_closed_day_is_odd_and_any_other_text_is_not() -> None:
    closed = at(MONDAY + timedelta(days=1), time(11))
    assert told(going(closed, step("gp", open_days=True))) == [What.CLOSED]
    assert told(going(closed)) == []


def test_a_text_on_a_weekday_on_which_its_sequence_is_silent_is_odd() -> None:
    assert told(going(at(MONDAY, time(11)), in_=sequence(days=frozenset({1, 2})))) == [What.CLOSED]


@pytest.mark.parametrize("clock", [time(5, 59), time(23)])
def test_a_text_outside_the_boards_hours_is_odd(clock: time) -> None:
    assert What.OUT_OF_HOURS in told(going(at(MONDAY, clock)))


@pytest.mark.parametrize(
    ("clock", "odd"), [(time(7, 59), True), (time(8), False), (time(20, 59), False), (time(21), True)]
)
def test_a_night_hour_is_odd_whatever_the_boards_hours_are(clock: time, odd: bool) -> None:
    assert (told(going(at(MONDAY, clock))) == [What.AT_NIGHT]) is odd


def test_a_text_outside_the_narrower_hours_of_its_sequence_is_odd() -> None:
    narrow = sequence(hours=SendingHours(time(12), time(13)))
    assert told(going(at(MONDAY, time(11)), in_=narrow)) == [What.OUT_OF_HOURS]


def test_a_text_after_the_appointment_has_begun_is_odd_unless_it_is_of_a_missed_one() -> None:
    start = at(MONDAY, time(10))
    for news, odd in ((News.BOOKED, [What.TOO_LATE]), (News.MISSED, [])):
        one = step("s", when=news)
        course = Course(
            sequence(one, anchor=Anchor.APPOINTMENT), visiting(start, start - timedelta(days=3), news).anchor
        )
        text = Previewed(PlannedText(course.key(one), start, start), one, course)
        assert told(text) == odd


def test_a_sound_sequence_has_nothing_odd() -> None:
    assert found(config_of(sequence(step("a", 1), step("b", 5), step("c", 9)))) == set()


def test_a_night_hour_that_a_board_allows_is_found_in_its_plans() -> None:
    early = config_of(sequence(step("a", at=time(6))), lambda board: replace(board, hours=PLACE.hours))
    assert (What.AT_NIGHT, "a", "people of no group") in found(early)


def test_a_step_that_is_late_though_it_was_told_in_time_is_found_with_the_first_day_and_how_often() -> None:
    """The welcome of an evening's release takes the first day, and an hour's patience is too little."""
    tight = config_of(sequence(step("a", 1, if_late=SendWithin(timedelta(hours=1))), step("b", 9)))
    (one,) = swept(tight).oddities()
    assert (one.what, one.step, one.count) == (What.LATE, StepName(MINE, StepId("a")), 14)
    assert one.first == "released 2027-03-01, heard at 21:00"


def test_a_step_whose_day_another_always_takes_never_goes() -> None:
    config = config_of(sequence(step("a", 3), step("b", 3, at=time(12), if_late=Skip())))
    assert found(config) == {(What.NEVER, "b", "people of no group")}


def test_a_step_that_follows_one_that_never_goes_is_found() -> None:
    follower = step("c", 6, only_if=Condition(sent=frozenset({StepId("b")})))
    config = config_of(sequence(step("a", 3), step("b", 3, at=time(12), if_late=Skip()), follower))
    assert (What.FOLLOWS_NOTHING, "c", "people of no group") in found(config)


def test_a_step_for_nobody_never_goes() -> None:
    women = Condition(groups=frozenset({"woman"}))
    config = config_of(sequence(step("a", 3, only_if=women, unless=women)))
    assert (What.NEVER, "a", "anybody") in found(config)


def test_a_step_that_a_board_has_not_taken_up_or_leaves_out_is_not_odd() -> None:
    abuse = Condition(groups=frozenset({"domestic_abuse"}))
    config = config_of(
        sequence(step("a", 3, only_if=abuse, opt_in=True), step("b", 5, optional=True), step("c", 6)),
        lambda board: replace(board, opt_in_groups=frozenset(), leaves_out=frozenset({StepId("b")})),
    )
    assert found(config) == set()


def test_a_step_that_waits_for_an_answer_is_tried_with_it() -> None:
    asking = step("q", 2, ask=Ask("gp", {"1": "joined"}))
    config = config_of(sequence(asking, step("a", 5, only_if=Condition(answers={"gp": frozenset({"joined"})}))))
    assert found(config) == set()


def test_steps_beyond_the_cap_are_odd_unless_they_are_optional_or_all_groups_come_together() -> None:
    steps = [step(f"s{day}", day) for day in range(1, 5)]
    assert (What.CROWDED_OUT, "s4", "people of no group") in found(config_of(sequence(*steps, most_in_all=4)))
    choice = [*steps[:3], replace(steps[3], optional=True)]
    assert found(config_of(sequence(*choice, most_in_all=4))) == set()
    some = [
        replace(one, only_if=Condition(groups=frozenset({group}))) for one, group in zip(steps, "abcd", strict=True)
    ]
    assert found(config_of(sequence(*some, most_in_all=4))) == set()


def test_a_reminder_whose_only_day_has_another_about_the_same_appointment_is_not_odd() -> None:
    """Of a Monday's appointment three days before and the open day before are one Friday."""
    shipped = shipped_config()
    name = SequenceId("appointments")
    config = replace(shipped, sequences={name: shipped.sequences[name]})
    assert swept(config, days=14).oddities() == ()


def test_boards_with_the_same_days_hours_and_texts_are_planned_once_and_all_named() -> None:
    tight = config_of(sequence(step("a", 1, if_late=SendWithin(timedelta(hours=1))), step("b", 9)))
    glasgow = tight.boards[GLASGOW]
    twins = replace(tight, boards={GLASGOW: glasgow, LOTHIAN: replace(glasgow, code=LOTHIAN)})
    assert swept(twins).plans == swept(tight).plans
    assert [one.boards for one in swept(twins).oddities()] == [(GLASGOW, LOTHIAN)]
    other = replace(glasgow, code=LOTHIAN, closed=frozenset({MONDAY}))
    assert swept(replace(tight, boards={GLASGOW: glasgow, LOTHIAN: other})).plans == 2 * swept(tight).plans


def test_only_what_is_odd_in_the_named_sequences_is_told() -> None:
    tight = sequence(step("a", 1, if_late=SendWithin(timedelta(hours=1))), step("b", 9))
    other = SequenceId("other")
    config = config_of(tight, lambda board: replace(board, sequences=(MINE, other)))
    both = replace(config, sequences={MINE: tight, other: Sequence(other, (step("c", 12),), "en")})
    told = {}
    for name in (MINE, other):
        sweep = Sweep(both, both.boards.values(), [name], frozenset(OPT_IN_GROUPS))
        sweep.look(MONDAY)
        told[name] = [one.step.step for one in sweep.oddities()]
    assert told == {MINE: ["a"], other: []}


def test_each_group_is_swept_alone_and_all_together_and_those_of_nobody() -> None:
    groups = [
        step("a", only_if=Condition(groups=frozenset({"x", "y"}))),
        step("b", unless=Condition(groups=frozenset({"z"}))),
    ]
    assert [one.name for one in people_of([sequence(*groups)])] == ["people of no group", "x", "y", "z", "all groups"]
    assert [one.name for one in people_of([sequence(*groups)], but=frozenset("xy"))] == ["people of no group", "z"]
    assert [one.name for one in people_of([sequence()])] == ["people of no group"]


def test_a_day_is_looked_at_by_the_date_alone_and_as_heard_in_the_morning_the_afternoon_and_the_evening() -> None:
    heard = {one.now for one in releases_on(MONDAY)}
    assert {at(MONDAY, clock) for clock in (time(10), time(16, 45), time(21))} < heard
    assert min(heard) < datetime(2027, 2, 15, tzinfo=UTC)


def test_each_news_of_an_appointment_is_looked_at_and_what_is_told_shortly_before_may_be_late() -> None:
    assert {case.told.split(", ")[1] for case in visits_on(MONDAY)} == {one.value for one in News}
    assert {case.in_time for case in visits_on(MONDAY)} == {True, False}


def test_an_oddity_holds_no_words_of_a_text() -> None:
    assert not any("words" in name for name in Oddity.__dataclass_fields__)
