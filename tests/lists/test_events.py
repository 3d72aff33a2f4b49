from datetime import UTC, date, datetime

import pytest

from service.domain.event import Kind
from service.domain.listing import in_words
from service.domain.london import london_day
from service.lists.moments import read_as_of
from service.lists.refusal import WrongError
from tests.builders import EDINBURGH
from tests.lists.lists import AS_OF, event, fault, listed, occasion, read, sam

KINDS = {
    "planned": Kind.SCHEDULED,
    "released": Kind.RELEASED,
    "cancelled": Kind.CANCELLED,
    "returned": Kind.RETURNED,
    "died": Kind.DIED,
}


@pytest.mark.parametrize(("status", "kind"), KINDS.items())
def test_each_status_is_an_event_at_the_moment_of_the_list(status: str, kind: Kind) -> None:
    told = event(status=status, liberation_date="2026-11-30")
    assert (told.kind, told.time) == (kind, AS_OF)


def test_a_release_is_told_on_its_own_day_in_london() -> None:
    for as_of in (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), datetime(2026, 7, 9, 9, tzinfo=UTC)):
        when = occasion(as_of=as_of, today=london_day(as_of))
        told = event(when, status="released", liberation_date="2026-07-01")
        assert london_day(told.time) == date(2026, 7, 1)
        assert told.time <= as_of
        assert told.liberation_date is None


def test_who_has_not_left_by_the_day_of_the_list_is_not_released() -> None:
    assert "planned" in fault(status="released", liberation_date="2026-12-01")["liberation_date"]


def test_the_same_row_of_the_same_moment_is_the_same_event() -> None:
    assert event() == event()
    assert read(listed(sam(prison_number="2"), sam())).rows[1].event == event()
    later = occasion(as_of=datetime(2026, 12, 1, tzinfo=UTC))
    elsewhere = occasion(EDINBURGH)
    ids = {
        told.id
        for told in (event(), event(later), event(elsewhere), event(mobile="07700 900102"), event(groups="woman"))
    }
    assert len(ids) == 5


def test_an_id_tells_nothing_of_the_person() -> None:
    for secret in ("48213", "Sam", "900101", "2026"):
        assert secret not in event().id.removeprefix("list-") or len(secret) < 4


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-30", datetime(2026, 11, 30, tzinfo=UTC)),
        ("2026-06-30", datetime(2026, 6, 29, 23, tzinfo=UTC)),
        ("2026-11-30T09:00:00Z", datetime(2026, 11, 30, 9, tzinfo=UTC)),
        ("2026-11-30 09:00:00+01:00", datetime(2026, 11, 30, 8, tzinfo=UTC)),
        ("2026-11-30T09:00:00.5Z", datetime(2026, 11, 30, 9, 0, 0, 500000, tzinfo=UTC)),
    ],
)
def test_the_moment_of_a_list_is_a_day_or_a_moment_with_its_offset(text: str, moment: datetime) -> None:
    assert read_as_of(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "30/11/2026",
        "2026-02-30",
        "2026-11-30T09:00:00",
        "2026-11-30T09:00:00 01:00",
        "2026-11-30T25:00:00Z",
        "1764583200",
        "1999-12-31",
        "0001-01-01",
        "0001-01-01T00:00:00+23:00",
        "9999-12-31T23:59:59-23:00",
    ],
)
def test_any_other_moment_is_refused(text: str) -> None:
    with pytest.raises(WrongError):
        read_as_of(text)


def test_a_day_in_words_is_as_a_person_would_say_it() -> None:
    assert in_words(date(2026, 12, 23)) == "Wednesday 23 December 2026"
    assert in_words(date(2027, 1, 4)) == "Monday 4 January 2027"
