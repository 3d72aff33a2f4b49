"""The service as it runs in earnest: its own processes on free ports of loopback, under an environment of their own."""

import base64
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import requests

from service.clock import PracticeClock, WallClock
from service.demo.client import PATIENCE_S, Client
from service.demo.house import clock_setting
from tests.journeys.ledger import workers_heard_of

T = TypeVar("T")

CHECKOUT = Path(__file__).parents[2]
OURS = "+447700900000"  # what the shipped Boards text from
ENDS_WITHIN_S = 20  # so long may a process take after SIGTERM
LOOK_S = 0.05  # between two looks at what is waited for
PACE_S = 0.05  # between two statuses of a message at the practice carrier
PATIENT_S = 60.0  # for what surely comes, on a machine however slow
_FIRST_MARGIN_S, _SPARE_S, _TRIES = 6.0, 1.0, 4  # spare: for what a test does while the clock still stands
_PORTS = range(20_000, 32_000)  # below those that the system hands out, so that no passing connection sits on one


@dataclass(frozen=True)
class Keys:
    """API keys: of Barlinnie, of Edinburgh's prison, and of Boards by their codes."""

    prison: str = field(repr=False)
    other_prison: str = field(repr=False)
    boards: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Database:
    """A database of this journey alone, with its schema and keys in place."""

    url: str
    keys: Keys


@dataclass
class Process:
    words: tuple[str, ...]
    log: Path
    popen: subprocess.Popen[bytes]
    told: bool = False  # to end: a second SIGTERM would meet a Python that no longer listens to the first

    def kill(self) -> None:
        """As when the power goes."""
        self.popen.kill()
        self.popen.wait()

    def tell_to_end(self) -> None:
        if not self.told:
            self.popen.terminate()
        self.told = True

    def end(self) -> int:
        """Its exit code after SIGTERM, which it may have had before. Raises TimeoutError if it does not end in time."""
        self.tell_to_end()
        try:
            return self.popen.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.kill()
            message = f"{' '.join(self.words)} did not end within {ENDS_WITHIN_S} s of SIGTERM"
            raise TimeoutError(message) from None


