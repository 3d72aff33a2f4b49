"""`release-day worker`."""

import click

from service import logs, wiring
from service import worker as process
from service.settings import Need, read_settings

TICK_S, PRACTICE_TICK_S = 15.0, 0.05


@click.command()
def worker() -> None:
    """Send what is due, until SIGTERM."""
    settings = read_settings(needs=Need.ALL)
    logs.set_up(settings.log_level, settings.log_format)
    process.run(wiring.build(settings), PRACTICE_TICK_S if settings.practice_clock else TICK_S)
