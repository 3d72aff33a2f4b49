"""The rules of easy read, on the files: where a fault stands, what it says, and what is accepted."""

import re
import textwrap
from pathlib import Path

import pytest

from service.configuration.answers import LAST_RULE, AnswersFile, accepted_at
from service.configuration.document import Document
from service.configuration.faults import ConfigFault, Level
from service.configuration.files import Kind as FileKind
from service.configuration.files import files_in
from service.configuration.files import kind_of as file_kind
from service.configuration.replies import SPOKEN_KEYS, kind_of, reply_faults
from service.configuration.shape import shaped
from service.configuration.sources import read_sources
from service.configuration.wording import LONGEST_PLACE, Wording
from service.configuration.yamlfile import read_yaml
from service.templates.easyread.examine import PLACEHOLDERS, Accepted, Kind
from service.templates.segments import septets
from tests.configuration.copies import Copy, place

NUMBERS = frozenset({"0800 22 44 88", "111", "999"})
WORDING = Wording(PLACEHOLDERS, ("NHS Fife", "NHS Greater Glasgow and Clyde"), NUMBERS)
REPLIES = "replies/en.yaml"
VOICE = "voice/en.yaml"
START = 'START: "NHS: You will get our texts again. Reply STOP to end them."'

STEP = """
steps:
  - id: 01_welcome
    words: {en: "NHS: Hello."}
  - id: 05_pharmacist
    words:
      en: "NHS: Ask a pharmacist for help."
      pl: "NHS: Hej."
"""
ACCEPTED = '    accepted: [{rule: 20, words: "pharmacist", because: "it is on every shop"}]\n'


def document(tmp_path: Path, text: str) -> Document:
    file = tmp_path / "file.yaml"
    file.write_text(text, encoding="utf-8")
    read, faults = read_yaml(file)
    assert faults == ()
    assert read is not None
    return read


def faults_of(read: Document, *loc: str | int) -> list[ConfigFault]:
    words = read.text(*loc)
    assert words is not None
    return list(WORDING.faults(read, loc, words))


def answers(config: Copy, name: str = REPLIES) -> list[ConfigFault]:
    """What the answers alone are told, whatever the reader makes of the rest."""
    sources, _ = read_sources(files_in(config.folder)[0])
    numbers = frozenset(filter(None, (doc.text(*row, "number") for doc, row in sources.rows(FileKind.CONTACTS))))
    return [fault for fault in reply_faults(sources, numbers) if fault.file.endswith(name)]


def test_a_fault_names_file_line_step_rule_words_and_what_to_write_instead(tmp_path: Path) -> None:
    read = document(tmp_path, STEP)
    [fault] = faults_of(read, "steps", 1, "words", "en")
    assert (fault.file, fault.line, fault.level) == (str(tmp_path / "file.yaml"), 7, Level.WARNING)
    assert (
        fault.message == "step 05_pharmacist, rule 20: `pharmacist` has 3 syllables: a shorter word, or two short ones"
    )


def test_a_step_s_accepted_warning_is_not_told_but_counted(tmp_path: Path) -> None:
    read = document(tmp_path, STEP + ACCEPTED)
    for language in ("en", "pl"):
        assert faults_of(read, "steps", 1, "words", language) == []
    judged = WORDING.judged(read, ("steps", 1, "words", "en"), "NHS: Ask a pharmacist for help.")
    assert (judged.faults, judged.argued) == ((), 1)


def test_accepting_what_no_language_of_the_step_holds_is_a_warning_at_the_acceptance(tmp_path: Path) -> None:
    read = document(tmp_path, STEP.replace("pharmacist for", "chemist for") + ACCEPTED)
    told = {fault for language in ("en", "pl") for fault in faults_of(read, "steps", 1, "words", language)}
    [idle] = told
    assert (idle.line, idle.level) == (9, Level.WARNING)
    assert "there is no such warning" in idle.message


