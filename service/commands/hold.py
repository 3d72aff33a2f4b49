"""`release-day hold`."""

import click

from service import wiring
from service.core import holding
from service.settings import Need, read_settings


@click.command()
def hold() -> None:
    """Nothing goes out from now on, until `go-on`. Events and replies are taken as ever."""
    core = wiring.build(read_settings(needs=Need.DATABASE | Need.KEYS))
    holding.put_on_hold(core, "staff", holding.BY_HAND)
    click.echo("On hold: nothing goes out until `release-day go-on`.")
