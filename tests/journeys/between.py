"""A proxy on loopback between two of the processes: it holds calls back, and changes what proxies change on the way."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import urllib3
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

LONGEST_S = 60.0  # that a call is held back: a test that forgot to open the gate still ends
_OF_ONE_HOP = {"connection", "content-length", "host", "transfer-encoding"}  # not passed on

Headers = dict[str, str]


def _as_they_are(headers: Headers) -> Headers:
    return headers


@dataclass
class Between:
    """Where calls are: held before they are passed on, or their answers held after. Both gates are open at first.

    What only reads is never held, nor counted.

    A caller that hung up while its call was held before never had it passed on: so it is when a process dies before
    its request is out. One that hung up later has had its way, and will never know.
    """

    beyond: str  # base URL of the real server
    url: str = ""
    change: Callable[[Headers], Headers] = _as_they_are
    delay_s: float = 0  # before passing on, and again before answering
    down: bool = False  # answers 503, and passes nothing on
    let_in: threading.Event = field(default_factory=threading.Event)
    let_out: threading.Event = field(default_factory=threading.Event)
    refused: int = 0
    came: int = 0
    dropped: int = 0
    passed: int = 0
    answered: int = 0
    _counting: threading.Lock = field(default_factory=threading.Lock)
    _http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=32, retries=False))

    @property
    def held_before(self) -> int:
        return self.came - self.dropped - self.passed

    @property
    def held_after(self) -> int:
        return self.passed - self.answered

    def open(self) -> None:
        self.let_in.set()
        self.let_out.set()

    def close(self) -> None:
        self.open()
        self._http.clear()

    def take(self, request: Request) -> Response:
        if self.down:
            self._count("refused")
            return Response("", 503)
        body = request.get_data()
        if request.method == "GET":
            return _answer(self._pass_on(request, body))
        self._count("came")
        self._hold(self.let_in)
        if _hung_up(request):
            self._count("dropped")
            return Response("", 502)
        try:
            answer = self._pass_on(request, body)
        except urllib3.exceptions.HTTPError:  # the real server is ending
            return Response("", 502)
        self._count("passed")
        self._hold(self.let_out)
        self._count("answered")
        return _answer(answer)

    def _pass_on(self, request: Request, body: bytes) -> urllib3.BaseHTTPResponse:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _OF_ONE_HOP}
        # The address as it came over the wire: a signature is over that.
        address = f"{self.beyond}{request.environ['RAW_URI']}"
        return self._http.request(request.method, address, body=body, headers=self.change(headers), timeout=LONGEST_S)

    def _hold(self, gate: threading.Event) -> None:
        time.sleep(self.delay_s)
        gate.wait(LONGEST_S)

    def _count(self, what: str) -> None:
        with self._counting:
            setattr(self, what, getattr(self, what) + 1)


@contextmanager
def between(beyond: str, change: Callable[[Headers], Headers] = _as_they_are) -> Iterator[Between]:
    proxy = Between(beyond, change=change)
    proxy.open()
    server = make_server("127.0.0.1", 0, Request.application(proxy.take), threaded=True, request_handler=_QuietHandler)
    proxy.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield proxy
    finally:
        proxy.open()
        server.shutdown()
        thread.join()
        server.server_close()
        proxy.close()


def _answer(answer: urllib3.BaseHTTPResponse) -> Response:
    return Response(answer.data, answer.status, content_type=answer.headers.get("Content-Type"))


def _hung_up(request: Request) -> bool:
    caller: socket.socket = request.environ["werkzeug.socket"]
    try:
        return caller.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


class _QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  werkzeug calls it so
        pass
