"""The practice carrier with one more number of ours: `python -m tests.chaos.carrier PORT`.

It blocks whoever texts STOP to a number from hearing that number, as Twilio does. A STOP to the other one blocks
nothing of what we send: then the service alone keeps texts back, and the ledger shows whether it did.
"""

import sys

import requests

from service.clock import WallClock
from service.demo.client import PATIENCE_S
from service.practice.practice import OFCOMS_FICTION, Practice
from service.practice.server import serve
from service.settings import Need, read_settings
from tests.chaos.furnishing import start_beside
from tests.journeys.house import PACE_S, House

OTHER = "+447700900001"
_ANSWERED_WITHIN = "rt=2000&tt=5000"  # milliseconds; then the fallback is called. Twilio's own is 15 seconds


def start_carrier(house: House) -> None:
    words = [sys.executable, "-m", "tests.chaos.carrier", house.carrier.rpartition(":")[2]]
    start_beside(house, "carrier", words, house.variables)
    house.until(lambda: house.answers(f"{house.carrier}/practice/messages"), "the practice carrier answers")


def text_us(house: House, number: str, words: str) -> dict[str, int | None]:
    """To the other number of ours; what the webhook and the fallback said to it."""
    said = {"from": number, "to": OTHER, "body": words}
    answer = requests.post(f"{house.carrier}/practice/inbound", json=said, timeout=PATIENCE_S)
    answer.raise_for_status()
    return dict(answer.json())


def _practice() -> Practice:
    settings = read_settings(needs=Need.CARRIER)
    webhooks = f"{settings.public_url}/webhooks"
    return Practice(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        f"{webhooks}/sms#{_ANSWERED_WITHIN}",
        WallClock().wall,
        pace=PACE_S,
        senders=(OFCOMS_FICTION, OTHER),
        fallback_url=f"{webhooks}/fallback#{_ANSWERED_WITHIN}",
    )


if __name__ == "__main__":
    serve(_practice(), int(sys.argv[1]))
