"""How the service stands, as Prometheus reads it. Counted when it is asked for, so it is right with many processes.

It names no person, no number and no Board, and it is for the inside network: nothing outside may reach this address.
What never ends is counted for one day only (`core.vitals.Tallies`): a count of all texts ever would read all of them.
Only of the help that people asked for there are few rows a day, so that is counted as a whole.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily as Counter
from prometheus_client.metrics_core import GaugeMetricFamily as Gauge
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from service.core.ports import Core
from service.core.signs import SIGNS, Facts
from service.core.vitals import Kind, Tallies
from service.core.watching import look
from service.domain.errors import UnavailableError

_OF_TALLIES = {
    "open_texts": ("state", "Texts that await an answer, of the carrier or of a person"),
    "day_of_texts": ("state", "Texts due within a day of now, before or after, by the practice clock"),
    "day_of_attempts": ("outcome", "Tries to send a text within 24 hours"),
    "day_of_receipts": ("fate", "Receipts within 24 hours: matched to a text of ours, or parked"),
    "open_tasks": ("kind", "What staff must look at"),
    "open_alerts": ("kind", "Alerts that are not over"),
}


def hang(door: Blueprint, core: Core) -> None:
    @door.get("/metrics")
    def metrics() -> Response:
        registry = CollectorRegistry()
        registry.register(_Standing(core))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Standing(Collector):
    def __init__(self, core: Core) -> None:
        self._core = core

    def collect(self) -> Iterator[Metric]:
        """Without its database the service still says that it has none."""
        try:
            facts, tallies = look(self._core)
        except UnavailableError:
            yield _one("database_up", "Whether the database answers", 0)
            return
        yield _one("database_up", "Whether the database answers", 1)
        yield _of_signs(facts)
        yield from _of_facts(facts)
        yield from _of_tallies(tallies)


def _of_signs(facts: Facts) -> Gauge:
    """Each sign, also those that are not there: an alert rule must not wait for a line that never came."""
    return _many("sign", "sign", "What is wrong: how many", {kind: len(sign(facts)) for kind, sign in SIGNS.items()})


def _of_facts(facts: Facts) -> Iterator[Gauge]:
    moments = {
        "worker_age_seconds": ("Since a worker was heard of", facts.beat_at),
        "due_age_seconds": (
            "Since the oldest due text could have gone, within its Board's hours",
            min(facts.waiting.values(), default=None),
        ),
        "unknown_age_seconds": ("Since the oldest text of which nobody knows was tried", facts.unknown_since),
        "receipt_age_seconds": ("Since the last receipt", facts.receipt_at),
    }
    for name, (words, moment) in moments.items():
        if moment is not None:
            yield _one(name, words, _seconds(facts.wall, moment))
    yield _one("due_texts", "Texts that may be tried now", facts.due)


def _of_tallies(tallies: Tallies) -> Iterator[Metric]:
    for name, (label, words) in _OF_TALLIES.items():
        yield _many(name, label, words, getattr(tallies, name))
    yield _asked_for(tallies)
    yield _one("workers", "Workers heard of within a minute", tallies.workers)


def _asked_for(tallies: Tallies) -> Counter:
    counter = Counter("release_day_asked_for", "Help near by that people asked for.", labels=["wish", "found"])
    for (wish, found), number in tallies.asked_for.items():
        counter.add_metric([str(wish), "yes" if found else "no"], number)
    return counter


def _one(name: str, words: str, value: float) -> Gauge:
    return Gauge(f"release_day_{name}", f"{words}.", value)


def _many(name: str, label: str, words: str, values: Mapping[Kind, int] | Mapping[str, int]) -> Gauge:
    gauge = Gauge(f"release_day_{name}", f"{words}.", labels=[label])
    for value, number in values.items():
        gauge.add_metric([str(value)], number)
    return gauge


def _seconds(now: datetime, then: datetime) -> float:
    return max(0.0, (now - then).total_seconds())
