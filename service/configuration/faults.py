"""What is wrong in `config/`, and where."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import ReleaseDayError


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"  # told, but does not stop anything


@dataclass(frozen=True, order=True)
class ConfigFault:
    """One fault. The message never repeats a text's words, nor a whole phone number."""

    file: str  # the path by which it was opened
    line: int  # from 1
    col: int  # from 1
    message: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        told = f"warning: {self.message}" if self.level is Level.WARNING else self.message
        return f"{self.file}:{self.line}:{self.col}: {told}"


class ConfigError(ReleaseDayError):
    """`config/` cannot be used."""

    def __init__(self, faults: tuple[ConfigFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults  # warnings too; by file, then line
