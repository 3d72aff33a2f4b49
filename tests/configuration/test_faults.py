from dataclasses import dataclass
from pathlib import Path

import pytest

from service.configuration.faults import ConfigError, ConfigFault, Level
from service.configuration.reader import read_config
from tests.configuration.copies import Copy, place

FIFE = "boards/fife.yaml"
WEEKS = "sequences/first-weeks.yaml"
REPLIES = "replies/en.yaml"
WELCOME = "Hello from {board}. We will text you about your health."
SEQUENCES = "[first-weeks, harm-reduction, no-fixed-address, women, young-18-25, veterans, appointments]"
START = 'START: "NHS: You will get our texts again. Reply STOP to end them."'


SPARE = "  - {id: spare, name: Spare, number: 0800 555 111, hours: null, source: a poster, verified_on: null}\n"


@dataclass(frozen=True)
class Broken:
    """One change to the shipped configuration, and the error that it must lead to."""

    file: str
    rule: str
    old: str
    new: str
    at: str  # the fault points to the first place where this stands in the changed file
    message: str
    others: int = 0  # errors that follow from it and are true in themselves


# What is broken, in which words, by which others, where the fault must point, what it must say, what else follows.
CHANGES: dict[str, list[tuple[str, str, str, str, str] | tuple[str, str, str, str, str, int]]] = {
    FIFE: [
        ("a field with a wrong name", "  opens:", "  oppens:", "oppens", "`oppens`: is no field of this part", 1),
        ("a field that is missing", '  closes: "19:00"\n', "", 'opens: "', "`closes`: is missing"),
        ("a field without a value", "code: S08000029", "code:", "code:\n", "`code`: has no value", 1),
        ("a time in bare minutes", '"19:00"', "1140", "1140", "`closes`: must be text: write it in quotes"),
        ("a time without quotes", 'closes: "19:00"', "closes: 20:00", "20:00\n", "`20:00` is a number to some"),
        ("a time that no clock shows", '"19:00"', '"24:00"', '"24:00"', '`closes`: a time is written "09:30"'),
        ("a time with seconds", '"19:00"', '"19:00:00"', '"19:00:00"', "`closes`: a time is written"),
        ("a time with an hour in one digit", '"09:30"', '"9:30"', '"9:30"', "`opens`: a time is written"),
        ("hours that end before they begin", '"09:30"', '"19:00"', 'opens: "19', "`hours`: `opens` must come before"),
        ("a code of another kind", "code: S08000029", "code: S12000047", "S12000047", "`code`: a Board's code is", 1),
        (
            "a sender that is no E.164",
            '"+447700900000"',
            '"07700 900000"',
            '"07700',
            "a sender's number is written +44",
        ),
        ("a sender that is a bare number", '"+447700900000"', "447700900000", "447700900000", "must be text"),
        ("no sender", '{number: "+447700900000"}', "{}", "{}", "has either a `number` or a `messaging_service`"),
        (
            "two senders",
            '{number: "+447700900000"}',
            '{number: "+447700900000", messaging_service: MG00000000000000000000000000000000}',
            '{number: "+447',
            "has either a `number` or a `messaging_service`",
        ),
        (
            "a sequence that is nowhere",
            "[first-weeks, harm-reduction",
            "[first-weeks, womin, harm-reduction",
            "womin",
            "there is no sequences/womin.yaml",
        ),
        (
            "a sequence sent twice",
            "[first-weeks, harm-reduction",
            "[first-weeks, first-weeks, harm-reduction",
            "first-weeks, harm",
            "stands already in fife.yaml",
        ),
        ("no sequence", f"sequences: {SEQUENCES}", "sequences: []", "[]\ndanger", "`sequences`: is empty"),
        ("a list that is none", SEQUENCES, "first-weeks", "first-weeks\n", "`sequences`: must be a list"),
        (
            "a Board under another's name",
            "name: NHS Fife",
            "name: NHS Kingdom of Fife",
            "NHS Kingdom",
            "is called kingdom-of-fife.yaml",
        ),
        ("a Board whose name hides the NHS", "name: NHS Fife", "name: Fife", "Fife\nsender", "begins with NHS"),
        ("a code twice", "code: S08000029", "code: S08000020", "", "stands already in fife.yaml, line", 1),
        ("a Board that closes earlier", '"19:00"', '"18:00"', "", "06_mood: outside the sending hours of NHS Fife", 1),
    ],
    "prisons.yaml": [
        ("a prison of no Board", "S08000031", "S08000099", "S08000099", "no Board has this code"),
        ("a prison twice", "slug: low-moss", "slug: barlinnie", "", "stands already in prisons.yaml, line"),
        ("an alias of two prisons", "[Shotts]", "[Shotts, hmp perth]", "hmp perth", "stands already in prisons.yaml"),
        ("a slug with a capital", "slug: shotts", "slug: Shotts", "Shotts", "`slug`: a slug is lower-case"),
    ],
    "councils.yaml": [
        ("a council of no Board", "S08000029", "S08000021", "S08000021", "no Board has this code"),
        ("a council twice", "area: Angus", "area: Moray", "", "stands already in councils.yaml"),
        ("a name with two spaces", "area: East Ayrshire", 'area: "East  Ayrshire"', '"East  A', "one space between"),
    ],
    "contacts.yaml": [
        ("a contact twice", "id: shout", "id: papyrus", "", "stands already in contacts.yaml"),
        ("a number with two owners", '"0800 068 4141"', '"0800 224488"', '"0800 224488"', "stands already in", 1),
        (
            "a number in odd groups",
            '"0800 068 4141"',
            '"0800-068-4141"',
            '"0800-068',
            "a number is digits in groups",
            1,
        ),
        (
            "a day that does not exist",
            "verified_on: null",
            "verified_on: 2026-02-30",
            "2026-02-30",
            "there is no such day",
        ),
        (
            "a day in another order",
            "verified_on: null",
            "verified_on: 30/11/2026",
            "30/11/2026",
            "a day is written 2026-11-30",
        ),
    ],
    WEEKS: [
        ("another anchor", "anchor: liberation_date", "anchor: birthday", "birthday", "must be 'liberation_date'"),
        ("an offset in weeks", "offset: 1d", "offset: 1w", "1w", "`offset`: an offset is written 3d, -1d or 2h"),
        ("an offset before the day", "offset: 1d", "offset: -1d", "-1d", "nothing goes before a release", 1),
        (
            "a length in days",
            "if_late: {send_within: 48h}",
            "if_late: {send_within: 2d}",
            "{send_within: 2d}",
            "`if_late`: a length of time is written",
        ),
        ("a step id with a space", "id: 02_gp", "id: 02 gp", "02 gp", "`id`: an id is letters", 2),
        ("a step id twice", "id: 07_gp_check", "id: 02_gp", "", "stands already in first-weeks.yaml"),
        ("steps out of order", "offset: 4d", "offset: 2d", "", "steps stand in the order of their days"),
        ("two steps on a day", "offset: 4d", "offset: 3d", "", "one text a day"),
        ("a step after hours", 'at: "18:00"', 'at: "19:00"', '"19:00"', "outside the sending hours of NHS Ayrshire"),
        ("a step before hours", 'not_before: "11:00"', 'not_before: "09:29"', '"09:29"', "outside the sending hours"),
        (
            "no words in the fallback language",
            'en: "NHS: Do you need help fast?',
            'gd: "NHS: Do you need help fast?',
            "gd: ",
            "no words in `en`",
        ),
        (
            "a language nobody reads for us",
            'en: "NHS: Do you have a doctor',
            'xx: "NHS: Do you have a doctor',
            "xx: ",
            "`xx`: is no language",
            1,
        ),
        ("a fallback without answers", "fallback: en", "fallback: gd", "gd\n", "there is no replies/gd.yaml", 15),
        ("no words", f'"{WELCOME}', '" " #', '" "', "`en`: has no words"),
        (
            "words that begin with a space",
            '"NHS: Do you feel',
            '" NHS: Do you feel',
            '" NHS: Do you feel',
            "begins or ends with a space",
        ),
        (
            "a first text without a way out",
            "Reply STOP to end our texts. Reply WRONG",
            "Reply WRONG",
            '"Hello',
            '"Reply STOP"',
        ),
        ("a first text from nobody", "Hello from {board}.", "Hello.", '"Hello.', "does not say who sends it"),
        (
            "a name in a nudge",
            "NHS: Bad night?",
            "{first_name}: Bad night?",
            '"{first_name}',
            "{first_name} is never filled in here",
        ),
        (
            "a place in a nudge",
            "NHS: Bad night?",
            "{place}: Bad night?",
            '"{place}',
            "{place} is never filled in here: only {board}",
        ),
        ("a stray brace", "NHS: Bad night?", "NHS: Bad {night?", '"NHS: Bad {', "a brace at character 10"),
        (
            "a placeholder with a capital",
            "from {board}",
            "from NHS {Board}",
            '"Hello from NHS {',
            "a brace at character 16",
            1,
        ),
        (
            "a curly apostrophe",
            "They listen.",
            "They\u2019ll listen.",
            '"NHS: Bad night',
            "U+2019 (RIGHT SINGLE QUOTATION MARK) is not in GSM-7",
            1,
        ),
        (
            "a text too long",
            WELCOME,
            f"{WELCOME} It is free, private and yours.",
            '"Hello',
            "NHS Greater Glasgow and Clyde: 160 fit",
        ),
        (
            "a number that is no contact",
            "116 123",
            "116 124",
            '"NHS: Do you feel',
            "ends in 24 does not stand in contacts.yaml",
        ),
        (
            "a contact in other groups",
            "0800 83 85 87",
            "0800 838587",
            '"NHS: Bad',
            "the number that ends in 87 is grouped otherwise",
        ),
    ],
    REPLIES: [
        (
            "a name in an answer",
            "This is {board}",
            "This is {name}",
            '"This is {name}',
            "{name} is never filled in here",
        ),
        (
            "an answer too long when filled",
            "It is at {place}.",
            "It is at {place}. Come to {place}.",
            '"NHS: Your appointment is on',
            "septets long",
        ),
        (
            "a contact with its country",
            "0800 027 1234",
            "+44 800 027 1234",
            '"If you are in danger call 999. If you cannot speak, press 55 when asked. To',
            "does not stand in",
        ),
        ("an answer that is missing", f"{START}\n", "", "STOP: ", "the answer `START` is missing"),
        (
            "an answer nobody asks for",
            START,
            f'{START}\nSTART_AGAIN: "NHS: Hello."',
            "START_AGAIN",
            "`START_AGAIN` is no answer",
        ),
        ("an answer that is a number", START, "START: 12", "12", "`START`: must be text"),
    ],
}
BROKEN = [Broken(file, *change) for file, changes in CHANGES.items() for change in changes]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.rule)
def test_each_rule_is_told_once_and_at_its_place(config: Copy, broken: Broken) -> None:
    config.edit(broken.file, broken.old, broken.new)
    errors = config.errors()
    [fault] = [error for error in errors if broken.message in error.message]
    assert len(errors) == 1 + broken.others
    if broken.at:
        assert place(fault) == config.place(broken.file, broken.at)


