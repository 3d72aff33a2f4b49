"""`release-day cards`: a sheet of cards with a code for each release that has no number."""

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import click

from service.cards.cards_pdf import cards_pdf
from service.cards.pages import cards_page
from service.cards.sheet import Card, Given, HandOut, sheets
from service.cards.words import Printed
from service.commands.papers import PDF, core_of, place, words_of, write
from service.core.cards import Made, make_codes, to_make
from service.core.joining_pause import end_pause
from service.core.ports import Core
from service.domain.board import Prison
from service.domain.errors import Fault, InvalidError
from service.domain.ids import BoardCode
from service.domain.london import london_day

_STARTS = 2  # letters of a code on the list
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--prison", "slug", metavar="SLUG", help="Whose releases.")
@click.option("--from", "first", metavar="DATE", type=_DAY, help="The first liberation date.")
@click.option("--to", "last", metavar="DATE", type=_DAY, help="The last one.")
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="To .pdf or .html.  [cards-DATE.pdf]"
)
@click.option("--number", metavar="NUMBER", help="Where to text to, for Boards that send from a pool of numbers.")
@click.option("--replace", "replaces", is_flag=True, help="Cards made before for these releases work no more.")
@click.option("--go-on", is_flag=True, help="Make no cards: end the pause that too many wrong codes began.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the codes; a file only with --out.")
def cards(  # noqa: PLR0913  its options
    slug: str | None,
    first: datetime | None,
    last: datetime | None,
    out: Path | None,
    number: str | None,
    replaces: bool,
    go_on: bool,
    as_json: bool,
) -> None:
    """Make a code for each release without a number, and print cards: ten to a page, and a list of whose they are.

    A code works once, until 60 days after the liberation date. It is kept as a hash: no card can be printed again, but
    a new one can.
    """
    if go_on:
        _go_on(as_json=as_json)
        return
    if slug is None or first is None or last is None or first > last:
        message = "name --prison, --from and --to, or --go-on"
        raise click.UsageError(message)
    span = first.date(), last.date()
    out = None if out is None and as_json else place(out or Path(f"cards-{span[0]}.pdf"))
    core = core_of()
    prison = core.config.prison_named(slug)
    if prison is None:
        raise InvalidError((Fault("--prison", "is not in the configuration"),))
    waiting = to_make(core, prison.slug, *span)
    codes = sorted({one.board for one in waiting} & core.config.boards.keys())
    boards = tuple(core.config.boards[code] for code in codes)
    words = words_of(core, boards, number)
    made = make_codes(core, prison.slug, *span, secrets.choice, boards=frozenset(words), replaces=replaces)
    if out is not None and made:
        write(out, _paper(core, prison, span, made, words, is_pdf=out.suffix.lower() == PDF))
    _tell(made, out, as_json=as_json)


def _go_on(*, as_json: bool) -> None:
    ended = end_pause(core_of(), "command line")
    if as_json:
        click.echo(json.dumps({"ended": ended}))
    else:
        click.echo("People can join by card again." if ended else "There was no pause.")


def _paper(  # noqa: PLR0913  whose cards, and in which form
    core: Core,
    prison: Prison,
    span: tuple[date, date],
    made: tuple[Made, ...],
    words: Mapping[BoardCode, Printed],
    *,
    is_pdf: bool,
) -> bytes:
    numbered = list(enumerate(made, start=1))
    all_sheets = sheets([Card(number, one.code.shown, words[one.unjoined.board]) for number, one in numbered])
    rows = (Given(number, one.code.letters[:_STARTS], one.unjoined.prison_number) for number, one in numbered)
    handout = HandOut(prison.name, *span, london_day(core.clock.now()), tuple(rows))
    if is_pdf:
        return cards_pdf(all_sheets, handout, core.clock.wall())
    return cards_page(all_sheets, handout).encode()


def _tell(made: tuple[Made, ...], out: Path | None, *, as_json: bool) -> None:
    file = str(out) if out is not None and made else None
    if as_json:
        click.echo(json.dumps({"file": file, "cards": [_row(number, one) for number, one in enumerate(made, start=1)]}))
    elif not made:
        click.echo("No release of these days waits for a number: there is no card to print.")
    else:
        some = "1 card" if len(made) == 1 else f"{len(made)} cards"
        click.echo(f"{file}: {some}. Print on both sides, turned over the long edge, at actual size (100%).")
        click.echo("The last page tells whose each card is: keep it apart, and shred it when they are given out.")


def _row(number: int, one: Made) -> dict[str, object]:
    told = one.unjoined
    return {
        "card": number,
        "code": one.code.shown,
        "release_id": told.release_id,
        "person_id": told.person_id,
        "board": told.board,
        "liberation_date": told.liberation_date.isoformat(),
    }
