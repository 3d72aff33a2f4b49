"""Sixty people whose first text is due at one moment, and what a log says of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from service.demo.client import PATIENCE_S
from service.demo.story import SOURCE
from service.domain.london import LONDON
from tests.builders import GLASGOW
from tests.journeys.house import House

SIZE = 60
NOON = datetime(2026, 12, 22, 12, 0, tzinfo=LONDON)
RATE = 60  # so that the sending hours outlast any journey
NUMBERS = tuple(f"+4477009002{one:02}" for one in range(SIZE))
WELCOME = "01_welcome"


def event(number: str) -> dict[str, Any]:
    """They left yesterday, so that the welcome is due at once."""
    subject = f"61{number[-3:]}"
    person = {"first_name": "Somebody", "mobile": number, "language": "en"}
    return {
        "specversion": "1.0",
        "id": f"list-{subject}",
        "source": SOURCE,
        "subject": subject,
        "type": "liberation.scheduled",
        "time": "2026-12-01T10:15:00Z",
        "data": {"liberation_date": "2026-12-21", "home_board": GLASGOW, "person": person},
    }


def post_batch(house: House, numbers: Sequence[str] = NUMBERS) -> list[dict[str, Any]]:
    """All of them in one request."""
    headers = {
        "Authorization": f"Bearer {house.keys.prison}",
        "Content-Type": "application/cloudevents-batch+json",
    }
    batch = [event(number) for number in numbers]
    answer = house.http.post(f"{house.web}/v1/events", json=batch, headers=headers, timeout=PATIENCE_S)
    answer.raise_for_status()
    return list(answer.json())


def welcomes(house: House) -> dict[str, dict[str, Any]]:
    """The first text of each, by the three digits of the number that the log shows."""
    page = house.get(house.keys.boards[GLASGOW], "/v1/texts", step=WELCOME, limit="200")
    page.raise_for_status()
    found = page.json()["texts"]
    by_digits = {text["number"].lstrip("*"): text for text in found}
    assert len(found) == len(by_digits), "somebody has two welcomes"
    return by_digits


def ended(house: House, *states: str) -> dict[str, dict[str, Any]]:
    """The first text of each, once every one of them is in one of these states; until then nothing."""
    texts = welcomes(house)
    return texts if len(in_state(texts, *states)) == SIZE else {}


def in_state(texts: Mapping[str, Mapping[str, Any]], *states: str) -> set[str]:
    """Whose text is in one of these states, by their digits."""
    return {digits for digits, text in texts.items() if text["state"] in states}


def at_carrier(house: House) -> set[str]:
    """To whom the carrier took a text, by their digits; surely no words twice to one number."""
    arrived = Counter((one["to"], one["body"]) for one in house.arrivals())
    repeated = [pair for pair, count in arrived.items() if count > 1]
    assert not repeated, f"came twice: {repeated}"
    return {to[-3:] for to, _ in arrived}


def rest_is_still_to_come(house: House, now: datetime) -> bool:
    """Every step after the welcome is planned, for later than now."""
    rest = [text for text in house.client(GLASGOW).texts() if text["step"] != WELCOME]
    return len(rest) == 11 * SIZE and all(
        text["state"] == "planned" and datetime.fromisoformat(text["due_at"]) > now for text in rest
    )
