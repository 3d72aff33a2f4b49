"""`release-day import`: a prison's own list, from a file."""

import sys
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

import click

from service import wiring
from service.api.answers import FaultAnswer, Problem
from service.api.lists import answered
from service.core.importing import Came, Imported, TakenRow, take
from service.core.ports import Core
from service.domain.errors import Fault, InvalidError
from service.domain.event import Source, SourceKind
from service.domain.listing import Listing, RefusedRow, in_words
from service.domain.london import london_day
from service.lists.limits import MOST_BYTES
from service.lists.moments import read_as_of
from service.lists.occasion import Occasion
from service.lists.reader import FileKind, read_list
from service.lists.refusal import WrongError
from service.settings import Need, read_settings

_EXCEL = (".xlsx", ".xlsm", ".xls")  # the last two are refused, with the reason


def _moment(_: click.Context, __: click.Parameter, value: str | None) -> datetime | None:
    try:
        return read_as_of(value) if value is not None else None
    except WrongError as wrong:
        raise click.BadParameter(str(wrong)) from None


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--prison", metavar="SLUG", required=True, help="Whose list it is.")
@click.option(
    "--as-of", metavar="MOMENT", callback=_moment, help="When the list was true: a day or a moment.  [default: now]"
)
@click.option("--dry-run", is_flag=True, help="Store nothing; show each date in words.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer that the list would get over HTTP.")
def import_list(file: Path, prison: str, as_of: datetime | None, dry_run: bool, as_json: bool) -> None:
    """Take in a list of releases, CSV or XLSX, row by row. Exit 1 if any row is refused; the others are kept."""
    core = wiring.build(read_settings(needs=Need.DATABASE | Need.KEYS))
    try:
        listing = _read(core, file, _prison(core, prison), as_of or core.clock.now())
    except InvalidError as error:
        _print_faults(error, as_json=as_json)
        sys.exit(1)
    imported = _taken(core, listing, keep=not dry_run)
    if as_json:
        click.echo(answered(imported, dry_run=dry_run).model_dump_json())
    else:
        for line in _told(imported, dry_run=dry_run):
            click.echo(line)
    sys.exit(1 if listing.refused else 0)


def _prison(core: Core, name: str) -> Source:
    prison = core.config.prison_named(name)
    if prison is None:
        raise InvalidError((Fault("--prison", "is not in the configuration"),))
    return Source(SourceKind.PRISON, prison.slug)


def _read(core: Core, file: Path, source: Source, as_of: datetime) -> Listing:
    with file.open("rb") as opened:
        raw = opened.read(MOST_BYTES + 1)  # of a larger file enough to see that it is one
    kind = FileKind.XLSX if file.suffix.lower() in _EXCEL else FileKind.CSV
    today = london_day(core.clock.now())
    return read_list(raw, kind, Occasion(source, as_of, core.config, today, practice=core.practice))


def _taken(core: Core, listing: Listing, *, keep: bool) -> Imported:
    with click.progressbar(
        length=len(listing.rows), label="rows", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        return take(core, listing, keep=keep, after_each=lambda: bar.update(1))


def _print_faults(error: InvalidError, *, as_json: bool) -> None:
    if as_json:
        faults = [FaultAnswer(field=fault.field, message=fault.message) for fault in error.faults]
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        click.echo(Problem(title=status.phrase, status=status, faults=faults).model_dump_json(exclude_none=True))
        return
    for fault in error.faults:
        click.echo(f"{fault.field}: {fault.message}", err=True)


def _told(imported: Imported, *, dry_run: bool) -> Iterator[str]:
    """A line for each row that a person must look at, or of a dry run for every row: never a name, never a number."""
    lines = {row.line: f"refused: {_faults(row)}" for row in imported.listing.refused}
    lines |= {one.row.line: _row(one) for one in imported.rows if dry_run or one.came is Came.HELD}
    for line, words in sorted(lines.items()):
        yield f"line {line}: {words}"
    if imported.listing.dropped_columns:
        yield f"left out, nobody asked for them: {', '.join(imported.listing.dropped_columns)}"
    counts = (imported.accepted, imported.unchanged, len(imported.held), len(imported.listing.refused))
    yield "accepted {}, unchanged {}, held {}, refused {}".format(*counts)
    if dry_run:
        yield "a dry run: nothing was stored"


def _faults(row: RefusedRow) -> str:
    return "; ".join(f"{fault.field}: {fault.message}" for fault in row.faults)


def _row(taken: TakenRow) -> str:
    came = f"held ({taken.reason})" if taken.came is Came.HELD else taken.came
    day = f", {in_words(taken.row.day)}" if taken.row.day else ""
    return f"{came}: {taken.row.status}{day}"
