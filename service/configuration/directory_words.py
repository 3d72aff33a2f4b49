"""The answers of the directory, each filled in with each of its entries."""

from collections.abc import Iterator

from service.configuration.answers import answer_at
from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault, Level
from service.configuration.files import Kind
from service.configuration.sources import Sources
from service.domain.directory import ANYWHERE, LOCAL, answer_key
from service.domain.meaning import Wish
from service.templates.easyread.blanks import filled
from service.templates.easyread.examine import Finding, Known, Words, examine
from service.templates.easyread.examine import Kind as Told
from service.templates.render import names

_SHORT = {"place": "Leith", "phone": "999"}  # what no rule finds fault with


def word_faults(sources: Sources, numbers: frozenset[str] | None) -> Iterator[ConfigFault]:
    for slug, document in sources.of(Kind.DIRECTORY):
        for row in document.rows("entries"):
            yield from _entry_faults(sources, slug, document, row, numbers)


def _entry_faults(
    sources: Sources, slug: str, document: Document, row: Loc, numbers: frozenset[str] | None
) -> Iterator[ConfigFault]:
    wish = document.text(*row, "wish")
    given = {name: value for name in ("place", "phone") if (value := document.text(*row, name)) is not None}
    if wish not in LOCAL or ("phone" not in given and wish not in ANYWHERE):
        return
    key = answer_key(Wish(wish), has_phone="phone" in given)
    for language, answers in sources.of(Kind.REPLIES):
        found = answer_at(answers, key)
        if found is None:
            continue
        for name in sorted({"place"} & names(found[1]) - given.keys()):
            yield document.fault(row, f"`{name}` is missing: the answer {key} names it")
        for finding in _findings(found[1], given, language, numbers):
            if not _let_through(sources, slug, given.get("place", ""), finding):
                yield document.fault(
                    _blamed(row, given, finding), f"answer {key}, rule {finding.rule}: {finding.message}"
                )


def _findings(
    template: str, given: dict[str, str], language: str, numbers: frozenset[str] | None
) -> tuple[Finding, ...]:
    """What is wrong with the text that people will get, but not with its words as such: those are told of replies/.

    Errors alone: that a name is long is no fault of whoever writes it down.
    """
    known = Known(None if numbers is None else numbers | set(_SHORT.values()) | {given.get("phone", "")})
    before, after = (
        examine(Words(words, words, kind=Told.ANSWER, language=language), known)
        for words in (filled(template, _SHORT), filled(template, {**_SHORT, **given}))
    )
    return tuple(one for one in after if one.level == Level.ERROR.value and one not in before)


def _let_through(sources: Sources, slug: str, place: str, finding: Finding) -> bool:
    """Whether the Board has a reason why this place may be called what it is called."""
    board = next((board for name, board in sources.of(Kind.BOARD) if name == slug), None)
    if board is None or not place or not finding.words or finding.words not in place:
        return False
    return any(board.text(*row, "words") == place for row in board.rows("places"))


def _blamed(row: Loc, given: dict[str, str], finding: Finding) -> Loc:
    return (*row, "place") if finding.words in given.get("place", "") and "place" in given else row