AT_ONCE = {
    "a sender that is no E.164",
    "a prison of no Board",
    "a name with two spaces",
    "a day that does not exist",
    "an offset in weeks",
    "a step after hours",
    "a name in a nudge",
    "a contact with its country",
    "an answer nobody asks for",
}


def test_everything_that_is_wrong_is_told_at_once_and_in_order(config: Copy) -> None:
    chosen = [broken for broken in BROKEN if broken.rule in AT_ONCE]
    assert len(chosen) == len(AT_ONCE)
    for broken in chosen:
        config.edit(broken.file, broken.old, broken.new)
    (config.folder / "boards" / "orkney.yaml").write_text("code: [\n")
    with pytest.raises(ConfigError) as refused:
        read_config(config.folder, practice=True)
    told = [fault for fault in refused.value.faults if fault.level is Level.ERROR]
    for broken in chosen:
        assert [fault for fault in told if broken.message in fault.message], broken.rule
    assert [fault for fault in told if fault.file.endswith("orkney.yaml")]
    places = [(fault.file, fault.line) for fault in refused.value.faults]
    assert places == sorted(places)
    assert str(refused.value).splitlines() == [str(fault) for fault in refused.value.faults]


def test_one_fault_of_a_step_hides_no_other_of_it(config: Copy) -> None:
    config.edit(WEEKS, "offset: 6d", "offset: six")
    config.edit(WEEKS, 'at: "18:00"', 'at: "21:00"')
    config.edit(WEEKS, "116 123", "116 124 {name}")
    messages = " ".join(fault.message for fault in config.errors())
    for part in ("`offset`: an offset is", "outside the sending hours", "ends in 24", "{name} is never filled in"):
        assert part in messages


