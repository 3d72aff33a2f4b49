"""The words of a preview are the words that go."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from service.core.gathering import place_of
from service.core.ports import Core
from service.core.wording import filled, longest_values, spoken, values_for
from service.domain.ids import SequenceId, StepId
from service.domain.london import london_day
from service.schedules.course import Facts
from service.schedules.preview import preview, released, sequences_for, visiting
from service.templates.render import RenderError
from tests.builders import FIRST_WEEKS, GLASGOW, HEARD, LIBERATION, SAMS_CONTACT, scheduled, shipped_config
from tests.core.looking import live_through, told
from tests.fakes import FakeCarrier, FixedClock


def test_what_a_preview_shows_is_what_goes_word_for_word(
    shipped: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(shipped, scheduled())
    live_through(shipped, clock, HEARD + timedelta(days=90))
    config, board = shipped.config, shipped.config.boards[GLASGOW]
    facts = Facts(frozenset(SAMS_CONTACT.groups or ()))
    made = preview(sequences_for(board, config.sequences).values(), released(LIBERATION), facts, place_of(board))
    shown = [
        filled(
            spoken(one.step, one.course.sequence, board, SAMS_CONTACT.language),
            values_for(board, one.course.anchor, london_day(one.text.due_at)),
        )
        for one in made.texts
    ]
    assert shown == [outgoing.words for outgoing in carrier.tried]
    assert len(shown) > 10


def test_a_board_that_phones_nobody_has_words_without_the_promise() -> None:
    shipped = shipped_config()
    first_weeks, glasgow = shipped.sequences[FIRST_WEEKS], shipped.boards[GLASGOW]
    step = first_weeks.step(StepId("11_check_in"))
    assert step is not None
    assert "Reply CALL" in spoken(step, first_weeks, glasgow, "en")
    assert "Reply CALL" not in spoken(step, first_weeks, replace(glasgow, calls_back=False), "en")


def test_a_language_without_words_gets_those_to_fall_back_on() -> None:
    shipped = shipped_config()
    first_weeks, glasgow = shipped.sequences[FIRST_WEEKS], shipped.boards[GLASGOW]
    step = replace(first_weeks.steps[0], words={"en": "Hello.", "pl": "Witaj."})
    assert [spoken(step, first_weeks, glasgow, one) for one in ("pl", "ur", None)] == ["Witaj.", "Hello.", "Hello."]


def test_an_appointment_is_told_with_its_place_its_day_and_the_boards_line() -> None:
    start = datetime(2027, 2, 17, 10, 30, tzinfo=UTC)
    anchor = visiting(start, start - timedelta(days=14)).anchor
    glasgow = shipped_config().boards[GLASGOW]
    values = values_for(glasgow, anchor, date(2027, 2, 16))
    assert (values["when"], values["time"], values["place"]) == (
        "tomorrow, Wednesday 17 February",
        "10:30am",
        "Main Street Health Centre",
    )
    assert values["phone"] == glasgow.line
    assert "phone" not in values_for(replace(glasgow, line=None), anchor, date(2027, 2, 16))


def test_the_longest_values_are_longer_than_any_other() -> None:
    shipped = shipped_config()
    glasgow, visits = shipped.boards[GLASGOW], shipped.sequences[SequenceId("appointments")]
    start = datetime(2027, 2, 17, 10, 30, tzinfo=UTC)
    longest = longest_values(glasgow, visits)
    some = values_for(glasgow, visiting(start, start - timedelta(days=14)).anchor, date(2027, 2, 16))
    assert longest.keys() == some.keys()
    assert all(len(longest[name]) >= len(some[name]) for name in some)


def test_words_without_a_value_cannot_be_filled_in() -> None:
    with pytest.raises(RenderError):
        filled("At {place}.", {"board": "NHS Lothian"})
