"""Connections to the carrier: past any proxy to a stand-in, else as the environment says; only to whom we trust."""

import socket
import ssl
from functools import partial
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
from urllib3 import HTTPConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection
from urllib3.util import make_headers
from urllib3.util.ssl_ import create_urllib3_context

from service.carrier.address import Target
from service.carrier.deadline import Deadline, TimelyHTTPConnection, TimelyHTTPSConnection

# What a call that was given up has left in the kernel is dropped, not delivered minutes later when a cut link heals: by
# then the carrier's list may have been read without it. RFC 5482; Linux only.
_UNSENT_MS = 10_000
_DROPS_UNSENT = (
    [(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNSENT_MS)] if hasattr(socket, "TCP_USER_TIMEOUT") else []
)
_SOCKET = [*HTTPConnection.default_socket_options, *_DROPS_UNSENT]

_SCHEMES = {"http": TimelyHTTPConnection, "https": TimelyHTTPSConnection}


def pool_for(target: Target, deadline: Deadline, *, proxy: str | None) -> HTTPConnectionPool:
    """One connection, opened at the first request."""
    pool = _manager(target, proxy).connection_from_host(target.host, target.port, target.scheme)
    pool.ConnectionCls = partial(_SCHEMES[target.scheme], deadline)  # type: ignore[assignment]  # it is only called
    return pool


def proxy_for(host: str) -> str | None:
    """The environment's proxy to that host, http://host:port; None: there is none, or no_proxy names the host.

    Raises:
        ValueError: a proxy of another kind.
    """
    proxies = getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    if not proxy or proxy_bypass(host):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if urlsplit(proxy).scheme not in ("http", "https"):
        msg = "the carrier is reached through an HTTP proxy, or none"
        raise ValueError(msg)
    return proxy


def _manager(target: Target, proxy: str | None) -> PoolManager:
    context = _trusting() if target.scheme == "https" else None
    if proxy is None:
        return PoolManager(maxsize=1, ssl_context=context, socket_options=_SOCKET)
    parts = urlsplit(proxy)
    user = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None
    headers = make_headers(proxy_basic_auth=user)
    return ProxyManager(
        proxy,
        proxy_headers=headers,
        proxy_ssl_context=context,
        maxsize=1,
        ssl_context=context,
        socket_options=_SOCKET,
    )


def _trusting() -> ssl.SSLContext:
    """The machine's certificates (SSL_CERT_FILE), for a network that signs anew; and Mozilla's, where it has none."""
    context = create_urllib3_context()
    context.load_default_certs()
    context.load_verify_locations(certifi.where())
    return context
