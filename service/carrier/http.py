"""The SDK's way out: one thread's connection, directly over urllib3. A request is sent once: no retry, no redirect."""

import logging
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, Retry
from urllib3.exceptions import ProtocolError
from urllib3.util import Timeout, make_headers

from service.carrier.address import Target, target_of
from service.carrier.deadline import Deadline
from service.carrier.pools import pool_for, proxy_for

MOST_BYTES = 1_000_000  # of an answer about one message; Twilio's have two thousand
_IDLE_S = 0.5  # gunicorn closes an idle connection after 2 s
_ONCE = Retry(total=False, redirect=False)  # the first fault is raised as it is


@dataclass(frozen=True)
class Answer:
    """What the SDK does not hand on."""

    status: int
    retry_after: str | None
    text: str = field(repr=False)


class CarrierHttp(HttpClient):
    def __init__(self, stand_in: str | None) -> None:
        _keep_addresses_out_of_logs()
        super().__init__(logging.getLogger("twilio.http_client"), is_async=False)
        self.timeout_s = 10.0  # the whole of the next request, from the connection to the last byte
        self.most_bytes = MOST_BYTES  # of the next answer, unzipped
        self.asked = False  # whether the last request came as far as the network
        self.answer: Answer | None = None  # to the last request; None if there was none
        self._stand_in = stand_in
        self._deadline = Deadline()
        self._pool: HTTPConnectionPool | None = None
        self._pool_of: tuple[str, str, int | None] | None = None
        self._used = time.monotonic()
        self._uri, self._target = "", Target("", "", None, "")
        self._auth: tuple[str, str] | None = None
        self._standing: dict[str, str] = {}

    def prepare(self, timeout_s: float, most_bytes: int) -> None:
        """Forget the last request, and say what the next one may take."""
        self.timeout_s, self.most_bytes = timeout_s, most_bytes
        self.asked, self.answer = False, None

    def request(  # noqa: PLR0913  the SDK calls it so
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Ask once.

        Raises:
            ValueError: the address is not one of Twilio's.
            urllib3.exceptions.HTTPError: no answer, or half of one.
        """
        self.asked, self.answer = False, None
        target = self._target_of(uri)
        path = f"{target.path}{'&' if '?' in target.path else '?'}{_form(params)}" if params else target.path
        body = _form(data).encode() if data else None
        sent = {**(headers or {}), **self._standing_headers(auth)}
        pool = self._pool_to(target)
        timeout_s = self.timeout_s if timeout is None else timeout
        self._deadline.set(timeout_s)
        self.asked = True
        with pool.urlopen(
            method,
            path,
            body=body,
            headers=sent,
            retries=_ONCE,
            redirect=False,
            assert_same_host=False,
            timeout=Timeout(total=timeout_s),
            preload_content=False,
        ) as response:
            text = _whole_text(response, self.most_bytes)
            self.answer = Answer(response.status, response.headers.get("Retry-After"), text)
        # The SDK would copy the headers, and nobody reads them.
        return Response(response.status, text)

    def _target_of(self, uri: str) -> Target:
        if uri != self._uri:  # all texts go to one
            self._target = target_of(uri, self._stand_in)
            self._uri = uri
        return self._target

    def _standing_headers(self, auth: tuple[str, str] | None) -> dict[str, str]:
        if not self._standing or auth != self._auth:
            user = ":".join(auth) if auth else None
            made = make_headers(accept_encoding="gzip,deflate", basic_auth=user)
            self._standing = {name.title(): value for name, value in made.items()}
            self._auth = auth
        return self._standing

    def _pool_to(self, target: Target) -> HTTPConnectionPool:
        """Begin anew after a pause: a text written into a connection that the other side is just closing is Lost."""
        now = time.monotonic()
        there = (target.scheme, target.host, target.port)
        if self._pool is None or there != self._pool_of or now - self._used > _IDLE_S:
            self.close()
            proxy = proxy_for(target.host) if self._stand_in is None else None  # none reaches this machine's loopback
            self._pool, self._pool_of = pool_for(target, self._deadline, proxy=proxy), there
        self._used = now
        return self._pool

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()
            self._pool = None


def _form(fields: dict[str, object]) -> str:
    """As a browser writes it; a list is a field said several times, and what is None is left out."""
    return urlencode({name: value for name, value in fields.items() if value is not None}, doseq=True)


def _whole_text(response: BaseHTTPResponse, most_bytes: int) -> str:
    body = response.read(most_bytes + 1, decode_content=True)
    if len(body) > most_bytes:
        msg = "an answer without an end"
        raise ProtocolError(msg)
    return body.decode(errors="replace")


def _keep_addresses_out_of_logs() -> None:
    """The address of a list of messages holds the person's number, and these write addresses."""
    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)
    for name in ("urllib3.connection", "urllib3.connectionpool"):
        logging.getLogger(name).setLevel(logging.ERROR)
