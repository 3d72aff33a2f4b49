"""What the switches make of a create, done to the caller: an error, silence, or a connection that ends."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from service.practice.faults import SERVER_ERROR, TOO_MANY_REQUESTS, TwilioError
from service.practice.message import Text
from service.practice.practice import Practice
from service.practice.switches import CreateFault, Met


class Dropped(Exception):  # noqa: N818  it is no error of ours
    """The caller gets no answer."""


def before_taking(practice: Practice, text: Text, met: Met) -> None:
    """Nothing has been taken yet.

    Raises:
        TwilioError, Dropped: nor will it be.
    """
    if met.refusal:
        again = met.retry_after_s if met.refusal.status == TOO_MANY_REQUESTS.status else None
        raise TwilioError(met.refusal.fault(text), again)
    match met.fault:
        case CreateFault.TOO_MANY_REQUESTS:
            raise TwilioError(TOO_MANY_REQUESTS, met.retry_after_s)
        case CreateFault.ERROR_BEFORE:
            raise TwilioError(SERVER_ERROR)
        case CreateFault.DROP_BEFORE:
            raise Dropped
        case CreateFault.HANG_BEFORE:
            _hang(practice, met.hang_s)


def after_taking(practice: Practice, met: Met) -> None:
    """The text is on its way.

    Raises:
        TwilioError, Dropped: the caller is not told so.
    """
    match met.fault:
        case CreateFault.ERROR_AFTER:
            raise TwilioError(SERVER_ERROR)
        case CreateFault.DROP_AFTER:
            raise Dropped
        case CreateFault.HANG_AFTER:
            _hang(practice, met.hang_s)


def hang_up(environ: Mapping[str, Any]) -> None:
    """End the connection now; what is written to it afterwards goes nowhere."""
    connection: socket.socket = environ["werkzeug.socket"]
    with suppress(OSError):  # the caller has gone already
        connection.shutdown(socket.SHUT_RDWR)


def _hang(practice: Practice, seconds: float) -> None:
    if practice.over.wait(seconds):
        raise Dropped
