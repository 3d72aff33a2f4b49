import secrets
import time
from pathlib import Path

from service.worker.hands import THREADS
from tests.journeys.between import Between, between
from tests.journeys.crowd import (
    NOON,
    RATE,
    SIZE,
    at_carrier,
    ended,
    in_state,
    post_batch,
    rest_is_still_to_come,
    welcomes,
)
from tests.journeys.house import Database, House, furnished

LEASE_S = 5  # a call may take four fifths of it
UNKNOWN_WAIT_S = 2
KILLS_AT_RANDOM = 3
RECEIPTS = ("sent", "delivered")  # that the carrier gives of each text
RANDOM_WITHIN_S = 0.5  # of the first call
EACH_WAY_S = 0.1  # that a call takes meanwhile: a worker has some ten texts behind it by then, and most before it

_chance = secrets.SystemRandom()


def test_a_worker_killed_again_and_again_sends_every_text_once_and_none_twice(
    database: Database, tmp_path: Path
) -> None:
    limits = {"LEASE_S": str(LEASE_S), "UNKNOWN_WAIT_S": str(UNKNOWN_WAIT_S)}
    with (
        furnished(database, tmp_path, **limits) as house,
        between(house.carrier) as line,
        between(house.web) as front,
    ):
        house.variables |= {"TWILIO_BASE_URL": line.url, "PUBLIC_URL": front.url}
        clock = house.set_clock(NOON, RATE)
        house.start_practice()
        house.start_web()
        assert [answer["outcome"] for answer in post_batch(house)] == ["planned"] * SIZE

        _kill_before_the_carrier_hears(house, line)
        unanswered = _kill_before_the_answer(house, line)
        house.until(lambda: unanswered <= in_state(welcomes(house), "delivered"), "receipts tell of them")
        _kill_before_the_answer_while_no_receipt_gets_through(house, line, front)
        line.delay_s = EACH_WAY_S
        for _ in range(KILLS_AT_RANDOM):
            _kill_at_random(house, line)

        line.delay_s = 0
        house.start("worker")
        texts = house.until(lambda: ended(house, "accepted", "sent", "delivered"), "every text went")
        assert at_carrier(house) == set(texts)
        assert rest_is_still_to_come(house, clock.now())


def _kill_before_the_carrier_hears(house: House, line: Between) -> None:
    """The carrier has none of the texts that were in flight."""
    line.let_in.clear()
    worker = house.start("worker")
    house.until(lambda: line.held_before == THREADS, "calls are under way")
    worker.kill()
    line.open()
    house.until(lambda: line.dropped == THREADS, "the calls of the dead worker are dropped")
    assert at_carrier(house) == set()


def _kill_before_the_answer(house: House, line: Between) -> set[str]:
    """Whose texts were in flight: the carrier has all of them, and the worker never hears so."""
    before = at_carrier(house)
    line.let_out.clear()
    worker = house.start("worker")
    house.until(lambda: line.held_after == THREADS, "the carrier has taken texts")
    worker.kill()
    line.open()
    taken = at_carrier(house) - before
    assert len(taken) == THREADS
    return taken


def _kill_before_the_answer_while_no_receipt_gets_through(house: House, line: Between, front: Between) -> None:
    """The texts in flight arrive, and nothing tells us."""
    front.down = True
    _kill_before_the_answer(house, line)
    house.until(lambda: front.refused == len(RECEIPTS) * THREADS, "every receipt has been refused")
    front.down = False


def _kill_at_random(house: House, line: Between) -> None:
    """At some moment of a run."""
    came = line.came
    worker = house.start("worker")
    house.until(lambda: line.came > came, "calls are under way")
    time.sleep(_chance.uniform(0, RANDOM_WITHIN_S))
    worker.kill()
