import json
from datetime import time, timedelta
from itertools import pairwise

import pytest

from service.configuration.faults import ConfigError, Level
from service.configuration.reader import examine, read_config
from service.configuration.replies import KEYS
from service.configuration.wording import numbers_in
from service.domain.board import SenderNumber
from service.domain.ids import BoardCode, PrisonSlug, SequenceId, StepId
from service.schedules.config import Config
from service.templates.render import render
from service.templates.segments import segments
from tests.configuration.copies import SHIPPED

FIRST_WEEKS = SequenceId("first-weeks")


@pytest.fixture(scope="module")
def shipped() -> Config:
    return read_config(SHIPPED, practice=True)


def test_the_shipped_configuration_has_no_error_in_practice() -> None:
    assert [fault for fault in examine(SHIPPED, practice=True).faults if fault.level is Level.ERROR] == []


def test_the_real_carrier_is_refused_until_somebody_dials_the_numbers_and_each_board_has_its_own() -> None:
    with pytest.raises(ConfigError) as refused:
        read_config(SHIPPED, practice=False)
    files = [fault.file for fault in refused.value.faults]
    assert len([file for file in files if "boards" in file]) == 14
    assert len([file for file in files if file.endswith("contacts.yaml")]) == 8
    assert all(fault.level is Level.ERROR for fault in refused.value.faults)


def test_all_fourteen_boards_are_there_with_their_hours_and_sequence(shipped: Config) -> None:
    assert len(shipped.boards) == 14
    for code, board in shipped.boards.items():
        assert board.code == code
        assert (board.hours.opens, board.hours.closes) == (time(9, 30), time(19))
        assert isinstance(board.sender, SenderNumber)
        assert board.sender.number.e164 == "+447700900000"
        assert board.sequences == (FIRST_WEEKS,)
    assert shipped.boards[BoardCode("S08000031")].slug == "greater-glasgow-and-clyde"


def test_every_prison_and_all_32_council_areas_belong_to_a_board(shipped: Config) -> None:
    assert len(shipped.prisons) == 17
    assert shipped.prisons[PrisonSlug("barlinnie")].board == "S08000031"
    assert {prison.board for prison in shipped.prisons.values()} <= shipped.boards.keys()
    assert set(shipped.councils.values()) == shipped.boards.keys()
    assert (SHIPPED / "councils.yaml").read_text(encoding="utf-8").count("- area:") == 32


def test_the_texts_go_once_a_day_over_six_weeks(shipped: Config) -> None:
    sequence = shipped.sequences[FIRST_WEEKS]
    days = [step.day for step in sequence.steps]
    assert days == [0, 1, 2, 3, 4, 6, 8, 11, 14, 20, 28, 42]
    assert all(before < after for before, after in pairwise(days))
    assert sequence.send_within == timedelta(hours=48)
    assert sequence.fallback == "en"


def test_the_welcome_waits_two_hours_after_the_release_itself(shipped: Config) -> None:
    welcome = shipped.sequences[FIRST_WEEKS].steps[0]
    assert welcome.id == StepId("01_welcome")
    assert welcome.at == time(14)
    assert welcome.on_release is not None
    assert (welcome.on_release.after, welcome.on_release.not_before) == (timedelta(hours=2), time(11))


def test_every_text_is_one_segment_for_every_board(shipped: Config) -> None:
    for board in shipped.boards.values():
        for step in shipped.sequences[FIRST_WEEKS].steps:
            words = step.words["en"]
            values = {"board": board.name} if "{board}" in words else {}
            assert segments(render(words, values)) == 1


def test_every_answer_that_may_have_to_be_given_is_there(shipped: Config) -> None:
    assert shipped.replies["en"].keys() == KEYS


def test_every_number_in_a_text_is_a_contact(shipped: Config) -> None:
    numbers = {contact.number for contact in shipped.contacts.values()}
    texts = [step.words["en"] for step in shipped.sequences[FIRST_WEEKS].steps]
    texts += shipped.replies["en"].values()
    stated = {number for words in texts for number in numbers_in(words) if len(number) > 2}
    assert stated == {"0800 22 44 88", "111", "999", "116 123", "85258", "0800 83 85 87", "0800 027 1234"}
    assert stated <= numbers


def test_no_value_of_the_configuration_can_be_changed(shipped: Config) -> None:
    for mapping in (
        shipped.boards,
        shipped.prisons,
        shipped.councils,
        shipped.contacts,
        shipped.sequences,
        shipped.replies,
    ):
        assert not hasattr(mapping, "__setitem__")
    assert json.dumps(dict(shipped.councils))