def test_a_step_for_people_who_asked_may_say_what_they_asked_about(tmp_path: Path) -> None:
    text = 'steps:\n  - id: h\n    words: {en: "NHS: There is a small kit that can help you. It is naloxone."}\n'
    assert [fault.level for fault in faults_of(document(tmp_path, text), "steps", 0, "words", "en")] == [Level.ERROR]
    asked = document(tmp_path, f"{text}    sensitivity: opt_in\n")
    assert faults_of(asked, "steps", 0, "words", "en") == []


def test_words_for_boards_that_phone_nobody_back_may_not_ask_for_call(tmp_path: Path) -> None:
    text = 'steps:\n  - {id: a, words: {en: "NHS: Reply CALL."}, without_call: {en: "NHS: Reply CALL."}}\n'
    read = document(tmp_path, text)
    assert faults_of(read, "steps", 0, "words", "en") == []
    [fault] = faults_of(read, "steps", 0, "without_call", "en")
    assert "phones nobody back" in fault.message


def test_the_longest_place_is_as_long_as_an_event_may_bring() -> None:
    assert septets(WORDING.words("{place}").rendered) == LONGEST_PLACE


def test_a_text_is_measured_for_the_board_with_the_longest_name(tmp_path: Path) -> None:
    read = document(tmp_path, f'a: "Hello from {{board}}. {"We help. " * 14}"\n')
    assert [fault for fault in faults_of(read, "a") if "for NHS Greater Glasgow and Clyde: 160 fit" in fault.message]


def test_what_is_never_filled_in_is_told_once_and_not_measured(tmp_path: Path) -> None:
    wording = Wording(frozenset({"board"}), ("NHS Fife",), NUMBERS)
    words = "NHS: {place} {prison}" + " We help." * 14
    told = [fault.message for fault in wording.faults(document(tmp_path, "a: x\n"), ("a",), words)]
    assert [message for message in told if "rule 2:" in message or "rule 5:" in message] == [
        "answer a, rule 5: {place} is never filled in here: only {board}",
        "answer a, rule 5: {prison} is never filled in here: only {board}",
    ]


def test_the_shipped_answers_and_voices_break_no_rule(config: Copy) -> None:
    for name in (REPLIES, VOICE):
        assert [fault for fault in answers(config, name) if fault.level is Level.ERROR] == []


def test_every_warning_of_the_shipped_answers_and_voices_is_argued(config: Copy) -> None:
    for name in (REPLIES, VOICE):
        assert [fault.message for fault in answers(config, name)] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("reply START.", "reply START or YES.", "answer STOP, rule 16: `YES` makes the carrier begin texts again"),
        ("Reply STOP to end them.", "Reply START.", "rule 16: `START` makes the carrier begin texts again"),
        ("In danger call 999.", "In danger, or suicide call 999.", "rule 6: `suicide` tells of an illness"),
        ('You can still join. Reply GP and we will tell you how."', 'Reply CALL."', "this Board phones nobody back"),
    ],
)
def test_a_broken_rule_is_told_at_its_answer(config: Copy, old: str, new: str, message: str) -> None:
    config.edit(REPLIES, old, new)
    assert [fault for fault in answers(config) if message in fault.message and fault.level is Level.ERROR]


def test_a_voice_is_held_to_the_rules_of_a_voice(config: Copy) -> None:
    config.edit(VOICE, "Goodbye", "Goodbye from the prison")
    told = [fault for fault in answers(config, VOICE) if fault.level is Level.ERROR]
    assert [place(fault)[1] for fault in told] == [config.place(VOICE, "Goodbye from")[1]]
    assert "rule 6" in told[0].message


def test_a_voice_that_is_missing_or_unknown_is_told(config: Copy) -> None:
    config.edit(VOICE, "stopped:", "stoped:")
    assert {fault.message for fault in answers(config, VOICE)} >= {
        "the answer `stopped` is missing",
        "`stoped` is no answer that the service gives",
    }


def test_an_answer_may_argue_with_a_warning(config: Copy) -> None:
    hard = '"NHS: You will get texts from the pharmacist again."'
    config.edit(REPLIES, START, f"START: {hard}")
    assert [fault for fault in answers(config) if "rule 20" in fault.message]
    reason = 'accepted: [{rule: 20, words: pharmacist, because: "it is on every shop"}]'
    config.edit(REPLIES, f"START: {hard}", f"START: {{words: {hard}, {reason}}}")
    assert [fault for fault in answers(config) if "rule 20" in fault.message] == []


