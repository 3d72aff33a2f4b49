"""The demo's own verdict: each promise that it judges, broken once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.demo.verdict import STEPS, Arrival, Ending, all_over, faults

PHONE = "+447700900101"
NOON = datetime(2026, 12, 23, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def texts(state: str = "delivered", count: int = STEPS) -> tuple[dict[str, Any], ...]:
    return tuple({"state": state, "step": str(step)} for step in range(count))


def ending(own: tuple[dict[str, Any], ...] = texts(), stopped_at: datetime | None = None) -> Ending:
    return Ending("Sam", PHONE, stopped_at, own)


def came(at: datetime, words: str = "Hello") -> Arrival:
    return Arrival(at, PHONE, words)


def test_twelve_delivered_texts_on_days_of_their_own_are_well() -> None:
    assert faults([ending()], [came(NOON + DAY * step, str(step)) for step in range(STEPS)]) == []


def test_after_a_stop_what_was_cancelled_is_well() -> None:
    assert faults([ending(texts("cancelled"), stopped_at=NOON)], [came(NOON - DAY)]) == []


@pytest.mark.parametrize("state", ["skipped", "cancelled", "failed", "undelivered", "unknown", "review", "planned"])
def test_nobody_who_was_not_stopped_goes_without_a_text(state: str) -> None:
    assert len(faults([ending(texts(state))], [])) == STEPS


def test_every_step_stands_in_the_log() -> None:
    assert faults([ending(texts(count=STEPS - 1))], []) == ["Sam: 11 texts in the log, not 12"]


@pytest.mark.parametrize(
    ("seen", "stopped_at", "said"),
    [
        ([came(NOON), came(NOON + DAY)], None, "Sam: the same words went twice"),
        ([came(NOON, "a"), came(NOON + HOUR, "b")], None, "Sam: two texts on one day"),
        ([came(NOON + DAY)], NOON, "Sam: a text went after the stop"),
        ([came(NOON + 10 * HOUR)], None, "a text went at 22:00"),
    ],
)
def test_what_the_phone_should_not_have_got_is_told(
    seen: list[Arrival], stopped_at: datetime | None, said: str
) -> None:
    assert faults([ending(stopped_at=stopped_at)], seen) == [said]


def test_the_story_is_over_when_every_text_has_ended() -> None:
    assert all_over(texts())
    assert not all_over([*texts(), *texts("accepted", 1)])


def test_an_answer_may_come_at_night_beside_a_text_but_once_and_only_once() -> None:
    asked = Ending("Sam", PHONE, None, texts(), ("NHS: That is OK.",))
    day_and_night = [came(NOON, "a"), came(NOON + 11 * HOUR, "NHS: That is OK. You can still join.")]
    assert faults([asked], day_and_night) == []
    assert faults([asked], [*day_and_night, day_and_night[1]]) == ["Sam: was answered 2 times, not once"]
    assert faults([asked], day_and_night[:1]) == ["Sam: was answered 0 times, not once"]
