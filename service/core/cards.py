"""Cards for releases without a number: a fresh code for each, and the words that the person's Board begins with."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from service.core.codes import Unjoined
from service.core.ports import Core, Transaction
from service.core.wording import filled, spoken
from service.domain.board import Board
from service.domain.errors import Fault, InvalidError
from service.domain.ids import BoardCode, PrisonSlug
from service.domain.joining import Code, Draw, new_code
from service.domain.london import at
from service.schedules.sequence import Sequence, Welcome

GOOD_FOR = timedelta(days=60)  # from the liberation date, or from the day it was made if that is later


@dataclass(frozen=True)
class Made:
    unjoined: Unjoined
    code: Code = field(repr=False)


def to_make(core: Core, prison: PrisonSlug, first: date, last: date) -> tuple[Unjoined, ...]:
    """The releases of this prison and these days that would get a card now."""
    with core.store.read() as tx:
        return _known(core, tx.codes.unjoined(prison, first, last))


def make_codes(  # noqa: PLR0913  whose cards, of which days, by what chance
    core: Core,
    prison: PrisonSlug,
    first: date,
    last: date,
    draw: Draw,
    *,
    boards: Collection[BoardCode] | None = None,
    replaces: bool = False,
) -> tuple[Made, ...]:
    """A code for each release of this prison and these days that has no number.

    Args:
        core: the service.
        prison: that holds the releases.
        first: liberation date, a day in Scotland.
        last: the same.
        draw: chance that nobody can foresee.
        boards: only for people of these; None: of all.
        replaces: codes that were made before for these releases end now.
    """
    with core.store.write(actor="command line") as tx:
        found = _known(core, tx.codes.unjoined(prison, first, last), boards)
        if replaces:
            tx.codes.end([one.release_id for one in found])
        made = tuple(Made(one, _add(core, tx, one, draw)) for one in found)
        tx.journal.note("cards.made", about={"prison": prison}, why=f"{len(made)} codes")
        return made


def welcomes(core: Core, boards: Iterable[Board]) -> dict[BoardCode, str]:
    """Each Board's code -> the first text that it sends, as it runs now. Raises InvalidError for one that has none."""
    with core.store.read() as tx:
        found = {board.code: _welcome(core, tx, board) for board in boards}
    missing = sorted(code for code, words in found.items() if words is None)
    if missing:
        raise InvalidError(tuple(Fault(code, "no sequence of this Board has a first text") for code in missing))
    return {code: words for code, words in found.items() if words is not None}


def _known(core: Core, found: Iterable[Unjoined], boards: Collection[BoardCode] | None = None) -> tuple[Unjoined, ...]:
    wanted = core.config.boards if boards is None else boards
    return tuple(one for one in found if one.board in core.config.boards and one.board in wanted)


def _add(core: Core, tx: Transaction, one: Unjoined, draw: Draw) -> Code:
    after = core.clock.wall_at(at(one.liberation_date + GOOD_FOR, time.min))
    expires_at = max(core.clock.wall() + GOOD_FOR, after)
    code = new_code(draw)
    while not tx.codes.add(code.letters, one.release_id, expires_at):
        code = new_code(draw)
    tx.journal.note("code.made", about={"release": one.release_id, "person": one.person_id})
    return code


def _welcome(core: Core, tx: Transaction, board: Board) -> str | None:
    for name in board.sequences:
        current = tx.versions.current(name)
        sequence: Sequence | None = current.sequence if current else core.config.sequences.get(name)
        for step in sequence.steps if sequence else ():
            if step.welcome is Welcome.FIRST:
                return filled(spoken(step, sequence, board, None), {"board": board.name}) if sequence else None
    return None
