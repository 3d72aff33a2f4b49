"""Where a request may go: to Twilio, or to its stand-in on loopback, and nowhere else."""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TWILIO_HOST = "api.twilio.com"


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int | None  # None: the scheme's own
    path: str = field(repr=False)  # with the query


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


def target_of(uri: str, stand_in: str | None) -> Target:
    """Where the SDK's request goes.

    Raises:
        ValueError: it was not made for Twilio.
    """
    asked = urlsplit(uri)
    if asked.scheme != "https" or not (asked.hostname or "").endswith(".twilio.com") or asked.port is not None:
        msg = f"not an address of Twilio's: {asked.scheme}://{asked.hostname}"
        raise ValueError(msg)
    there = asked if stand_in is None else urlsplit(stand_in)
    path = f"{asked.path or '/'}?{asked.query}" if asked.query else asked.path or "/"
    return Target(there.scheme, there.hostname or "", there.port, path)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
