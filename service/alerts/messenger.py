"""Takes alerts to people, by whatever ways the settings name."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from urllib3.exceptions import HTTPError

from service.alerts.hook import Hook, RefusedError
from service.alerts.mail import Mail
from service.core.vitals import Letter
from service.domain.mail import MailRoute

log = logging.getLogger(__name__)


class Way(Protocol):
    def send(self, letter: Letter) -> None: ...


@dataclass(frozen=True)
class Ways:
    """Every way is tried. One that worked is enough: else the rest would hear the same again and again."""

    ways: Mapping[str, Way]

    def tell(self, letter: Letter) -> bool:
        for notice in letter.notices:
            log.warning("alert %s: %s%s", notice.case, "over: " if notice.over_at else "", notice.words)
        faults = self.try_each(letter)
        for name, fault in faults.items():
            if fault is not None:
                log.error("no alert could be told by %s: %s", name, fault)
        return not faults or None in faults.values()

    def try_each(self, letter: Letter) -> dict[str, str | None]:
        """What went wrong by each way; None: it was taken."""
        return {name: _fault(way, letter) for name, way in self.ways.items()}


def _fault(way: Way, letter: Letter) -> str | None:
    """The kind of the fault alone: its words may hold an address or a secret."""
    try:
        way.send(letter)
    except (OSError, HTTPError, RefusedError, ValueError) as fault:
        return type(fault).__name__
    return None


def messenger(mail: MailRoute | None, hook_url: str | None, public_url: str) -> Ways:
    """Without any way an alert stands in the log, in the pages and in /metrics."""
    ways: dict[str, Way] = {}
    if mail is not None:
        ways["e-mail"] = Mail(mail, public_url)
    if hook_url is not None:
        ways["webhook"] = Hook(hook_url, public_url)
    return Ways(ways)
