"""Who reads that somebody is in danger: every Board names them, and every sender has one Board for unknown numbers."""

from collections.abc import Iterable, Iterator

from service.configuration.document import Document
from service.configuration.faults import ConfigFault, Level
from service.configuration.models import UNMONITORED
from service.configuration.repeats import Claim, repeated

_POOLED = "messaging services"
_OF_SENDER = ("of this sender", "share this sender")
_OF_POOLS = ("with a messaging service", "send by messaging services")
_WHEN = {"in_hours": "in office hours", "out_of_hours": "out of hours"}


def danger_faults(board: Document) -> Iterator[ConfigFault]:
    held = board.at("danger")
    if isinstance(board.value, dict) and "danger" not in board.value:
        told = "`danger`: is missing: name who is told when somebody is in danger, `in_hours` and `out_of_hours`"
        yield board.fault((), f"{told}, or write {UNMONITORED}")
    if not isinstance(held, dict):
        return
    nobody = [name for name in _WHEN if held.get(name) == UNMONITORED]
    if nobody:
        told = f"nobody at this Board is told of danger {' or '.join(_WHEN[name] for name in nobody)}"
        yield board.fault(("danger", nobody[0]), f"{told}: only the national alert address is", Level.WARNING)
    for name in _WHEN:
        yield from _list_faults(board, name)


def _list_faults(board: Document, name: str) -> Iterator[ConfigFault]:
    contacts = list(board.texts("danger", name))
    yield from repeated(Claim(board, loc, mail.casefold()) for loc, mail in contacts)
    if len(contacts) == 1:
        told = f"`{name}`: one address alone: no second is told where nobody accepts the case"
        yield board.fault(("danger", name), told, Level.WARNING)


def duty_faults(boards: Iterable[Document]) -> Iterator[ConfigFault]:
    """Somebody must read what a number that nobody knows writes, and not two, each trusting in the other.

    The numbers of a messaging service stand in no file: all Boards that have one need the same Board on duty.
    """
    sharing: dict[str, list[Document]] = {}
    for board in boards:
        sender = board.text("sender", "number") or (board.text("sender", "messaging_service") and _POOLED)
        if sender:
            sharing.setdefault(sender, []).append(board)
    for sender, group in sharing.items():
        yield from _shared_faults(group, *(_OF_POOLS if sender == _POOLED else _OF_SENDER))


def _shared_faults(group: list[Document], of: str, share: str) -> Iterator[ConfigFault]:
    on_duty = [board for board in group if board.at("duty") is True]
    for board in on_duty[1:]:
        first = on_duty[0]
        where = f"{first.path.name}, line {first.mark(('duty',)).line}"
        yield board.fault(("duty",), f"`duty`: another Board {of} is on duty already: {where}")
    if len(group) > 1 and not on_duty:
        told = f"{len(group)} Boards {share}, and none of them is `duty: true`"
        yield group[0].fault(("sender",), f"{told}: nobody would read what comes from a number that nobody knows")
