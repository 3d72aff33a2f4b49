"""From JSON to an event, without a database."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from service.api.occasion import Occasion
from service.api.parse import read_event
from service.domain.errors import InvalidError, NotYoursError
from service.domain.event import Event, Kind, Source
from service.domain.release import Contact, OptIn, SafeToText, Worker
from tests.api.documents import EXAMPLE, Document, about, event, example, scheduled, without
from tests.builders import (
    BARLINNIE,
    GLASGOW,
    GLASGOW_STAFF,
    HEARD,
    LIBERATION,
    LOTHIAN,
    SAM,
    SAMS_CONTACT,
    SAMS_NUMBER,
    shipped_config,
)

TODAY = date(2026, 12, 1)
VETERAN = {"group": "veteran", "agreed_on": "2026-11-30", "recorded_by": "J. Reid"}


def occasion(source: Source = BARLINNIE, today: date = TODAY, *, practice: bool = True) -> Occasion:
    return Occasion(source, shipped_config(), today, practice=practice)


def read(document: Document, source: Source = BARLINNIE) -> Event:
    return read_event(document, occasion(source))


def faults(document: object, at: Occasion | None = None) -> dict[str, str]:
    """What is said of each faulty field."""
    with pytest.raises(InvalidError) as refusal:
        read_event(document, at or occasion())
    return {fault.field: fault.message for fault in refusal.value.faults}


def contact(source: Source = BARLINNIE, /, **person: Any) -> Contact:
    found = read(scheduled(source, person=person), source).contact
    assert found is not None
    return found


def test_the_contracts_example_is_read_whole() -> None:
    assert replace(read(EXAMPLE), document="") == Event(
        source=BARLINNIE,
        id="b1-000001",
        kind=Kind.SCHEDULED,
        time=HEARD,
        prison_number=SAM,
        document="",
        liberation_date=LIBERATION,
        board=GLASGOW,
        contact=SAMS_CONTACT,
    )


def test_the_document_kept_is_canonical_and_ascii() -> None:
    kept = read(about(first_name="Dòmhnall")).document
    assert kept.isascii()
    assert kept == json.dumps(json.loads(kept), sort_keys=True, separators=(",", ":"))


def test_attributes_that_cloudevents_defines_may_stand_beside_and_count_as_content() -> None:
    assert read(example(traceparent="00-1", dataschema=None)).document != read(EXAMPLE).document


@pytest.mark.parametrize("name", ["offence", "sentence", "data_base64", "Comment", "mobile_number", "", "ö"])
def test_an_attribute_that_is_no_extension_is_refused_by_name(name: str) -> None:
    assert faults(example(**{name: "x"})) == {name: "is not taken here"}


@pytest.mark.parametrize("name", ["offence", "sentence", "worker", "prison", "mobile"])
def test_an_unknown_field_of_the_data_is_refused_by_name(name: str) -> None:
    assert faults(scheduled(**{name: "x"})) == {f"data.{name}": "is not taken here"}


@pytest.mark.parametrize("name", ["offence", "sentence", "surname", "worker", "firstName"])
def test_an_unknown_field_of_a_person_is_refused_by_name(name: str) -> None:
    assert faults(about(**{name: None})) == {f"data.person.{name}": "is not taken here"}


def test_a_made_up_name_of_a_field_is_repeated_short_and_readable() -> None:
    said = faults(about(**{"x" * 500: 1, "a\nb\x00": 2}))
    assert set(said) == {f"data.person.{'x' * 60}…", "data.person.a?b?"}


def test_a_field_whose_name_is_no_text_is_a_fault() -> None:
    assert faults(about(**{"\ud800": 1})) == {"data.person": "holds what is no character"}
    assert faults(example(**{"\ud800": 1}))


@pytest.mark.parametrize("attribute", ["specversion", "id", "source", "subject", "type", "time"])
def test_every_attribute_of_the_envelope_is_needed(attribute: str) -> None:
    assert faults(without(EXAMPLE, attribute)) == {attribute: "is missing"}
    assert set(faults(example(**{attribute: None}))) == {attribute}
    assert set(faults(example(**{attribute: 5}))) == {attribute}
    assert set(faults(example(**{attribute: [EXAMPLE]}))) == {attribute}


@pytest.mark.parametrize("attribute", ["id", "subject"])
@pytest.mark.parametrize("value", ["", "a\x00", "\x00", "\ud800", "a\nb", "\x85", "\ufffe"])
def test_an_id_and_a_subject_hold_plain_characters(attribute: str, value: str) -> None:
    assert set(faults(example(**{attribute: value}))) == {attribute}


def test_an_id_and_a_subject_have_a_longest_length() -> None:
    assert read(example(id="x" * 200, subject="ö" * 20)).prison_number == "ö" * 20
    assert faults(example(id="x" * 201, subject="ö" * 21)) == {
        "id": "is longer than 200 characters",
        "subject": "is longer than 20 characters",
    }


def test_a_prison_number_with_a_space_at_its_end_is_not_taken_for_another_person() -> None:
    for subject in ("48213 ", " 48213", "\u00a048213", " "):
        assert set(faults(example(subject=subject))) == {"subject"}


@pytest.mark.parametrize(
    ("time", "moment"),
    [
        ("2026-12-01T10:15:00Z", HEARD),
        ("2026-12-01T10:15:00+00:00", HEARD),
        ("2026-12-01T10:15:00-00:00", HEARD),
        ("2026-12-01t11:15:00.000000000+01:00", HEARD),
        ("2026-12-01T04:15:00.5-06:00", HEARD.replace(microsecond=500_000)),
        ("2000-01-01T00:00:00Z", datetime(2000, 1, 1, tzinfo=UTC)),
        ("2100-12-31T23:59:59z", datetime(2100, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_offset(time: str, moment: datetime) -> None:
    assert read(example(time=time)).time == moment


@pytest.mark.parametrize(
    "time",
    [
        1764583200,
        1764583200.5,
        "1764583200Z",
        True,
        "",
        "2026-12-01",
        "2026-12-01T10:15:00",
        "2026-12-01 10:15:00Z",
        "2026-12-01T10:15Z",
        "2026-12-01T10:15:00+0100",
        "20261201T101500Z",
        "2026-W49-2T10:15:00Z",
        "2026-02-29T10:15:00Z",
        "2026-12-01T24:00:00Z",
        "2026-12-01T10:15:60Z",
        "2026-12-01T10:15:00+24:00",
        "2026-12-01T10:15:00Z\n",
        "\u0662026-12-01T10:15:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "1999-12-31T23:59:59Z",
        "2101-01-01T00:00:00Z",
    ],
)
def test_what_is_no_moment_of_this_century_is_refused(time: object) -> None:
    assert set(faults(example(time=time))) == {"time"}


@pytest.mark.parametrize("day", ["2025-12-01", "2026-11-30", "2028-11-30"])
def test_a_liberation_date_may_lie_a_year_back_and_730_days_ahead(day: str) -> None:
    assert read(scheduled(liberation_date=day)).liberation_date == date.fromisoformat(day)


@pytest.mark.parametrize(
    "day",
    [
        "2025-11-30",
        "2028-12-01",
        "0001-01-01",
        "9999-12-31",
        "2026-12-32",
        "2026-02-29",
        "2026 12 23",
        "23/12/2026",
        "2026-12-23T00:00:00Z",
        "2026-W52-3",
        "",
        20261223,
        None,
        True,
    ],
)
def test_any_other_liberation_date_is_refused(day: object) -> None:
    assert set(faults(scheduled(liberation_date=day))) == {"data.liberation_date"}
    assert set(faults(event("liberation.rescheduled", {"liberation_date": day}))) == {"data.liberation_date"}


def test_a_year_back_from_a_leap_day_is_the_day_before() -> None:
    leap_day = occasion(today=date(2028, 2, 29))
    assert read_event(scheduled(liberation_date="2027-02-28"), leap_day)
    assert faults(scheduled(liberation_date="2027-02-27"), leap_day)


@pytest.mark.parametrize("home", ["S08000024", "s08000024", "NHS Lothian", "lothian", " Lothian "])
def test_a_board_is_known_by_code_name_or_slug(home: str) -> None:
    assert read(scheduled(home_board=home)).board == LOTHIAN


def test_a_council_area_stands_for_its_board() -> None:
    assert read(scheduled(home_board=None, council_area="The City of Edinburgh Council")).board == LOTHIAN
    assert read(scheduled(home_board="lothian", council_area="Midlothian")).board == LOTHIAN


def test_a_council_area_is_kept_with_the_contact_under_its_own_name() -> None:
    told = {"council_area": "The City of Edinburgh Council"}
    assert read(event("contact.updated", told)).contact == Contact(council_area="City of Edinburgh")
    named = read(scheduled(home_board=None, **told)).contact
    assert named is not None
    assert named.council_area == "City of Edinburgh"
    worker = {"name": "Jo Reid", "phone": "0141 496 0000"}
    both = read(event("contact.updated", {**told, "worker": worker})).contact
    assert both == Contact(worker=Worker("Jo Reid", "0141 496 0000"), council_area="City of Edinburgh")


def test_a_home_that_is_unknown_or_contradicts_itself_is_refused() -> None:
    assert set(faults(scheduled(home_board="Yorkshire", council_area="Leeds"))) == {
        "data.home_board",
        "data.council_area",
    }
    assert set(faults(scheduled(home_board=31))) == {"data.home_board"}
    assert set(faults(scheduled(council_area="Midlothian"))) == {"data.council_area"}
    assert set(faults(event("contact.updated", {"home_board": "fife", "council_area": "Moray"}))) == {
        "data.council_area"
    }


def test_a_scheduled_release_needs_a_day_a_home_and_a_person() -> None:
    expected = {"data.liberation_date", "data.person", "data.home_board"}
    for data in ({}, None, {"liberation_date": None, "home_board": None, "person": None}):
        assert set(faults(event("liberation.scheduled", data))) == expected
    assert set(faults(event("liberation.scheduled"))) == expected


def test_a_scheduled_release_may_say_nothing_of_its_person() -> None:
    assert contact() == Contact()


@pytest.mark.parametrize("kind", [Kind.RELEASED, Kind.CANCELLED, Kind.RETURNED, Kind.DIED])
def test_nothing_may_be_said_in_three_ways(kind: Kind) -> None:
    for document in (event(kind), event(kind, None), event(kind, {})):
        found = read(document)
        assert (found.kind, found.liberation_date, found.board, found.contact) == (kind, None, None, None)


@pytest.mark.parametrize("kind", [Kind.CANCELLED, Kind.RETURNED, Kind.DIED])
def test_an_event_that_holds_nothing_refuses_each_field_by_name(kind: Kind) -> None:
    assert set(faults(event(kind, {"person": {}, "reason": "x"}))) == {"data.person", "data.reason"}


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.startswith("appointment.")])
@pytest.mark.parametrize("data", [[], "x", 5, True, [{}]])
def test_data_is_an_object(kind: Kind, data: object) -> None:
    assert faults(event(kind, data)) == {"data": "must be an object"}


def test_a_release_may_bring_any_of_what_a_scheduled_one_takes() -> None:
    found = read(event("liberation.released", {"person": {"first_name": "Sam"}, "council_area": "Fife"}))
    assert found.contact == Contact(first_name="Sam", council_area="Fife")
    assert found.board == "S08000029"
    assert read(event("liberation.released", {"liberation_date": "2026-12-01"})).contact is None


def test_an_update_tells_of_a_person_a_home_or_a_worker() -> None:
    worker = {"name": "Jo Reid", "phone": "0141 496 0000"}
    assert read(event("contact.updated", {"home_board": "lothian"})).contact is None
    assert read(event("contact.updated", {"person": {}})).contact == Contact()
    both = read(event("contact.updated", {"person": {"under_18": False}, "worker": worker})).contact
    assert both == Contact(under_18=False, worker=Worker("Jo Reid", "0141 496 0000"))


def test_an_update_that_tells_nothing_is_refused() -> None:
    for data in ({}, None, {"person": None, "worker": None}):
        assert set(faults(event("contact.updated", data))) == {"data"}


@pytest.mark.parametrize(
    "phone", ["", "0141-496-0000", "ask Jo", "+", "   ", "1" * 31, 1414960000, "\u0661\u0662\u0663"]
)
def test_a_workers_phone_is_digits_spaces_and_plus(phone: object) -> None:
    said = faults(event("contact.updated", {"worker": {"name": "Jo", "phone": phone}}))
    assert set(said) == {"data.worker.phone"}


def test_a_worker_has_a_name_and_a_phone() -> None:
    said = faults(event("contact.updated", {"worker": {"email": "x"}}))
    assert set(said) == {"data.worker.name", "data.worker.phone", "data.worker.email"}


def test_all_that_may_be_said_of_a_person() -> None:
    told = contact(
        GLASGOW_STAFF,
        first_name=" Sam ",
        mobile="+44 7700 900123",
        language="gd",
        groups=["woman", "woman", VETERAN],
        number_confirmed_by_person=False,
        number_confirmed_on="2026-12-01",
        safe_to_text="shared",
        under_18=True,
    )
    assert told == Contact(
        first_name="Sam",
        number=SAMS_NUMBER,
        language="gd",
        groups=("woman",),
        opt_ins=(OptIn("veteran", date(2026, 11, 30), "J. Reid"),),
        confirmed_by_person=False,
        confirmed_on=date(2026, 12, 1),
        safe_to_text=SafeToText.SHARED,
        under_18=True,
    )


def test_null_is_not_said() -> None:
    names = ("first_name", "mobile", "language", "groups", "number_confirmed_by_person", "number_confirmed_on")
    assert contact(**dict.fromkeys((*names, "safe_to_text", "under_18"))) == Contact()
    assert contact(first_name="", mobile="") == Contact()


@pytest.mark.parametrize(
    "name", ["=1+1", "+44", "-x", "@Sam", " =1", "x" * 101, "S\x00m", "Sa\nm", "\ud800", 5, ["Sam"]]
)
def test_a_first_name_that_a_spreadsheet_would_run_or_nobody_has_is_refused(name: object) -> None:
    assert set(faults(about(first_name=name))) == {"data.person.first_name"}


def test_a_number_that_cannot_be_texted_is_refused_with_the_reason() -> None:
    assert faults(about(mobile="0141 496 0000")) == {
        "data.person.mobile": "a landline, where a text may be read aloud to anyone"
    }
    for mobile in (
        7700900123,
        True,
        " ",
        "07700 900123 or 07700 900124",
        "x" * 5000,
        "\x00",
        "\ud800",
        ["07700900123"],
    ):
        assert set(faults(about(mobile=mobile))) == {"data.person.mobile"}


def test_numbers_for_practice_are_taken_in_practice_only() -> None:
    assert set(faults(EXAMPLE, occasion(practice=False))) == {"data.person.mobile"}


@pytest.mark.parametrize("language", ["en", "gd", "pl", "uk", "ro", "ur", "ar", "vi", "sq"])
def test_the_languages_of_the_contract_are_taken(language: str) -> None:
    assert contact(language=language).language == language


@pytest.mark.parametrize("language", ["fr", "EN", "en-GB", "", 1, ["en"], {}])
def test_any_other_language_is_refused(language: object) -> None:
    assert set(faults(about(language=language))) == {"data.person.language"}


@pytest.mark.parametrize("field", ["number_confirmed_by_person", "under_18"])
@pytest.mark.parametrize("value", ["true", "yes", 1, 0, "", []])
def test_only_true_and_false_are_true_and_false(field: str, value: object) -> None:
    assert faults(about(**{field: value})) == {f"data.person.{field}": "must be true or false"}


@pytest.mark.parametrize("day", ["2026-12-02", "1999-12-31", "2026-12-01T00:00:00Z", 5, "yesterday"])
def test_a_number_is_not_confirmed_in_the_future_nor_long_ago(day: object) -> None:
    assert set(faults(about(number_confirmed_on=day))) == {"data.person.number_confirmed_on"}


@pytest.mark.parametrize("value", ["maybe", "YES", True, 1, []])
def test_safe_to_text_has_three_values(value: object) -> None:
    assert faults(about(safe_to_text=value)) == {"data.person.safe_to_text": "must be 'yes', 'shared' or 'no'"}


def test_the_plain_groups_are_taken_from_anybody() -> None:
    plain = ("no_fixed_address", "woman", "young_18_25")
    assert contact(groups=list(plain)).groups == plain
    assert contact(groups=[]).groups == ()


def test_a_prisons_silence_about_agreed_groups_is_not_their_end() -> None:
    assert contact(groups=[]).opt_ins is None
    assert contact(GLASGOW_STAFF, groups=[]).opt_ins == ()
    assert contact(GLASGOW_STAFF).opt_ins is None


@pytest.mark.parametrize("group", ["veteran", "harm_reduction", "pregnancy", "domestic_abuse"])
def test_a_group_that_is_agreed_comes_from_a_board_with_its_agreement(group: str) -> None:
    agreed = VETERAN | {"group": group}
    assert contact(GLASGOW_STAFF, groups=[agreed]).opt_ins == (OptIn(group, date(2026, 11, 30), "J. Reid"),)
    assert faults(about(groups=[agreed, group])) == {
        "data.person.groups.0": "is a group that only a Board may record",
        "data.person.groups.1": "is a group that only a Board may record",
    }
    assert set(faults(about(GLASGOW_STAFF, groups=[group]), occasion(GLASGOW_STAFF))) == {"data.person.groups.0"}


def test_every_fault_of_every_group_is_told_with_its_place() -> None:
    groups = ["woman", "tall", 5, None, ["woman"], {"group": "woman", "agreed_on": "2026-12-02"}, {"offence": 1}]
    assert set(faults(about(GLASGOW_STAFF, groups=groups), occasion(GLASGOW_STAFF))) == {
        "data.person.groups.1",
        "data.person.groups.2",
        "data.person.groups.3",
        "data.person.groups.4",
        "data.person.groups.5.group",
        "data.person.groups.5.agreed_on",
        "data.person.groups.5.recorded_by",
        "data.person.groups.6.group",
        "data.person.groups.6.agreed_on",
        "data.person.groups.6.recorded_by",
        "data.person.groups.6.offence",
    }
    assert set(faults(about(groups="woman"))) == {"data.person.groups"}
    assert set(faults(about(groups=["woman"] * 21))) == {"data.person.groups"}


def test_a_person_is_an_object() -> None:
    for person in ("Sam", 5, [], ["Sam"], True):
        assert faults(scheduled(person=person)) == {"data.person": "must be an object"}


def test_no_fault_repeats_what_was_sent() -> None:
    secret = "Zaphod 07911 123456"
    person = dict.fromkeys(EXAMPLE["data"]["person"], secret) | {
        "groups": [secret, {"group": secret}],
        "offence": secret,
    }
    document = scheduled(person=person, liberation_date=secret, home_board=secret, council_area=secret)
    with pytest.raises(InvalidError) as refusal:
        read(document | {"time": secret, "type": secret, "specversion": secret, "subject": secret * 2})
    assert "Zaphod" not in str(refusal.value)
    assert "123456" not in repr(refusal.value.faults)


def test_a_refusal_to_another_source_names_the_keys_own_alone() -> None:
    with pytest.raises(NotYoursError, match="/prisons/barlinnie") as refusal:
        read(example(source="/prisons/07911123456"))
    assert "07911" not in str(refusal.value)
