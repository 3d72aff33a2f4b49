"""A list on its way through the core, on both kinds of database."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from service.core.importing import Came, Imported, take
from service.core.intake import receive
from service.core.ports import Core, Store, Transaction
from service.domain.errors import UnavailableError
from service.domain.event import Event, Kind, Outcome, Source
from service.domain.listing import Listing
from service.domain.london import london_day
from service.domain.release import Contact, Ended, Person, Release, SafeToText
from service.domain.text import State
from service.store import tables
from tests.builders import BARLINNIE, EDINBURGH, GLASGOW, GLASGOW_STAFF, HEARD, LOTHIAN_STAFF, make_event, sql_store
from tests.fakes import FixedClock
from tests.lists.lists import SAMPLES, listed, occasion, read, sam

SAMPLE = (SAMPLES / "releases-barlinnie.csv").read_text()


def listing(core: Core, file: str, *, source: Source = BARLINNIE, as_of: datetime = HEARD) -> Listing:
    today = london_day(core.clock.now())
    return read(file, when=occasion(source, as_of=as_of, today=today, config=core.config))


def imported(
    core: Core, file: str, *, source: Source = BARLINNIE, as_of: datetime = HEARD, keep: bool = True
) -> Imported:
    return take(core, listing(core, file, source=source, as_of=as_of), keep=keep)


def counts(found: Imported) -> tuple[int, int, list[tuple[int, str | None]]]:
    return found.accepted, found.unchanged, [(one.row.line, one.reason) for one in found.held]


def person(core: Core, prison_number: str = "48213") -> Person:
    with core.store.read() as tx:
        found = tx.people.find(prison_number)
    assert found is not None
    return found


def release(core: Core, prison_number: str = "48213") -> Release:
    with core.store.read() as tx:
        found = tx.releases.latest(person(core, prison_number).id)
    assert found is not None
    return found


def states(core: Core, prison_number: str = "48213") -> set[State]:
    with core.store.read() as tx:
        return {text.state for text in tx.texts.of_release(release(core, prison_number).id)}


def everything(core: Core) -> dict[str, list[tuple[object, ...]]]:
    """All that is stored, but for the numbers that a database gives away even when nothing comes of it."""
    with sql_store(core).engine.begin() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.metadata.sorted_tables
        }


def test_the_sample_is_taken_in_and_plans_every_text(core: Core) -> None:
    assert counts(imported(core, SAMPLE)) == (5, 0, [(5, "no_number")])
    assert release(core).liberation_date == date(2026, 12, 23)
    assert release(core).prison == "barlinnie"
    assert person(core).board == GLASGOW
    assert states(core) == {State.PLANNED}


def test_the_same_list_again_changes_nothing(core: Core) -> None:
    imported(core, SAMPLE)
    before = everything(core)
    assert counts(imported(core, SAMPLE)) == (0, 6, [])
    assert everything(core) == before


def test_the_same_list_on_another_day_is_unchanged_and_counts_as_said_again(core: Core) -> None:
    imported(core, SAMPLE)
    later = HEARD + timedelta(days=2)
    assert counts(imported(core, SAMPLE, as_of=later)) == (0, 6, [])
    assert release(core).date_as_of == later
    between = make_event(Kind.RESCHEDULED, time=HEARD + timedelta(days=1), liberation_date=date(2026, 12, 30))
    assert receive(core, between).outcome is Outcome.IGNORED


def test_repeats_in_one_file_are_unchanged(core: Core) -> None:
    assert counts(imported(core, listed(sam(), sam(mobile="7700900101"), sam()))) == (1, 2, [])


def test_what_an_event_told_before_is_unchanged(core: Core) -> None:
    receive(core, replace(event_of(core, sam(groups="woman")), id="b1-7", document="{}"))
    assert counts(imported(core, listed(sam(groups="Woman")))) == (0, 1, [])


def test_a_new_day_moves_the_texts(core: Core) -> None:
    imported(core, listed(sam()))
    moved = imported(core, listed(sam(liberation_date="30/12/2026")), as_of=HEARD + timedelta(hours=1))
    assert counts(moved) == (1, 0, [])
    assert release(core).liberation_date == date(2026, 12, 30)


def test_a_list_is_ordered_among_events_by_its_moment(core: Core) -> None:
    imported(core, listed(sam()))
    older = imported(core, listed(sam(liberation_date="30/12/2026")), as_of=HEARD - timedelta(days=1))
    assert counts(older) == (0, 1, [])
    assert release(core).liberation_date == date(2026, 12, 23)


def test_who_is_missing_from_a_list_is_not_cancelled(core: Core) -> None:
    imported(core, listed(sam(), sam(prison_number="2", mobile="07700 900102")))
    imported(core, listed(sam()), as_of=HEARD + timedelta(days=1))
    assert states(core, "2") == {State.PLANNED}


def test_nothing_of_a_refused_row_is_stored_and_the_others_are(core: Core) -> None:
    found = imported(core, listed(sam(), sam(prison_number="2", mobile="0141 496 0000")))
    assert (found.accepted, [row.line for row in found.listing.refused]) == (1, [3])
    with core.store.read() as tx:
        assert tx.people.find("2") is None
    assert len(everything(core)["events"]) == 1


@pytest.mark.parametrize(
    ("status", "ended"), [("cancelled", Ended.CANCELLED), ("returned", Ended.RETURNED), ("died", Ended.DIED)]
)
def test_a_stop_in_a_list_ends_the_texts_and_is_unchanged_the_next_time(core: Core, status: str, ended: Ended) -> None:
    imported(core, listed(sam()))
    for hours, came in ((1, Came.ACCEPTED), (2, Came.UNCHANGED)):
        stop = imported(core, listed(sam(status=status)), as_of=HEARD + timedelta(hours=hours))
        assert [one.came for one in stop.rows] == [came]
        assert release(core).ended is ended
        assert states(core) == {State.CANCELLED}


def test_a_release_in_a_list_is_of_its_own_day(core: Core) -> None:
    imported(core, listed(sam()), as_of=datetime(2026, 11, 20, tzinfo=UTC))
    found = imported(core, listed(sam(status="released", liberation_date="29/11/2026")))
    assert counts(found) == (1, 0, [])
    assert release(core).liberation_date == date(2026, 11, 29)
    assert release(core).released_at is not None
    assert counts(
        imported(core, listed(sam(status="released", liberation_date="29/11/2026")), as_of=HEARD + timedelta(1))
    ) == (
        0,
        1,
        [],
    )


def test_a_phone_that_may_be_someone_elses_keeps_everything_back(core: Core) -> None:
    imported(core, listed(sam()))
    found = imported(core, listed(sam(mobile="07700 900102 (mum)")), as_of=HEARD + timedelta(hours=1))
    assert counts(found) == (0, 0, [(2, "with_board")])
    assert states(core) == {State.CANCELLED}
    assert person(core).contact.safe_to_text is SafeToText.NO
    own = imported(core, listed(sam(mobile="07700 900103")), as_of=HEARD + timedelta(hours=2))
    assert counts(own) == (1, 0, [])
    assert State.PLANNED in states(core)


def test_one_number_for_more_than_three_people_texts_none_of_them(core: Core) -> None:
    crowd = [sam(prison_number=str(number)) for number in range(1, 5)]
    found = imported(core, listed(*crowd, sam(prison_number="9", mobile="07700 900109")))
    assert counts(found) == (1, 0, [(line, "with_board") for line in range(2, 6)])
    assert everything(core)["lines"][1:] == []


def test_a_row_about_another_prisons_release_is_held_each_time(core: Core) -> None:
    imported(core, listed(sam()))
    for hours in (1, 2):
        found = imported(
            core, listed(sam(liberation_date="30/12/2026")), source=EDINBURGH, as_of=HEARD + timedelta(hours=hours)
        )
        assert counts(found) == (0, 0, [(2, "with_board")])
    assert release(core).liberation_date == date(2026, 12, 23)


def test_a_board_may_send_a_list_of_its_own_people_alone(core: Core) -> None:
    assert counts(imported(core, listed(sam()), source=GLASGOW_STAFF)) == (1, 0, [])
    assert counts(imported(core, listed(sam(liberation_date="30/12/2026")), source=LOTHIAN_STAFF)) == (
        0,
        0,
        [(2, "with_board")],
    )


def test_a_rehearsal_answers_the_same_and_stores_nothing(core: Core) -> None:
    imported(core, listed(sam()))
    file = listed(
        sam(liberation_date="30/12/2026"), sam(prison_number="2", mobile=""), sam(prison_number="3", status="died")
    )
    before = everything(core)
    rehearsed = imported(core, file, as_of=HEARD + timedelta(hours=1), keep=False)
    assert everything(core) == before
    assert counts(rehearsed) == (2, 0, [(3, "no_number")])
    assert imported(core, file, as_of=HEARD + timedelta(hours=1)) == rehearsed


def test_after_each_row_the_caller_is_told(core: Core) -> None:
    seen: list[int] = []
    take(core, listing(core, SAMPLE), after_each=lambda: seen.append(1))
    assert len(seen) == 6


class Stumbling:
    """A store that is there for so many transactions, and then does not answer."""

    def __init__(self, store: Store, writes: int) -> None:
        self.read, self.beat, self.ready = store.read, store.beat, store.ready
        self._store, self._left = store, writes

    def write(self, actor: str) -> AbstractContextManager[Transaction]:
        self._left -= 1
        if self._left < 0:
            raise UnavailableError
        return self._store.write(actor)


def test_case_26_a_database_that_stops_half_way_is_told_and_the_list_can_be_sent_again(core: Core) -> None:
    rows = listing(core, SAMPLE)
    with pytest.raises(UnavailableError, match="after 3 rows"):
        take(replace(core, store=Stumbling(core.store, 3)), rows)
    assert counts(take(core, rows)) == (2, 3, [(5, "no_number")])


def test_what_came_of_each_row_is_told_by_line(core: Core) -> None:
    rows = [(one.row.line, one.came) for one in imported(core, SAMPLE).rows]
    assert rows == [(line, Came.HELD if line == 5 else Came.ACCEPTED) for line in range(2, 8)]


def test_nothing_of_a_person_is_stored_in_the_clear(core: Core, clock: FixedClock) -> None:
    clock.set(now=HEARD)
    imported(core, listed(sam(mobile="07700 900101 (mum)", worker="Kim Reid, 0141 496 0123", Offence="Theft")))
    stored = repr(everything(core))
    for secret in ("Sam", "900101", "48213", "Kim", "mum", "Theft"):
        assert secret not in stored


def event_of(core: Core, row: dict[str, str]) -> Event:
    [one] = listing(core, listed(row)).rows
    return one.event


def test_contact_facts_that_a_list_leaves_out_stay(core: Core) -> None:
    imported(core, listed(sam(language="pl", safe_to_text="no", worker="Kim Reid, 0141 496 0123")))
    imported(core, listed(sam()), as_of=HEARD + timedelta(days=1))
    contact: Contact = person(core).contact
    assert contact.language == "pl"
    assert contact.worker is not None
    assert contact.safe_to_text is SafeToText.NO
