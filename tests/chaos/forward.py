"""A forwarder of TCP: `python -m tests.chaos.forward FROM TO`, each `address:port`.

The service talks to a practice carrier on its own loopback only; from another host, this carries it there. Whoever
hangs up here is hung up there at once, and what was not delivered by then never is.
"""

import socket
import struct
import sys
import threading
from contextlib import suppress

CHUNK = 65_536
CONNECTS_WITHIN_S = 2.0
GIVES_UP_AFTER_MS = 2_000  # with what the other side does not acknowledge
_AT_ONCE = struct.pack("ii", 1, 0)  # linger: no time at all

Address = tuple[str, int]


def serve(here: Address, there: Address) -> None:
    with socket.create_server(here) as listener:
        while True:
            caller, _ = listener.accept()
            threading.Thread(target=_carry, args=(caller, there), daemon=True).start()


def _carry(caller: socket.socket, there: Address) -> None:
    with caller:
        try:
            beyond = socket.create_connection(there, CONNECTS_WITHIN_S)
        except OSError:
            _cut(caller)
            return
        with beyond:
            beyond.settimeout(None)
            beyond.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GIVES_UP_AFTER_MS)
            back = threading.Thread(target=_pump, args=(beyond, caller), daemon=True)
            back.start()
            _pump(caller, beyond)
            back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(CHUNK):
            target.sendall(chunk)
    for one in (target, source):
        _cut(one)


def _cut(one: socket.socket) -> None:
    """Drops what was not sent yet."""
    with suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        one.shutdown(socket.SHUT_RDWR)


def _address(said: str) -> Address:
    host, _, port = said.rpartition(":")
    return host, int(port)


if __name__ == "__main__":
    serve(_address(sys.argv[1]), _address(sys.argv[2]))
