"""`release-day practice`."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import click

from service.clock import PracticeClock, WallClock
from service.practice.practice import Practice
from service.practice.server import serve
from service.settings import Need, PracticeClockSetting, read_settings

PORT = 4010


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), help="On 127.0.0.1.  [default: that of TWILIO_BASE_URL, or 4010]"
)
@click.option("--pace", default=0.2, show_default=True, type=click.FloatRange(0), help="Seconds between two statuses.")
def practice(port: int | None, pace: float) -> None:
    """Serve a carrier that looks like Twilio and texts nobody: on this machine only."""
    settings = read_settings(needs=Need.CARRIER)
    account = settings.twilio_account_sid, settings.twilio_auth_token
    webhooks = f"{settings.public_url}/webhooks"
    carrier = Practice(
        *account,
        f"{webhooks}/sms",
        WallClock().wall,
        pace=pace,
        fallback_url=f"{webhooks}/fallback",
        shown_at=_shown_at(settings.practice_clock),
    )
    configured = urlsplit(settings.twilio_base_url).port if settings.practice else None
    port = port or configured or PORT
    click.echo(f"Phones: http://127.0.0.1:{port}/practice")
    serve(carrier, port)


def _shown_at(clock: PracticeClockSetting | None) -> Callable[[datetime], datetime]:
    """From the wall, which is all a carrier knows, to the time that the phones show."""
    if clock is None:
        return lambda moment: moment
    return PracticeClock(clock.start, clock.rate, clock.real_start).practice_of
