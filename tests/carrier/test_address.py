import pytest

from service.carrier.address import stand_in_of


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
