import json
from datetime import date, time, timedelta

import pytest

from service.configuration.faults import ConfigError, Level
from service.configuration.reader import examine, read_config
from service.configuration.replies import KEYS
from service.configuration.wording import numbers_in
from service.domain.board import DangerContacts, SenderNumber, Starts
from service.domain.ids import BoardCode, PrisonSlug, SequenceId
from service.schedules.config import Config
from service.schedules.sequence import Anchor, Days, Elapsed, Welcome
from service.templates.render import names, render
from service.templates.segments import segments
from tests.configuration.copies import SHIPPED, Copy

FIRST_WEEKS = SequenceId("first-weeks")
SEQUENCES = (
    FIRST_WEEKS,
    *map(SequenceId, ("harm-reduction", "no-fixed-address", "women", "young-18-25", "veterans", "appointments")),
)
NATIONAL = (
    "01_welcome",
    "04_urgent",
    "02_gp",
    "03_nhs_inform",
    "05_medicine",
    "06_mood",
    "07_gp_check",
    "08_night",
    "09_home_money",
    "10_gp_again",
    "11_check_in",
    "12_last",
)
LATER_FIELDS = (
    "closed:",
    "line:",
    "call_back:",
    "reads_replies:",
    "duty:",
    "starts:",
    "opt_in_groups:",
    "leaves_out:",
    "places:",
)
DAYS = (0, 1, 2, 3, 4, 6, 8, 11, 14, 20, 28, 42)


@pytest.fixture(scope="module")
def shipped() -> Config:
    return read_config(SHIPPED, practice=True)


def test_the_shipped_configuration_has_no_error_in_practice() -> None:
    assert [fault for fault in examine(SHIPPED, practice=True).faults if fault.level is Level.ERROR] == []


def test_the_real_carrier_is_refused_until_somebody_dials_the_numbers_and_each_board_has_its_own() -> None:
    with pytest.raises(ConfigError) as refused:
        read_config(SHIPPED, practice=False)
    files = [fault.file for fault in refused.value.faults]
    assert (
        len([file for file in files if "boards" in file]) == 3 * 14
    )  # the sender's number, the line's, and that nobody is told of danger
    assert len([file for file in files if file.endswith("contacts.yaml")]) == 9


def test_every_warning_of_the_shipped_configuration_is_one_that_only_people_can_end() -> None:
    told = [fault.message for fault in examine(SHIPPED, practice=True).faults]
    people = ("is told of danger", "dial it", "nobody who will get these texts has read them", "need a translator")
    assert [message for message in told if not any(reason in message for reason in people)] == []


def test_all_fourteen_boards_are_there_with_their_hours_and_sequences(shipped: Config) -> None:
    assert len(shipped.boards) == 14
    for code, board in shipped.boards.items():
        assert board.code == code
        assert (board.hours.opens, board.hours.closes) == (time(9, 30), time(19))
        assert isinstance(board.sender, SenderNumber)
        assert board.sender.number.e164 == "+447700900000"
        assert board.sequences == SEQUENCES
        assert board.line == "07700 900 001"
        assert board.calls_back
        assert board.reads_replies
        assert board.danger == DangerContacts()
        assert board.duty == (board.slug == "greater-glasgow-and-clyde")
        assert board.starts is Starts.DATE
        assert board.opt_in_groups == {"veteran", "harm_reduction", "pregnancy"}
        assert not board.closed | board.leaves_out | board.places
    assert shipped.boards[BoardCode("S08000031")].slug == "greater-glasgow-and-clyde"


def test_a_board_says_what_is_its_own(config: Copy) -> None:
    for old, new in [
        ("closed: []", "closed: [2026-04-06, 2026-09-28]"),
        ("call_back: office_hours", "call_back: none"),
        ("starts: date", "starts: date_if_heard"),
        ("opt_in_groups: [veteran, harm_reduction, pregnancy]", "opt_in_groups: [domestic_abuse]"),
        ("leaves_out: []", "leaves_out: [08_night, 11_check_in]"),
        ("places: []", 'places: [{words: "12 Prison Lane", because: "the street is called so"}]'),
    ]:
        config.edit("boards/fife.yaml", old, new)
    fife = read_config(config.folder, practice=True).boards[BoardCode("S08000029")]
    assert fife.closed == {date(2026, 4, 6), date(2026, 9, 28)}
    assert not fife.calls_back
    assert fife.starts is Starts.DATE_IF_HEARD
    assert fife.opt_in_groups == {"domestic_abuse"}
    assert fife.leaves_out == {"08_night", "11_check_in"}
    assert fife.places == {"12 Prison Lane"}


def test_a_board_may_leave_all_of_that_out(config: Copy) -> None:
    fife = config.folder / "boards" / "fife.yaml"
    kept = [line for line in fife.read_text(encoding="utf-8").splitlines() if not line.startswith(LATER_FIELDS)]
    fife.write_text("\n".join(kept), encoding="utf-8")
    config.edit("boards/fife.yaml", ", appointments]", "]")
    board = read_config(config.folder, practice=True).boards[BoardCode("S08000029")]
    assert board.calls_back
    assert (board.reads_replies, board.duty) == (True, False)
    assert (board.line, board.starts) == (None, Starts.DATE)
    assert not board.closed | board.opt_in_groups | board.leaves_out | board.places