LINE = '  - {id: a-line, name: A line, number: "0131 496 0001", hours: null, source: made up, verified_on: null}\n'


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (REPLIES, START, 'START: {words: "NHS: Call 0131 496 0001. Reply STOP to end."}'),
        (REPLIES, START, 'START: "NHS: Call 0131 496 0001. Reply STOP to end."'),
        (VOICE, '"Thank you. Goodbye."', '"Call 0 1 3 1 4 9 6 0 0 0 1. Goodbye."'),
    ],
)
def test_the_contacts_of_answers_and_voices_must_be_dialled_too(config: Copy, name: str, old: str, new: str) -> None:
    config.edit("contacts.yaml", "contacts:\n", f"contacts:\n{LINE}")
    assert not [fault for fault in config.faults() if "`a-line` stands in texts" in fault.message]
    config.edit(name, old, new)
    assert [fault for fault in config.faults() if "`a-line` stands in texts" in fault.message]


def test_the_file_of_answers_takes_words_with_and_without_reasons(tmp_path: Path) -> None:
    read = document(tmp_path, 'a: "Hello."\nb: {words: "Hi.", accepted: [{rule: 2, because: "short"}]}\n')
    file, faults = shaped(read, AnswersFile)
    assert faults == ()
    assert file is not None
    assert dict(file.words) == {"a": "Hello.", "b": "Hi."}
    assert accepted_at(read, "b") == (Accepted(2, None, "short"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 12\n", "`a`: must be text: write it in quotes"),
        ("a: {accepted: []}\n", "`words`: is missing"),
        ("a: {words: x, accepted: [{rule: 29, because: y}]}\n", "`rule`: "),
        ("a: {words: x, accepted: [{rule: 2}]}\n", "`because`: is missing"),
        ("a: {words: x, excepted: []}\n", "`excepted`: is no field of this part"),
        ('a: {words: x, accepted: [{rule: 2, because: " "}]}\n', "`because`: "),
    ],
)
def test_an_answer_of_another_shape_is_told(tmp_path: Path, text: str, message: str) -> None:
    file, faults = shaped(document(tmp_path, text), AnswersFile)
    assert file is None
    [fault] = faults
    assert fault.message.startswith(message)


def test_a_file_of_voices_that_stands_alone_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text("known_caller: x\n")
    assert file_kind(draft) is FileKind.VOICE
    assert file_kind(tmp_path / "voice" / "en.yaml") is FileKind.VOICE


def test_a_configuration_without_voices_is_told(config: Copy) -> None:
    (config.folder / VOICE).unlink()
    assert [fault for fault in config.errors() if place(fault) == (str(config.folder / VOICE), 1, 1)]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("CRISIS_self", Kind.CRISIS),
        ("YES_visit", Kind.APPOINTMENT),
        ("HELP", Kind.MENU),
        ("GP", Kind.MENU),
        ("CALL", Kind.ANSWER),
        ("FOOD", Kind.ANSWER),
    ],
)
def test_each_answer_is_judged_as_what_it_is(key: str, kind: Kind) -> None:
    assert kind_of(key) is kind


def test_every_voice_that_the_service_may_need_is_there(config: Copy) -> None:
    read, _ = read_yaml(config.folder / VOICE)
    assert read is not None
    assert isinstance(read.value, dict)
    assert read.value.keys() == SPOKEN_KEYS


def test_the_page_for_boards_tells_every_rule_and_its_example_is_taken(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "words.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE) == [str(rule) for rule in range(1, LAST_RULE + 1)]
    example = page.split("    START:\n")[1].split("\n\n")[0]
    read = document(tmp_path, textwrap.dedent(f"    START:\n{example}\n"))
    file, faults = shaped(read, AnswersFile)
    assert faults == ()
    assert file is not None
    accepted = accepted_at(read, "START")
    assert list(WORDING.faults(read, ("START", "words"), file.words["START"], accepted=accepted)) == []
