import pytest
import requests

from service.carrier.http import CarrierHttp, stand_in_of
from tests.carrier.stub import Stub, drops


@pytest.mark.parametrize("address", ["https://api.twilio.com", "https://api.twilio.com/", "https://api.twilio.com:443"])
def test_twilio_itself_needs_no_stand_in(address: str) -> None:
    assert stand_in_of(address) is None


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:4011", "http://localhost:4011", "https://[::1]:4011", "http://127.9.9.9"]
)
def test_a_stand_in_is_on_loopback(address: str) -> None:
    assert stand_in_of(address) == address
    assert stand_in_of(f"{address}/") == address


@pytest.mark.parametrize(
    "address",
    [
        "http://api.twilio.com",
        "https://api.twilio.com.example.org",
        "https://example.org",
        "http://10.0.0.7:4011",
        "http://127.0.0.1.example.org",
        "http://someone@127.0.0.1:4011",
        "http://127.0.0.1:4011/twilio",
        "http://127.0.0.1:4011?to=all",
        "http://127.0.0.1:notaport",
        "http://127.0.0.1:0",
        "ftp://127.0.0.1",
        "127.0.0.1:4011",
        "",
    ],
)
def test_the_token_goes_to_no_one_else(address: str) -> None:
    with pytest.raises(ValueError, match=r"carrier|[Pp]ort"):
        stand_in_of(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x",
        "https://nottwilio.com/",
        "https://twilio.com.example.org/",
        "http://api.twilio.com/",
        "https://api.twilio.com:4011/",
    ],
)
@pytest.mark.parametrize("redirected", [True, False])
def test_only_requests_made_for_twilio_leave(twilio: Stub, address: str, redirected: bool) -> None:
    with pytest.raises(ValueError, match="not an address of Twilio's"):
        CarrierHttp(twilio.url if redirected else None).request("POST", address)
    assert twilio.seen == []


def test_the_path_and_the_query_are_kept(twilio: Stub) -> None:
    CarrierHttp(twilio.url).request("POST", "https://api.dublin.ie1.twilio.com/2010-04-01/x%20y?a=b%2Bc")
    assert [seen.line for seen in twilio.seen] == ["POST /2010-04-01/x%20y?a=b%2Bc"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_is_made_once(twilio: Stub, method: str) -> None:
    twilio.will(drops)
    with pytest.raises(requests.ConnectionError):
        CarrierHttp(twilio.url).request(method, "https://api.twilio.com/2010-04-01/x")
    assert len(twilio.seen) == 1