def test_every_prison_and_all_32_council_areas_belong_to_a_board(shipped: Config) -> None:
    assert len(shipped.prisons) == 17
    assert shipped.prisons[PrisonSlug("barlinnie")].board == "S08000031"
    assert {prison.board for prison in shipped.prisons.values()} <= shipped.boards.keys()
    assert set(shipped.councils.values()) == shipped.boards.keys()
    assert (SHIPPED / "councils.yaml").read_text(encoding="utf-8").count("- area:") == 32


def test_the_national_texts_go_once_a_day_over_six_weeks_with_urgent_help_by_day_1(shipped: Config) -> None:
    sequence = shipped.sequences[FIRST_WEEKS]
    steps = [step for step in sequence.steps if step.welcome is not Welcome.NEW_NUMBER]
    assert tuple(step.id for step in steps) == NATIONAL
    assert [step.offset for step in steps] == [Elapsed(timedelta(hours=2)), *map(Days, DAYS[1:])]
    assert sum(step.optional for step in steps) == 3
    assert (sequence.anchor, sequence.fallback) == (Anchor.LIBERATION, "en")
    assert (sequence.most_in_week, sequence.most_in_all) == (6, 12)


def test_both_welcomes_wait_two_hours_after_the_release_itself(shipped: Config) -> None:
    first, other = shipped.sequences[FIRST_WEEKS].steps[:2]
    assert (first.id, first.welcome) == ("01_welcome", Welcome.FIRST)
    assert (other.id, other.welcome) == ("01_welcome_new_number", Welcome.NEW_NUMBER)
    for welcome in (first, other):
        assert (welcome.offset, welcome.not_before, welcome.at) == (Elapsed(timedelta(hours=2)), time(11), time(14))


def test_texts_about_a_doctor_go_on_open_days(shipped: Config) -> None:
    steps = [step for sequence in shipped.sequences.values() for step in sequence.steps if step.group == "gp"]
    assert {step.id for step in steps} == {"02_gp", "07_gp_check", "10_gp_again", "nfa_gp", "y_gp"}
    assert all(step.open_days for step in steps)


def test_what_tells_something_about_a_person_goes_to_those_who_agreed_alone(shipped: Config) -> None:
    found = {step.id for sequence in shipped.sequences.values() for step in sequence.steps if step.opt_in}
    veterans = {"v_gp_OPTIN", "v_help_OPTIN"}
    assert found == {"w_pregnant_OPTIN", "w_safe_OPTIN", "h_tolerance", "h_naloxone", *veterans}


def test_variants_stand_in_for_national_steps(shipped: Config) -> None:
    steps = [step for sequence in shipped.sequences.values() for step in sequence.steps]
    replaced = {step.id: {f"{name.sequence}/{name.step}" for name in step.replaces} for step in steps if step.replaces}
    assert replaced == {
        "nfa_gp": {"first-weeks/02_gp"},
        "nfa_home": {"first-weeks/09_home_money"},
        "y_mood": {"first-weeks/06_mood"},
    }


def test_every_text_is_complete_in_english_and_in_no_other_language_yet(shipped: Config) -> None:
    for sequence in shipped.sequences.values():
        for step in sequence.steps:
            assert step.words.keys() == {"en"}
            assert step.without_call.keys() <= {"en"}


def test_every_text_is_one_segment_for_every_board(shipped: Config) -> None:
    longest = {"weekday": "Wednesday", "d": "30", "month": "September", "time": "10:30am", "phone": "07700 900 001"}
    longest |= {"when": "tomorrow, Wednesday 30 September", "place": "Bridge Street Centre, 100 Long Hill Road"}
    every = [step for sequence in shipped.sequences.values() for step in sequence.steps]
    for board in shipped.boards.values():
        for words in (words for step in every for words in (*step.words.values(), *step.without_call.values())):
            values = {**longest, "board": board.name}
            assert segments(render(words, {name: values[name] for name in names(words)})) == 1


def test_a_board_that_phones_nobody_offers_no_call(config: Copy) -> None:
    for board in (config.folder / "boards").iterdir():
        config.edit(f"boards/{board.name}", "call_back: office_hours", "call_back: none")
    assert config.errors() == ()


def test_every_answer_that_may_have_to_be_given_is_there(shipped: Config) -> None:
    assert shipped.replies["en"].keys() == KEYS


def test_every_number_in_a_text_is_a_contact(shipped: Config) -> None:
    numbers = {contact.number for contact in shipped.contacts.values()}
    texts = [step.words["en"] for sequence in shipped.sequences.values() for step in sequence.steps]
    texts += shipped.replies["en"].values()
    stated = {number for words in texts for number in numbers_in(words) if len(number) > 2}
    lines = {"0800 22 44 88", "116 123", "85258", "0800 83 85 87", "0800 027 1234", "0800 068 4141"}
    assert stated == {"111", "999", *lines}
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
