"""The demo as its users: the prison that posts events, the Boards that read their logs, the person with the phone."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter, Retry

PATIENCE_S = 30


@dataclass(frozen=True)
class Message:
    """What arrived on a phone."""

    serial: int
    at: datetime  # aware UTC, wall clock: when the carrier took it
    to: str
    sender: str  # a number of ours
    words: str


@dataclass(frozen=True)
class Client:
    web: str
    carrier: str
    prison_key: str = field(repr=False)
    board_keys: tuple[str, ...] = field(repr=False)
    http: requests.Session = field(default_factory=requests.Session, repr=False)

    def __post_init__(self) -> None:
        """Gunicorn may close an idle connection just as it is used again. An event that comes twice counts once."""
        again = Retry(total=None, connect=0, read=2, redirect=0, status=0, other=0, allowed_methods=None)
        self.http.mount(self.web, HTTPAdapter(max_retries=again))

    def is_ready(self) -> bool:
        try:
            return self.http.get(f"{self.web}/readyz", timeout=PATIENCE_S).ok
        except requests.ConnectionError:
            return False

    def post(self, event: dict[str, Any]) -> dict[str, Any]:
        """Raises requests.HTTPError where the service refuses the event."""
        headers = {"Authorization": f"Bearer {self.prison_key}", "Content-Type": "application/cloudevents+json"}
        answer = self.http.post(f"{self.web}/v1/events", json=event, headers=headers, timeout=PATIENCE_S)
        answer.raise_for_status()
        return dict(answer.json())

    def post_list(self, file: bytes, as_of: datetime) -> None:
        """Import a prison's list. Raises requests.HTTPError where the service refuses it."""
        answer = self.http.post(
            f"{self.web}/v1/releases.csv",
            params={"as_of": as_of.isoformat()},
            data=file,
            headers={"Authorization": f"Bearer {self.prison_key}", "Content-Type": "text/csv"},
            timeout=PATIENCE_S,
        )
        answer.raise_for_status()

    def texts(self) -> list[dict[str, Any]]:
        """Every text in the delivery logs of all Boards."""
        return [text for key in self.board_keys for text in self._log(key)]

    def text_back(self, phone: str, to: str, words: str) -> None:
        """As the person with that phone. Raises requests.HTTPError where the practice carrier refuses it."""
        said = {"from": phone, "to": to, "body": words}
        self.http.post(f"{self.carrier}/practice/inbound", json=said, timeout=PATIENCE_S).raise_for_status()

    def messages(self, after: int) -> list[Message]:
        """What reached the carrier since the message of that serial."""
        answer = self.http.get(f"{self.carrier}/practice/messages", params={"after": after}, timeout=PATIENCE_S)
        answer.raise_for_status()
        return [
            Message(one["serial"], datetime.fromisoformat(one["at"]), one["to"], one["from"], one["body"])
            for one in answer.json()
        ]

    def _log(self, key: str) -> list[dict[str, Any]]:
        texts: list[dict[str, Any]] = []
        after: str | None = None
        while True:
            page = self.http.get(
                f"{self.web}/v1/texts",
                params={"limit": "200", **({"after": after} if after else {})},
                headers={"Authorization": f"Bearer {key}"},
                timeout=PATIENCE_S,
            )
            page.raise_for_status()
            texts += page.json()["texts"]
            after = page.json()["next"]
            if after is None:
                return texts
