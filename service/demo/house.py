"""The processes of the demo: practice carrier, web and worker, each as it runs in earnest."""

import base64
import fcntl
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service.domain.errors import Fault, InvalidError
from service.settings import environment_with

FOLDER = Path("var/demo")
STOP_WITHIN_S = 20


@dataclass(frozen=True)
class House:
    """Where everything is, and under which secrets: made new for each demo."""

    web: str
    carrier: str
    variables: dict[str, str]

    @property
    def environ(self) -> dict[str, str]:
        return environment_with(self.variables)


@contextmanager
def only_demo_here() -> Iterator[None]:
    """A second demo would empty the folder of the first. Raises InvalidError."""
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    with (FOLDER.parent / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InvalidError((Fault(str(FOLDER), "another demo is playing here: end it first"),)) from None
        yield


def furnish(database_url: str | None) -> House:
    """An empty folder, free ports and fresh secrets. `database_url` None: SQLite in that folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    web, carrier = _free_ports(2)
    variables = {
        "DATABASE_URL": database_url or f"sqlite:///{FOLDER}/release-day.db",
        "SPOOL_DIR": f"{FOLDER}/spool",
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "PORT": str(web),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_BASE_URL": f"http://127.0.0.1:{carrier}",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "DATA_KEYS": _key(),
        "INDEX_KEYS": _key(),
        "LOG_LEVEL": "WARNING",
    }
    return House(variables["PUBLIC_URL"], variables["TWILIO_BASE_URL"], variables)


@contextmanager
def running(house: House, clock: str, pace_s: float) -> Iterator[None]:
    """Practice carrier, web and worker until the end of the block, under the practice clock `start/rate/real start`.

    `pace_s`: seconds between two statuses of a message.
    """
    environ = house.environ | {"PRACTICE_CLOCK": clock}
    with ExitStack() as processes:
        for words in (("practice", "--pace", str(pace_s)), ("web",), ("worker",)):
            processes.enter_context(_process(words, environ))
        yield


@contextmanager
def _process(words: tuple[str, ...], environ: dict[str, str]) -> Iterator[None]:
    with (FOLDER / f"{words[0]}.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-m", "service", *words], env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def clock_setting(start: datetime, rate: float, real_start: datetime) -> str:
    return f"{start.isoformat()}/{rate:g}/{real_start.isoformat()}"


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, all different."""
    with ExitStack() as sockets:
        opened = [sockets.enter_context(socket.socket()) for _ in range(count)]
        for one in opened:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in opened]
