"""A step's rules in words."""

from datetime import time, timedelta

import pytest

from service.domain.board import SendingHours
from service.domain.ids import SequenceId, StepId
from service.schedules import telling
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
    SkipGroup,
    Step,
    StepName,
    Welcome,
)

WORDS = {"en": "NHS: Hello."}


def step(offset: Days | Elapsed, **rules: object) -> Step:
    return Step(**{"id": StepId("s"), "offset": offset, "words": WORDS, **rules})  # type: ignore[arg-type]  # its fields


def sequence(**rules: object) -> Sequence:
    return Sequence(**{"id": SequenceId("q"), "steps": (), "fallback": "en", **rules})  # type: ignore[arg-type]  # the same


RELEASE, VISIT = sequence(), sequence(anchor=Anchor.APPOINTMENT)
HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("one", "of", "told"),
    [
        (step(Days(0), at=time(14)), RELEASE, "on the day of the release, at 14:00"),
        (step(Days(1)), RELEASE, "1 day after the release, when the sending hours begin"),
        (
            step(Days(2), at=time(10), open_days=True),
            RELEASE,
            "2 days after the release, at 10:00, or the first day after on which practices are open",
        ),
        (
            step(Elapsed(2 * HOURS), at=time(14), not_before=time(11)),
            RELEASE,
            "2 hours after we hear of the release, not before 11:00; at 14:00 where the date alone is known",
        ),
        (
            step(Days(-1), at=time(10), open_days=True),
            VISIT,
            "1 day before the appointment, at 10:00, or the last day before on which practices are open",
        ),
        (step(Elapsed(-3 * HOURS)), VISIT, "3 hours before the appointment"),
        (step(Elapsed(0 * HOURS), when=News.BOOKED), VISIT, "as soon as we hear that it is booked"),
        (
            step(Elapsed(HOURS), when=News.CHANGED),
            VISIT,
            "1 hour after that: as soon as we hear that its time or place is another",
        ),
        (
            step(Days(1), when=News.MISSED, at=time(14)),
            VISIT,
            "1 day after the appointment, after we hear that the person was not there, at 14:00",
        ),
    ],
)
def test_when_a_text_goes_is_said_as_people_say_it(one: Step, of: Sequence, told: str) -> None:
    assert telling.when(one, of) == told


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (step(Days(1)), "everybody"),
        (step(Days(1), only_if=Condition(groups=frozenset({"woman"}))), "only women"),
        (
            step(Days(1), unless=Condition(answers={"gp": frozenset({"joined"})})),
            "everybody; but not whoever answered joined to the question gp",
        ),
        (
            step(Days(1), only_if=Condition(sent=frozenset({StepId("02_gp")}))),
            "only whoever got 02_gp, or what stands in its place",
        ),
        (step(Days(1), only_if=Condition(delivered=True)), "only where a text about it reached the phone"),
        (step(Days(1), opt_in=True), "only who agreed to it, and never on a phone that somebody else uses too"),
        (step(Days(1), notice=48 * HOURS), "only where we heard of the appointment 2 days ahead"),
        (step(Days(1), when=News.CANCELLED), "only whoever had a text about it before"),
        (step(Days(1), replaces=frozenset({StepName(SequenceId("a"), StepId("b"))})), "everybody; in the place of a/b"),
        (
            step(Days(1), optional=True),
            "everybody; a Board may leave it out, and it gives way first where texts are too many",
        ),
        (
            step(Days(1), welcome=Welcome.FIRST),
            "whoever was not welcomed at this number yet: it goes before anything else",
        ),
    ],
)
def test_every_condition_of_a_step_is_said(one: Step, told: str) -> None:
    assert telling.to_whom(one, RELEASE) == told


def test_the_conditions_of_the_whole_sequence_are_said_of_each_step() -> None:
    young = sequence(only_if=Condition(groups=frozenset({"young_18_25", "new_group"})))
    assert telling.to_whom(step(Days(1)), young) == "only people in the group new_group or people from 18 to 25"


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (step(Days(1), if_late=SendWithin(36 * HOURS)), "still goes up to 36 hours late"),
        (step(Days(1), if_late=SendWithin(48 * HOURS)), "still goes up to 2 days late"),
        (step(Days(1), if_late=Skip()), "goes on its own day or not at all"),
        (
            step(Days(1), if_late=SkipGroup()),
            "goes on its own day; else it and the later texts of its group are left out",
        ),
        (step(Days(1), welcome=Welcome.FIRST, if_late=Skip()), "is never too late"),
    ],
)
def test_what_becomes_of_a_late_text_is_said(one: Step, told: str) -> None:
    assert telling.if_late(one) == told


def test_what_may_be_answered_is_said_with_its_meaning() -> None:
    asked = step(Days(1), ask=Ask("gp", {"1": "joined", "2": "not_joined"}))
    assert telling.answers(asked) == "question gp: 1 means joined, 2 means not joined"
    assert telling.answers(step(Days(1))) is None


def test_the_limits_of_a_sequence_are_said() -> None:
    narrow = sequence(
        days=frozenset({0, 2}),
        hours=SendingHours(time(10), time(12)),
        most_in_week=3,
        most_in_all=5,
        stop_on={"gp": frozenset({"joined"})},
    )
    assert telling.limits(narrow) == (
        "one text a day to a number",
        "at most 3 texts in any seven days",
        "at most 5 texts of one release, all sequences together",
        "on Mondays, Wednesdays only",
        "10:00 to 12:00, never wider than the Board's hours",
        "it ends when somebody replies STOP or WRONG, goes back to custody or dies, or the release is called off",
        "and with the answer joined",
    )
    assert "at most 12 texts about one appointment" in telling.limits(VISIT)


def test_the_day_of_news_is_none_and_of_hours_the_day_they_fall_on() -> None:
    assert telling.at_day(step(Elapsed(0 * HOURS), when=News.BOOKED), VISIT) is None
    assert telling.clock(step(Elapsed(0 * HOURS), when=News.BOOKED), VISIT) is None
    assert telling.at_day(step(Elapsed(2 * HOURS), at=time(14)), RELEASE) == 0
    assert telling.at_day(step(Days(-3)), VISIT) == -3
    assert telling.clock(step(Days(1), at=time(10)), RELEASE) == time(10)
