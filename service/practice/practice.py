import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import urllib3

from service.practice.exchange import Exchange
from service.practice.pacer import Pacer

OFCOMS_FICTION = "+447700900000"  # 07700 900000 to 900999 are nobody's
STATIC = Path(__file__).parents[1] / "static"  # what all pages share; a place, not an import


def _plain_http() -> urllib3.PoolManager:
    """Tries nothing again by itself, follows no redirect, and heeds no proxy from the environment."""
    return urllib3.PoolManager(maxsize=32, retries=False)


def _the_same(moment: datetime) -> datetime:
    return moment


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
    shown_at: Callable[[datetime], datetime] = _the_same  # wall -> the moment that the phones show, both aware
    static: Path = STATIC  # the folder behind /static/
    run: str = field(default_factory=lambda: secrets.token_hex(4), init=False)  # tells two practices apart
    exchange: Exchange = field(default_factory=Exchange, init=False, repr=False)
    pacer: Pacer = field(default_factory=Pacer, init=False, repr=False)
    over: threading.Event = field(default_factory=threading.Event, init=False, repr=False)

    def close(self) -> None:
        self.over.set()
        self.pacer.close()
        self.http.clear()
