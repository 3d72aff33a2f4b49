"""Which texts the address asks for, and the addresses of the pages beside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from urllib.parse import urlencode

from service.console import words
from service.core.log import Leaf
from service.core.ports import Core
from service.core.records import Seat, TextFilter
from service.domain.board import Board
from service.domain.errors import NotFoundError
from service.domain.ids import PersonId, TextId
from service.domain.london import at, london_day, next_day
from service.domain.text import State

PER_PAGE = 25
_ID = re.compile(r"([a-z]+)-[0-9a-z]{1,34}", re.ASCII)
_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_FILTERS = ("day", "state", "board", "step")


@dataclass(frozen=True)
class Query:
    typed: Mapping[str, str]  # the filters as they were typed, without empty ones
    faults: Mapping[str, str]  # by filter
    day: date | None
    state: State | None
    board: Board | None
    step: str | None
    start: TextId | None  # the page begins after this text, or ends before it
    back: bool

    @property
    def shown_state(self) -> str:
        """The one of the states to choose from that reads like the one asked for."""
        return words.alike(self.state)[0] if self.state else ""

    @property
    def soonest_first(self) -> bool:
        """What has still to go is read from now on; what went, from now back."""
        return self.state is State.PLANNED

    @property
    def up_to_today(self) -> bool:
        """Nobody who opens the log wants to begin six weeks ahead."""
        return self.day is None and self.state is None and self.start is None

    def filter(self, core: Core) -> TextFilter:
        tomorrow = at(next_day(london_day(core.clock.now())), time.min)
        return TextFilter(
            self.board.code if self.board else None,
            states=words.alike(self.state) if self.state else (),
            step=self.step,
            day=self.day,
            due_before=tomorrow if self.up_to_today else None,
            newest_first=not self.soonest_first,
            after=self.start,
            limit=PER_PAGE,
        )

    def beside(self, leaf: Leaf) -> tuple[str, str]:
        """The addresses of the pages before and after; "" where there is none."""
        return self._page("before", leaf.before), self._page("after", leaf.after)

    def _page(self, side: str, text_id: TextId | None) -> str:
        return f"/texts?{urlencode({**self.typed, side: text_id})}" if text_id else ""


def read(core: Core, seat: Seat, args: Mapping[str, str]) -> Query:
    """Raises NotFoundError for another Board's texts, and for what cannot be a text of ours."""
    typed = {name: args[name].strip() for name in _FILTERS if args.get(name, "").strip()}
    day, state = _day(typed.get("day", "")), _state(typed.get("state", ""))
    board = _board(core, seat, typed.get("board", ""))
    step = _step(core, typed.get("step", ""))
    known = {"day": day, "state": state, "board": board, "step": step}
    faults = {name: _WRONG[name] for name in typed if known[name] is None}
    start = args.get("before") or args.get("after")
    return Query(typed, faults, day, state, board, step, text_id(start) if start else None, "before" in args)


_WRONG = {
    "day": "Give the day as 2026-12-23.",
    "state": "Choose a state from the list.",
    "board": "Choose a Board from the list.",
    "step": "Choose a text from the list.",
}


def text_id(given: str) -> TextId:
    """What cannot be an id of ours is not looked for: PostgreSQL fails on some of it. Raises NotFoundError."""
    return TextId(known(given, "t", "p"))


def person_id(given: str) -> PersonId:
    """As `text_id`. Raises NotFoundError."""
    return PersonId(known(given, "t", "p"))


def known(given: str, *prefixes: str) -> str:
    """As `text_id`, of what begins like this. Raises NotFoundError."""
    found = _ID.fullmatch(given)
    if found is None or found[1] not in prefixes:
        raise NotFoundError
    return given


def steps(core: Core) -> list[tuple[str, str]]:
    """Every step of every sequence, to choose from."""
    ids = {step.id for sequence in core.config.sequences.values() for step in sequence.steps}
    return [(step_id, words.step(step_id)) for step_id in sorted(ids)]


def boards(core: Core) -> list[tuple[str, str]]:
    found = sorted(core.config.boards.values(), key=lambda board: board.name)
    return [(board.code, board.name) for board in found]


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:
        return None


def _state(typed: str) -> State | None:
    return State(typed) if typed in set(State) else None


def _step(core: Core, typed: str) -> str | None:
    return typed if typed in dict(steps(core)) else None


def _board(core: Core, seat: Seat, typed: str) -> Board | None:
    """The Board asked for; for staff of a Board their own, and no other. Raises NotFoundError."""
    asked = core.config.board_named(typed) if typed else None
    if seat.board is None:
        return asked
    own = core.config.boards.get(seat.board)
    if own is None or (typed and asked != own):
        raise NotFoundError
    return own
