from pathlib import Path

import pytest

from service.carrier.pools import proxy_for
from service.core.sending import Lost, NotTaken, Sent
from tests.carrier import stub
from tests.carrier.builders import carrier, outgoing
from tests.carrier.certificate import self_signed

PATIENT = 0.6  # seconds; long enough for a try or two more
NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens there
TWILIO = "https://api.twilio.com"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The process's own, without a word of proxies."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def test_a_stand_in_is_reached_past_any_proxy(twilio: stub.Stub, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("http_proxy", NOWHERE)
    environment.setenv("all_proxy", NOWHERE)
    assert isinstance(carrier(twilio.url).send(outgoing()), Sent)


def test_twilio_itself_is_reached_through_the_proxy_at_the_region(
    twilio: stub.Stub, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("https_proxy", twilio.url)
    environment.setenv("TWILIO_EDGE", "sydney")  # settings.py reads the environment, not the SDK
    twilio.will(*[stub.answers(407)] * 9)
    outcome = carrier("https://api.twilio.com", region="ie1", patience_s=PATIENT).send(outgoing())
    assert isinstance(outcome, NotTaken)
    assert {seen.line for seen in twilio.seen} == {"CONNECT api.ie1.twilio.com:443"}


def test_a_proxy_that_is_asked_for_a_name_is_given_it(twilio: stub.Stub, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("https_proxy", twilio.url.replace("//", "//us%40er:se%3Acret@"))
    twilio.will(*[stub.answers(407)] * 9)
    carrier(TWILIO, patience_s=0).send(outgoing())
    assert twilio.seen[0].headers["proxy-authorization"] == "Basic dXNAZXI6c2U6Y3JldA=="


@pytest.mark.parametrize(
    ("variables", "proxy"),
    [
        ({}, None),
        ({"https_proxy": NOWHERE}, NOWHERE),
        ({"HTTPS_PROXY": "127.0.0.1:9"}, NOWHERE),
        ({"all_proxy": NOWHERE}, NOWHERE),
        ({"http_proxy": NOWHERE}, None),
        ({"https_proxy": NOWHERE, "no_proxy": "example.org, .twilio.com"}, None),
        ({"https_proxy": NOWHERE, "no_proxy": "*"}, None),
        ({"https_proxy": NOWHERE, "no_proxy": "example.org"}, NOWHERE),
    ],
)
def test_the_environment_says_which_proxy(
    environment: pytest.MonkeyPatch, variables: dict[str, str], proxy: str | None
) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    assert proxy_for("api.twilio.com") == proxy


def test_a_proxy_of_another_kind_is_refused_at_the_start(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("all_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(ValueError, match="proxy"):
        carrier(TWILIO)


def test_a_text_that_broke_off_behind_a_proxy_is_lost_and_never_tried_again(
    twilio: stub.Stub, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    inside: list[bytes] = []
    tls = self_signed(tmp_path / "pem", "api.twilio.com")
    environment.setenv("SSL_CERT_FILE", str(tmp_path / "pem"))
    environment.setenv("https_proxy", twilio.url)
    twilio.will(*[stub.tunnels(tls, inside)] * 9)
    assert carrier(TWILIO).send(outgoing()) == Lost("the connection broke")
    assert len(inside) == len(twilio.seen) == 1
    assert b"Body=" in inside[0]
