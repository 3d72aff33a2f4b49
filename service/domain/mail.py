"""An e-mail address, and the way to the server that takes mail."""

import re
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import parse_qs, unquote, urlsplit

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailRoute:
    """An SMTP server, and who writes to whom by it."""

    host: str
    port: int
    wrapped: bool  # TLS from the first byte; else STARTTLS
    user: str | None = field(repr=False)
    password: str | None = field(repr=False)
    sender: str
    to: str  # whoever watches over the whole service


def mail_address(text: str) -> str:
    """Raises ValueError for what is no e-mail address."""
    return text if _ADDRESS.fullmatch(text) else _no("must be an e-mail address: name@host")


def mail_route(url: str) -> MailRoute:
    """Read `smtp://user:password@host:587/?from=…&to=…`, or `smtps://…`; user and password percent-encoded.

    Raises:
        ValueError: what is wrong with it, and no word of it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        _no("must be smtp://host:port/?from=…&to=…, or smtps://…")
    asked = parse_qs(parts.query)
    if asked.keys() != {"from", "to"} or any(len(values) > 1 for values in asked.values()):
        _no("must end in ?from=…&to=…: the address that alerts come from, and the one they go to")
    if (parts.username is None) != (parts.password is None):
        _no("must hold a user name with its password, or neither")
    return MailRoute(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        wrapped=parts.scheme == "smtps",
        user=unquote(parts.username) if parts.username is not None else None,
        password=unquote(parts.password) if parts.password is not None else None,
        sender=mail_address(asked["from"][0]),
        to=mail_address(asked["to"][0]),
    )


def _no(message: str) -> NoReturn:
    raise ValueError(message)
