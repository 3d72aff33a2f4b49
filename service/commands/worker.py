"""`release-day worker`."""

import click

from service import logs, wiring
from service.settings import Need, read_settings
from service.store.singleton import only_one
from service.worker.process import run

TICK_S, PRACTICE_TICK_S = 15.0, 0.05


@click.command()
def worker() -> None:
    """Send what is due, until SIGTERM. On SQLite there can be only one."""
    settings = read_settings(needs=Need.ALL)
    logs.set_up(settings.log_level, settings.log_format)
    core, tick_s = wiring.build(settings), PRACTICE_TICK_S if settings.practice_clock else TICK_S
    with only_one(settings.database_url) as elected:
        run(core, tick_s, elected, wiring.spool(settings))
