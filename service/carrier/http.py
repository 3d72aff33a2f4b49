"""The way out for the SDK: to Twilio, or to its stand-in on loopback, and nowhere else."""

import ipaddress
import logging
import time
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3.util import Timeout

TWILIO_HOST = "api.twilio.com"
_IDLE_S = 0.5  # gunicorn closes an idle connection after 2 s
_MOST_BYTES = 1_000_000  # of an answer; Twilio's have two thousand


def stand_in_of(base_url: str) -> str | None:
    """`scheme://host:port` of the stand-in that requests go to instead of Twilio; None if it is Twilio itself.

    Raises:
        ValueError: neither https://api.twilio.com nor a loopback address: an account's token goes to no one else.
    """
    parts = urlsplit(base_url)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username is not None:
        msg = "the carrier's address is a scheme, a host and a port, nothing more"
        raise ValueError(msg)
    if parts.scheme == "https" and parts.hostname == TWILIO_HOST and parts.port in (None, 443):
        return None
    if parts.scheme in ("http", "https") and _is_loopback(parts.hostname) and parts.port != 0:
        return f"{parts.scheme}://{parts.netloc}"
    msg = f"the carrier is at https://{TWILIO_HOST}, or its stand-in at a loopback address"
    raise ValueError(msg)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Answer:
    """What stands above the body, which the SDK does not hand on."""

    status: int
    retry_after: str | None


class _NoRedirects(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """A redirect is an answer. Followed, it would take the text and the token somewhere else."""
        return None


class CarrierHttp(HttpClient):
    """One thread's session. Sends a request once: no retry, no redirect."""

    def __init__(self, stand_in: str | None) -> None:
        # The SDK's logger writes addresses at INFO, and the address of a list of messages holds the person's number.
        logger = logging.getLogger("twilio.http_client")
        logger.setLevel(logging.WARNING)
        super().__init__(logger, is_async=False)
        self.timeout_s = 10.0  # the whole of the next request, from the connection to the last byte
        self.answer: Answer | None = None  # to the last request; None if there was none
        self._stand_in = stand_in
        self._used = time.monotonic()
        self._session = _NoRedirects()
        if stand_in is not None:
            self._session.trust_env = False  # a proxy could not reach this machine's loopback
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=0, pool_connections=1, pool_maxsize=1))

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
            requests.RequestException, urllib3.exceptions.HTTPError: no answer, or half of one.
        """
        self.answer = None
        self._drop_if_idle()
        timeout_s = self.timeout_s if timeout is None else timeout
        ends = time.monotonic() + timeout_s
        with self._session.request(
            method,
            self._address(uri),
            params=params,  # type: ignore[arg-type]  # the SDK says object
            data=data,
            headers=headers,
            auth=auth,
            timeout=Timeout(total=timeout_s),  # type: ignore[arg-type]  # unknown to the stub, not to requests
            allow_redirects=False,
            stream=True,
        ) as response:
            body = _whole_body(response, ends)
            self.answer = Answer(response.status_code, response.headers.get("Retry-After"))
        return Response(response.status_code, body.decode(errors="replace"), dict(response.headers))

    def _drop_if_idle(self) -> None:
        """Begin anew after a pause: a text written into a connection that the other side is just closing is Lost."""
        now = time.monotonic()
        if now - self._used > _IDLE_S:
            self._session.close()
        self._used = now

    def _address(self, uri: str) -> str:
        parts = urlsplit(uri)
        if parts.scheme != "https" or not (parts.hostname or "").endswith(".twilio.com") or parts.port is not None:
            msg = f"not an address of Twilio's: {parts.scheme}://{parts.hostname}"
            raise ValueError(msg)
        if self._stand_in is None:
            return uri
        stand_in = urlsplit(self._stand_in)
        return urlunsplit((stand_in.scheme, stand_in.netloc, parts.path, parts.query, ""))


def _whole_body(response: requests.Response, ends: float) -> bytes:
    """Read to the end, or to `ends` by the monotonic clock: a timeout of requests' begins anew with each byte."""
    body = bytearray()
    while piece := response.raw.read1(65_536, decode_content=True):
        body += piece
        if time.monotonic() > ends or len(body) > _MOST_BYTES:
            msg = "an answer without an end"
            raise requests.ReadTimeout(msg)
    return bytes(body)
