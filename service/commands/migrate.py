"""`release-day migrate`."""

import click

from service.settings import Need, read_settings
from service.store.engine import open_engine
from service.store.migrate import upgrade


@click.command()
def migrate() -> None:
    """Bring the database's schema up, and mark a new one as practice or live."""
    settings = read_settings(needs=Need.DATABASE)
    upgrade(open_engine(settings.database_url), practice=settings.practice)
    click.echo(f"The {'practice' if settings.practice else 'live'} database is up to date.")
