"""The phone numbers that may stand in texts: each once, and dialled by a person before it goes to anybody."""

from collections.abc import Iterator

from service.configuration.document import Document
from service.configuration.faults import ConfigFault, Level
from service.configuration.files import Kind
from service.configuration.repeats import Claim, repeated
from service.configuration.sources import Sources
from service.configuration.wording import numbers_in


def registered(sources: Sources) -> frozenset[str] | None:
    """The numbers of contacts.yaml; None where it cannot be read, so that no text is blamed for that."""
    if not list(sources.of(Kind.CONTACTS)):
        return None
    numbers = (contacts.text(*row, "number") for contacts, row in sources.rows(Kind.CONTACTS))
    return frozenset(number for number in numbers if number is not None)


def contact_faults(sources: Sources, *, practice: bool) -> Iterator[ConfigFault]:
    rows = list(sources.rows(Kind.CONTACTS))
    yield from repeated(Claim(contacts, (*row, "id"), contacts.text(*row, "id")) for contacts, row in rows)
    yield from repeated(
        Claim(contacts, (*row, "number"), _run_together(contacts.text(*row, "number"))) for contacts, row in rows
    )
    used = frozenset(number for words in _all_words(sources) for number in numbers_in(words))
    level = Level.WARNING if practice else Level.ERROR
    for contacts, row in rows:
        held = contacts.at(*row)
        undialled = isinstance(held, dict) and held.get("verified_on", "") is None
        if undialled and contacts.text(*row, "number") in used:
            name = contacts.text(*row, "id")
            message = f"`{name}` stands in texts: dial it, then write the day here"
            yield contacts.fault((*row, "verified_on"), message, level)


def _run_together(number: str | None) -> str | None:
    return number.replace(" ", "") if number else None


def _all_words(sources: Sources) -> Iterator[str]:
    for _, sequence in sources.of(Kind.SEQUENCE):
        for step in sequence.rows("steps"):
            yield from _words(sequence, *step, "words")
    for _, replies in sources.of(Kind.REPLIES):
        yield from _words(replies)


def _words(document: Document, *loc: str | int) -> Iterator[str]:
    return (words for _, words in document.texts(*loc))
