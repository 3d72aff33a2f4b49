"""Connections whose requests are over in time. A socket's own timeout begins anew with each byte."""

import io
import math
import socket
import time
from functools import partial
from http.client import HTTPResponse
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError


class Deadline:
    """When the request at hand has to be over. One thread's."""

    def __init__(self) -> None:
        self._ends = math.inf  # monotonic seconds

    def set(self, timeout_s: float) -> None:
        self._ends = time.monotonic() + timeout_s

    def left_s(self) -> float:
        return self._ends - time.monotonic()


class TimelyHTTPConnection(HTTPConnection):
    def __init__(self, deadline: Deadline, **how: Any) -> None:
        super().__init__(**how)
        self._deadline = deadline
        # http.client calls it with a socket; the answer to a CONNECT is read by it too
        self.response_class = partial(_answer, deadline)  # type: ignore[assignment]  # a class, says the stub

    def connect(self) -> None:
        """Nothing is sent too late: a name may take long to look up, and each of its addresses long to refuse."""
        super().connect()
        if self._deadline.left_s() <= 0:
            self.close()
            raise ConnectTimeoutError(self, "connected too late")


class TimelyHTTPSConnection(TimelyHTTPConnection, HTTPSConnection):
    pass


class _Reader(io.RawIOBase):
    """What comes from the socket, until the deadline."""

    def __init__(self, deadline: Deadline, sock: socket.socket) -> None:
        self._deadline, self._sock = deadline, sock
        self._raw = sock.makefile("rb", buffering=0)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """All that an HTTPResponse asks of a socket."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left_s = self._deadline.left_s()
        if left_s <= 0:
            raise TimeoutError
        self._sock.settimeout(left_s)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _answer(deadline: Deadline, sock: socket.socket, *args: Any, **about: Any) -> HTTPResponse:
    return HTTPResponse(_Reader(deadline, sock), *args, **about)  # type: ignore[arg-type]  # no more than makefile is used
