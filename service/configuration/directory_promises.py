"""Texts that say "Reply FOOD": that is a promise of a number, to everybody who gets them."""

import re
from collections.abc import Iterator

from service.configuration.directory import NATIONAL
from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault
from service.configuration.files import Kind
from service.configuration.outline import StepOutline, outlines
from service.configuration.sources import Sources
from service.domain.directory import LOCAL
from service.domain.meaning import Wish
from service.schedules.config import council_key

_PROMISES = re.compile(rf"\b({'|'.join(wish.upper() for wish in LOCAL)})\b")


def promise_faults(sources: Sources) -> Iterator[ConfigFault]:
    for sequence in outlines(sources):
        for step in sequence.steps:
            for part in ("words", "without_call"):
                for loc, words in step.texts(part):
                    for keyword in dict.fromkeys(_PROMISES.findall(words)):
                        yield from _unkept(sources, step, loc, Wish(keyword.lower()))


def _unkept(sources: Sources, step: StepOutline, loc: Loc, wish: Wish) -> Iterator[ConfigFault]:
    for slug, board in sources.of(Kind.BOARD):
        sends = step.sequence in (name for _, name in board.texts("sequences"))
        left_out = step.id in (name for _, name in board.texts("leaves_out"))
        if sends and not left_out and not _has_everywhere(sources, slug, board, wish):
            told = f"{board.text('name')} has no number for {wish.upper()} everywhere: fill in directory/{slug}.yaml"
            yield step.fault(told, *loc[len(step.loc) :])
            return


def _has_everywhere(sources: Sources, slug: str, board: Document, wish: Wish) -> bool:
    """Also where what would tell cannot be read: that is a fault of its own."""
    files = dict(sources.of(Kind.DIRECTORY))
    if ({slug, NATIONAL} & sources.names(Kind.DIRECTORY)) - files.keys() or not list(sources.rows(Kind.COUNCILS)):
        return True
    if any(_reaches(files[name], wish, whole=True) for name in (slug, NATIONAL) if name in files):
        return True
    named = _reaches(files[slug], wish, whole=False) if slug in files else frozenset()
    theirs = list(_areas(sources, board.text("code")))
    return bool(theirs) and all(names & named for names in theirs)


def _areas(sources: Sources, code: str | None) -> Iterator[frozenset[str]]:
    """Of each council area of the Board every name that it has."""
    for councils, row in sources.rows(Kind.COUNCILS):
        if councils.text(*row, "board") == code:
            names = (councils.text(*row, "area"), *(name for _, name in councils.texts(*row, "aliases")))
            yield frozenset(council_key(name) for name in names if name)


def _reaches(document: Document, wish: Wish, *, whole: bool) -> frozenset[str]:
    """The areas of which there is a number, or with `whole` something where one holds everywhere."""
    rows = [row for row in document.rows("entries") if document.text(*row, "wish") == wish]
    rows = [row for row in rows if document.text(*row, "phone") is not None]
    if whole:
        return frozenset("everywhere" for row in rows if document.at(*row, "areas") is None)
    return frozenset(council_key(name) for row in rows for _, name in document.texts(*row, "areas"))