def test_a_contact_that_nobody_dialled_is_a_warning_in_practice_and_an_error_beyond(config: Copy) -> None:
    [warning] = [fault for fault in config.faults() if "`shout`" in fault.message]
    assert warning.level is Level.WARNING
    assert str(warning).startswith(f"{warning.file}:{warning.line}:{warning.col}: warning: ")
    [error] = [fault for fault in config.errors(practice=False) if "`shout`" in fault.message]
    assert place(error) == place(warning)


def test_a_contact_that_stands_in_no_text_need_not_be_dialled(config: Copy) -> None:
    config.edit("contacts.yaml", "contacts:\n", f"contacts:\n{SPARE}")
    assert not [fault for fault in config.faults(practice=False) if "`spare`" in fault.message]


def test_with_own_senders_and_lines_and_dialled_numbers_the_real_carrier_may_be_used(config: Copy) -> None:
    for number, board in enumerate(sorted((config.folder / "boards").iterdir())):
        config.edit(f"boards/{board.name}", '{number: "+447700900000"}', f"{{messaging_service: MG{number:032x}}}")
        config.edit(f"boards/{board.name}", 'line: "07700 900 001"', 'line: "0800 22 44 88"')
    for file in (config.folder / "contacts.yaml", *(config.folder / "directory").iterdir()):
        written = file.read_text(encoding="utf-8").replace("on: null", "on: 2026-11-30")
        file.write_text(written.replace('phone: "07700 900 003"', 'phone: "0800 22 44 88"'), encoding="utf-8")
    assert config.errors(practice=False) == ()
    assert len(read_config(config.folder, practice=False).boards) == 14


