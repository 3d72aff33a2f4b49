"""A call to our number, step by step over HTTP, on real processes."""

from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from twilio.request_validator import RequestValidator

from service.demo.client import PATIENCE_S
from tests.builders import GLASGOW
from tests.journeys.crowd import NOON, NUMBERS, RATE, WELCOME, event
from tests.journeys.house import OURS, Database, House, furnished

SAM, STRANGER = NUMBERS[0], NUMBERS[1]
HEARD = "We will text you about your health."
GOODBYE = "Thank you. Goodbye."


def test_a_person_calls_hears_the_last_text_twice_and_ends_the_texts(database: Database, tmp_path: Path) -> None:
    with furnished(database, tmp_path) as house:
        house.set_clock(NOON, RATE)
        house.start_practice()
        house.start_web()
        house.start_workers()
        house.client().post(event(SAM))
        assert "We have no text to read to you." in _said(_call(house, SAM))
        house.until(lambda: _states(house)[WELCOME] == "delivered", "the welcome arrives")

        first = _call(house, SAM)
        assert "This is NHS Greater Glasgow and Clyde." in _said(first)
        assert HEARD in _said(first)
        again = _press(house, first, SAM, "1")
        assert HEARD in _said(again)
        assert _said(_press(house, again, SAM, None)) == GOODBYE
        assert HEARD in _said(_call(house, SAM)), "nothing pressed ends nothing"

        stranger = _call(house, STRANGER)
        assert HEARD not in _said(stranger)
        assert _said(_press(house, stranger, STRANGER, "9")) == GOODBYE
        assert set(_states(house).values()) == {"delivered", "planned"}

        assert _status(house, "/webhooks/voice/again?n=1", SAM, "9", token="another") == 403
        assert set(_states(house).values()) == {"delivered", "planned"}
        assert _said(_press(house, first, SAM, "9")).startswith("We will not text this number again.")
        states = _states(house)
        assert states.pop(WELCOME) == "delivered"
        assert set(states.values()) == {"cancelled"}
        assert HEARD not in _said(_call(house, SAM)), "after the end nothing is read"


def _states(house: House) -> dict[str, str]:
    return {text["step"]: text["state"] for text in house.client(GLASGOW).texts()}


def _call(house: House, number: str) -> ET.Element:
    return _posted(house, "/webhooks/voice", number, None)


def _press(house: House, heard: ET.Element, number: str, key: str | None) -> ET.Element:
    """As Twilio goes on: with the key, or none, at the address that the answer names."""
    gather = heard.find("Gather")
    assert gather is not None
    return _posted(house, urljoin("/webhooks/voice", gather.get("action", "")), number, key or "")


def _posted(house: House, path: str, number: str, key: str | None) -> ET.Element:
    url, form = house.web + path, _form(number, key)
    signed = RequestValidator(house.variables["TWILIO_AUTH_TOKEN"]).compute_signature(url, form)
    answer = house.http.post(url, data=form, headers={"X-Twilio-Signature": signed}, timeout=PATIENCE_S)
    answer.raise_for_status()
    return ET.fromstring(answer.text)  # noqa: S314  our own


def _status(house: House, path: str, number: str, key: str, *, token: str) -> int:
    url, form = house.web + path, _form(number, key)
    signed = RequestValidator(token).compute_signature(url, form)
    return house.http.post(url, data=form, headers={"X-Twilio-Signature": signed}, timeout=PATIENCE_S).status_code


def _form(number: str, key: str | None) -> dict[str, str]:
    form = {"CallSid": f"CA{9:032x}", "From": number, "To": OURS, "CallStatus": "in-progress", "Direction": "inbound"}
    return form if key is None else form | {"Digits": key}


def _said(heard: ET.Element) -> str:
    return " ".join("".join(one.itertext()) for one in heard.iter("Say"))
