"""A spool in memory, with the promises of the one on the disk."""

from service.core.records import Spooled
from service.domain.errors import NotFoundError, UnavailableError, UnfitError


class FakeSpool:
    def __init__(self) -> None:
        self.full = False
        self._kept: dict[str, Spooled | None] = {}  # None: it cannot be opened
        self._aside: list[str] = []

    def keep(self, request: Spooled) -> None:
        if self.full:
            raise UnavailableError
        self._kept[f"{request.wall.isoformat()}-{len(self._kept)}"] = request

    def spoil(self, name: str) -> None:
        self._kept[name] = None

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._kept))

    def damaged(self) -> tuple[str, ...]:
        return tuple(self._aside)

    def take_away(self, name: str) -> None:
        """As a person does who has looked at it."""
        self._aside.remove(name)

    def read(self, name: str) -> Spooled:
        if name not in self._kept:
            raise NotFoundError
        request = self._kept[name]
        if request is None:
            raise UnfitError
        return request

    def remove(self, name: str) -> None:
        self._kept.pop(name, None)

    def set_aside(self, name: str) -> None:
        del self._kept[name]
        self._aside.append(name)
