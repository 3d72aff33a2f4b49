"""Reads and checks a whole configuration."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel

from service.configuration.answers import AnswersFile
from service.configuration.boards import board_faults, council_faults, prison_faults
from service.configuration.contacts import contact_faults, registered
from service.configuration.directory import DirectoryFile, directory_faults, directory_of
from service.configuration.directory_numbers import number_faults
from service.configuration.directory_promises import promise_faults
from service.configuration.directory_words import word_faults
from service.configuration.faults import ConfigError, ConfigFault, Level
from service.configuration.files import ConfigFile, Kind, files_in, with_file
from service.configuration.models import (
    BoardFile,
    ContactsFile,
    CouncilRow,
    CouncilsFile,
    PrisonsFile,
)
from service.configuration.past import future_faults
from service.configuration.published import document_of
from service.configuration.replies import reply_faults
from service.configuration.sequence_file import SequenceFile
from service.configuration.sequences import sequence_faults
from service.configuration.shape import shaped
from service.configuration.sources import Sources, read_sources
from service.domain.directory import Area
from service.domain.ids import BoardCode, SequenceId
from service.schedules.config import Config, council_key

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Reading:
    config: Config | None  # None where there is an error
    faults: tuple[ConfigFault, ...]  # by file, then line


@dataclass(frozen=True)
class Partial:
    config: Config
    broken: frozenset[SequenceId]  # whose drafts have faults, and which are missing here
    faults: tuple[ConfigFault, ...]


def read_config(folder: Path, *, practice: bool, today: date | None = None) -> Config:
    """The configuration of this folder. With `practice`, when no text can leave this machine, made-up numbers pass.

    Raises:
        ConfigError: every fault of every file, and the warnings.
    """
    reading = examine(folder, practice=practice, today=today)
    if reading.config is None:
        raise ConfigError(reading.faults)
    return reading.config


def read_without_drafts(folder: Path, *, practice: bool) -> Partial:
    """As `read_config`, but a fault in a sequence's file leaves out that sequence alone: the file is a draft.

    Raises:
        ConfigError: a fault in any other file; every fault there is.
    """
    shapes, faults = _read(folder, practice=practice, drafts=())
    errors = [Path(fault.file) for fault in faults if fault.level is Level.ERROR]
    if any(path.parent.name != Kind.SEQUENCE.value for path in errors):
        raise ConfigError(faults)
    broken = frozenset(SequenceId(path.stem) for path in errors)
    return Partial(shapes.config(without=broken), broken, faults)


def examine(folder: Path, *, practice: bool, drafts: Iterable[ConfigFile] = (), today: date | None = None) -> Reading:
    """The configuration of this folder with these drafts in it, and all that is wrong or doubtful.

    `today` (London): no day on which somebody did something may lie after it. None: that is not looked at.
    """
    shapes, faults = _read(folder, practice=practice, drafts=drafts, today=today)
    broken = any(fault.level is Level.ERROR for fault in faults)
    return Reading(None if broken else shapes.config(), faults)


def _read(
    folder: Path, *, practice: bool, drafts: Iterable[ConfigFile], today: date | None = None
) -> "tuple[_Shapes, tuple[ConfigFault, ...]]":
    files, missing = files_in(folder)
    for draft in drafts:
        files = with_file(files, draft)
    sources, unreadable = read_sources(files)
    shapes = _Shapes(sources)
    crossed = _cross_checks(sources, practice=practice)
    return shapes, tuple(sorted({*missing, *unreadable, *shapes.faults, *crossed, *future_faults(sources, today)}))


def _cross_checks(sources: Sources, *, practice: bool) -> Iterator[ConfigFault]:
    numbers = registered(sources)
    yield from board_faults(sources, practice=practice)
    yield from prison_faults(sources)
    yield from council_faults(sources)
    yield from contact_faults(sources, practice=practice)
    yield from sequence_faults(sources, numbers)
    yield from reply_faults(sources, numbers)
    yield from directory_faults(sources)
    yield from number_faults(sources, numbers, practice=practice)
    yield from word_faults(sources, numbers)
    yield from promise_faults(sources)


class _Shapes:
    """The files that have their shape, and the faults of those that have not."""

    def __init__(self, sources: Sources) -> None:
        self.faults: list[ConfigFault] = []
        self._boards = self._all(sources, Kind.BOARD, BoardFile)
        self._prisons = self._all(sources, Kind.PRISONS, PrisonsFile)
        self._councils = self._all(sources, Kind.COUNCILS, CouncilsFile)
        self._contacts = self._all(sources, Kind.CONTACTS, ContactsFile)
        self._sequences = self._all(sources, Kind.SEQUENCE, SequenceFile)
        self._replies = self._all(sources, Kind.REPLIES, AnswersFile)
        self._voice = self._all(sources, Kind.VOICE, AnswersFile)
        self._directory = self._all(sources, Kind.DIRECTORY, DirectoryFile)

    def _all(self, sources: Sources, kind: Kind, model: type[M]) -> Mapping[str, M]:
        found: dict[str, M] = {}
        for name, document in sources.of(kind):
            shape, faults = shaped(document, model)
            self.faults += faults
            if shape is not None:
                found[name] = shape
        return found

    def config(self, without: frozenset[SequenceId] = frozenset()) -> Config:
        files = {SequenceId(name): file for name, file in self._sequences.items() if name not in without}
        boards = [file.board(slug) for slug, file in self._boards.items()]
        prisons = [row.prison() for file in self._prisons.values() for row in file.prisons]
        councils = [row for file in self._councils.values() for row in file.councils]
        contacts = [row.contact() for file in self._contacts.values() for row in file.contacts]
        sequences = [file.sequence(name) for name, file in files.items()]
        areas = MappingProxyType(dict(_areas(councils)))
        return Config(
            boards=MappingProxyType({board.code: board for board in boards}),
            prisons=MappingProxyType({prison.slug: prison for prison in prisons}),
            councils=MappingProxyType({name: area.board for name, area in areas.items()}),
            contacts=MappingProxyType({contact.id: contact for contact in contacts}),
            sequences=MappingProxyType({sequence.id: sequence for sequence in sequences}),
            replies=MappingProxyType({name: file.words for name, file in self._replies.items()}),
            voice=MappingProxyType({name: file.words for name, file in self._voice.items()}),
            documents=MappingProxyType({name: document_of(file) for name, file in files.items()}),
            areas=areas,
            directory=directory_of(self._directory, {board.slug: board.code for board in boards}, areas),
        )


def _areas(rows: Iterable[CouncilRow]) -> Iterator[tuple[str, Area]]:
    for row in rows:
        area = Area(row.area, BoardCode(row.board))
        yield from ((council_key(name), area) for name in (row.area, *row.aliases))
