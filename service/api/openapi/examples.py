"""An example for every call. tests/api/test_openapi.py sends them all."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from service.api.fields import PERSON
from service.domain.event import Kind

Example = dict[str, Any]

PERSON_ID = "p-8mc7k2q5v9x3h4w6z"
_PERSON: Example = {
    "first_name": "Sam",
    "mobile": "07700 900123",
    "language": "en",
    "groups": ["no_fixed_address"],
    "number_confirmed_by_person": True,
}
_KNOWN: Example = {"liberation_date": "2026-12-23", "home_board": "S08000031", "person": _PERSON}
_AGREED: Example = {"group": "veteran", "agreed_on": "2026-11-20", "recorded_by": "Jo Reid"}
_PRISON, _BOARD, _DIARY = "/prisons/barlinnie", "/boards/greater-glasgow-and-clyde", "/appointments/trakcare"
_APPOINTMENT: Example = {"appointment_id": "a-2027-000123"}
_WHEN_AND_WHERE: Example = {"start": "2027-01-06T10:30:00Z", "place": "Woodside Health Centre"}


def _event(number: int, kind: Kind, time: str, data: Example | None = None, source: str = _PRISON) -> Example:
    told = {"specversion": "1.0", "id": f"b1-{number:06}", "source": source, "subject": "48213", "type": kind.value}
    return {**told, "time": time, **({"data": data} if data else {})}


def _of_appointment(number: int, kind: Kind, time: str, data: Example, source: str = _DIARY) -> Example:
    return _event(number, kind, time, _APPOINTMENT | data, source) | {"subject": f"{PERSON}{PERSON_ID}"}


SCHEDULED = _event(1, Kind.SCHEDULED, "2026-12-01T10:15:00Z", _KNOWN)

# By the words that stand beside each.
EVENTS: Mapping[str, Example] = MappingProxyType(
    {
        "A release is planned": SCHEDULED,
        "The day has changed": _event(2, Kind.RESCHEDULED, "2026-12-02T10:15:00Z", {"liberation_date": "2026-12-22"}),
        "The release will not happen": _event(3, Kind.CANCELLED, "2026-12-03T10:15:00Z"),
        "A number has become known": _event(
            4, Kind.CONTACT, "2026-12-04T10:15:00Z", {"person": {"mobile": "07700 900124"}}
        ),
        "A named worker, from a Board": _event(
            5, Kind.CONTACT, "2026-12-05T10:15:00Z", {"worker": {"name": "Jo Reid", "phone": "0141 496 0000"}}, _BOARD
        ),
        "A group that the person agreed to, from a Board": _event(
            6, Kind.CONTACT, "2026-12-06T10:15:00Z", {"person": {"groups": [_AGREED]}}, _BOARD
        ),
        "Somebody has left": _event(7, Kind.RELEASED, "2026-12-23T10:05:00Z"),
        "Somebody has left unannounced": _event(8, Kind.RELEASED, "2026-12-23T10:05:00Z", _KNOWN),
        "Somebody is back in custody": _event(9, Kind.RETURNED, "2026-12-28T16:40:00Z"),
        "Somebody has died": _event(10, Kind.DIED, "2026-12-29T08:00:00Z"),
        "Two prison numbers are one person": _event(
            11, Kind.MERGED, "2026-12-30T08:00:00Z", {"removed_subject": "47910"}
        ),
        "Somebody is in another prison now": _event(14, Kind.TRANSFERRED, "2026-12-07T10:15:00Z", {"to": "low-moss"}),
        "An appointment is booked, from an appointments system": _of_appointment(
            15, Kind.APPOINTMENT_BOOKED, "2026-12-28T09:00:00Z", _WHEN_AND_WHERE | {"phone": "0800 22 44 88"}
        ),
        "An appointment has another time or place, from a Board": _of_appointment(
            16,
            Kind.APPOINTMENT_CHANGED,
            "2026-12-29T09:00:00Z",
            _WHEN_AND_WHERE | {"start": "2027-01-08T14:00:00Z"},
            _BOARD,
        ),
        "An appointment is called off": _of_appointment(17, Kind.APPOINTMENT_CANCELLED, "2026-12-30T09:00:00Z", {}),
        "Somebody came to an appointment": _of_appointment(18, Kind.APPOINTMENT_ATTENDED, "2027-01-08T14:20:00Z", {}),
        "Somebody did not come to an appointment": _of_appointment(
            19, Kind.APPOINTMENT_MISSED, "2027-01-08T17:00:00Z", {}
        ),
    }
)
BATCH: list[Example] = [
    SCHEDULED | {"id": "b1-000012", "subject": "48377"},
    SCHEDULED | {"id": "b1-000013", "subject": "48551", "data": _KNOWN | {"liberation_date": "23/12/2026"}},
]
HMPPS: Example = {
    "eventType": "prison-offender-events.prisoner.released",
    "version": 1,
    "description": "A prisoner has been released from prison",
    "occurredAt": "2026-11-24T09:40:00+00:00",
    "additionalInformation": {
        "nomsNumber": "A8513EA",
        "reason": "RELEASED",
        "currentLocation": "OUTSIDE_PRISON",
        "currentPrisonStatus": "NOT_UNDER_PRISON_CARE",
    },
}
LIST = """\
prison_number,first_name,mobile,liberation_date,home_board,language,groups
48213,Sam,07700 900101,2026-12-23,S08000031,en,
47910,Jamie,07700900103,23/12/2026,NHS Lanarkshire,en,no_fixed_address
"""

ANSWER: Example = {
    "outcome": "planned",
    "event_id": "b1-000001",
    "release_id": "r-7k2m9q4x",
    "held_reason": None,
    "texts": [{"step": "01_welcome", "due_at": "2026-12-23T14:00:00Z"}],
}
HELD: Example = ANSWER | {"outcome": "held", "held_reason": "no_number", "texts": []}
REFUSED: Example = {
    "outcome": "refused",
    "event_id": "b1-000013",
    "faults": [{"field": "data.liberation_date", "message": "must be a day such as 2026-12-23"}],
}
LIST_ANSWER: Example = {
    "accepted": 2,
    "unchanged": 0,
    "held": [],
    "refused": [],
    "dropped_columns": [],
}
TEXT: Example = {
    "id": "t-5h8w2c6n",
    "release_id": "r-7k2m9q4x",
    "sequence": "first-weeks",
    "step": "01_welcome",
    "board": "S08000031",
    "state": "delivered",
    "reason": None,
    "due_at": "2026-12-23T14:00:00Z",
    "changed_at": "2026-12-23T14:00:05Z",
    "number": "*********123",
    "code": None,
}
ATTEMPT: Example = {
    "at": "2026-12-23T14:00:01Z",
    "wall": "2026-12-23T14:00:01Z",
    "outcome": "sent",
    "code": None,
    "sid": "SM00000000000000000000000000000001",
    "receipts": [{"status": "delivered", "code": None, "wall": "2026-12-23T14:00:05Z"}],
}
RELEASE: Example = {
    "id": "r-7k2m9q4x",
    "person_id": PERSON_ID,
    "board": "S08000031",
    "prison": "barlinnie",
    "liberation_date": "2026-12-23",
    "released_at": None,
    "ended": None,
    "hold": None,
    "texts": [TEXT],
}
