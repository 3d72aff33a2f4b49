"""The phone numbers that may stand in texts: each once, and dialled by a person before it goes to anybody."""

from collections.abc import Iterator

from service.configuration.answers import answer_at
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
    used = frozenset(_run_together(number) for words in _all_words(sources) for number in numbers_in(words))
    level = Level.WARNING if practice else Level.ERROR
    for contacts, row in rows:
        held = contacts.at(*row)
        undialled = isinstance(held, dict) and held.get("verified_on", "") is None
        if undialled and _run_together(contacts.text(*row, "number")) in used:
            name = contacts.text(*row, "id")
            message = f"`{name}` stands in texts: dial it, then write the day here"
            yield contacts.fault((*row, "verified_on"), message, level)


def _run_together(number: str | None) -> str | None:
    return number.replace(" ", "") if number else None


def _all_words(sources: Sources) -> Iterator[str]:
    """What is written, and what is read out digit by digit."""
    for _, sequence in sources.of(Kind.SEQUENCE):
        for step in sequence.rows("steps"):
            for part in ("words", "without_call"):
                yield from (words for _, words in sequence.texts(*step, part))
    for kind in (Kind.REPLIES, Kind.VOICE):
        for _, answers in sources.of(kind):
            held = answers.value if isinstance(answers.value, dict) else {}
            yield from (found[1] for key in held if (found := answer_at(answers, key)))
