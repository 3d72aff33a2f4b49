"""The whole web process under the server that it runs on in earnest."""

from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from service import wiring
from service.settings import Need, read_settings
from service.spool.files import FileSpool
from service.webhooks.signature import HEADER
from tests.builders import HEARD, close, make_core
from tests.commands.processes import PUBLIC_URL, STOPS_WITHIN_S, TOKEN, Running, free_port, running, settings
from tests.fakes import FixedClock
from tests.webhooks.door import Door, new_sid, signature_of

FORM = {"MessageSid": new_sid(), "MessageStatus": "sent", "To": "+447700900123"}
STOP = {"MessageSid": new_sid(), "From": "+447700900123", "To": "+447700900000", "Body": "STOP"}
WITH_AN_APOSTROPHE = "/webhooks/status?ref=it%27s"


@pytest.fixture
def web(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[int, Running]]:
    """The port, and the process."""
    port = free_port()
    environ = settings(sqlite_url, PORT=str(port))
    close(make_core(sqlite_url))
    with running("web", environ=environ, log=tmp_path / "web.log") as process:
        # Both of its processes: one that gets SIGTERM before it minds signals is waited for in vain, 15 s long.
        process.wait_until(lambda: process.log.read_text().count("Booting worker") == 2 and answers(port))
        yield port, process


def answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/healthz") == 200
    except OSError:
        return False


def ask(port: int, method: str, path: str, form: dict[str, str] | None = None, signature: str = "") -> int:
    """The status. `http.client` sends an address letter for letter; Host is not the public one, as behind a proxy."""
    headers = {HEADER: signature, "Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-Proto": "http"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request(method, path, urlencode(form or {}), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


def test_under_gunicorn_an_address_is_checked_letter_for_letter_and_sigterm_ends_it(
    web: tuple[int, Running], sqlite_url: str
) -> None:
    port, process = web
    decoded = signature_of(WITH_AN_APOSTROPHE.replace("%27", "'"), FORM, url=PUBLIC_URL, token=TOKEN)
    as_seen_here = signature_of(WITH_AN_APOSTROPHE, FORM, url=f"http://127.0.0.1:{port}", token=TOKEN)
    as_sent = signature_of(WITH_AN_APOSTROPHE, FORM, url=PUBLIC_URL, token=TOKEN)
    assert ask(port, "POST", WITH_AN_APOSTROPHE, FORM, decoded) == 403
    assert ask(port, "POST", WITH_AN_APOSTROPHE, FORM, as_seen_here) == 403
    assert receipts(sqlite_url) == 0
    assert ask(port, "POST", WITH_AN_APOSTROPHE, FORM, as_sent) == 204
    assert receipts(sqlite_url) == 1
    assert process.terminate() < STOPS_WITHIN_S
    assert "Traceback" not in process.log.read_text()


def test_case_64_the_web_process_outlives_its_database_and_keeps_what_twilio_tells(
    sqlite_url: str, tmp_path: Path
) -> None:
    port, spool = free_port(), tmp_path / "spool"
    environ = settings(sqlite_url, PORT=str(port), SPOOL_DIR=str(spool))
    close(make_core(sqlite_url))
    with running("web", environ=environ, log=tmp_path / "web.log") as process:
        process.wait_until(lambda: process.log.read_text().count("Booting worker") == 2 and answers(port))
        (tmp_path / "test.db").rename(tmp_path / "gone.db")
        for path, status in (("/webhooks/sms", 503), ("/webhooks/fallback", 200), ("/readyz", 503), ("/healthz", 200)):
            method = "POST" if path.startswith("/webhooks") else "GET"
            assert ask(port, method, path, STOP, signature_of(path, STOP, url=PUBLIC_URL, token=TOKEN)) == status
        assert process.process.poll() is None
    (name,) = kept_in(spool, environ).names()
    assert kept_in(spool, environ).read(name).words == "STOP"


def kept_in(spool: Path, environ: dict[str, str]) -> FileSpool:
    return wiring.spool(read_settings({**environ, "SPOOL_DIR": str(spool)}, needs=Need.ALL))


def receipts(database_url: str) -> int:
    clock = FixedClock(HEARD)
    core = make_core(database_url, clock=clock)
    try:
        return Door(core, clock).rows()["receipts"]
    finally:
        close(core)
