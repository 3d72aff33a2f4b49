from datetime import date
from typing import get_args

import pytest

from service.api import fields
from service.domain.ids import BoardCode
from service.domain.listing import Status
from service.domain.number import Number
from service.domain.release import Contact, SafeToText, Worker
from service.lists import days, rows
from tests.builders import GLASGOW, GLASGOW_STAFF
from tests.lists.lists import SAMPLES, contact, event, fault, faults, listed, occasion, read, sam


def test_a_full_row_says_all_that_an_event_can() -> None:
    told = event(
        language="GD",
        groups="woman; No fixed address;woman;",
        status="Planned",
        council_area="Glasgow City Council",
        number_confirmed_on="1/11/2026",
        safe_to_text="Shared",
        worker="Kim Reid, 0141 496 0123",
    )
    assert told.prison_number == "48213"
    assert told.liberation_date == date(2026, 12, 23)
    assert told.board == GLASGOW
    assert told.contact == Contact(
        first_name="Sam",
        number=Number.trusted("+447700900101"),
        language="gd",
        groups=("woman", "no_fixed_address"),
        confirmed_on=date(2026, 11, 1),
        safe_to_text=SafeToText.SHARED,
        worker=Worker("Kim Reid", "0141 496 0123"),
        council_area="Glasgow City",
    )


@pytest.mark.parametrize("nothing", ["", " ", "none", "None", "NONE", "n/a", "N/A", "-", "\u2013", "0", "\u00a0"])
def test_words_for_nothing_say_nothing(nothing: str) -> None:
    said = dict.fromkeys(
        ("first_name", "mobile", "language", "groups", "status", "number_confirmed_on", "safe_to_text", "worker"),
        nothing,
    )
    assert contact(council_area=nothing, **said) == Contact()
    missing = fault(prison_number=nothing, liberation_date=nothing, home_board=nothing)
    assert missing == {
        "prison_number": "is missing",
        "liberation_date": "is missing",
        "home_board": "is missing: give home_board or council_area",
    }


def test_every_fault_of_a_row_is_told_at_once() -> None:
    wrong = {
        "prison_number": "1" * 21,
        "first_name": "@Sam",
        "mobile": "0141 496 0000",
        "liberation_date": "2026-02-30",
        "home_board": "S08000099",
        "language": "tlh",
        "groups": "woman;unknown_group",
        "status": "gone",
        "council_area": "Cumbria",
        "number_confirmed_on": "2027-01-01",
        "safe_to_text": "perhaps",
        "worker": "Kim",
    }
    assert list(fault(**wrong)) == list(wrong)


def test_no_fault_repeats_what_stood_in_a_cell() -> None:
    secret = "Zanzibar"
    told = fault(**dict.fromkeys(sam(language="", groups="", status="", worker="", council_area=""), f"={secret}"))
    told |= fault(**dict.fromkeys(sam(language="", groups="", status="", worker="", council_area=""), secret * 3))
    assert len(told) > 8
    assert secret not in str(told)


def test_a_prison_number_is_opaque_but_a_spreadsheets_marks_are_no_part_of_it() -> None:
    for written in ("48213.0", "'48213", "\u200b48213\ufeff", " 48213 "):
        assert event(prison_number=written).prison_number == "48213"
    for opaque in ("A1234BC", "a-1/2", "007", "1234567890123456789.5"[:20]):
        assert event(prison_number=opaque).prison_number == opaque
    assert "spreadsheet" in fault(prison_number="4.8213E+04")["prison_number"]
    assert "control" in fault(prison_number="48\n213")["prison_number"]
    assert "control" in fault(prison_number="'")["prison_number"]


def test_a_name_begins_with_no_sign_that_a_spreadsheet_runs() -> None:
    for sign in "+-@":
        assert "must not begin" in fault(first_name=f"{sign}Sam")["first_name"]
    assert "formula" in fault(first_name='=HYPERLINK("http://x")')["first_name"]
    assert contact(first_name="Anne-Marie @ home").first_name == "Anne-Marie @ home"
    assert "100 characters" in fault(first_name="x" * 101)["first_name"]
    assert "500 characters" in fault(first_name="x" * 501)["first_name"]
    assert "control" in fault(first_name="Sa\tm")["first_name"]


