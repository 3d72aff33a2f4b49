"""Who may use the phones and the switches: pages of this server, and programs on this machine.

Twilio's API wants the account's token; the doors under /practice want none, so that anybody can try them. Hence a page
of somebody else's, open in the same browser, must not reach them: neither by a form (its Origin tells) nor under a name
that was made to mean this machine (the Host tells).
"""

import ipaddress
from urllib.parse import urlsplit

from flask import Response, abort, request

SAFE = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: under that a browser says "Origin: null" of our own forms too.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def keep_strangers_out() -> None:
    """403 before a door under /practice is opened to one."""
    if not request.path.startswith("/practice"):
        return
    if not _is_loopback(request.host) or (request.method not in SAFE and _is_from_elsewhere()):
        abort(403)


def add_headers(answer: Response) -> Response:
    answer.headers.update(HEADERS)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _is_from_elsewhere() -> bool:
    """A browser always says where a form comes from; a program says nothing."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    return site not in (None, "same-origin", "none") or origin not in (None, request.host_url.rstrip("/"))


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
