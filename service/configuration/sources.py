"""The files of one configuration, read but not yet believed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault
from service.configuration.files import SINGLE, ConfigFile, Kind
from service.configuration.yamlfile import read_yaml

_CODE = re.compile(r"""^code:\s*["']?(S08\d{6})""", re.MULTILINE)


@dataclass(frozen=True)
class Sources:
    """Every file by its kind and name; a name without content is a file that could not be read."""

    files: Mapping[Kind, Mapping[str, Document | None]]
    codes: frozenset[str]  # of every Board, also of one whose file is broken: no prison is at fault for that

    def names(self, kind: Kind) -> frozenset[str]:
        return frozenset(self.files[kind])

    def of(self, kind: Kind) -> Iterator[tuple[str, Document]]:
        """The files that could be read, by name."""
        for name, document in self.files[kind].items():
            if document is not None:
                yield name, document

    def rows(self, kind: Kind) -> Iterator[tuple[Document, Loc]]:
        """The rows of the file that is one list: `prisons` of prisons.yaml."""
        for name, document in self.of(kind):
            yield from ((document, loc) for loc in document.rows(name))


def read_sources(files: Iterable[ConfigFile]) -> tuple[Sources, tuple[ConfigFault, ...]]:
    """All the files, and the faults of those that are no good YAML."""
    found: dict[Kind, dict[str, Document | None]] = {kind: {} for kind in Kind}
    faults: list[ConfigFault] = []
    codes: set[str] = set()
    for file in files:
        document, wrong = read_yaml(file.path)
        faults += wrong
        found[file.kind][_name(file)] = document
        if file.kind is Kind.BOARD:
            codes |= _codes(document, file.path)
    return Sources(found, frozenset(codes)), tuple(faults)


def _name(file: ConfigFile) -> str:
    """A draft of prisons.yaml may be called anything; a Board's, sequence's or language's name is its file's."""
    return Path(file.kind.value).stem if file.kind in SINGLE else file.path.stem


def _codes(document: Document | None, path: Path) -> set[str]:
    if document is not None:
        return {document.text("code") or ""}
    try:
        return set(_CODE.findall(path.read_text(encoding="utf-8", errors="replace")))
    except OSError:
        return set()
