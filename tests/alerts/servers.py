"""A mail server and a web server on loopback, which keep what they were given."""

import base64
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

USER, PASSWORD = "alerts", "not a%real/password"


@dataclass
class MailHouse:
    """What one mail server offers, and what came."""

    tls: ssl.SSLContext | None = None
    wrapped: bool = False  # TLS from the first byte
    wants_login: bool = False
    refuses: tuple[str, ...] = ()  # addresses
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)  # to, message
    heard_in_clear: list[str] = field(default_factory=list)


class _Mail(StreamRequestHandler):
    """RFC 5321, as much of it as one client that waits for each answer needs; RFC 3207 and 4954."""

    server: "_MailServer"

    def handle(self) -> None:
        self.house, self.secure, self.known, self.to = self.server.house, self.server.house.wrapped, False, ""
        if self.secure and self.house.tls:
            self._wrap()
        self._say("220 mail.example.scot ESMTP")
        while line := self.rfile.readline():
            words = line.decode().strip()
            if not self.secure:
                self.house.heard_in_clear.append(words)
            verb = words.split()[0].upper()
            getattr(self, f"_{verb.lower()}", self._unknown)(words)
            if verb == "QUIT":
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # the base class closes the one that TLS took the place of

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _wrap(self) -> None:
        assert self.house.tls is not None
        self.connection = self.house.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def _unknown(self, words: str) -> None:
        self._say("502 not here")

    def _ehlo(self, words: str) -> None:
        offers = ["250-mail.example.scot"]
        offers += ["250-STARTTLS"] if self.house.tls and not self.secure else []
        offers += ["250-AUTH PLAIN"] if self.house.wants_login else []
        self._say(*offers, "250 8BITMIME")

    def _starttls(self, words: str) -> None:
        self._say("220 go ahead")
        self._wrap()
        self.secure = True

    def _auth(self, words: str) -> None:
        said = base64.b64decode(words.split()[2]).decode().split("\0")
        self.known = said[1:] == [USER, PASSWORD]
        self._say("235 welcome" if self.known else "535 no")

    def _mail(self, words: str) -> None:
        self._say("530 log in first" if self.house.wants_login and not self.known else "250 ok")

    def _rcpt(self, words: str) -> None:
        self.to = words.split("<")[1].split(">")[0]
        self._say("550 nobody" if self.to in self.house.refuses else "250 ok")

    def _data(self, words: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.house.taken.append((self.to, message_from_bytes(b"".join(lines), EmailMessage, policy=policy.default)))
        self._say("250 taken")

    def _rset(self, words: str) -> None:
        self._say("250 ok")

    def _quit(self, words: str) -> None:
        self._say("221 bye")


class _MailServer(ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, house: MailHouse) -> None:
        self.house = house
        super().__init__(("127.0.0.1", 0), _Mail)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust the certificate hangs up, as it must."""


@contextmanager
def mail_server(house: MailHouse) -> Iterator[int]:
    """Its port."""
    with _MailServer(house) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@dataclass
class WebHouse:
    """What one web server answers to everything, and what was posted."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    posted: list[bytes] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)  # method and path


class _Web(BaseHTTPRequestHandler):
    server: "_WebServer"

    def do_POST(self) -> None:
        house = self.server.house
        house.seen.append(f"{self.command} {self.path}")
        house.posted.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self.send_response_only(house.status)
        dated = {"Date": self.date_time_string(), "Content-Length": str(len(house.body))}
        for name, value in {**dated, **house.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(house.body)

    do_GET = do_POST  # noqa: N815  the base class says so

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class says so
        pass


class _WebServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, house: WebHouse) -> None:
        self.house = house
        super().__init__(("127.0.0.1", 0), _Web)


@contextmanager
def web_server(house: WebHouse) -> Iterator[str]:
    """Its address, without a slash at its end."""
    with _WebServer(house) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
