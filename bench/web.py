"""gunicorn as the Procfile starts it, and requests sent to it from another process."""

import base64
import hashlib
import hmac
import json
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import requests

from bench.house import House
from tests.journeys.house import CHECKOUT, free_ports

OURS = "service.web:from_environment()"
_STARTS_WITHIN_S, _LOOK_S = 60, 0.05


@contextmanager
def gunicorn(house: House, application: str) -> Iterator[int]:
    """The port on which this application answers, with the Procfile's processes and threads."""
    (port,) = free_ports(1)
    words = [*_procfile_words(), "--log-level", "warning", "--bind", f"127.0.0.1:{port}", application]
    environ = house.variables | {"PORT": str(port)}
    popen = subprocess.Popen(  # noqa: S603  our own
        [sys.executable, "-m", *words], cwd=CHECKOUT, env=environ, stdin=subprocess.DEVNULL
    )
    try:
        _wait_for(port, popen)
        yield port
    finally:
        popen.terminate()
        popen.wait()


def rate(house: House, port: int, connections: int, sent: list[str], status: int) -> float:
    """Requests a second. Raises ValueError where one was not answered with that status."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("\n".join(map(json.dumps, sent)))
        file.flush()
        with house.child("bench.load", str(port), str(connections), file.name) as one:
            one.wait_until_ready()
            one.go()
            told = one.answer()
    if told["statuses"] != {str(status): len(sent)}:
        message = f"of {len(sent)} requests these statuses came: {told['statuses']}"
        raise ValueError(message)
    return len(sent) / float(told["seconds"])


def post(path: str, body: str, **headers: str) -> str:
    """A request as it goes over the wire. Names of headers with _ for -."""
    told = {name.replace("_", "-"): value for name, value in headers.items()} | {"Content-Length": str(len(body))}
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", body])


def signed_post(house: House, path: str, form: dict[str, str]) -> str:
    """The same with a form, and Twilio's signature over it: https://www.twilio.com/docs/usage/security."""
    signed = house.variables["PUBLIC_URL"] + path + "".join(name + form[name] for name in sorted(form))
    digest = hmac.digest(house.variables["TWILIO_AUTH_TOKEN"].encode(), signed.encode(), hashlib.sha1)
    signature = base64.b64encode(digest).decode()
    kind = "application/x-www-form-urlencoded"
    return post(path, urlencode(form), Content_Type=kind, X_Twilio_Signature=signature)


def _procfile_words() -> list[str]:
    """Without its address and application."""
    (line,) = (one for one in (CHECKOUT / "Procfile").read_text().splitlines() if one.startswith("web:"))
    words = shlex.split(line.partition(":")[2])
    return words[: words.index("--bind")]


def _wait_for(port: int, popen: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < until and popen.poll() is None:
        try:
            requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except requests.ConnectionError:
            time.sleep(_LOOK_S)
        else:
            return
    message = "gunicorn did not answer"
    raise TimeoutError(message)
