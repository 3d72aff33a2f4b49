"""What `cards` and `leaflet` share: where a paper goes, and what it says."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from service import wiring
from service.cards.words import Printed, printed_words
from service.core.cards import welcomes
from service.core.ports import Core
from service.domain.board import Board
from service.domain.errors import Fault, InvalidError
from service.domain.ids import BoardCode
from service.domain.number import Number, read_number
from service.settings import Need, read_settings

_NHS_INFORM = "nhs-inform"  # in contacts.yaml
HTML, PDF = ".html", ".pdf"


def core_of() -> Core:
    return wiring.build(read_settings(needs=Need.DATABASE | Need.KEYS))


def place(out: Path) -> Path:
    """Where the paper goes. Raises UsageError before anything is made that could then not be written."""
    if out.suffix.lower() not in (HTML, PDF):
        message = "--out ends in .html or .pdf"
        raise click.UsageError(message)
    if not out.parent.is_dir():
        message = f"there is no folder {out.parent}"
        raise click.UsageError(message)
    return out


def write(out: Path, paper: bytes) -> None:
    """For the eyes of whoever ran the command alone: codes and prison numbers may stand in it."""
    beside = out.with_name(f".{out.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(paper)
    beside.replace(out)


def words_of(core: Core, boards: tuple[Board, ...], pool_number: str | None) -> Mapping[BoardCode, Printed]:
    """What the paper of each Board says. Raises InvalidError with what is wrong, before any code is made."""
    contact = core.config.contacts.get(_NHS_INFORM)
    if contact is None:
        raise InvalidError((Fault("contacts.yaml", f"has no {_NHS_INFORM}, whose number is printed"),))
    number = _pool_number(core, pool_number)
    first = welcomes(core, boards)
    return {board.code: printed_words(board, first[board.code], contact.number, number) for board in boards}


def _pool_number(core: Core, text: str | None) -> Number | None:
    if text is None:
        return None
    number = read_number(text, practice=core.practice)
    if not isinstance(number, Number):
        raise InvalidError((Fault("--number", number.reason),))
    return number
