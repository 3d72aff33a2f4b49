"""One file's content as plain values, each with its place in the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.configuration.faults import ConfigFault, Level

Loc = tuple[str | int, ...]  # the way from the top of the file to a value: ("steps", 2, "at")


@dataclass(frozen=True)
class Mark:
    line: int  # from 1
    col: int  # from 1


TOP = Mark(1, 1)


@dataclass(frozen=True)
class Document:
    path: Path
    value: object  # dict, tuple, str, int, float, bool or None, all the way down
    marks: Mapping[Loc, Mark]  # where each value begins
    keys: Mapping[Loc, Mark]  # where the key of each value of a mapping begins

    def at(self, *loc: str | int) -> object:
        """The value there, or None."""
        found: object = self.value
        for part in loc:
            if isinstance(found, dict):
                found = found.get(part)
            elif isinstance(found, tuple) and isinstance(part, int) and part < len(found):
                found = found[part]
            else:
                return None
        return found

    def text(self, *loc: str | int) -> str | None:
        """The value there if it is text, so that a file with one fault can still be searched for others."""
        found = self.at(*loc)
        return found if isinstance(found, str) else None

    def texts(self, *loc: str | int) -> Iterator[tuple[Loc, str]]:
        """Every text of the list or mapping there, and its place."""
        found = self.at(*loc)
        parts = found if isinstance(found, dict) else range(len(found)) if isinstance(found, tuple) else ()
        for part in parts:
            words = self.text(*loc, part)
            if words is not None:
                yield (*loc, part), words

    def rows(self, *loc: str | int) -> Iterator[Loc]:
        """The places of the rows of the list there."""
        found = self.at(*loc)
        if isinstance(found, tuple):
            yield from ((*loc, index) for index in range(len(found)))

    def mark(self, loc: Loc) -> Mark:
        """Where the value stands, or else the nearest thing round it that the file has."""
        while loc and loc not in self.marks:
            loc = loc[:-1]
        return self.marks[loc]

    def fault(self, loc: Loc, message: str, level: Level = Level.ERROR) -> ConfigFault:
        """A fault of the value there."""
        mark = self.mark(loc)
        return ConfigFault(str(self.path), mark.line, mark.col, message, level)

    def key_fault(self, loc: Loc, message: str) -> ConfigFault:
        """A fault of the key there."""
        mark = self.keys[loc]
        return ConfigFault(str(self.path), mark.line, mark.col, message)
