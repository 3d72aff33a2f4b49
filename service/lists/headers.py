"""Which column a header means, in this prison's files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.domain.column import OWN_HEADERS, Column, header_key
from service.domain.event import SourceKind
from service.domain.ids import PrisonSlug
from service.lists.occasion import Occasion


@dataclass(frozen=True)
class Headers:
    known: Mapping[str, Column]  # by `header_key`

    def column_of(self, header: str) -> Column | None:
        return self.known.get(header_key(header))

    def recognised(self, cells: Iterable[str]) -> int:
        """How many of our columns these cells name."""
        return len({self.column_of(cell) for cell in cells} - {None})


def headers_of(occasion: Occasion) -> Headers:
    """Our own words, and those of the prison."""
    is_prison = occasion.source.kind is SourceKind.PRISON
    prison = occasion.config.prisons.get(PrisonSlug(occasion.source.slug)) if is_prison else None
    theirs = {header_key(header): column for header, column in prison.columns.items()} if prison else {}
    return Headers({**OWN_HEADERS, **theirs})
