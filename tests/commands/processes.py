"""Our own processes, as an operator starts them: nothing of the test's environment gets in."""

import base64
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.store.sealing import Sealer

CHECKOUT = Path(__file__).parents[2]
PATIENCE_S = 60.0  # a cold start takes one or two; a busy machine many times that
STOPS_WITHIN_S = 20.0  # what `./go` promises of web and worker

TOKEN = "the-token-of-these-tests"
PUBLIC_URL = "https://texts.example.scot"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens there


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def settings(database_url: str, **more: str) -> dict[str, str]:
    """All that web and worker need, the carrier on loopback."""
    return {
        "DATABASE_URL": database_url,
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_BASE_URL": NOWHERE,
        "DATA_KEYS": key(),
        "INDEX_KEYS": key(),
        "SECRET_KEY": key(),
        "LOG_FORMAT": "json",
        **more,
    }


def sealer(environ: dict[str, str]) -> Sealer:
    """What the process seals and finds its rows with."""
    return Sealer([base64.b64decode(environ["DATA_KEYS"])], [base64.b64decode(environ["INDEX_KEYS"])])


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def finished(*words: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`release-day` with these words, at its end."""
    return subprocess.run(
        [sys.executable, "-m", "service", *words],
        cwd=CHECKOUT,
        env={"PATH": os.defpath, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[bytes]
    log: Path

    def wait_until(self, happened: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE_S
        while not happened():
            said = self.log.read_text()
            assert self.process.poll() is None, said
            assert time.monotonic() < ends, said
            time.sleep(0.02)

    def terminate(self) -> float:
        """Send SIGTERM; how many seconds it took to end."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(STOPS_WITHIN_S)
        return time.monotonic() - began


@contextmanager
def running(*words: str, environ: dict[str, str], log: Path) -> Iterator[Running]:
    """`release-day` with these words, meanwhile. Killed at the end where SIGTERM does not do."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", *words],
            cwd=CHECKOUT,
            env={"PATH": os.defpath, **environ},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        yield Running(process, log)
    finally:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
