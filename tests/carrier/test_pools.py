import socket

import pytest
from urllib3.connection import HTTPConnection

from service.carrier.address import target_of
from service.carrier.deadline import Deadline
from service.carrier.pools import pool_for
from tests.carrier import stub


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="a kernel without RFC 5482")
def test_what_a_call_left_unsent_is_dropped_by_the_kernel_and_not_delivered_when_the_link_heals(
    twilio: stub.Stub,
) -> None:
    deadline = Deadline()
    deadline.set(5)
    pool = pool_for(target_of("https://api.twilio.com/", twilio.url), deadline, proxy=None)
    response = pool.urlopen("GET", "/", preload_content=False)
    try:
        assert isinstance(response.connection, HTTPConnection)
        assert response.connection.sock is not None
        assert 0 < response.connection.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 10_000
    finally:
        response.release_conn()
        pool.close()
