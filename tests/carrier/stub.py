"""A Twilio on loopback that behaves, request by request, as a test tells it to."""

import gzip
import json
import secrets
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Seen:
    line: str  # method and path
    form: dict[str, str]
    authorization: str
    at: float  # monotonic seconds
    connection: int  # the peer's port
    sid: str  # what the message gets, if it is taken
    body: bytes
    headers: dict[str, str]  # names in lower case


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer after the first waits 40 ms for an acknowledgement
    server: "Server"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        form = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=bool(length))
        assert all(len(values) == 1 for values in form.values()), form
        seen = Seen(
            f"{self.command} {self.path}",
            {name: values[0] for name, values in form.items()},
            self.headers.get("Authorization", ""),
            time.monotonic(),
            self.client_address[1],
            f"SM{secrets.token_hex(16)}",
            body,
            {name.lower(): value for name, value in self.headers.items()},
        )
        self.server.next_for(seen)(self, seen)

    do_GET = do_CONNECT = do_POST  # noqa: N815  the base class says so

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class says so
        pass

    def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


Behaviour = Callable[[Handler, Seen], None]


def bound_socket() -> socket.socket:
    """Holds a port on which nobody listens yet: whoever calls it is refused."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, bound: socket.socket | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = bound or bound_socket()
        self.server_address = self.socket.getsockname()
        self.server_activate()
        self.seen: list[Seen] = []
        self.script: deque[Behaviour] = deque()
        self.otherwise: Behaviour = taken  # once the script is over
        self.ended = threading.Event()
        self._lock = threading.Lock()

    def next_for(self, seen: Seen) -> Behaviour:
        with self._lock:
            self.seen.append(seen)
            return self.script.popleft() if self.script else self.otherwise

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone is what many of these tests are about."""


@dataclass(frozen=True)
class Stub:
    url: str
    server: Server = field(repr=False)

    def will(self, *behaviours: Behaviour) -> None:
        self.server.script.extend(behaviours)

    @property
    def seen(self) -> list[Seen]:
        return self.server.seen


@contextmanager
def running(tls: ssl.SSLContext | None = None, bound: socket.socket | None = None) -> Iterator[Stub]:
    with Server(bound) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.005,))
        thread.start()
        try:
            yield Stub(f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}", server)
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()


def answers(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """Header names with _ for -."""
    fixed = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.reply(status, body, fixed)


def taken(handler: Handler, seen: Seen) -> None:
    """As Twilio does: 201, with what came in."""
    message = {
        "sid": seen.sid,
        "status": "queued",
        "to": seen.form.get("To"),
        "from": seen.form.get("From"),
        "body": seen.form.get("Body"),
        "date_created": "Thu, 24 Dec 2026 09:00:00 +0000",
        "error_code": None,
    }
    handler.reply(201, json.dumps(message).encode(), {"Content-Type": "application/json"})


def message(**fields: object) -> Behaviour:
    return answers(201, json.dumps(fields).encode(), Content_Type="application/json")


def taken_and_zipped(handler: Handler, seen: Seen) -> None:
    handler.reply(201, gzip.compress(json.dumps({"sid": seen.sid}).encode()), {"Content-Encoding": "gzip"})


def refuses(status: int, code: object, **headers: str) -> Behaviour:
    """Twilio's envelope, with what one must not repeat in it."""
    envelope = {
        "code": code,
        "message": "The 'To' number +447700900101 is not right",
        "more_info": "",
        "status": status,
    }
    return answers(status, json.dumps(envelope).encode(), Content_Type="application/json", **headers)


def refuses_by_rfc_9457(status: int, code: object, said_status: object) -> Behaviour:
    problem = {"type": "about:blank", "title": "No", "status": said_status, "code": code}
    return answers(status, json.dumps(problem).encode(), Content_Type="application/problem+json")


def hangs(handler: Handler, _: Seen) -> None:
    handler.server.ended.wait(5)
    handler.hang_up()


def drops(handler: Handler, _: Seen) -> None:
    """Has read the request, and is gone."""
    handler.hang_up()


def resets(handler: Handler, _: Seen) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()  # a linger of nought makes it a reset, once the files over it are closed too


def half_an_answer(handler: Handler, _: Seen) -> None:
    handler.reply(201, b'{"sid": "SM', {"Content-Length": "500"})
    handler.hang_up()


def half_a_head(handler: Handler, _: Seen) -> None:
    handler.wfile.write(b"HTTP/1.1 201 Crea")
    handler.hang_up()


def drips(handler: Handler, _: Seen) -> None:
    """A byte now and then: each comes in time, the answer does not."""
    handler.reply(201, b"", {"Content-Length": "500"})
    while not handler.server.ended.wait(0.05):
        handler.wfile.write(b" ")


def drips_its_head(handler: Handler, _: Seen) -> None:
    """A byte now and then, from the first one on."""
    while not handler.server.ended.wait(0.05):
        handler.wfile.write(b"H")


def lists(*messages: object, onward: object = None, **more: object) -> Behaviour:
    """A page of the list of messages, as Twilio's; `more` may change it."""
    page = {
        "end": max(len(messages) - 1, 0),
        "first_page_uri": "/2010-04-01/Accounts/AC/Messages.json?PageSize=1000&Page=0",
        "messages": list(messages),
        "next_page_uri": onward,
        "page": 0,
        "page_size": 1000,
        "previous_page_uri": None,
        "start": 0,
        "uri": "/2010-04-01/Accounts/AC/Messages.json?PageSize=1000&Page=0",
        **more,
    }
    return answers(200, json.dumps(page).encode(), Content_Type="application/json")


def shows(**fields: object) -> Behaviour:
    return answers(200, json.dumps(fields).encode(), Content_Type="application/json")


def tunnels(tls: ssl.SSLContext, inside: list[bytes]) -> Behaviour:
    """A proxy that connects us to somebody who takes the text, and is gone."""

    def behave(handler: Handler, _: Seen) -> None:
        handler.send_response_only(200)
        handler.end_headers()
        handler.close_connection = True
        with tls.wrap_socket(handler.connection, server_side=True) as inner:
            heard = b""
            while b"Body=" not in heard and (more := inner.recv(65_536)):
                heard += more
            inside.append(heard)

    return behave
