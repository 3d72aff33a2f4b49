"""`release-day demo`."""

import sys

import click

from service.demo.run import run

RATE, HEADLESS_RATE = 600, 14400  # practice seconds a second


@click.command()
@click.option("--headless", is_flag=True, help="Fast: six weeks in some four minutes, then a table.")
@click.option("--database-url", metavar="URL", help="An empty database to play in.  [default: SQLite in var/demo]")
def demo(headless: bool, database_url: str | None) -> None:
    """Play six weeks of the service on practice phones. Ctrl-C stops all of it."""
    sys.exit(run(HEADLESS_RATE if headless else RATE, database_url))
