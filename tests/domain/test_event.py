from datetime import date

import pytest

from service.domain.errors import Fault, InvalidError
from service.domain.event import Kind, Source, SourceKind
from tests.builders import SAM, SAMS_CONTACT, make_event


@pytest.mark.parametrize(
    ("kind", "uri"),
    [
        (SourceKind.PRISON, "/prisons/low-moss"),
        (SourceKind.BOARD, "/boards/low-moss"),
        (SourceKind.APPOINTMENTS, "/appointments/low-moss"),
    ],
)
def test_a_source_is_written_as_in_the_contract(kind: SourceKind, uri: str) -> None:
    assert Source(kind, "low-moss").uri == uri


def test_an_event_shown_in_a_log_gives_away_nobody() -> None:
    shown = repr(make_event(Kind.SCHEDULED, liberation_date=date(2026, 12, 23), contact=SAMS_CONTACT))
    for secret in (SAM, "Sam", "900123"):
        assert secret not in shown


def test_an_error_lists_every_fault_with_its_place() -> None:
    faults = (Fault("line 4", "no such prison"), Fault("data.person.mobile", "a landline"))
    error = InvalidError(faults)
    assert error.faults == faults
    assert str(error) == "line 4: no such prison; data.person.mobile: a landline"
