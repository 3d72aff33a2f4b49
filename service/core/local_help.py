"""Where somebody finds what they asked for near them, and the count of what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from service.core.asked_for import Asked
from service.core.ports import Core, Transaction
from service.domain.board import Board
from service.domain.directory import LOCAL, WHOLE_BOARD, Entry
from service.domain.london import london_day
from service.domain.meaning import Wish
from service.schedules.config import Config
from service.templates.render import names

NONE, NONE_HEALTH = "NONE", "NONE_HEALTH"
_HEALTH = (Wish.CHEMIST, Wish.DENTIST)


@dataclass(frozen=True)
class Help:
    key: str  # of the answer
    values: Mapping[str, str]  # for its placeholders


def help_for(core: Core, tx: Transaction, wish: Wish, board: Board, area: str | None) -> Help:
    """The answer to one wish, which is counted. `area`: the person's council area, None where nobody told it.

    The count is a row that all who ask on that day share, and it is held until the transaction ends: so call this after
    every line is held, and for several wishes in the order of `domain.directory.LOCAL`.

    Raises:
        ValueError: no directory tells of such a wish.
    """
    if wish not in LOCAL:
        raise ValueError(wish)
    where = _where(core.config, board, area)
    entry = core.config.directory.entry(wish, board.code, where)
    found = entry is not None and entry.phone is not None
    tx.asked_for.count(london_day(core.clock.now()), Asked(board.code, where, wish, found, times=1))
    if entry is not None:
        return Help(entry.key, _values(core.config, entry))
    return Help(NONE_HEALTH if wish in _HEALTH else NONE, {})


def _where(config: Config, board: Board, area: str | None) -> str:
    """The area's own name. One of another Board was told before the person moved: it tells nothing."""
    areas = config.areas_of(board.code)
    told = config.area_named(area) if area is not None else None
    if told is not None and told.name in areas:
        return told.name
    return next(iter(areas)) if len(areas) == 1 else WHOLE_BOARD


def _values(config: Config, entry: Entry) -> Mapping[str, str]:
    """Those that the words have a place for: more than that would be refused."""
    asked = names(config.replies["en"][entry.key])
    return {name: value for name, value in entry.values.items() if name in asked}


def asked_between(core: Core, first: date, last: date) -> tuple[Asked, ...]:
    """What was asked on these days (London, practice clock), both of them with it."""
    with core.store.read() as tx:
        return tx.asked_for.between(first, last)
