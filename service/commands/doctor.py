"""`release-day doctor`."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator

import click

from service.commands import examining as examine
from service.commands.findings import Line, Mark, ok, wrong
from service.domain.errors import ReleaseDayError
from service.settings import Need, Settings, SettingsError, SettingsFault, read_settings


@click.command()
@click.option("--test-alert", is_flag=True, help="Send a test alert by every way, and say what came of it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(test_alert: bool, as_json: bool) -> None:
    """Say what is wrong, a line each: settings, database, carrier, clock, webhooks, and every sign of the watch.

    Exit with 1 if anything is WRONG.
    """
    lines = []
    for line in _lines(test_alert=test_alert):
        lines.append(line)
        if not as_json:
            click.echo(f"{line.mark:<8}{line.name:<16}{line.words}")
    if as_json:
        click.echo(json.dumps([{"name": line.name, "mark": line.mark, "words": line.words} for line in lines]))
    sys.exit(any(line.mark is Mark.WRONG for line in lines))


def _lines(*, test_alert: bool) -> Iterator[Line]:
    faults, settings = _settings()
    yield from (wrong("settings", str(fault)) for fault in faults)
    if settings is None:
        yield wrong("the rest", "was not looked at: put the settings right first")
        return
    if not faults:
        yield ok("settings", "complete")
    yield from _of_parts(settings)
    yield examine.of_alerts(settings)
    if test_alert:
        yield from _safely("test alert", lambda: examine.of_test_alert(settings))


def _settings() -> tuple[tuple[SettingsFault, ...], Settings | None]:
    """Every fault; and as much as can be read, where nothing is wrong but that secrets are missing."""
    try:
        return (), read_settings(needs=Need.ALL | Need.SESSIONS)
    except SettingsError as error:
        faults = error.faults
    try:
        return faults, read_settings(needs=Need.DATABASE)
    except SettingsError:
        return faults, None


def _of_parts(settings: Settings) -> Iterator[Line]:
    database, database_off = examine.ask_database(settings)
    yield from _safely("configuration", lambda: examine.of_configuration(settings))
    of_database = examine.of_database(settings, database)
    yield of_database
    if database is not None:
        yield examine.of_durability(database)
    if settings.twilio_account_sid and settings.twilio_auth_token:
        yield from _safely("carrier", lambda: [examine.of_carrier(settings)])
    yield examine.of_clock(database_off, examine.ask_carrier_for_time(settings))
    yield examine.of_web(settings)
    if of_database.mark is Mark.OK and settings.data_keys and settings.index_keys:
        yield from _safely("ledger", lambda: examine.of_ledger(settings))
    else:
        yield wrong("ledger", "was not looked at: put settings and database right first")


def _safely(name: str, look: Callable[[], Iterable[Line]]) -> Iterator[Line]:
    """Whatever breaks while it is looked at is wrong, and stops no other line."""
    try:
        yield from look()
    except ReleaseDayError as error:
        yield wrong(name, str(error) or type(error).__name__)
    except Exception as error:
        yield wrong(name, f"broke while it was looked at: {type(error).__name__}")
