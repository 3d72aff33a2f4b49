"""A prison that goes on telling of people, wave after wave, however often the web process dies under its posts."""

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import requests

from service.demo.client import PATIENCE_S
from tests.journeys.crowd import event
from tests.journeys.house import LOOK_S, PATIENT_S, House

ACCEPTED_WITHIN_S = 3 * PATIENT_S  # the web process may die more than once on the way


def numbers_of(people: int) -> tuple[str, ...]:
    return tuple(f"+447700900{one:03}" for one in range(1000 - people, 1000))


@dataclass
class Prison:
    """Posts each wave that it is given, again and again under the same ids until the service has accepted it."""

    house: House
    left_on: date  # when all of them left: their welcome is due at once
    promised: set[str] = field(default_factory=set)  # numbers of which an event was accepted
    _waves: queue.SimpleQueue[Sequence[str] | None] = field(default_factory=queue.SimpleQueue)
    _refusal: str = "none has been posted"
    _told: list[BaseException] = field(default_factory=list)

    def tell_of(self, wave: Sequence[str]) -> None:
        self._waves.put(wave)

    def run(self) -> None:
        try:
            while wave := self._waves.get():
                self._post(wave)
        except BaseException as error:
            self._told.append(error)

    def await_promise(self, number: str) -> None:
        """Until the service has accepted what was told of that person."""
        until = time.monotonic() + ACCEPTED_WITHIN_S
        while number not in self.promised:
            if time.monotonic() > until:
                message = f"the service accepts no events: {self._refusal}"
                raise TimeoutError(message)
            time.sleep(LOOK_S)

    def finish(self, thread: threading.Thread) -> None:
        """Wait until every wave was accepted. Raises what kept it from that."""
        self._waves.put(None)
        thread.join(ACCEPTED_WITHIN_S)
        if self._told:
            raise self._told[0]
        assert not thread.is_alive(), "the prison could not tell of everybody in time"

    def _post(self, wave: Sequence[str]) -> None:
        until = time.monotonic() + ACCEPTED_WITHIN_S
        while not self._is_accepted(wave):
            if time.monotonic() > until:
                message = f"the service accepts no events: {self._refusal}"
                raise TimeoutError(message)
            time.sleep(LOOK_S)
        self.promised.update(wave)

    def _is_accepted(self, wave: Sequence[str]) -> bool:
        headers = {
            "Authorization": f"Bearer {self.house.keys.prison}",
            "Content-Type": "application/cloudevents-batch+json",
        }
        batch = [self._event(number) for number in wave]
        try:
            answer = requests.post(f"{self.house.web}/v1/events", json=batch, headers=headers, timeout=PATIENCE_S)
        except (requests.ConnectionError, requests.Timeout) as error:
            self._refusal = type(error).__name__
            return False
        if answer.status_code >= 500:
            self._refusal = f"HTTP {answer.status_code}"
            return False
        answer.raise_for_status()
        outcomes = {one["outcome"] for one in answer.json()}
        self._refusal = ", ".join(sorted(outcomes))
        return outcomes <= {"planned", "duplicate"}

    def _event(self, number: str) -> dict[str, object]:
        told = event(number)
        return told | {"data": told["data"] | {"liberation_date": self.left_on.isoformat()}}


@contextmanager
def telling(prison: Prison) -> Iterator[Prison]:
    """It posts meanwhile; at the end everybody has been told of."""
    thread = threading.Thread(target=prison.run, name="prison", daemon=True)
    thread.start()
    yield prison
    prison.finish(thread)
