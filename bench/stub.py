"""A carrier that only answers: 201 with a SID of its own for each text, after a pause. A process of its own.

Words: port, milliseconds. It reads just enough HTTP to find where a request ends, so that it is not what is measured.
"""

import asyncio
import itertools
import sys

_ACCOUNT = b"AC" + b"0" * 32
_BODY = (
    b'{"sid":"SM%032x","account_sid":"' + _ACCOUNT + b'","status":"queued","to":"+447700900001","from":"+447700900000",'
    b'"body":"","num_segments":"1","num_media":"0","direction":"outbound-api","api_version":"2010-04-01",'
    b'"price":null,"price_unit":"GBP","error_code":null,"error_message":null,"messaging_service_sid":null,'
    b'"date_created":"Tue, 01 Dec 2026 10:15:00 +0000","date_updated":"Tue, 01 Dec 2026 10:15:00 +0000",'
    b'"date_sent":null,"uri":"/2010-04-01/Accounts/x/Messages/x.json","subresource_uris":{}}'
)
_HEAD = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_LENGTH = b"content-length:"


class Answerer(asyncio.Protocol):
    """One connection: requests one after another, as HTTP/1.1 clients send them."""

    def __init__(self, serials: "itertools.count[int]", pause_s: float) -> None:
        self._serials, self._pause_s, self._held = serials, pause_s, b""
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a stream's
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := _end_of_request(self._held)) is not None:
            self._held = self._held[end:]
            if self._pause_s:
                self._loop.call_later(self._pause_s, self._answer)
            else:
                self._answer()

    def _answer(self) -> None:
        body = _BODY % next(self._serials)
        self._transport.write(_HEAD % (b"201 CREATED", len(body)) + body)


def _end_of_request(held: bytes) -> int | None:
    head = held.find(b"\r\n\r\n")
    if head < 0:
        return None
    lower = held[:head].lower()
    at = lower.find(_LENGTH)
    length = int(lower[at + len(_LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    end = head + 4 + length
    return end if len(held) >= end else None


async def serve(port: int, pause_s: float) -> None:
    serials, loop = itertools.count(1), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answerer(serials, pause_s), "127.0.0.1", port, backlog=512)
    print("ready", flush=True)  # noqa: T201  to whoever started it
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]) / 1000))
