"""What people asked for near them, counted by the day. Nothing here tells who asked."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from service.domain.ids import BoardCode
from service.domain.meaning import Wish


@dataclass(frozen=True)
class Asked:
    """How often one thing was asked for in one place."""

    board: BoardCode
    area: str  # a council area; empty: not known
    wish: Wish
    found: bool  # whether there was something to tell
    times: int


class AskedFor(Protocol):
    def count(self, day: date, asked: Asked) -> None:
        """Add these times to the day (London, practice clock). Its row is held until the transaction ends."""
        ...

    def between(self, first: date, last: date) -> tuple[Asked, ...]:
        """The sums of these days, both of them with it; by Board, area and wish."""
        ...
