"""`release-day demo`."""

import signal
import sys

import click

from service.demo import by_hand, headless

RATE, HEADLESS_RATE = 600, 14400  # practice seconds a second


@click.command()
@click.option("--headless", "fast", is_flag=True, help="Fast: six weeks in some four minutes, then a table.")
@click.option("--database-url", metavar="URL", help="An empty database to play in.  [default: SQLite in var/demo]")
def demo(fast: bool, database_url: str | None) -> None:
    """Play the service on practice phones: nobody is texted. Ctrl-C stops all of it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the processes of the demo end with it
    try:
        sys.exit(headless.run(HEADLESS_RATE, database_url) if fast else by_hand.run(RATE, database_url))
    except KeyboardInterrupt:
        click.echo("The demo has ended.")
