"""`release-day check-text`: whether words may go out as a text, before anybody puts them into a file."""

import json
import sys
from typing import BinaryIO

import click

from service.configuration.contacts import registered
from service.configuration.files import Kind as FileKind
from service.configuration.files import files_in
from service.configuration.notation import LANGUAGES
from service.configuration.sources import read_sources
from service.configuration.wording import Wording
from service.settings import config_dir
from service.templates.easyread.examine import PLACEHOLDERS, Finding, Kind, Known, Words, examine
from service.templates.easyread.grade import grade
from service.templates.segments import encoding, segments, septets

MOST_BYTES = 10_000  # of words that could ever be one text


@click.command("check-text")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of the words."
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    default=Kind.NUDGE.value,
    show_default=True,
    help="What kind of text it is: a few rules differ.",
)
def check_text(lang: str, kind: str) -> None:
    """Judge the words of one text, on standard input; print JSON. Exit 0 whatever comes of it.

    {board}, {place} and the like are filled in as long as they can become. Numbers are looked for in CONFIG_DIR.
    """
    template = _read(sys.stdin.buffer)
    wording = _wording()
    # Which answer it is cannot be told from its words, so START is let pass as in the answer to STOP.
    words = wording.words(template, kind=Kind(kind), language=lang, way_back=kind == Kind.ANSWER)
    click.echo(json.dumps(_verdict(words, examine(words, Known(wording.numbers))), ensure_ascii=False))


def _read(stream: BinaryIO) -> str:
    """Without the line end that an editor or `echo` puts after it."""
    raw = stream.read(MOST_BYTES + 1)
    try:
        text = raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        message = "the words are not UTF-8"
        raise click.UsageError(message) from None
    if len(raw) > MOST_BYTES or not text:
        message = "one text is wanted on standard input"
        raise click.UsageError(message)
    return text


def _wording() -> Wording:
    """As far as the configuration can be read: a text can be judged without one."""
    sources, _ = read_sources(files_in(config_dir())[0])
    boards = tuple(board.text("name") or "" for _, board in sources.of(FileKind.BOARD))
    return Wording(PLACEHOLDERS, boards, registered(sources))


def _verdict(words: Words, findings: tuple[Finding, ...]) -> dict[str, object]:
    return {
        "encoding": encoding(words.rendered),
        "septets": septets(words.rendered),
        "segments": segments(words.rendered),
        "grade": grade(words.rendered) if words.english else None,
        "faults": [{"rule": found.rule, "level": found.level, "message": found.message} for found in findings],
    }
