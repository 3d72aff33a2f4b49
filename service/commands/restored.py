"""`release-day restored`."""

import sys
from datetime import UTC, datetime

import click

from service import wiring
from service.core import catching_up, holding
from service.core.sending import CarrierSilentError
from service.settings import Need, read_settings


def _moment(_context: click.Context, _option: click.Parameter, value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = "must be a moment with a zone, such as 2026-12-24T03:00:00+00:00"
        raise click.BadParameter(message)
    return moment.astimezone(UTC)


@click.command()
@click.option(
    "--since", required=True, metavar="MOMENT", callback=_moment, help="When the backup was made, or earlier."
)
def restored(since: datetime) -> None:
    """After a backup was restored, before the worker starts: put the service on hold and replay the carrier's list.

    What came in since then is heard; what went out is found again, so that it does not go twice.
    """
    core = wiring.build(read_settings(needs=Need.ALL))
    holding.hold_after_restore(core, "staff", since)
    click.echo("On hold: nothing goes out until `release-day go-on`.")
    try:
        heard = catching_up.catch_up(core, "staff")
    except CarrierSilentError as error:
        click.echo(f"The carrier's list could not be read ({error}). The worker goes on trying.", err=True)
        sys.exit(1)
    click.echo(f"Replies heard: {heard}.")
    click.echo(holding.in_words(holding.standing(core)))