def test_a_sender_and_a_line_kept_for_fiction_are_refused_by_the_real_carrier(config: Copy) -> None:
    faults = [fault for fault in config.errors(practice=False) if fault.file.endswith("fife.yaml")]
    told = [config.place(FIFE, '"+447700900000"'), config.place(FIFE, '"07700 900 001"')]
    assert [place(fault) for fault in faults] == told


def test_a_line_that_nobody_dialled_is_a_warning_in_practice_and_an_error_beyond(config: Copy) -> None:
    config.edit("contacts.yaml", "contacts:\n", f"contacts:\n{SPARE}")
    config.edit(FIFE, '"07700 900 001"', '"0800 555 111"')
    [warning] = [fault for fault in config.faults() if "`spare`" in fault.message]
    assert warning.level is Level.WARNING
    [error] = [fault for fault in config.errors(practice=False) if "`spare`" in fault.message]
    assert place(error) == place(warning)


def test_a_broken_board_is_not_taken_for_an_unknown_one(config: Copy) -> None:
    (config.folder / FIFE).write_text("code: S08000029\nname: [\n")
    [fault] = config.errors()
    assert fault.file.endswith("fife.yaml")


def test_a_board_whose_name_no_phone_can_show_is_told_in_its_own_file_alone(config: Copy) -> None:
    config.edit(FIFE, "name: NHS Fife", "name: NHS F\u012bfe")
    errors = config.errors()
    assert {place(fault) for fault in errors} == {config.place(FIFE, "NHS F\u012bfe")}
    assert [fault for fault in errors if "GSM-7" in fault.message]


