"""`release-day understand`: what replies mean, before anybody texts them."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import BinaryIO

import click

from service.domain.meaning import Context, Label, Meaning, Sign
from service.understanding import understand as meaning_of

_CONTEXTS = [context.value for context in Context]
_ORDER = list(Label)


@click.command()
@click.option(
    "--context",
    type=click.Choice(_CONTEXTS),
    default=Context.NONE.value,
    show_default=True,
    help="What our last text was about, for lines that do not say.",
)
@click.option("--signs", is_flag=True, help="Tell the rules too, and the words that decided.")
def understand(context: str, *, signs: bool) -> None:
    """Read JSON lines {"text": …, "context": …} on standard input; print each with its labels, in order."""
    for line in _lines(sys.stdin.buffer):
        read = _read(*line)
        said_in = Context(str(read.get("context", context)))
        meaning = meaning_of(str(read["text"]), said_in)
        told = {**read, "context": said_in.value, "labels": [label.value for label in _ORDER if meaning.has(label)]}
        click.echo(json.dumps({**told, **(_signs(meaning) if signs else {})}))


def _lines(stream: BinaryIO) -> Iterable[tuple[int, bytes]]:
    return ((number, line) for number, line in enumerate(stream, 1) if line.strip())


def _read(number: int, line: bytes) -> Mapping[str, object]:
    """Raises: click.UsageError, which names the line and says none of its words."""
    try:
        read = json.loads(line)
    except ValueError:
        raise _fault(number, "is not JSON in UTF-8") from None
    if not isinstance(read, dict) or not isinstance(read.get("text"), str):
        raise _fault(number, 'is not an object with a "text" in words')
    if read.get("context", Context.NONE.value) not in _CONTEXTS:
        raise _fault(number, f'has a "context" that is none of {", ".join(_CONTEXTS)}')
    return read


def _fault(number: int, what: str) -> click.UsageError:
    return click.UsageError(f"line {number} {what}")


def _signs(meaning: Meaning) -> dict[str, object]:
    return {"digit": meaning.digit, "signs": [_told(sign) for sign in meaning.signs]}


def _told(sign: Sign) -> dict[str, str]:
    told = {"label": sign.label, "rule": sign.rule, "words": sign.words, "surety": sign.surety.name.lower()}
    kinds = {"danger": sign.danger, "grade": sign.grade and sign.grade.name.lower(), "wish": sign.wish}
    return told | {name: kind for name, kind in kinds.items() if kind}
