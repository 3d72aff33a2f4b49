"""What a webhook's address asks of the connection behind its `#`, by Twilio's page on connection overrides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl

T = TypeVar("T")

LONGEST_CONNECT_MS, LONGEST_MS, SHORTEST_MS = 10_000, 15_000, 100
MOST_RETRIES = 5
POLICIES = frozenset({"ct", "rt", "4xx", "5xx", "all"})


@dataclass(frozen=True)
class Overrides:
    connect_s: float = 5
    read_s: float = 15
    total_s: float = 15  # with all retries
    retries: int = 1
    policies: frozenset[str] = frozenset({"ct"})  # of POLICIES: after what it is tried again

    def retry_after(self, failure: str) -> bool:
        return failure in self.policies or "all" in self.policies


def read_overrides(fragment: str | None) -> Overrides:
    """What cannot be is as if it were not said; that is ours, Twilio's page does not tell."""
    said, usual = dict(parse_qsl(fragment or "")), Overrides()
    return Overrides(
        connect_s=_seconds(said, "ct", LONGEST_CONNECT_MS, usual.connect_s),
        read_s=_seconds(said, "rt", LONGEST_MS, usual.read_s),
        total_s=_seconds(said, "tt", LONGEST_MS, usual.total_s),
        retries=_whole(said.get("rc"), 0, MOST_RETRIES, usual.retries),
        policies=frozenset(said.get("rp", "").split(",")) & POLICIES or usual.policies,
    )


def _seconds(said: Mapping[str, str], name: str, longest_ms: int, usual_s: float) -> float:
    ms = _whole(said.get(name), SHORTEST_MS, longest_ms, None)
    return usual_s if ms is None else ms / 1000


def _whole(said: str | None, least: int, most: int, usual: T) -> int | T:
    fits = said is not None and said.isascii() and said.isdigit() and least <= int(said) <= most
    return int(said) if said is not None and fits else usual
