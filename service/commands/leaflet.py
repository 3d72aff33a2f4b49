"""`release-day leaflet`: an A5 leaflet of one Board, for everybody without a card."""

from pathlib import Path

import click

from service.cards.leaflet_pdf import leaflet_pdf
from service.cards.pages import leaflet_page
from service.commands.papers import PDF, core_of, place, words_of, write
from service.domain.errors import Fault, InvalidError


@click.command()
@click.option("--board", "board_name", metavar="CODE", required=True, help="Whose leaflet.")
@click.option("--number", metavar="NUMBER", help="Where to text to, for a Board that sends from a pool of numbers.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="To .pdf or .html.  [HTML, shown]",
)
def leaflet(board_name: str, number: str | None, out: Path | None) -> None:
    """Print who texts people, how it ends, what it costs and where help is, on A5. Without --out: HTML."""
    out = place(out) if out is not None else None
    core = core_of()
    board = core.config.board_named(board_name)
    if board is None:
        raise InvalidError((Fault("--board", "is not in the configuration"),))
    words = words_of(core, (board,), number)[board.code]
    if out is None:
        click.echo(leaflet_page(words), nl=False)
        return
    is_pdf = out.suffix.lower() == PDF
    write(out, leaflet_pdf(words, core.clock.wall()) if is_pdf else leaflet_page(words).encode())
    click.echo(f"{out}: A5, one page. Print it at actual size (100%).")
