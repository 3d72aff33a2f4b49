import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.commands.check import check
from service.configuration.replies import KEYS
from tests.configuration.copies import Copy

FIFE = "boards/fife.yaml"
REAL = {"TWILIO_BASE_URL": "https://api.twilio.com"}
PRACTICE = {"TWILIO_BASE_URL": ""}


# Fourteen Boards where nobody is told of danger, nine numbers that nobody has dialled, three entries of the directory
# that nobody has made sure of, seven sequences that nobody has read, one language that waits for a translator.
WARNINGS = 14 + 9 + 3 + 7 + 1


def run(config: Copy, *paths: str | Path, **environ: str) -> Result:
    env = {"CONFIG_DIR": str(config.folder), **PRACTICE, **environ}
    return CliRunner().invoke(check, [str(path) for path in paths], env=env)


def test_a_sound_configuration_is_summed_up_in_one_line_after_its_warnings(config: Copy) -> None:
    result = run(config)
    assert result.exit_code == 0
    *warnings, summary = result.stdout.splitlines()
    assert len(warnings) == WARNINGS
    assert all(": warning: " in warning for warning in warnings)
    expected = (
        f"no errors in Boards: 14, prisons: 17, contacts: 11, sequences: 7, their texts: 32, answers: {len(KEYS)}"
    )
    assert summary == expected


def test_every_error_is_a_line_with_its_place_and_the_exit_says_so(config: Copy) -> None:
    config.edit(FIFE, '"19:00"', '"19:0"')
    config.edit("prisons.yaml", "S08000031", "S08000099")
    result = run(config, config.folder)
    assert result.exit_code == 1
    errors = [line for line in result.stdout.splitlines() if ": warning: " not in line]
    (file, line, col), (other, other_line, other_col) = (
        config.place(FIFE, '"19:0"'),
        config.place("prisons.yaml", "S08000099"),
    )
    assert errors == [
        f'{file}:{line}:{col}: `closes`: a time is written "09:30", from 00:00 to 23:59',
        f"{other}:{other_line}:{other_col}: no Board has this code",
    ]


def test_with_the_real_carrier_numbers_that_nobody_dialled_are_errors(config: Copy) -> None:
    result = run(config, **REAL)
    assert result.exit_code == 1
    assert "dial it" in result.stdout
    assert not [line for line in result.stdout.splitlines() if ": warning: " in line and "dial it" in line]


def test_a_file_of_the_folder_is_checked_with_all_the_others(config: Copy) -> None:
    config.edit("prisons.yaml", "S08000031", "S08000099")
    result = run(config, config.folder / FIFE)
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if "no Board has this code" in line]


def test_a_file_asked_for_alone_is_not_drowned_in_the_warnings_of_others(config: Copy) -> None:
    assert len(run(config, config.folder / FIFE).stdout.splitlines()) == 1 + 1
    assert len(run(config, config.folder / "contacts.yaml").stdout.splitlines()) == 9 + 1


def test_a_folder_inside_stands_for_the_whole(config: Copy) -> None:
    assert len(run(config, config.folder / "boards").stdout.splitlines()) == WARNINGS + 1


def test_a_folder_that_holds_no_configuration_is_said_to_hold_none(config: Copy, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run(config, tmp_path / "empty")
    assert result.exit_code == 1
    assert "holds no Board" in result.stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("draft.yaml", "steps: [\n"),
        ("draft.yaml", "sender: [\n"),
        ("draft.yaml", "prisons: [\n"),
        ("draft.yaml", "councils: [\n"),
        ("draft.yaml", "contacts: [\n"),
        ("draft.yaml", "STOP: [\n"),
        ("councils.yaml", "[\n"),
        ("replies/en.yaml", "[\n"),
    ],
)
def test_a_draft_elsewhere_is_checked_as_if_it_were_in_place(
    config: Copy, tmp_path: Path, name: str, content: str
) -> None:
    draft = tmp_path / name
    draft.parent.mkdir(exist_ok=True)
    draft.write_text(content)
    result = run(config, draft)
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if line.startswith(f"{draft}:2:1: is not YAML")]


def test_a_sound_draft_of_a_sequence_is_no_fault(config: Copy, tmp_path: Path) -> None:
    draft = tmp_path / "spring.yaml"
    words = (config.folder / "sequences" / "women.yaml").read_text(encoding="utf-8")
    draft.write_text(words.replace("id: w_", "id: s_"), encoding="utf-8")
    result = run(config, draft)
    assert result.exit_code == 0
    assert "sequences: 8, their texts: 35" in result.stdout


def test_a_file_that_is_none_of_ours_is_told(config: Copy, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("milk\n")
    result = run(config, tmp_path / "notes.txt")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{tmp_path / 'notes.txt'}:1:1: ")


def test_a_path_that_is_not_there_is_wrong_usage(config: Copy, tmp_path: Path) -> None:
    assert run(config, tmp_path / "nowhere.yaml").exit_code == 2


def test_json_lists_every_fault_with_its_place_and_level(config: Copy) -> None:
    config.edit("prisons.yaml", "S08000031", "S08000099")
    result = run(config, "--json")
    assert result.exit_code == 1
    faults = json.loads(result.stdout)
    file, line, col = config.place("prisons.yaml", "S08000099")
    error = {"file": file, "line": line, "col": col, "message": "no Board has this code", "level": "error"}
    assert [fault for fault in faults if fault["level"] == "error"] == [error]
    assert len([fault for fault in faults if fault["level"] == "warning"]) == WARNINGS
