"""Events of appointments at the door: who may tell of them, in whose name, and what of them is let in."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import pytest

from service.api.occasion import Occasion
from service.api.parse import read_event
from service.domain.appointment import AppointmentNews
from service.domain.errors import InvalidError, NotYoursError
from service.domain.event import Event, Kind, Source, SourceKind
from service.domain.ids import PersonId
from service.schedules.config import Config
from tests.api.documents import EXAMPLE, Document, event, without
from tests.api.door import BATCH, Door, faulty_fields, problem, told
from tests.builders import BARLINNIE, GLASGOW_STAFF, HEARD, LOTHIAN, SAM, shipped_config

DIARY = Source(SourceKind.APPOINTMENTS, "trakcare")
HMPPS = "application/json"
TODAY = date(2026, 12, 1)
SAMS_ID = PersonId("p-8mc7k2q5v9x3h4w6z")
SAMS_NAME = f"urn:x-release-day:person:{SAMS_ID}"
TOLD = {
    "appointment_id": "a-1",
    "start": "2027-01-06T10:30:00Z",
    "place": "Woodside Health Centre",
    "phone": "0800 22 44 88",
}
PLAIN = AppointmentNews("a-1", datetime(2027, 1, 6, 10, 30, tzinfo=UTC), "Woodside Health Centre", "0800 22 44 88")
WHOLE = (Kind.APPOINTMENT_BOOKED, Kind.APPOINTMENT_CHANGED)
ENDS = (Kind.APPOINTMENT_CANCELLED, Kind.APPOINTMENT_ATTENDED, Kind.APPOINTMENT_MISSED)
TREATMENT = {"clinic": "Sandyford", "specialty": "Infectious diseases", "clinician": "Dr A. Kerr"}


def of_sam(kind: str, data: Any, *, source: Source = DIARY, **attributes: Any) -> Document:
    return event(kind, data, source=source) | {"subject": SAMS_NAME} | attributes


def booked(*left_out: str, **fields: Any) -> Document:
    return of_sam("appointment.booked", without(TOLD, *left_out) | fields)


def occasion(
    source: Source = DIARY, *, config: Config | None = None, today: date = TODAY, practice: bool = True
) -> Occasion:
    return Occasion(source, config or shipped_config(), today, practice=practice)


def read(document: Document, at: Occasion | None = None) -> Event:
    return read_event(document, at or occasion())


def faults(document: object, at: Occasion | None = None) -> dict[str, str]:
    """What is said of each faulty field."""
    with pytest.raises(InvalidError) as refusal:
        read_event(document, at or occasion())
    return {fault.field: fault.message for fault in refusal.value.faults}


def place_of(text: object, at: Occasion | None = None) -> str | None:
    news = read(booked(place=text), at).appointment
    assert news is not None
    return news.place


# Who, and in whose name


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("source", [DIARY, GLASGOW_STAFF])
def test_a_board_and_an_appointments_system_tell_of_an_appointment(kind: Kind, source: Source) -> None:
    found = read(of_sam(kind, TOLD, source=source, id="d-1"), occasion(source))
    assert replace(found, document="") == Event(
        source, "d-1", kind, HEARD, prison_number="", document="", person_id=SAMS_ID, appointment=PLAIN
    )


@pytest.mark.parametrize("kind", ENDS)
def test_the_end_of_an_appointment_names_it_and_no_more(kind: Kind) -> None:
    found = read(of_sam(kind, {"appointment_id": "a-1"}))
    assert (found.kind, found.person_id, found.prison_number) == (kind, SAMS_ID, "")
    assert found.appointment == AppointmentNews("a-1", None, None, None)


@pytest.mark.parametrize("source", [DIARY, GLASGOW_STAFF])
@pytest.mark.parametrize("kind", [*WHOLE, *ENDS])
@pytest.mark.parametrize(
    "subject",
    [
        SAM,
        "A8513EA",
        SAMS_ID,
        SAMS_NAME.upper(),
        f"{SAMS_NAME}\n",
        f" {SAMS_NAME}",
        "urn:x-release-day:person:",
        "urn:x-release-day:person:48213",
        f"urn:x-release-day:prison:{SAMS_ID}",
        f"urn:x-another-name:person:{SAMS_ID}",
        "urn:x-release-day:person:r-8mc7k2q5v9x3h4w6z",
        "urn:x-release-day:person:p-",
        "urn:x-release-day:person:p-" + "2" * 39,
        "urn:x-release-day:person:p-\u0662",
        "",
        5,
        None,
        [SAMS_NAME],
    ],
)
def test_an_appointment_is_of_a_person_by_their_random_name_alone(source: Source, kind: Kind, subject: object) -> None:
    data = TOLD if kind in WHOLE else {"appointment_id": "a-1"}
    said = faults(of_sam(kind, data, source=source, subject=subject), occasion(source))
    assert set(said) == {"subject"}
    assert "never a prison number" in said["subject"]
    assert SAM not in said["subject"]


def test_an_appointments_system_is_asked_for_no_prison_number_whatever_else_is_wrong() -> None:
    for wrong in ({"type": 5}, {"type": None}, {"type": "appointment.moved"}):
        said = faults(booked() | wrong | {"subject": SAM})
        assert set(said) == {"type", "subject"}
        assert "never a prison number" in said["subject"]
        assert set(faults(booked() | wrong)) == {"type"}
    assert set(faults(without(booked(), "type", "subject"))) == {"type", "subject"}


@pytest.mark.parametrize("source", [BARLINNIE, GLASGOW_STAFF])
@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.startswith("appointment.")])
@pytest.mark.parametrize("name", [SAMS_NAME, "urn:x-release-day:", "urn:x-release-day:p"])
def test_no_other_event_is_of_a_random_name(source: Source, kind: Kind, name: str) -> None:
    said = faults(event(kind, source=source, subject=name), occasion(source))
    assert "must be a prison number" in said["subject"]


def test_a_removed_prison_number_is_no_random_name_either() -> None:
    merged = event("person.merged", {"removed_subject": SAMS_NAME})
    assert set(faults(merged, occasion(BARLINNIE))) == {"data.removed_subject"}


@pytest.mark.parametrize("kind", [*WHOLE, *ENDS, "appointment.moved"])
def test_a_prison_tells_of_no_appointment(kind: str) -> None:
    with pytest.raises(NotYoursError, match="no appointments"):
        read(of_sam(kind, TOLD, source=BARLINNIE), occasion(BARLINNIE))


@pytest.mark.parametrize("kind", [*(kind for kind in Kind if not kind.startswith("appointment.")), "no.such"])
def test_an_appointments_system_tells_of_nothing_else(kind: str) -> None:
    with pytest.raises(NotYoursError, match="nothing else"):
        read(of_sam(kind, {}))


def test_an_appointments_system_speaks_in_its_own_name_alone() -> None:
    for other in (GLASGOW_STAFF, Source(SourceKind.APPOINTMENTS, "another")):
        with pytest.raises(NotYoursError, match="/appointments/trakcare"):
            read(of_sam("appointment.booked", TOLD, source=other))


# What is let in


@pytest.mark.parametrize("kind", WHOLE)
def test_an_appointment_is_told_whole_each_time(kind: Kind) -> None:
    for name in ("appointment_id", "start", "place"):
        assert faults(of_sam(kind, without(TOLD, name))) == {f"data.{name}": "is missing"}
        assert set(faults(of_sam(kind, TOLD | {name: None}))) == {f"data.{name}"}
    everything = {"data.appointment_id", "data.start", "data.place"}
    for nothing in (of_sam(kind, {}), of_sam(kind, None), without(of_sam(kind, {}), "data")):
        assert set(faults(nothing)) == everything


@pytest.mark.parametrize("kind", ENDS)
def test_the_end_of_an_appointment_needs_its_id_and_takes_nothing_beside(kind: Kind) -> None:
    assert faults(of_sam(kind, {})) == {"data.appointment_id": "is missing"}
    assert set(faults(of_sam(kind, TOLD | TREATMENT))) == {
        f"data.{name}" for name in (*without(TOLD, "appointment_id"), *TREATMENT)
    }


@pytest.mark.parametrize("kind", WHOLE)
def test_clinic_specialty_and_clinician_are_gone_before_anything_is_kept(kind: Kind) -> None:
    plain = read(of_sam(kind, TOLD, id="d-1"))
    for sent in (TREATMENT, dict.fromkeys(TREATMENT), {"clinic": {"name": "Sandyford"}, "clinician": ["Kerr"]}):
        document = of_sam(kind, TOLD | sent, id="d-1")
        before = json.dumps(document)
        found = read(document)
        assert found == plain
        assert not any(word in found.document for word in ("clinic", "specialty", "Sandyford", "Kerr", "Infectious"))
        assert json.dumps(document) == before


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("name", ["reason", "notes", "title", "Clinic", "speciality", "person", "mobile", "nhs_number"])
def test_any_other_field_is_refused_by_name(kind: Kind, name: str) -> None:
    assert faults(of_sam(kind, TOLD | {name: "x"})) == {f"data.{name}": "is not taken here"}


def test_beside_its_data_an_event_drops_nothing() -> None:
    assert faults(booked() | {"clinic": "x"}) == {"clinic": "is not taken here"}


@pytest.mark.parametrize("given", ["a", "x" * 64, "2027/000123 Ö", "a^b|c", " a "])
def test_an_appointments_id_is_theirs_to_choose(given: str) -> None:
    news = read(booked(appointment_id=given)).appointment
    assert news is not None
    assert news.id == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a\x00", "a\nb", "\ud800", "\ufffe", 5, None, ["a"], {"value": "a"}])
def test_any_other_id_of_an_appointment_is_refused(given: object) -> None:
    assert set(faults(booked(appointment_id=given))) == {"data.appointment_id"}
    assert set(faults(of_sam("appointment.missed", {"appointment_id": given}))) == {"data.appointment_id"}


@pytest.mark.parametrize(
    ("start", "moment"),
    [
        ("2027-01-06T10:30:00Z", datetime(2027, 1, 6, 10, 30, tzinfo=UTC)),
        ("2027-07-06T10:30:00+01:00", datetime(2027, 7, 6, 9, 30, tzinfo=UTC)),
        ("2025-12-01T00:00:00Z", datetime(2025, 12, 1, tzinfo=UTC)),
        ("2028-11-30T23:59:59Z", datetime(2028, 11, 30, 23, 59, 59, tzinfo=UTC)),
        ("2028-12-01T00:30:00+01:00", datetime(2028, 11, 30, 23, 30, tzinfo=UTC)),
    ],
)
def test_a_start_is_a_moment_with_its_offset(start: str, moment: datetime) -> None:
    news = read(booked(start=start)).appointment
    assert news is not None
    assert (news.start, news.start and news.start.tzinfo) == (moment, UTC)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("2025-11-30T23:59:59Z", "lies more than a year back"),
        ("2025-12-01T00:30:00+01:00", "lies more than a year back"),
        ("2028-12-01T00:00:00Z", "lies more than 730 days ahead"),
        ("2028-11-30T23:59:59-01:00", "lies more than 730 days ahead"),
        ("1999-12-31T10:30:00Z", "lies outside the years 2000 to 2100"),
        *(
            (wrong, "must be a moment with its offset, such as 2026-12-01T10:15:00Z")
            for wrong in ("2027-01-06T10:30:00", "2027-01-06", "6 January", "", 1799231400, None, True, ["x"])
        ),
    ],
)
def test_any_other_start_is_refused(start: object, said: str) -> None:
    assert faults(booked(start=start)) == {"data.start": said}
    assert faults(of_sam("appointment.changed", TOLD | {"start": start})) == {"data.start": said}


def test_the_day_of_a_start_is_the_day_in_scotland() -> None:
    summer = occasion(today=date(2026, 7, 1))  # 730 days on it is 30 June 2028, whose last hour in UTC is 1 July here
    assert read(booked(start="2028-06-30T22:59:59Z"), summer)
    assert set(faults(booked(start="2028-06-30T23:00:00Z"), summer)) == {"data.start"}


@pytest.mark.parametrize(
    "place",
    [
        "x" * 40,
        "€" * 20,
        "Clydebank Health Centre, 1 Main St, G81",
        "12-14 Woodside Place, G3 7QF (Room 101)",
        "Café Hub: 2nd floor & left",
        "Dumbarton Rd, units 123-456",
    ],
)
def test_a_place_is_as_long_as_a_text_has_room_for(place: str) -> None:
    assert place_of(place) == place
    assert place_of(f" {place}\t") == place


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("x" * 41, "septets"),
        ("€" * 20 + "x", "septets"),
        ("x" * 100_000, "septets"),
        ("Gairm na h-Èireann", "“È”"),
        ("St Andrew’s", "“’”"),
        ("Woodside\u00a0Centre", "NO-BREAK SPACE"),
        ("Woodside\u200bCentre", "ZERO WIDTH SPACE"),
        ("Łódź", "“Ł”, “ó”, “ź”"),
        ("=1+1", "must not begin with"),
        ("+44", "must not begin with"),
        ("-x", "must not begin with"),
        ("@Woodside", "must not begin with"),
        (" =1", "must not begin with"),
        ("Wood\nside", "control character"),
        ("Wood\x00side", "control character"),
        ("Wood\x0cside", "control character"),
        ("\ud800", ""),
        ("{board}", "must not hold { or }"),
        ("Room }", "must not hold { or }"),
        ("Ring 07700 900123", "holds a phone number"),
        ("Ring 0141-496-0000", "holds a phone number"),
        ("Ring 496 0000", "holds a phone number"),
        ("www.woodside.example", "has a link"),
        ("See https://woodside.scot", "has a link"),
        ("", "is empty"),
        ("  ", "is empty"),
        (5, "must be text"),
        (None, "must be text"),
        (["Woodside"], "must be text"),
    ],
)
def test_any_other_place_is_refused_with_the_reason(place: object, said: str) -> None:
    for document in (booked(place=place), of_sam("appointment.changed", TOLD | {"place": place})):
        found = faults(document)
        assert set(found) == {"data.place"}
        assert said in found["data.place"]
        assert "900123" not in found["data.place"]


@pytest.mark.parametrize(
    ("place", "words"),
    [("Barlinnie prison gate", ["prison"]), ("HIV clinic at the old prison", ["HIV clinic", "prison"])],
)
@pytest.mark.parametrize("kind", WHOLE)
def test_a_place_that_tells_what_nobody_should_read_is_refused_by_its_words(
    kind: Kind, place: str, words: list[str]
) -> None:
    with pytest.raises(InvalidError) as refusal:
        read(of_sam(kind, TOLD | {"place": place}))
    found = refusal.value.faults
    assert {fault.field for fault in found} == {"data.place"}
    for word in words:
        assert any(part in fault.message for fault in found for part in (word, *word.split())), word
    assert len(found) >= len(words)


def _config(*places: str) -> Config:
    """With these places let through by one Board."""
    config = shipped_config()
    board = replace(config.boards[LOTHIAN], places=frozenset(places))
    return replace(config, boards=MappingProxyType({**config.boards, board.code: board}))


def test_a_place_that_a_board_let_through_is_taken_and_no_other_like_it() -> None:
    allowed = occasion(config=_config("Old Prison Road"), source=DIARY)
    gate = occasion(config=_config("Barlinnie prison gate"))
    assert place_of("Barlinnie prison gate", gate) == "Barlinnie prison gate"
    assert place_of(" Barlinnie prison gate ", gate) == "Barlinnie prison gate"
    for other in ("barlinnie prison gate", "Barlinnie prison gate 2", "prison gate"):
        assert set(faults(booked(place=other), gate)) == {"data.place"}
        assert set(faults(booked(place=other), allowed)) == {"data.place"}


def test_a_place_that_a_board_let_through_still_fits_a_text() -> None:
    for place in ("prison " * 10, "{prison}", "prison’s gate"):
        assert set(faults(booked(place=place), occasion(config=_config(place, place.strip())))) == {"data.place"}


@pytest.mark.parametrize("phone", ["0800 22 44 88", "0800224488", " 08002 24488 "])
def test_a_phone_is_one_of_the_contacts_and_keeps_its_grouping(phone: str) -> None:
    news = read(booked(phone=phone)).appointment
    assert news is not None
    assert news.phone == "0800 22 44 88"


def test_without_a_phone_it_is_the_boards_line() -> None:
    for document in (booked("phone"), booked(phone=None)):
        news = read(document).appointment
        assert news is not None
        assert news.phone is None


@pytest.mark.parametrize(
    "phone", ["0141 496 0000", "+44800224488", "0800-22-44-88", "", " ", "NHS inform", 800224488, True, ["111"], {}]
)
def test_any_other_phone_is_refused(phone: object) -> None:
    said = faults(booked(phone=phone))
    assert set(said) == {"data.phone"}
    assert "496" not in said["data.phone"]
    assert set(faults(of_sam("appointment.changed", TOLD | {"phone": phone}))) == {"data.phone"}


def test_in_earnest_a_contact_that_nobody_has_dialled_stands_in_no_text() -> None:
    assert set(faults(booked(), occasion(practice=False))) == {"data.phone"}
    config = shipped_config()
    dialled = {name: replace(one, verified_on=TODAY) for name, one in config.contacts.items()}
    assert read(booked(), occasion(config=replace(config, contacts=dialled), practice=False)).appointment == PLAIN


@pytest.mark.parametrize("kind", [*WHOLE, *ENDS])
@pytest.mark.parametrize("data", [[], "x", 5, True, [{}]])
def test_the_data_of_an_appointment_is_an_object(kind: Kind, data: object) -> None:
    assert faults(of_sam(kind, data)) == {"data": "must be an object"}


def test_a_field_whose_name_is_no_text_is_a_fault_whatever_stands_beside_it() -> None:
    for document in (
        booked(**{"\ud800": 1}),
        booked("place", **{"\ud800": 1}),
        booked(**{"\ud800": 1, "place": "\ud800"}),
    ):
        assert set(faults(document)) == {"data"}


def test_every_fault_is_told_at_once() -> None:
    document = booked(
        appointment_id="", start="soon", place="Barlinnie prison gate", phone="0141 496 0000", reason="x", clinic="y"
    )
    assert set(faults(document | {"id": "", "subject": SAM, "time": 5, "offence": "x"})) == {
        "id",
        "subject",
        "time",
        "offence",
        "data.appointment_id",
        "data.start",
        "data.place",
        "data.phone",
        "data.reason",
    }


def test_no_place_stands_in_a_repr() -> None:
    assert "Woodside" not in repr(read(booked()))


# Over HTTP


def test_a_prisons_key_is_forbidden_and_a_boards_is_not(shared_door: Door) -> None:
    said = problem(shared_door.post(of_sam("appointment.booked", TOLD, source=BARLINNIE), BARLINNIE), 403)
    assert "no appointments" in said["detail"]
    faulty = of_sam("appointment.booked", TOLD, source=GLASGOW_STAFF, subject=SAM)
    assert faulty_fields(shared_door.post(faulty, GLASGOW_STAFF)) == {"subject"}


def test_a_prison_number_from_an_appointments_system_is_refused_and_never_repeated(shared_door: Door) -> None:
    answer = shared_door.post(booked() | {"subject": SAM}, DIARY)
    assert faulty_fields(answer) == {"subject"}
    assert SAM not in answer.text
    problem(shared_door.post(EXAMPLE | {"source": DIARY.uri}, DIARY), 403)


def test_in_a_batch_each_is_refused_by_itself(shared_door: Door) -> None:
    scheduled = EXAMPLE | {"source": DIARY.uri}
    answers = told(shared_door.post_all([booked() | {"subject": SAM}, scheduled, booked("start")], DIARY), 202)
    assert [[fault["field"] for fault in answer["faults"]] for answer in answers] == [
        ["subject"],
        ["source"],
        ["data.start"],
    ]


def test_an_appointments_system_sends_no_hmpps_event(shared_door: Door) -> None:
    problem(shared_door.send("{}", DIARY, HMPPS), 403)
    assert told(shared_door.send("[]", DIARY, BATCH), 202) == []


def test_no_words_of_a_clinic_are_in_a_refusal(shared_door: Door) -> None:
    answer = shared_door.post(of_sam("appointment.missed", {"appointment_id": "a-1"} | TREATMENT), DIARY)
    assert faulty_fields(answer) == {"data.clinic", "data.specialty", "data.clinician"}
    assert not any(word in answer.text for word in TREATMENT.values())
