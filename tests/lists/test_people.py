import time

from service.domain.event import Kind
from service.domain.release import SafeToText
from tests.lists.lists import faults, listed, read, sam


def test_one_person_with_two_days_is_refused_on_both_lines_and_each_names_the_other() -> None:
    listing = read(listed(sam(), sam(prison_number="2"), sam(liberation_date="2026-12-30")))
    assert [row.line for row in listing.rows] == [3]
    assert "line 4" in faults(listing)[2]["liberation_date"]
    assert "line 2" in faults(listing)[4]["liberation_date"]


def test_a_second_day_counts_though_its_row_has_another_fault() -> None:
    listing = read(listed(sam(), sam(liberation_date="2026-12-30", mobile="0141 496 0000")))
    assert listing.rows == ()
    assert list(faults(listing)[3]) == ["mobile", "liberation_date"]


def test_a_row_with_a_fault_and_the_same_day_spoils_no_other() -> None:
    listing = read(listed(sam(), sam(mobile="0141 496 0000")))
    assert [row.line for row in listing.rows] == [2]
    assert list(faults(listing)) == [3]


def test_rows_that_say_the_same_are_one_however_they_are_written() -> None:
    listing = read(listed(sam(), sam(mobile="7700900101", liberation_date="23/12/26", council_area="Glasgow"), sam()))
    assert [row.line for row in listing.rows] == [2]
    assert listing.repeats == (3, 4)
    assert listing.refused == ()


def test_two_council_areas_of_one_board_are_two_homes() -> None:
    listing = read(listed(sam(council_area="Glasgow"), sam(council_area="Inverclyde"), sam()))
    assert {line: set(told) for line, told in faults(listing).items()} == {2: {"council_area"}, 3: {"council_area"}}


def test_rows_of_one_day_that_say_different_things_are_refused_by_column() -> None:
    listing = read(listed(sam(), sam(mobile="07700 900102", language="pl"), sam(language="pl")))
    assert listing.rows == ()
    assert {line: set(told) for line, told in faults(listing).items()} == {
        2: {"mobile", "language"},
        3: {"mobile", "language"},
        4: {"mobile", "language"},
    }


def test_a_cancellation_and_a_plan_of_one_person_are_refused() -> None:
    assert set(faults(read(listed(sam(status="cancelled"), sam(status="planned"))))) == {2, 3}


def test_a_return_or_a_death_stands_whatever_another_row_says() -> None:
    for end, kind in (("returned", Kind.RETURNED), ("died", Kind.DIED)):
        listing = read(listed(sam(), sam(status=end), sam(liberation_date="2026-12-30")))
        assert [row.event.kind for row in listing.rows] == [kind]
        assert all(f"line 3 says {end}" in told["status"] for told in faults(listing).values())
        assert list(faults(listing)) == [2, 4]


def test_a_return_and_a_death_of_one_person_both_stand_and_repeats_of_them_are_one() -> None:
    listing = read(listed(sam(status="returned"), sam(status="died"), sam(status="returned"), sam(status="died")))
    assert [row.event.kind for row in listing.rows] == [Kind.RETURNED, Kind.DIED]
    assert listing.repeats == (4, 5)


def test_a_number_with_words_beside_it_is_not_taken_and_nothing_may_be_sent() -> None:
    [row] = read(listed(sam(mobile="07700 900101 (mum)", safe_to_text="yes", number_confirmed_on="2026-11-01"))).rows
    told = row.event.contact
    assert told is not None
    assert (told.number, told.safe_to_text, told.confirmed_on) == (None, SafeToText.NO, None)
    assert "(mum)" in row.event.document  # sealed with the event, so that staff can see it


def test_three_people_may_share_a_phone_and_four_may_not() -> None:
    people = [sam(prison_number=str(number)) for number in range(4)][1:]
    assert all(row.event.contact.number for row in read(listed(*people)).rows if row.event.contact)
    four = read(
        listed(*people, sam(prison_number="9", mobile="+447700900101"), sam(prison_number="5", mobile="07700 900105"))
    )
    held = {row.line: row.event.contact.safe_to_text for row in four.rows if row.event.contact}
    assert held == {2: SafeToText.NO, 3: SafeToText.NO, 4: SafeToText.NO, 5: SafeToText.NO, 6: None}


def test_repeats_of_one_person_make_no_crowd() -> None:
    [row] = read(listed(*[sam()] * 6)).rows
    assert row.event.contact is not None
    assert row.event.contact.number is not None


def test_ten_thousand_rows_of_one_person_take_no_longer_than_of_many() -> None:
    rows = [
        sam(mobile=f"07700 900{number % 1000:03}", liberation_date=f"2026-12-{number % 9 + 10}")
        for number in range(9_000)
    ]
    for alike in ("liberation_date", "mobile"):
        began = time.process_time()
        listing = read(listed(*(row | {alike: sam()[alike]} for row in rows)))
        assert len(listing.refused) == 9_000
        assert time.process_time() - began < 20