@dataclass
class House:
    folder: Path  # of the logs
    variables: dict[str, str]  # the whole environment of every process; change it before they start
    keys: Keys
    carrier: str  # where the practice carrier listens, whatever stands between it and the worker
    http: requests.Session = field(default_factory=requests.Session)
    processes: list[Process] = field(default_factory=list)

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.variables['PORT']}"

    @property
    def database_url(self) -> str:
        return self.variables["DATABASE_URL"]

    def client(self, *boards: str) -> Client:
        """Barlinnie, and the staff of these Boards; of every Board that has a key if none is named."""
        board_keys = tuple(self.keys.boards[code] for code in boards or self.keys.boards)
        return Client(self.web, self.carrier, self.keys.prison, board_keys, self.http)

    def start(self, *words: str) -> Process:
        log = self.folder / f"{words[0]}-{len(self.processes)}.log"
        with log.open("wb") as out:
            popen = subprocess.Popen(
                command(*words), cwd=CHECKOUT, env=self.variables, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        process = Process(words, log, popen)
        self.processes.append(process)
        return process

    def start_practice(self, *, pace_s: float = PACE_S) -> Process:
        practice = self.start("practice", "--pace", str(pace_s), "--port", self.carrier.rpartition(":")[2])
        self.until(lambda: self.answers(f"{self.carrier}/practice/messages"), "the practice carrier answers")
        return practice

    def start_web(self) -> Process:
        web = self.start("web")
        self.until(lambda: self.answers(f"{self.web}/healthz"), "the web process answers")
        return web

    def start_workers(self, count: int = 1) -> list[Process]:
        workers = [self.start("worker") for _ in range(count)]
        self.until(lambda: all(map(self._has_beaten, workers)), "the workers beat")
        return workers

    def _has_beaten(self, worker: Process) -> bool:
        """`/readyz` takes any worker's word; this one's own heartbeat is meant."""
        return any(f"-{worker.popen.pid}-" in name for name in workers_heard_of(self.database_url))

    def answers(self, url: str) -> bool:
        try:
            return self.http.get(url, timeout=PATIENCE_S).ok
        except requests.ConnectionError:
            return False

    def until(self, come: Callable[[], T], what: str, within_s: float = PATIENT_S) -> T:
        """What `come` returns as soon as it is true. Raises TimeoutError, and at once if a process has fallen over."""
        limit = time.monotonic() + within_s
        while True:
            found = come()
            if found:
                return found
            fallen = [" ".join(one.words) for one in self.processes if (one.popen.poll() or 0) > 0]
            if fallen or time.monotonic() > limit:
                message = f"not within {within_s:g} s: {what}{f'; fallen over: {fallen}' if fallen else ''}"
                raise TimeoutError(message)
            time.sleep(LOOK_S)

    def set_clock(self, start: datetime, rate: float, margin_s: float = 0) -> PracticeClock:
        """The practice clock of every process that starts from now on: it stands at `start` for `margin_s`."""
        real_start = WallClock().wall() + timedelta(seconds=margin_s)
        self.variables["PRACTICE_CLOCK"] = clock_setting(start, rate, real_start)
        return PracticeClock(start, rate, real_start)

    def says(self, number: str, words: str) -> dict[str, Any]:
        """A person texts us; what came of it at our webhook."""
        said = {"from": number, "to": OURS, "body": words}
        answer = self.http.post(f"{self.carrier}/practice/inbound", json=said, timeout=PATIENCE_S)
        answer.raise_for_status()
        return dict(answer.json())

    def arrivals(self, after: int = 0) -> list[dict[str, Any]]:
        """Every text that came to the carrier since the one of that serial, oldest first."""
        asked = {"after": str(after)}
        answer = self.http.get(f"{self.carrier}/practice/messages", params=asked, timeout=PATIENCE_S)
        answer.raise_for_status()
        return list(answer.json())

    def get(self, key: str, path: str, **asked: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {key}"}
        return self.http.get(f"{self.web}{path}", params=asked, headers=headers, timeout=PATIENCE_S)

    def logs(self) -> str:
        return "\n".join(f"--- {one.log.name}\n{one.log.read_text(errors='replace')}" for one in self.processes)

    def end(self) -> None:
        """End what still runs: all at once, then each."""
        running = [one for one in self.processes if one.popen.poll() is None]
        for one in running:
            one.tell_to_end()
        for one in running:
            one.end()
        self.http.close()


@contextmanager
def furnished(database: Database, folder: Path, **more: str) -> Iterator[House]:
    """A house in which nothing runs yet. Ends what was started; an error brings the logs of all processes along."""
    web, carrier = free_ports(2)
    variables = {
        **environment(database.url),
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "PORT": str(web),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_BASE_URL": f"http://127.0.0.1:{carrier}",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "SPOOL_DIR": str(folder / "spool"),  # each house has keys of its own, and could not read another's
        **more,
    }
    house = House(folder, variables, database.keys, f"http://127.0.0.1:{carrier}")
    try:
        yield house
        house.end()
    except BaseException as error:
        error.add_note(house.logs())
        raise
    finally:
        for one in house.processes:
            one.kill()
        house.http.close()


@contextmanager
def at_work(database: Database, folder: Path, start: datetime, rate: float) -> Iterator[tuple[House, PracticeClock]]:
    """Practice carrier, web and one worker, all ready before the practice clock runs.

    A slow machine gets more time at the next try.
    """
    margin_s = _FIRST_MARGIN_S
    for attempt in range(_TRIES):
        inside = folder / f"try-{attempt}"
        inside.mkdir()
        with furnished(database, inside) as house:
            clock = house.set_clock(start, rate, margin_s)
            house.start_practice()
            house.start("web")  # both at once: neither waits for the other
            house.start_workers()
            house.until(house.client().is_ready, "the service is ready")
            if WallClock().wall() < clock.wall_at(start) - timedelta(seconds=_SPARE_S):
                yield house, clock
                return
        margin_s *= 2
    message = "this machine is too slow for any journey"
    raise TimeoutError(message)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "service", *words]


def environment(database_url: str) -> dict[str, str]:
    """What every process is told, and nothing of the environment that the tests run in."""
    return {
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "DATABASE_URL": database_url,
        "TWILIO_BASE_URL": "http://127.0.0.1:4010",
        "CONFIG_DIR": str(CHECKOUT / "config"),
        "DATA_KEYS": _key(),
        "INDEX_KEYS": _key(),
        "LOG_FORMAT": "json",
    }


def run(database_url: str, *words: str) -> Any:
    """What a command prints, read where that is JSON. Raises ChildProcessError."""
    done = subprocess.run(
        command(*words), cwd=CHECKOUT, env=environment(database_url), check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        message = f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr}"
        raise ChildProcessError(message)
    return json.loads(done.stdout) if "--json" in words else done.stdout


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, all different."""
    found: list[int] = []
    while len(found) < count:
        port = secrets.choice(_PORTS)
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
