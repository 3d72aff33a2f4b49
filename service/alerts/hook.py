"""Alerts as JSON, posted to one address."""

import json
from dataclasses import dataclass, field

import urllib3

from service.alerts.words import facts, subject
from service.core.vitals import Letter

_TIMEOUT = urllib3.Timeout(total=10.0)


class RefusedError(Exception):
    """The address answered, and not with 2xx."""


@dataclass(frozen=True)
class Hook:
    url: str = field(repr=False)  # may hold a secret
    public_url: str

    def send(self, letter: Letter) -> None:
        """Raises RefusedError, urllib3.exceptions.HTTPError."""
        document = {"text": subject(letter), "to": letter.to, "alerts": facts(letter, self.public_url)}
        headers = {"Content-Type": "application/json"}
        with urllib3.PoolManager() as pool:
            answer = pool.request(
                "POST", self.url, body=json.dumps(document), headers=headers, timeout=_TIMEOUT, retries=False
            )
        if not 200 <= answer.status < 300:
            raise RefusedError(answer.status)
