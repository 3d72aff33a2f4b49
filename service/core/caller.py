"""Who texts us: the number and the people who have it, kept to this transaction.

Records are held before lines (ARCHITECTURE, "Who holds what"), because what a reply tells may change a person.
"""

from dataclasses import dataclass

from service.core.likely import likely_dead
from service.core.ports import Core, Transaction
from service.core.records import Line
from service.domain.ids import PersonId
from service.domain.number import Number
from service.domain.release import Person


@dataclass(frozen=True)
class Caller:
    line: Line | None = None  # None: the sender is no telephone number
    people: tuple[Person, ...] = ()
    is_sure: bool = True  # nobody came to have the number while we looked
    likely: tuple[Person, ...] = ()  # whom the death may concern that somebody unknown tells of


def caller_of(  # noqa: PLR0913  who says what, to which number of ours, and whose code it may be
    core: Core, tx: Transaction, sender: str, to: str, words: str, meant: frozenset[PersonId | None] = frozenset()
) -> Caller:
    """Of two replies at once, the second sees what the first one said. `meant`: whose records are needed as well.

    All records are taken in one order, so that no two replies wait for each other.
    """
    number = number_of(sender)
    if number is None:
        tx.alone(*(f"record {one}" for one in meant))
        return Caller()
    line = tx.lines.find(number)  # a new one is made only when the records are held: whoever holds one may make it too
    known = tx.people.with_number(line.id) if line else ()
    likely = () if known else likely_dead(core, tx, line.id if line else None, to, words)
    records = {one.id for one in (*known, *likely)} | meant
    tx.alone(*sorted(f"record {one}" for one in records))
    line_id = line.id if line else tx.lines.of(number).id
    tx.lines.hold(line_id, *(one.number_id for one in likely))
    people = tx.people.with_number(line_id)
    is_sure = {one.id for one in people} <= records
    return Caller(tx.lines.get(line_id), people, is_sure, tuple(tx.people.get(one.id) for one in likely))


def number_of(sender: str) -> Number | None:
    """None: it is a short code, or a name."""
    try:
        return Number.trusted(sender)
    except ValueError:
        return None
