"""The processes that are measured: each says when it is ready, goes when it is told to, and says what came of it."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bench.ledger import DUE
from bench.postgres import durable_server
from service import wiring
from service.clock import WallClock
from service.core.ports import Core
from service.demo.house import clock_setting
from service.settings import Need, read_settings
from service.store.engine import open_engine
from service.store.migrate import upgrade
from service.store.store import SqlStore
from tests.journeys.house import CHECKOUT, environment, free_ports

READY = "ready"
_ENDS_WITHIN_S = 30
_ANY_NUMBER = 1e9


@dataclass(frozen=True)
class Child:
    """A process that says READY, works when it is told to, and says in JSON what came of it."""

    popen: subprocess.Popen[str]

    def wait_until_ready(self) -> None:
        """Raises ChildProcessError if it ends before."""
        if self._line() != READY:
            message = f"{self.popen.args!r} did not become ready"
            raise ChildProcessError(message)

    def go(self) -> None:
        self._stdin.write("go\n")
        self._stdin.flush()

    def answer(self) -> dict[str, Any]:
        return dict(json.loads(self._line()))

    def end(self) -> None:
        self._stdin.close()
        try:
            self.popen.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        if self.popen.stdout:
            self.popen.stdout.close()

    @property
    def _stdin(self) -> Any:
        return self.popen.stdin

    def _line(self) -> str:
        return str(self.popen.stdout.readline()).strip() if self.popen.stdout else ""


@dataclass(frozen=True)
class House:
    """One database, its keys, and the address of a carrier that only answers."""

    variables: dict[str, str] = field(repr=False)
    stack: ExitStack

    def core(self, **more: str) -> tuple[Core, SqlStore]:
        """A service in this very process."""
        core = wiring.build(read_settings(self.variables | more, needs=Need.ALL))
        if not isinstance(core.store, SqlStore):
            raise TypeError
        self.stack.callback(core.store.engine.dispose)
        return core, core.store

    def variables_at_noon(self) -> dict[str, str]:
        """Under a practice clock by which the welcomes of the ledger have just become due."""
        return self.variables | {"PRACTICE_CLOCK": clock_setting(DUE, 1, WallClock().wall())}

    @contextmanager
    def child(self, *words: str, **more: str) -> Iterator[Child]:
        with started(words, self.variables_at_noon() | more) as one:
            yield one


def unhurried(core: Core) -> Core:
    """With senders of any number of segments a second: else their pace is all that would be measured."""
    boards = core.config.boards.items()
    fast = {code: replace(one, sender=replace(one.sender, segments_a_second=_ANY_NUMBER)) for code, one in boards}
    return replace(core, config=replace(core.config, boards=fast))


@contextmanager
def house(pause_ms: int = 0) -> Iterator[House]:
    """A server of its own, an empty database with its schema, and a carrier that answers after `pause_ms`."""
    with ExitStack() as stack:
        server = stack.enter_context(durable_server())
        url = stack.enter_context(server.fresh_database())
        port = stack.enter_context(stub(pause_ms))
        yield House(variables(url, port), stack)


def variables(url: str, carrier: int) -> dict[str, str]:
    """The environment of every process, its secrets fresh; the schema is in place."""
    (web,) = free_ports(1)
    told = environment(url) | {
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "PORT": str(web),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_BASE_URL": f"http://127.0.0.1:{carrier}",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "LOG_LEVEL": "WARNING",
    }
    engine = open_engine(url)
    upgrade(engine, practice=True)
    engine.dispose()
    return told


@contextmanager
def stub(pause_ms: int) -> Iterator[int]:
    """The port of a carrier that only answers."""
    (port,) = free_ports(1)
    with started(("bench.stub", str(port), str(pause_ms)), environment("sqlite:///nowhere")) as one:
        one.wait_until_ready()
        yield port
        one.popen.terminate()


@contextmanager
def started(words: tuple[str, ...], environ: dict[str, str]) -> Iterator[Child]:
    """`python -m` these words."""
    popen = subprocess.Popen(  # noqa: S603  our own
        [sys.executable, "-m", *words],
        cwd=CHECKOUT,
        env=environ,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    one = Child(popen)
    try:
        yield one
    finally:
        one.end()
