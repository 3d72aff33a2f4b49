import logging
import socket
import threading

import pytest
import requests

from service.practice.message import Status
from service.practice.practice import Practice
from service.practice.server import serve
from tests.practice.running import ACCOUNT_SID, AUTH_TOKEN, BOARD, NOON, SAM, Inbox, RunningPractice, running_practice
from tests.practice.witness import check_envelope


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "localhost", "::", "", "example.org"])  # noqa: S104  refused
def test_a_host_that_is_not_loopback_is_refused(host: str) -> None:
    practice = Practice(ACCOUNT_SID, AUTH_TOKEN, "http://127.0.0.1:9/sms", lambda: NOON)
    with pytest.raises(ValueError, match="loopback only"):
        serve(practice, 0, host)
    assert threads_left() == []


def test_it_serves_until_it_is_told_to_stop_and_leaves_no_thread_behind() -> None:
    practice = Practice(ACCOUNT_SID, AUTH_TOKEN, "http://127.0.0.1:9/sms", lambda: NOON)
    port, stop = free_port(), threading.Event()
    serving = threading.Thread(target=serve, args=(practice, port), kwargs={"stop": stop})
    serving.start()
    assert listens(port)
    assert serving.is_alive()
    stop.set()
    serving.join(10)
    assert not serving.is_alive()
    assert not listens(port, tries=1)
    assert threads_left() == []


def test_nothing_that_is_logged_or_printed_has_a_number_or_a_word(
    inbox: Inbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with running_practice(inbox.url) as running:
        # Asked for by hand: the SDK would log the numbers itself.
        requests.get(messages(running), params={"To": SAM}, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=10)
        for body in ("Porridge", "STOP"):
            running.texts_in(body)
        sid = running.client.messages.create(to="+447700900124", from_=BOARD, body="Porridge").sid
        running.wait_for(str(sid), Status.DELIVERED)
        assert requests.get(f"{running.base_url}/?To={SAM}", timeout=10).status_code == 404
    printed = "".join(capfd.readouterr())
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("twilio", "urllib3"))]
    for hidden in ("7700900", "Porridge", AUTH_TOKEN):
        assert hidden not in printed
        assert not any(hidden in line for line in ours)


def test_no_repr_shows_a_number_a_word_or_the_token(running: RunningPractice) -> None:
    running.texts_in("Porridge")
    shown = repr(running.practice) + repr(running.phone())
    assert "SM" in shown
    for hidden in ("7700900", "Porridge", AUTH_TOKEN):
        assert hidden not in shown


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/", 404), ("GET", "/practice/inbound", 405)])
def test_what_is_not_there_is_told_in_twilios_envelope(
    running: RunningPractice, method: str, path: str, status: int
) -> None:
    answer = requests.request(method, running.base_url + path, timeout=10)
    assert answer.status_code == status
    check_envelope(status, answer.json())


def test_a_caller_without_credentials_is_told_how_to_give_them(running: RunningPractice) -> None:
    answer = requests.get(messages(running), timeout=10)
    check_envelope(401, answer.json())
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_a_bearer_is_no_account(running: RunningPractice) -> None:
    headers = {"Authorization": f"Bearer {AUTH_TOKEN}"}
    assert requests.get(messages(running), headers=headers, timeout=10).status_code == 401


def threads_left() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("practice")]


def messages(running: RunningPractice) -> str:
    return f"{running.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def listens(port: int, tries: int = 500) -> bool:
    for _ in range(tries):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            threading.Event().wait(0.01)
        else:
            return True
    return False
