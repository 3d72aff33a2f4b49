"""A copy of the shipped configuration, to be broken in one place or in many."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from service.configuration.faults import ConfigFault, Level
from service.configuration.reader import examine

SHIPPED = Path(__file__).parents[2] / "config"


@dataclass(frozen=True)
class Copy:
    folder: Path

    @classmethod
    def into(cls, folder: Path) -> "Copy":
        shutil.copytree(SHIPPED, folder)
        return cls(folder)

    def edit(self, name: str, old: str, new: str) -> None:
        """Put `new` for the first `old` of the file."""
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def place(self, name: str, words: str) -> tuple[str, int, int]:
        """Where these words first stand in the file, as a fault tells it."""
        file = self.folder / name
        before = file.read_text(encoding="utf-8").split(words, 1)[0]
        return str(file), before.count("\n") + 1, len(before) - before.rfind("\n")

    def faults(self, *, practice: bool = True) -> tuple[ConfigFault, ...]:
        return examine(self.folder, practice=practice).faults

    def errors(self, *, practice: bool = True) -> tuple[ConfigFault, ...]:
        return tuple(fault for fault in self.faults(practice=practice) if fault.level is Level.ERROR)


def place(fault: ConfigFault) -> tuple[str, int, int]:
    return fault.file, fault.line, fault.col