def test_a_formula_or_an_error_of_a_spreadsheet_is_no_value() -> None:
    for column in sam(language="", worker=""):
        assert "formula" in fault(**{column: "=A1"})[column]
        assert "error" in fault(**{column: "#N/A"})[column]


@pytest.mark.parametrize(
    "board", ["S08000031", "NHS Greater Glasgow and Clyde", "greater glasgow & clyde", " s08000031 "]
)
def test_a_board_is_its_code_or_its_name(board: str) -> None:
    assert event(home_board=board).board == GLASGOW


def test_a_council_names_its_board_and_may_not_contradict_it() -> None:
    assert event(home_board="", council_area="The Moray Council").board == BoardCode("S08000020")
    assert event(council_area="Inverclyde").board == GLASGOW
    assert fault(council_area="Highland") == {"council_area": "lies in another Board than home_board"}


def test_a_council_is_kept_under_its_own_name() -> None:
    assert contact(home_board="", council_area="The Moray Council").council_area == "Moray"
    assert contact(council_area="glasgow").council_area == "Glasgow City"
    assert contact().council_area is None


def test_groups_that_a_person_agrees_to_come_from_no_file() -> None:
    for group in ("veteran", "Harm reduction", "pregnancy", "domestic_abuse"):
        assert "only a Board" in fault(groups=f"woman;{group}")["groups"]
        assert "only a Board" in fault(occasion(GLASGOW_STAFF), groups=group)["groups"]


@pytest.mark.parametrize("worker", ["Kim Reid, 0141 496 0123", "Kim Reid (0141 496 0123)", "Kim Reid;0141 496 0123"])
def test_a_worker_is_a_name_and_a_number(worker: str) -> None:
    assert contact(worker=worker).worker == Worker("Kim Reid", "0141 496 0123")


@pytest.mark.parametrize(
    "worker", ["Kim Reid", "0141 496 0123", "Kim, Reid, 0141 496 0123", "Kim, x", "Kim, " + "1" * 31, "-Kim, 0141"]
)
def test_any_other_worker_is_refused(worker: str) -> None:
    assert "worker" in fault(worker=worker)


@pytest.mark.parametrize("status", ["cancelled", "Returned", "DIED"])
def test_of_a_stop_nothing_but_the_person_is_looked_at(status: str) -> None:
    told = event(status=status, mobile="two numbers", liberation_date="never", home_board="?", first_name="=1")
    assert (told.liberation_date, told.board, told.contact) == (None, None, None)
    assert "two numbers" not in told.document
    assert fault(status=status, prison_number="") == {"prison_number": "is missing"}


def test_every_row_of_the_sample_with_faults_is_refused_for_its_own_reason() -> None:
    listing = read((SAMPLES / "releases-with-faults.csv").read_bytes())
    assert listing.rows == ()
    assert {line: tuple(told) for line, told in faults(listing).items()} == {
        2: ("mobile",),
        3: ("mobile",),
        4: ("prison_number", "liberation_date"),
        5: ("home_board",),
        6: ("language",),
        7: ("groups",),
        8: ("first_name",),
        9: ("groups",),
        10: ("liberation_date",),
        11: ("mobile",),
    }
    reasons = [message for told in faults(listing).values() for message in told.values()]
    assert len(set(reasons)) == len(reasons)


def test_good_rows_of_a_mixed_file_are_kept() -> None:
    good, bad = (SAMPLES / "releases-barlinnie.csv").read_text(), (SAMPLES / "releases-with-faults.csv").read_text()
    others = good.replace("48", "58").splitlines()[1:]
    listing = read("\n".join([*bad.splitlines(), *others]))
    assert [row.line for row in listing.rows] == list(range(12, 18))
    assert len(listing.refused) == 10


def test_a_file_and_an_event_follow_the_same_rules() -> None:
    assert get_args(fields.Language) == rows.LANGUAGES
    assert get_args(fields.AgreedGroup) == rows.AGREED_GROUPS
    assert fields.LONGEST_AHEAD == days.LONGEST_AHEAD
    assert fields.YEARS == days.YEARS
    assert {status.value for status in Status} == {"planned", "released", "cancelled", "returned", "died"}


def test_nothing_of_a_person_is_shown_in_a_log() -> None:
    shown = repr(read(listed(sam(worker="Kim Reid, 0141 496 0123"))))
    for secret in ("Sam", "900101", "48213", "Kim"):
        assert secret not in shown
