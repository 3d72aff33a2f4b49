import ipaddress
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

from werkzeug.serving import WSGIRequestHandler, make_server

from service.practice.practice import Practice
from service.practice.web import create_app

LOOPBACK = "127.0.0.1"
POLL_S = 0.02  # how soon it sees that it is told to stop


def serve(practice: Practice, port: int, host: str = LOOPBACK, stop: threading.Event | None = None) -> None:
    """Serve until `stop` is set or the process is interrupted; then close the practice.

    Raises:
        ValueError: the host is no loopback address.
    """
    with listening(practice, port, host):
        (stop or threading.Event()).wait()


@contextmanager
def listening(practice: Practice, port: int = 0, host: str = LOOPBACK) -> Iterator[str]:
    """Serve meanwhile, at the base URL given; port 0 takes a free one. Closes the practice at the end.

    Raises:
        ValueError: the host is no loopback address.
    """
    with closing(practice):
        _refuse_others_than_loopback(host)
        server = make_server(host, port, create_app(practice), threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever, args=(POLL_S,), name="practice-web")
        thread.start()
        try:
            yield f"http://{host}:{server.port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  werkzeug calls it so
        """Nothing: a line for each request would write people's numbers down."""


def _refuse_others_than_loopback(host: str) -> None:
    # An IPv4 address and no name: a name can come to mean another machine.
    try:
        is_loopback = ipaddress.IPv4Address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        message = f"the practice carrier listens on loopback only, not on {host}"
        raise ValueError(message)
