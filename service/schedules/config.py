"""Everything a Board configures, read and checked: frozen, and the few ways to find something in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from service.domain.board import Board, Contact, Prison
from service.domain.directory import Area, Directory
from service.domain.ids import BoardCode, PrisonSlug, SequenceId
from service.schedules.sequence import Anchor, Days, Offset, Sequence


def spoken(name: str) -> str:
    """A name as it is compared: no capitals, no runs of spaces, "&" read as "and"."""
    return " ".join(name.casefold().replace("&", " and ").split())


def council_key(area: str) -> str:
    """A council area as it is compared: "The Moray Council" is Moray."""
    return spoken(area).removeprefix("the ").removesuffix(" council")


@dataclass(frozen=True)
class Config:
    boards: Mapping[BoardCode, Board]
    prisons: Mapping[PrisonSlug, Prison]
    councils: Mapping[str, BoardCode]  # `council_key` of an area or of another name for it -> the Board it lies in
    contacts: Mapping[str, Contact]  # by the contact's id
    sequences: Mapping[SequenceId, Sequence]
    replies: Mapping[str, Mapping[str, str]]  # language tag -> key -> words with {placeholders}
    # What a caller hears: language tag -> key -> words with {placeholders}.
    voice: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    # The sequences as they are published: canonical JSON.
    documents: Mapping[SequenceId, str] = field(default_factory=lambda: MappingProxyType({}))

    areas: Mapping[str, Area] = field(default_factory=lambda: MappingProxyType({}))  # by the same names as `councils`
    directory: Directory = field(default_factory=Directory)  # who helps near by

    @property
    def longest(self) -> timedelta:
        """How long the texts of a release go on: to the last step's day."""
        counted = (one for one in self.sequences.values() if one.anchor is Anchor.LIBERATION)
        return max(_after(step.offset) for sequence in counted for step in sequence.steps)

    def board_named(self, text: str) -> Board | None:
        """The Board of this code, slug or name, the name with or without "NHS"."""
        wanted = spoken(text).removeprefix("nhs ")
        for board in self.boards.values():
            if wanted in (board.code.casefold(), board.slug, spoken(board.name).removeprefix("nhs ")):
                return board
        return None

    def prison_named(self, text: str) -> Prison | None:
        """The prison of this slug, name or alias."""
        wanted = spoken(text)
        for prison in self.prisons.values():
            if wanted == prison.slug or wanted in map(spoken, (prison.name, *prison.aliases)):
                return prison
        return None

    def board_of_council(self, text: str) -> Board | None:
        """The Board whose area holds this council area."""
        code = self.councils.get(council_key(text))
        return self.boards.get(code) if code else None

    def area_named(self, text: str) -> Area | None:
        """The council area of this name."""
        return self.areas.get(council_key(text))

    def areas_of(self, board: BoardCode) -> frozenset[str]:
        """The names of the council areas that lie in this Board."""
        return frozenset(area.name for area in self.areas.values() if area.board == board)


def _after(offset: Offset) -> timedelta:
    return timedelta(days=offset.days) if isinstance(offset, Days) else offset.time
