"""The headers under which every page goes out, whichever room shows it.

A page takes nothing from elsewhere, runs no script that stands in it, sits in nobody's frame, and is kept by no cache:
a shared computer in a prison or on a ward shows nothing after sign-out. `service/static/` and `pages/base.html` are
written to live under them.
"""

from collections.abc import Mapping
from types import MappingProxyType

_CONTENT = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# What no page of ours asks of a browser, so nothing that slips into one can either.
_UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
)
_A_YEAR_S = 365 * 24 * 60 * 60

_EVERYWHERE = {
    "Content-Security-Policy": _CONTENT,
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def for_page(*, https: bool) -> Mapping[str, str]:
    """The headers of a page, of a part of one that htmx fetches, and of a redirect.

    Args:
        https: whether people reach the service by https. Only then may a browser be told to come back by nothing else.
    """
    return MappingProxyType({**_EVERYWHERE, **_transport(https), "Cache-Control": "no-store"})


def for_asset(*, https: bool) -> Mapping[str, str]:
    """The headers of a file in `service/static/`: kept, but asked for again, so that a new version is seen at once."""
    return MappingProxyType({**_EVERYWHERE, **_transport(https), "Cache-Control": "no-cache"})


def _transport(https: bool) -> dict[str, str]:
    return {"Strict-Transport-Security": f"max-age={_A_YEAR_S}"} if https else {}
