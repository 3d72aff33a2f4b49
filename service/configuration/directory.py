"""The shape of config/directory/, and what its entries must hold: a place that exists, a number that answers."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault
from service.configuration.files import Kind
from service.configuration.parts import Day, Grouped, Name, Part
from service.configuration.repeats import Claim, repeated
from service.configuration.sources import Sources
from service.domain.directory import ANYWHERE, LOCAL, WHOLE_BOARD, Area, Directory, Entry
from service.domain.ids import BoardCode
from service.domain.meaning import Wish
from service.schedules.config import council_key

NATIONAL = "national"  # the file of what holds everywhere


class EntryPart(Part):
    wish: Literal["food", "money", "home", "chemist", "dentist"]
    areas: Annotated[tuple[Name, ...], Field(min_length=1)] = ()  # absent: wherever the Board is
    place: Name | None = None
    phone: Grouped | None = None
    source: Name
    verified_on: Day | None  # null: nobody has made sure of it yet

    def entry(self) -> Entry:
        return Entry(Wish(self.wish), self.place, self.phone)


class DirectoryFile(Part):
    """directory/<Board's slug>.yaml, and directory/national.yaml."""

    entries: tuple[EntryPart, ...]


def directory_of(
    files: Mapping[str, DirectoryFile], boards: Mapping[str, BoardCode], areas: Mapping[str, Area]
) -> Directory:
    """`boards` by slug, `areas` by `council_key`. The files have no fault."""
    local = {
        (boards[slug], Wish(part.wish), reach): part.entry()
        for slug, file in files.items()
        if slug != NATIONAL
        for part in file.entries
        for reach in _reach(part.areas, areas)
    }
    national = files[NATIONAL].entries if NATIONAL in files else ()
    return Directory(MappingProxyType(local), MappingProxyType({Wish(part.wish): part.entry() for part in national}))


def _reach(names: Iterable[str], areas: Mapping[str, Area]) -> tuple[str, ...]:
    return tuple(areas[council_key(name)].name for name in names) or (WHOLE_BOARD,)


def directory_faults(sources: Sources) -> Iterator[ConfigFault]:
    """Where an entry holds, and for whom. Its words and its number: directory_words.py, directory_numbers.py."""
    areas = dict(_areas(sources))
    for slug, document in sources.of(Kind.DIRECTORY):
        if slug != NATIONAL and slug not in sources.names(Kind.BOARD):
            yield document.fault((), f"there is no boards/{slug}.yaml: the file is named for a Board, or {NATIONAL}")
        yield from repeated(_claims(slug, document, areas))
        for row in document.rows("entries"):
            yield from _area_faults(sources, slug, document, row, areas)
            yield from _missing_phone(slug, document, row)


def _areas(sources: Sources) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """By every name of an area, as far as councils.yaml can be read: the area's own and its Board's code."""
    for councils, row in sources.rows(Kind.COUNCILS):
        own = councils.text(*row, "area")
        names = (own, *(name for _, name in councils.texts(*row, "aliases")))
        yield from ((council_key(name), (own or name, councils.text(*row, "board"))) for name in names if name)


def _claims(slug: str, document: Document, areas: Mapping[str, tuple[str, str | None]]) -> Iterator[Claim]:
    """One answer to one wish in one place. An area that is named twice in one row is named once too often."""
    for row in document.rows("entries"):
        wish = document.text(*row, "wish")
        if wish is None:
            continue
        if slug == NATIONAL or document.at(*row, "areas") is None:
            yield Claim(document, (*row, "wish"), f"{wish} everywhere")
            continue
        for loc, name in document.texts(*row, "areas"):
            own, _ = areas.get(council_key(name), (name, None))
            yield Claim(document, loc, f"{wish} {council_key(own)}")


def _area_faults(
    sources: Sources, slug: str, document: Document, row: Loc, areas: Mapping[str, tuple[str, str | None]]
) -> Iterator[ConfigFault]:
    if slug == NATIONAL and document.at(*row, "areas") is not None:
        yield document.key_fault((*row, "areas"), f"`areas`: what stands in {NATIONAL}.yaml holds everywhere")
        return
    code = next((board.text("code") for name, board in sources.of(Kind.BOARD) if name == slug), None)
    for loc, name in document.texts(*row, "areas"):
        if not areas:
            return
        if council_key(name) not in areas:
            yield document.fault(loc, "is no council area of councils.yaml")
        elif code is not None and areas[council_key(name)][1] not in (None, code):
            yield document.fault(loc, "lies in another Board, says councils.yaml")


def _missing_phone(slug: str, document: Document, row: Loc) -> Iterator[ConfigFault]:
    wish = document.text(*row, "wish")
    if wish not in LOCAL or document.at(*row, "phone") is not None:
        return
    if slug != NATIONAL:
        yield document.fault(row, "`phone` is missing: without a number people are told what holds everywhere")
    elif wish not in ANYWHERE:
        yield document.fault(row, f"`phone` is missing: there are no words about {wish} without a number")
