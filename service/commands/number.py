"""`release-day number`: whether numbers as people wrote them can be texted."""

import json

import click

from service.domain.number import NotTextable, read_number
from service.settings import carrier_is_practice


@click.command()
@click.argument("texts", metavar="TEXT...", nargs=-1, required=True)
def number(texts: tuple[str, ...]) -> None:
    """Print a JSON line for each TEXT: its number, whether it can be texted, and if not, why."""
    practice = carrier_is_practice()
    for text in texts:
        click.echo(json.dumps(_verdict(text, practice=practice)))


def _verdict(text: str, *, practice: bool) -> dict[str, str | bool | None]:
    read = read_number(text, practice=practice)
    reason = read.reason if isinstance(read, NotTextable) else None
    return {"text": text, "e164": read.e164, "textable": reason is None, "reason": reason}
