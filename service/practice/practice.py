from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import urllib3

from service.practice.exchange import Exchange
from service.practice.pacer import Pacer

OFCOMS_FICTION = "+447700900000"  # 07700 900000 to 900999 are nobody's


def _plain_http() -> urllib3.PoolManager:
    """Tries nothing again by itself, follows no redirect, and heeds no proxy from the environment."""
    return urllib3.PoolManager(maxsize=32, retries=False)


@dataclass(frozen=True, eq=False)
class Practice:
    """One account at the practice carrier, and what it remembers. Close it, or its threads stay."""

    account_sid: str  # AC and 32 hex
    auth_token: str = field(repr=False)  # checks who calls, and signs what is called
    sms_url: str  # told of people's texts
    wall: Callable[[], datetime]  # the moment now, aware UTC
    pace: float = 0.2  # seconds between two statuses of one message
    senders: tuple[str, ...] = field(default=(OFCOMS_FICTION,), repr=False)  # the account's numbers, E.164
    fallback_url: str | None = None  # told when `sms_url` fails
    http: urllib3.PoolManager = field(default_factory=_plain_http, repr=False)  # calls the webhooks
    exchange: Exchange = field(default_factory=Exchange, init=False, repr=False)
    pacer: Pacer = field(default_factory=Pacer, init=False, repr=False)

    def close(self) -> None:
        self.pacer.close()
        self.http.clear()