def test_a_folder_in_the_place_of_a_board_is_a_fault(config: Copy) -> None:
    (config.folder / "boards" / "bute.yaml").mkdir()
    [fault] = config.errors()
    assert fault.message == "cannot be read: Is a directory"


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        (FIFE, "name: NHS Fife\n", "`name`: is missing"),
        ("prisons.yaml", "    name: HMP Shotts\n", "`name`: is missing"),
        ("councils.yaml", "    board: S08000029\n", "`board`: is missing"),
    ],
)
def test_a_row_without_a_name_or_board_is_one_fault(config: Copy, file: str, line: str, message: str) -> None:
    config.edit(file, line, "")
    assert [fault.message for fault in config.errors()] == [message]


def test_unreadable_contacts_are_no_fault_of_the_texts(config: Copy) -> None:
    (config.folder / "contacts.yaml").write_text("contacts: [\n")
    [fault] = config.errors()
    assert fault.file.endswith("contacts.yaml")


def test_hours_that_are_no_hours_are_no_fault_of_the_steps(config: Copy) -> None:
    config.edit(FIFE, 'opens: "09:30"', 'opens: "half nine"')
    [fault] = config.errors()
    assert fault.file.endswith("fife.yaml")


@pytest.mark.parametrize("name", ["prisons.yaml", "councils.yaml", "contacts.yaml", "replies/en.yaml"])
def test_a_file_that_is_missing_is_told(config: Copy, name: str) -> None:
    (config.folder / name).unlink()
    told = [fault.message for fault in config.errors() if place(fault) == (str(config.folder / name), 1, 1)]
    assert told == ["is missing"]


def test_a_folder_without_boards_is_told(config: Copy) -> None:
    for board in (config.folder / "boards").iterdir():
        board.unlink()
    assert [fault for fault in config.errors() if "holds no Board" in fault.message]


def test_no_folder_at_all_is_one_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        read_config(tmp_path / "nowhere", practice=True)
    assert refused.value.faults == (ConfigFault(str(tmp_path / "nowhere"), 1, 1, "there is no such folder"),)


@pytest.mark.parametrize("name", ["boards/a.yml", "board/fife.yaml", "prison.yaml", "sequences/old/women.yaml"])
def test_a_file_that_nothing_would_read_is_told(config: Copy, name: str) -> None:
    stray = config.folder / name
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("code: S08000025\n")
    [fault] = config.errors()
    assert fault.file == str(stray)
    assert "read by nothing" in fault.message


def test_a_sequence_that_no_board_sends_yet_is_checked_for_all_of_them(config: Copy) -> None:
    draft = config.folder / "sequences" / "spring.yaml"
    words = (config.folder / "sequences" / "women.yaml").read_text(encoding="utf-8")
    draft.write_text(words.replace("id: w_", "id: s_").replace('"11:00"', '"20:00"', 1), encoding="utf-8")
    [fault] = config.errors()
    assert fault.file == str(draft)
    assert "outside the sending hours" in fault.message
    [unused] = [fault for fault in config.faults() if "no Board sends" in fault.message]
    assert place(unused) == (str(draft), *unused_place(draft))


def unused_place(draft: Path) -> tuple[int, int]:
    """The first field: before it stand comments alone."""
    lines = draft.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line and not line.startswith("#")), 1


def test_answers_in_a_language_that_we_do_not_keep_are_told(config: Copy) -> None:
    (config.folder / REPLIES).rename(config.folder / "replies" / "fr.yaml")
    assert [fault for fault in config.errors() if "the file is named for a language" in fault.message]


@pytest.mark.parametrize("name", [FIFE, WEEKS, REPLIES, "prisons.yaml", "councils.yaml", "contacts.yaml"])
@pytest.mark.parametrize("content", ["- 1\n", "x\n", "12\n", "a: {b: [1, null]}\n", "steps: {id: 1}\nsequences: 3\n"])
def test_a_file_of_quite_another_shape_is_a_fault_and_nothing_worse(config: Copy, name: str, content: str) -> None:
    (config.folder / name).write_text(content)
    assert [fault for fault in config.errors() if fault.file.endswith(name)]


def test_no_fault_repeats_the_words_of_a_text_or_a_whole_number(config: Copy) -> None:
    config.edit(WEEKS, "116 123", "07700 900123 {name} {")
    config.edit(FIFE, '"+447700900000"', '"07700 900123"')
    told = " ".join(fault.message for fault in config.errors())
    assert "900123" not in told
    assert "worried" not in told
