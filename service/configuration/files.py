"""Which files make up a configuration, and what each of them is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from service.configuration.document import TOP
from service.configuration.faults import ConfigFault


class Kind(Enum):
    """By folder or by file name."""

    BOARD = "boards"
    SEQUENCE = "sequences"
    REPLIES = "replies"
    VOICE = "voice"
    DIRECTORY = "directory"
    PRISONS = "prisons.yaml"
    COUNCILS = "councils.yaml"
    CONTACTS = "contacts.yaml"


FOLDERS = (Kind.BOARD, Kind.SEQUENCE, Kind.REPLIES, Kind.VOICE, Kind.DIRECTORY)
SINGLE = (Kind.PRISONS, Kind.COUNCILS, Kind.CONTACTS)
NEEDED = (*(kind.value for kind in SINGLE), f"{Kind.REPLIES.value}/en.yaml", f"{Kind.VOICE.value}/en.yaml")

# What tells a file that stands alone, such as a draft: a field that no other kind has.
_TELLTALE = {
    Kind.BOARD: re.compile(r"^(sender|hours):", re.MULTILINE),
    Kind.SEQUENCE: re.compile(r"^(steps|anchor):", re.MULTILINE),
    Kind.PRISONS: re.compile(r"^prisons:", re.MULTILINE),
    Kind.COUNCILS: re.compile(r"^councils:", re.MULTILINE),
    Kind.CONTACTS: re.compile(r"^contacts:", re.MULTILINE),
    Kind.REPLIES: re.compile(r"^(STOP|CRISIS_\w+):", re.MULTILINE),
    Kind.VOICE: re.compile(r"^(known_caller|unknown_caller):", re.MULTILINE),
    Kind.DIRECTORY: re.compile(r"^entries:", re.MULTILINE),
}


@dataclass(frozen=True)
class ConfigFile:
    kind: Kind
    path: Path


def is_config_folder(folder: Path) -> bool:
    return (folder / Kind.BOARD.value).is_dir()


def files_in(folder: Path) -> tuple[tuple[ConfigFile, ...], tuple[ConfigFault, ...]]:
    """The files that a configuration folder has; and the ones that are missing, or lie where nothing reads them."""
    if not folder.is_dir():
        return (), (_fault(folder, "there is no such folder"),)
    found = [ConfigFile(kind, path) for kind in FOLDERS for path in sorted((folder / kind.value).glob("*.yaml"))]
    found += [ConfigFile(kind, folder / kind.value) for kind in SINGLE if (folder / kind.value).exists()]
    faults = [_fault(folder / name, "is missing") for name in NEEDED if not (folder / name).exists()]
    if not any(file.kind is Kind.BOARD for file in found):
        faults.append(_fault(folder / Kind.BOARD.value, "holds no Board: one .yaml file for each"))
    read = {file.path for file in found}
    stray = (path for ending in ("*.yaml", "*.yml") for path in sorted(folder.rglob(ending)) if path not in read)
    faults += [_fault(path, "is read by nothing: its folder or its ending is not one of ours") for path in stray]
    return tuple(found), tuple(faults)


def with_file(files: Iterable[ConfigFile], new: ConfigFile) -> tuple[ConfigFile, ...]:
    """The files with this one among them, in the place of the one that it is a draft of."""
    same_place = (
        file for file in files if file.kind is new.kind and (new.kind in SINGLE or file.path.name == new.path.name)
    )
    replaced = next(same_place, None)
    return (*(file for file in files if file is not replaced), new)


def kind_of(path: Path) -> Kind | None:
    """What a file that stands alone is: by its name, its folder, or what is in it."""
    for kind in Kind:
        if kind.value in (path.name, path.parent.name):
            return kind
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return next((kind for kind, telltale in _TELLTALE.items() if telltale.search(text)), None)


def _fault(path: Path, message: str) -> ConfigFault:
    return ConfigFault(str(path), TOP.line, TOP.col, message)
