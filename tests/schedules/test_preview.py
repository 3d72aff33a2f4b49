"""The calendar of one person: the engine's plan, asked ahead."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from service.domain.ids import SequenceId
from service.domain.london import at
from service.schedules.calendar import Calendar
from service.schedules.course import Course, Facts, Past, Place, WelcomeNeeded
from service.schedules.plan import plan
from service.schedules.preview import Preview, groups_of, preview, released, sequences_for, visiting
from service.schedules.sequence import Anchor, News, Welcome
from tests.builders import FIRST_WEEKS, GLASGOW, shipped_config

DAY = date(2026, 12, 23)
BOARD = shipped_config().boards[GLASGOW]
SENT = sequences_for(BOARD, shipped_config().sequences)
PLACE = Place(BOARD.hours, Calendar(BOARD.closed))
START = datetime(2027, 2, 17, 10, 30, tzinfo=UTC)


def of_release(*groups: str, heard: time | None = None) -> Preview:
    return preview(SENT.values(), released(DAY, heard), Facts(frozenset(groups)), PLACE)


def of_visit(news: News, heard_at: datetime) -> Preview:
    return preview(SENT.values(), visiting(START, heard_at, news), Facts(), PLACE)


def steps(made: Preview) -> list[str]:
    return [one.step.id for one in made.texts]


def test_a_preview_is_the_engines_own_plan_with_each_text_beside_its_step() -> None:
    made, case = of_release("woman"), released(DAY)
    assert made.plan.texts == tuple(one.text for one in made.texts)
    assert all(one.text.key == one.course.key(one.step) for one in made.texts)
    courses = [Course(one, case.anchor) for one in SENT.values() if one.anchor is Anchor.LIBERATION]
    assert made.plan == plan(courses, Facts(frozenset({"woman"})), PLACE, case.past, case.now)


def test_by_the_date_alone_the_welcome_is_at_its_hour_and_nothing_is_late() -> None:
    made = of_release()
    assert (steps(made)[0], made.texts[0].text.due_at) == ("01_welcome", at(DAY, time(14)))
    assert made.plan.late == ()


def test_a_release_heard_in_the_evening_moves_the_welcome_to_the_next_day() -> None:
    assert of_release(heard=time(21)).texts[0].text.due_at == at(DAY + timedelta(days=1), time(11))


def test_people_of_a_group_get_its_texts_among_the_national_ones_and_its_variants_in_their_place() -> None:
    young = steps(of_release("young_18_25"))
    assert {"y_mood", "y_gp", "12_last"} <= set(young)
    assert "06_mood" not in young
    assert "06_mood" in steps(of_release())


def test_somebody_welcomed_at_another_number_is_welcomed_in_other_words() -> None:
    made = preview(SENT.values(), released(DAY, how=Welcome.NEW_NUMBER), Facts(), PLACE)
    assert steps(made)[0] == "01_welcome_new_number"


@pytest.mark.parametrize(
    ("news", "expected"),
    [
        (News.BOOKED, ["a_booked", "a_days_before", "a_day_before", "a_today"]),
        (News.CHANGED, ["a_changed", "a_days_before", "a_day_before", "a_today"]),
        (News.CANCELLED, ["a_called_off"]),
        (News.MISSED, ["a_missed"]),
    ],
)
def test_what_is_heard_of_an_appointment_decides_its_texts_and_no_welcome_is_among_them(
    news: News, expected: list[str]
) -> None:
    heard = START + timedelta(hours=1) if news is News.MISSED else START - timedelta(days=14)
    assert steps(of_visit(news, heard)) == expected


def test_a_sequence_that_the_board_does_not_send_comes_after_those_it_sends() -> None:
    sequences = shipped_config().sequences
    assert tuple(SENT) == BOARD.sequences
    some = {name: sequences[name] for name in sequences if name != "women"}
    assert SequenceId("women") not in sequences_for(BOARD, some)
    first = sequences_for(BOARD, sequences, FIRST_WEEKS)
    assert tuple(first) == BOARD.sequences
    assert tuple(sequences_for(BOARD, {**sequences, SequenceId("new"): sequences[FIRST_WEEKS]}, SequenceId("new"))) == (
        *BOARD.sequences,
        "new",
    )


def test_every_group_that_a_condition_asks_about_is_a_group_of_the_sequence() -> None:
    found = {name: groups_of(one) for name, one in shipped_config().sequences.items()}
    assert found[SequenceId("women")] == {"woman", "pregnancy", "domestic_abuse"}
    assert found[SequenceId("veterans")] == {"veteran"}
    assert found[FIRST_WEEKS] == frozenset()


def test_a_preview_needs_a_welcome_for_a_release_and_none_for_an_appointment() -> None:
    assert released(DAY).past == Past(welcome=WelcomeNeeded(Welcome.FIRST))
    assert visiting(START, START - timedelta(days=3)).past == Past()
