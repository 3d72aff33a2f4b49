"""`check-text`: one text on standard input, judged."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.cli import release_day
from tests.configuration.copies import SHIPPED

SOUND = "NHS: Do you need help fast? If a life is at risk call 999. If you are ill and cannot wait call 111."


def run(words: str | bytes, *options: str, config: Path = SHIPPED) -> Result:
    return CliRunner().invoke(release_day, ["check-text", *options], input=words, env={"CONFIG_DIR": str(config)})


def judged(words: str, *options: str, config: Path = SHIPPED) -> Any:
    result = run(words, *options, config=config)
    assert result.exit_code == 0
    assert result.stderr == ""
    return json.loads(result.stdout)


def rules(words: str, *options: str, config: Path = SHIPPED) -> list[int]:
    return [fault["rule"] for fault in judged(words, *options, config=config)["faults"]]


def test_a_sound_text_is_measured_and_has_no_fault() -> None:
    told = judged(f"{SOUND}\n")
    assert list(told) == ["encoding", "septets", "segments", "grade", "faults"]
    assert (told["encoding"], told["septets"], told["segments"]) == ("GSM-7", len(SOUND), 1)
    assert told["grade"] < 5
    assert told["faults"] == []


def test_every_fault_is_told_at_once_and_the_exit_is_still_0() -> None:
    told = judged("NHS: Your appt is at the prison! Reply CANCEL.")
    assert [(fault["rule"], fault["level"]) for fault in told["faults"]] == [
        (6, "error"),
        (9, "error"),
        (16, "error"),
        (23, "error"),
    ]
    assert all(set(fault) == {"rule", "level", "message"} for fault in told["faults"])


def test_placeholders_count_as_long_as_they_can_become() -> None:
    assert judged("Hello from {board}.")["septets"] == len("Hello from NHS Greater Glasgow and Clyde.")
    assert judged("NHS: At {place}.")["septets"] == len("NHS: At .") + 40


def test_numbers_are_looked_for_in_the_configuration() -> None:
    assert rules("NHS: Call 0141 496 0000.") == [13]


@pytest.mark.parametrize("missing", ["nowhere", "."])
def test_a_text_can_be_judged_where_no_configuration_can_be_read(tmp_path: Path, missing: str) -> None:
    assert rules("NHS: Call 0141 496 0000.", config=tmp_path / missing) == []
    assert rules("NHS: Go to jail.", config=tmp_path / missing) == [6]


def test_a_language_changes_the_rules_and_the_letters() -> None:
    told = judged("NHS: Zapis jest bezpłatny!", "--lang", "pl")
    assert (told["encoding"], told["septets"], told["segments"], told["grade"]) == ("UCS-2", None, 1, None)
    assert [fault["rule"] for fault in told["faults"]] == [23]


def test_the_kind_changes_the_rules() -> None:
    assert rules("Hello. We can help.") == []
    assert rules("Hello. We can help.", "--kind", "welcome") == [17, 18]
    assert rules("NHS: Reply START.", "--kind", "answer") == []
    assert rules("NHS: Reply START.") == [16]


@pytest.mark.parametrize("words", ["", " \n", b"caf\xe9", "x" * 10_001])
def test_what_is_no_text_is_wrong_usage(words: str | bytes) -> None:
    result = run(words)
    assert result.exit_code == 2
    assert result.stdout == ""


@pytest.mark.parametrize("options", [("--lang", "fr"), ("--kind", "letter"), ("extra",)])
def test_unknown_options_are_wrong_usage(options: tuple[str, ...]) -> None:
    assert run(SOUND, *options).exit_code == 2


def test_no_fault_tells_a_whole_number() -> None:
    assert "900123" not in run("NHS: Call 07700 900123.").stdout
