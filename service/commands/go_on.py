"""`release-day go-on`."""

import sys

import click

from service import wiring
from service.core import catching_up, holding
from service.core.ports import Core
from service.core.sending import CarrierSilentError
from service.settings import Need, read_settings


@click.command()
@click.option("--force", is_flag=True, help="Also where the carrier's list was not read since the restore.")
def go_on(force: bool) -> None:
    """Release the service from its hold, after a last look at the carrier's list."""
    core = wiring.build(read_settings(needs=Need.ALL))
    if holding.standing(core).held is None:
        click.echo("The service is not on hold.")
        return
    if not force:
        _look_again(core)
    click.echo(holding.in_words(holding.standing(core)))
    if not holding.go_on(core, "staff", force=force):
        click.echo("Refused: the carrier's list was not read back to the backup. --force goes on without it.", err=True)
        sys.exit(1)
    click.echo("The service goes on.")


def _look_again(core: Core) -> None:
    """What waited at the carrier when the list was last read may have gone meanwhile."""
    try:
        catching_up.catch_up(core, "staff")
    except CarrierSilentError as error:
        click.echo(f"The carrier's list could not be read ({error}). --force goes on without it.", err=True)
        sys.exit(1)
