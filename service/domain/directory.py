"""Where somebody finds food, money, a home, a chemist or a dentist: what a Board has written down of its area."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from service.domain.ids import BoardCode
from service.domain.meaning import Wish

LOCAL = (Wish.FOOD, Wish.MONEY, Wish.HOME, Wish.CHEMIST, Wish.DENTIST)  # what a directory tells of
ANYWHERE = (Wish.MONEY, Wish.HOME)  # of what there are words without a number: any council can help
WHOLE_BOARD = ""  # in the place of a council area


@dataclass(frozen=True)
class Area:
    """A council area."""

    name: str  # as councils.yaml has it: "City of Edinburgh"
    board: BoardCode  # the Board it lies in


@dataclass(frozen=True)
class Entry:
    wish: Wish
    place: str | None = None  # whom to call, as it stands in the text
    phone: str | None = None  # grouped as in contacts.yaml; None: no number holds everywhere

    @property
    def key(self) -> str:
        """The answer that tells it."""
        return answer_key(self.wish, has_phone=self.phone is not None)

    @property
    def values(self) -> Mapping[str, str]:
        """What its answer may be filled with."""
        told = {"place": self.place, "phone": self.phone}
        return {name: value for name, value in told.items() if value is not None}


def answer_key(wish: Wish, *, has_phone: bool) -> str:
    return wish.upper() if has_phone else f"{wish.upper()}_ANYWHERE"


@dataclass(frozen=True)
class Directory:
    local: Mapping[tuple[BoardCode, Wish, str], Entry] = field(default_factory=lambda: MappingProxyType({}))
    national: Mapping[Wish, Entry] = field(default_factory=lambda: MappingProxyType({}))

    def entry(self, wish: Wish, board: BoardCode, area: str) -> Entry | None:
        """The nearest: of the area, of its whole Board, of Scotland."""
        near = (self.local.get((board, wish, reach)) for reach in dict.fromkeys((area, WHOLE_BOARD)))
        return next((one for one in near if one is not None), self.national.get(wish))
