"""A step's id is read over a shoulder: it tells nothing of where somebody was or what ails them."""

import pytest

from tests.configuration.copies import Copy, place

WEEKS, HARM = "sequences/first-weeks.yaml", "sequences/harm-reduction.yaml"


@pytest.mark.parametrize("name", ["09_prison_money", "Prison2", "h_HMP_1", "jailVisit", "methadone", "09_drug_money"])
def test_an_id_with_a_listed_word_is_refused_at_its_place(config: Copy, name: str) -> None:
    config.edit(WEEKS, "id: 08_night", f"id: {name}")
    where = config.place(WEEKS, name)
    assert where in [place(fault) for fault in config.errors() if "its id holds" in fault.message]


@pytest.mark.parametrize("name", ["09_home", "food2", "04_urgent_b"])
def test_other_ids_are_taken(config: Copy, name: str) -> None:
    config.edit(WEEKS, "id: 08_night", f"id: {name}")
    assert not [fault for fault in config.errors() if "its id holds" in fault.message]


def test_a_word_that_people_asked_for_may_stand_in_the_id_of_its_step_and_one_of_a_prison_may_not(config: Copy) -> None:
    assert "id: h_naloxone" in (config.folder / HARM).read_text(encoding="utf-8")
    assert config.errors() == ()
    config.edit(HARM, "id: h_naloxone", "id: h_prison")
    assert [fault for fault in config.errors() if "its id holds `prison`" in fault.message]
