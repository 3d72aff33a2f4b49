import secrets
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from service.demo.client import PATIENCE_S
from tests.journeys.between import between
from tests.journeys.conftest import Furnisher
from tests.journeys.crowd import (
    NOON,
    NUMBERS,
    RATE,
    SIZE,
    at_carrier,
    ended,
    event,
    in_state,
    post_batch,
    rest_is_still_to_come,
    welcomes,
)
from tests.journeys.house import House, furnished

TIMES = 3  # that each event is posted
AT_ONCE = 8  # posts under way
EARLY, LATE = NUMBERS[:20], NUMBERS[20:]

_chance = secrets.SystemRandom()


@pytest.mark.parametrize(("kind", "workers"), [("sqlite", 1), ("postgresql", 2)])
def test_webs_and_workers_beside_each_other_do_nothing_twice_and_end_within_20_s_when_told(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, workers: int
) -> None:
    with (
        Furnisher(request).fresh(kind, tmp_path) as database,
        furnished(database, tmp_path) as house,
        between(house.carrier) as line,
    ):
        house.variables["TWILIO_BASE_URL"] = line.url
        clock = house.set_clock(NOON, RATE)
        house.start_practice()
        web = house.start_web()
        first = house.start_workers(workers)

        assert _post_each_many_times(house, EARLY) == {
            **{(number, "planned"): 1 for number in EARLY},
            **{(number, "duplicate"): TIMES - 1 for number in EARLY},
        }
        house.until(lambda: len(at_carrier(house)) == len(EARLY), "the early ones are out")
        line.let_in.clear()
        assert {answer["outcome"] for answer in post_batch(house, LATE)} == {"planned"}
        house.until(lambda: line.held_before, "calls are under way")
        for worker in first:
            worker.tell_to_end()
        line.open()
        assert [worker.end() for worker in first] == [0] * workers
        texts = welcomes(house)
        assert in_state(texts, "planned")  # so there was more to do
        assert in_state(texts, "claimed", "unknown") == set()  # what was in flight was waited for
        assert in_state(texts, "planned").isdisjoint(at_carrier(house))

        second = house.start_workers(workers)
        house.until(lambda: ended(house, "delivered"), "every text has arrived")
        assert len(at_carrier(house)) == SIZE
        assert rest_is_still_to_come(house, clock.now())
        assert [process.end() for process in (*second, web)] == [0] * (workers + 1)


def _post_each_many_times(house: House, numbers: Sequence[str]) -> Counter[tuple[str, str]]:
    """How often the event of each number got each outcome."""
    posts = [number for number in numbers for _ in range(TIMES)]
    _chance.shuffle(posts)
    with ThreadPoolExecutor(AT_ONCE) as people:
        return Counter(zip(posts, people.map(lambda number: _outcome(house, number), posts), strict=True))


def _outcome(house: House, number: str) -> str:
    headers = {"Authorization": f"Bearer {house.keys.prison}", "Content-Type": "application/cloudevents+json"}
    answer = requests.post(f"{house.web}/v1/events", json=event(number), headers=headers, timeout=PATIENCE_S)
    answer.raise_for_status()
    return str(answer.json()["outcome"])
