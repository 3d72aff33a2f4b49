"""The numbers of the directory: each stands in contacts.yaml, and somebody has dialled it."""

import re
from collections.abc import Iterator

from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault, Level
from service.configuration.files import Kind
from service.configuration.sources import Sources

_FICTION = re.compile(r"07700 ?900 ?\d{3}")
_KEPT = "is kept for practice: the real carrier has none such"


def number_faults(sources: Sources, numbers: frozenset[str] | None, *, practice: bool) -> Iterator[ConfigFault]:
    """`numbers` of contacts.yaml, as they are grouped there; None: it cannot be read."""
    level = Level.WARNING if practice else Level.ERROR
    for _, document in sources.of(Kind.DIRECTORY):
        for row in document.rows("entries"):
            phone = document.text(*row, "phone")
            if numbers is not None and phone is not None and phone not in numbers:
                yield document.fault((*row, "phone"), "`phone`: does not stand in contacts.yaml, grouped like this")
            if phone is not None and _FICTION.fullmatch(phone):
                if not practice:
                    yield document.fault(
                        (*row, "phone"), "`phone`: is kept for practice: the real carrier has none such"
                    )
                continue
            yield from _unsure(document, row, level)
            yield from _undialled(sources, phone, level)


def _unsure(document: Document, row: Loc, level: Level) -> Iterator[ConfigFault]:
    held = document.at(*row)
    if isinstance(held, dict) and held.get("verified_on", "") is None:
        message = "people are told this: dial it, or read its source again, then write the day here"
        yield document.fault((*row, "verified_on"), message, level)


def _undialled(sources: Sources, phone: str | None, level: Level) -> Iterator[ConfigFault]:
    """In the words of contacts.py, so that a number that stands in other texts too is told once."""
    for contacts, row in sources.rows(Kind.CONTACTS):
        held = contacts.at(*row)
        if phone is None or not isinstance(held, dict) or contacts.text(*row, "number") != phone:
            continue
        if held.get("verified_on", "") is None:
            message = f"`{contacts.text(*row, 'id')}` stands in texts: dial it, then write the day here"
            yield contacts.fault((*row, "verified_on"), message, level)
