"""What Boards, and the prisons and councils of each, must hold beyond their shape: no two alike, nothing unknown."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from service.configuration.danger import danger_faults, duty_faults
from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault, Level
from service.configuration.files import Kind
from service.configuration.outline import Outline, outlines
from service.configuration.repeats import Claim, repeated
from service.configuration.sources import Sources
from service.domain.column import header_key
from service.schedules.config import council_key, spoken
from service.templates.segments import septets

_FICTION = re.compile(r"(\+44|0)7700900\d{3}")
_KEPT = "is kept for practice: the real carrier has none such"


def board_faults(sources: Sources, *, practice: bool) -> Iterator[ConfigFault]:
    boards = list(sources.of(Kind.BOARD))
    known = {sequence.id: sequence for sequence in outlines(sources)}
    yield from repeated(Claim(board, ("code",), board.text("code")) for _, board in boards)
    yield from repeated(Claim(board, ("name",), spoken(board.text("name") or "")) for _, board in boards)
    yield from duty_faults(board for _, board in boards)
    for slug, board in boards:
        yield from _name_faults(slug, board)
        yield from _sequence_faults(sources, board)
        yield from _welcome_faults(board, known)
        yield from _left_out_faults(board, known)
        yield from _line_faults(sources, board, practice=practice)
        yield from danger_faults(board)
        if not practice and _FICTION.fullmatch(board.text("sender", "number") or ""):
            yield board.fault(("sender", "number"), f"`number`: {_KEPT}")


def _name_faults(slug: str, board: Document) -> Iterator[ConfigFault]:
    name = board.text("name")
    if name is None:
        return
    if not name.startswith("NHS "):
        yield board.fault(("name",), "a Board's name begins with NHS: it tells people who is texting")
    if septets(name) is None:
        yield board.fault(("name",), "stands in texts, and has a letter that is not in GSM-7")
    expected = spoken(name).removeprefix("nhs ").replace(" ", "-")
    if slug != expected:
        yield board.fault(("name",), f"the file of this Board is called {expected}.yaml")


def _sequence_faults(sources: Sources, board: Document) -> Iterator[ConfigFault]:
    yield from repeated(Claim(board, loc, name) for loc, name in board.texts("sequences"))
    for loc, name in board.texts("sequences"):
        if name not in sources.names(Kind.SEQUENCE):
            yield board.fault(loc, f"there is no sequences/{name}.yaml")


def _welcome_faults(board: Document, known: Mapping[str, Outline]) -> Iterator[ConfigFault]:
    """One text tells people who writes and how to make it end, before any other goes."""
    names = {name for _, name in board.texts("sequences")}
    if not names or not names <= known.keys():
        return
    welcomes = [step for name in names for step in known[name].steps if step.welcome == "first"]
    if len(welcomes) != 1:
        told = (
            "more than one of these welcomes people" if welcomes else "none of these welcomes people: `welcome: first`"
        )
        yield board.fault(("sequences",), told)


def _left_out_faults(board: Document, known: Mapping[str, Outline]) -> Iterator[ConfigFault]:
    yield from repeated(Claim(board, loc, name) for loc, name in board.texts("leaves_out"))
    sent = [known[name] for _, name in board.texts("sequences") if name in known]
    steps = {step.id: step for sequence in sent for step in sequence.steps}
    for loc, name in board.texts("leaves_out"):
        if name not in steps:
            yield board.fault(loc, f"none of its sequences has a step {name}")
        elif not steps[name].optional:
            yield board.fault(loc, f"step {name} is not optional")


def _line_faults(sources: Sources, board: Document, *, practice: bool) -> Iterator[ConfigFault]:
    line = board.text("line")
    contacts = {contacts.text(*row, "number"): (contacts, row) for contacts, row in sources.rows(Kind.CONTACTS)}
    if line is None or not contacts:
        return
    if line not in contacts:
        yield board.fault(("line",), "`line`: does not stand in contacts.yaml, grouped like this")
        return
    if _FICTION.fullmatch(line.replace(" ", "")):
        if not practice:
            yield board.fault(("line",), f"`line`: {_KEPT}")
        return
    document, row = contacts[line]
    held = document.at(*row)
    if isinstance(held, dict) and held.get("verified_on", "") is None:
        told = f"`{document.text(*row, 'id')}` is the line of a Board: dial it, then write the day here"
        yield document.fault((*row, "verified_on"), told, Level.WARNING if practice else Level.ERROR)


def prison_faults(sources: Sources) -> Iterator[ConfigFault]:
    yield from _area_faults(sources, Kind.PRISONS, ("slug", "name"), spoken)
    for document, row in sources.rows(Kind.PRISONS):
        headers = [loc for loc, _ in document.texts(*row, "columns")]
        yield from repeated(Claim(document, loc, header_key(str(loc[-1]))) for loc in headers)


def council_faults(sources: Sources) -> Iterator[ConfigFault]:
    return _area_faults(sources, Kind.COUNCILS, ("area",), council_key)


def _area_faults(
    sources: Sources, kind: Kind, own: tuple[str, ...], compared: Callable[[str], str]
) -> Iterator[ConfigFault]:
    """`own` are the fields that name the row itself; its aliases name it too."""
    rows = list(sources.rows(kind))
    for document, row in rows:
        code = document.text(*row, "board")
        if code is not None and code not in sources.codes:
            yield document.fault((*row, "board"), "no Board has this code")
    names = [
        Claim(document, loc, compared(name), owner=row)
        for document, row in rows
        for loc, name in _names(document, row, own)
    ]
    yield from repeated(names)


def _names(document: Document, row: Loc, own: tuple[str, ...]) -> Iterable[tuple[Loc, str]]:
    for field in own:
        name = document.text(*row, field)
        if name is not None:
            yield (*row, field), name
    yield from document.texts(*row, "aliases")
