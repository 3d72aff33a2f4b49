"""`release-day practice`."""

from urllib.parse import urlsplit

import click

from service.clock import WallClock
from service.practice.practice import Practice
from service.practice.server import serve
from service.settings import Need, read_settings

PORT = 4010


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), help="On 127.0.0.1.  [default: that of TWILIO_BASE_URL, or 4010]"
)
@click.option("--pace", default=0.2, show_default=True, type=click.FloatRange(0), help="Seconds between two statuses.")
def practice(port: int | None, pace: float) -> None:
    """Serve a carrier that looks like Twilio and texts nobody: on this machine only."""
    settings = read_settings(needs=Need.CARRIER)
    sms_url = f"{settings.public_url}/webhooks/sms"
    carrier = Practice(settings.twilio_account_sid, settings.twilio_auth_token, sms_url, WallClock().wall, pace=pace)
    configured = urlsplit(settings.twilio_base_url).port if settings.practice else None
    serve(carrier, port or configured or PORT)
