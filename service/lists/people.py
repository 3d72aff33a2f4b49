"""What only the rows together tell: one person twice, and one number for many."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from service.domain.column import Column
from service.domain.errors import Fault
from service.domain.listing import Status
from service.domain.number import Number
from service.domain.release import Contact, SafeToText
from service.lists.rows import ReadRow

MOST_PEOPLE = 3  # on one number: a couple or a family may share a phone, a hostel's reaches everybody
_MOST_TOLD = 5  # lines that one fault names
_DATE = Column.LIBERATION_DATE
_ENDS = (Status.RETURNED, Status.DIED)


@dataclass(frozen=True)
class Sorted:
    rows: tuple[ReadRow, ...]  # with the faults that other rows brought on them
    repeats: tuple[int, ...]  # the lines of rows that say again what an earlier one says


def sort_out(rows: Sequence[ReadRow]) -> Sorted:
    """Hold each row against the others."""
    crowded = _crowded(rows)
    held = [_held_back(row, crowded) for row in rows]
    repeats: set[int] = set()
    faults: dict[int, list[Fault]] = {}
    for same in _by_person(held).values():
        for line, fault in _contradictions(same):
            faults.setdefault(line, []).append(fault)
        repeats.update(_repeats(row for row in same if row.line not in faults))
    kept = [row for row in held if row.line not in repeats]
    sorted_out = tuple(replace(row, faults=(*row.faults, *faults.get(row.line, ()))) for row in kept)
    return Sorted(sorted_out, tuple(sorted(repeats)))


def _crowded(rows: Iterable[ReadRow]) -> frozenset[Number]:
    """The numbers that stand beside more people than can share a phone."""
    people: dict[Number, set[str]] = {}
    for row in rows:
        if row.mobile is not None and row.prison_number is not None:
            people.setdefault(row.mobile.number, set()).add(row.prison_number)
    return frozenset(number for number, named in people.items() if len(named) > MOST_PEOPLE)


def _held_back(row: ReadRow, crowded: frozenset[Number]) -> ReadRow:
    """A number that may be someone else's is not taken, and nothing goes to an older one until a person has looked."""
    if row.contact is None or row.mobile is None or not (row.mobile.with_note or row.mobile.number in crowded):
        return row
    silent = replace(row.contact, number=None, confirmed_on=None, safe_to_text=SafeToText.NO)
    return replace(row, contact=silent)


def _by_person(rows: Iterable[ReadRow]) -> Mapping[str, list[ReadRow]]:
    found: dict[str, list[ReadRow]] = {}
    for row in rows:
        if row.prison_number is not None:
            found.setdefault(row.prison_number, []).append(row)
    return found


def _contradictions(same: Sequence[ReadRow]) -> Iterator[tuple[int, Fault]]:
    """Which rows of one person another one speaks against. A return or a death stands, whatever the others say."""
    ends = [row for row in same if row.status in _ENDS and not row.faults]
    others = [row for row in same if row.status not in _ENDS]
    if ends:
        for row in others:
            yield row.line, Fault(Column.STATUS, f"line {ends[0].line} says {ends[0].status} of the same person")
    elif len({row.day for row in others} - {None}) > 1:
        yield from _differences([row for row in others if row.day is not None], lambda row: {_DATE: row.day})
    else:
        sound = [row for row in others if not row.faults]
        yield from _differences(sound, _facts)
        yield from _differences([row for row in sound if _area(row)], lambda row: {Column.COUNCIL_AREA: _area(row)})


def _differences(
    rows: Sequence[ReadRow], facts: Callable[[ReadRow], Mapping[Column, object]]
) -> Iterator[tuple[int, Fault]]:
    """Each row that says something else than another, with a line for each of the other things."""
    said = [(row.line, facts(row)) for row in rows]
    first: dict[Column, dict[object, int]] = {}  # the first line of each different fact; a few are enough
    for line, told in said:
        for column, fact in told.items():
            lines = first.setdefault(column, {})
            if len(lines) <= _MOST_TOLD:
                lines.setdefault(fact, line)
    for line, told in said:
        for column, fact in told.items():
            others = [str(other) for different, other in first[column].items() if different != fact]
            if others:
                named = ", ".join(others[:_MOST_TOLD])
                yield line, Fault(column, f"differs from line {named}, which is the same person")


def _area(row: ReadRow) -> str | None:
    """Nothing where the row names the Board alone: that contradicts no area in it."""
    return row.contact.council_area if row.contact else None


def _facts(row: ReadRow) -> Mapping[Column, object]:
    contact = row.contact or Contact()
    return {
        Column.STATUS: row.status,
        _DATE: row.day,
        Column.HOME_BOARD: row.board,
        Column.FIRST_NAME: contact.first_name,
        Column.MOBILE: row.mobile,
        Column.LANGUAGE: contact.language,
        Column.GROUPS: contact.groups,
        Column.NUMBER_CONFIRMED_ON: contact.confirmed_on,
        Column.SAFE_TO_TEXT: contact.safe_to_text,
        Column.WORKER: contact.worker,
    }


def _repeats(rows: Iterable[ReadRow]) -> Iterator[int]:
    """The lines after the first that say the same. Only the return and the death of one person are two rows here."""
    told: list[Mapping[Column, object]] = []
    for row in rows:
        facts = _facts(row)
        if row.faults:
            continue
        if facts in told:
            yield row.line
        else:
            told.append(facts)
