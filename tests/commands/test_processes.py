"""Web and worker that cannot start say why, all at once, in our words."""

from pathlib import Path

import pytest

from tests.builders import close, make_core
from tests.commands.house import Said, said
from tests.commands.processes import NOWHERE, finished, settings
from tests.configuration.copies import Copy

_BOTH = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "DATA_KEYS", "INDEX_KEYS"]
NEEDED = {"web": [*_BOTH, "SECRET_KEY"], "worker": _BOTH}


@pytest.mark.parametrize("process", ["web", "worker"])
def test_without_settings_every_missing_variable_is_named_at_once(process: str) -> None:
    assert said(process) == Said(1, "", "".join(f"{name}: is missing\n" for name in NEEDED[process]))


@pytest.mark.parametrize("process", ["web", "worker"])
def test_what_is_set_wrongly_is_named_with_what_is_missing_and_no_secret_is_shown(process: str) -> None:
    wrong = {"DATA_KEYS": "c2VjcmV0", "PORT": "80000", "DATABASE_URL": "mysql://u:secret@h/d"}
    answer = said(process, environ=wrong)
    assert answer.exit_code == 1
    assert {line.split(":")[0] for line in answer.err.splitlines()} == {*NEEDED[process], "PORT", "DATABASE_URL"}
    assert "secret" not in answer.err
    assert "c2VjcmV0" not in answer.err


@pytest.mark.parametrize("process", ["web", "worker"])
def test_a_broken_file_of_the_configuration_stops_it_with_file_line_and_column(
    sqlite_url: str, tmp_path: Path, process: str
) -> None:
    close(make_core(sqlite_url))
    config = Copy.into(tmp_path / "config")
    config.edit("boards/fife.yaml", '"19:00"', '"19:0"')
    config.edit("prisons.yaml", "S08000031", "S08000099")
    ended = finished(process, environ=settings(sqlite_url, CONFIG_DIR=str(config.folder), PORT="1"))
    assert ended.returncode != 0
    for name, words in (("boards/fife.yaml", '"19:0"'), ("prisons.yaml", "S08000099")):
        assert ":".join(map(str, config.place(name, words))) + ": " in ended.stderr
    assert "Traceback" not in ended.stderr


AWAY = "postgresql://somebody:secret@127.0.0.1:9/none"


@pytest.mark.parametrize("process", ["web", "worker"])
def test_a_database_that_cannot_be_reached_stops_it_in_our_words(process: str) -> None:
    ended = finished(process, environ=settings(AWAY, PORT="1"))
    assert ended.returncode != 0
    assert "secret" not in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "the database does not answer" in ended.stderr


@pytest.mark.parametrize("words", [("migrate",), ("keys", "list")], ids=" ".join)
def test_a_command_says_that_the_database_cannot_be_reached(words: tuple[str, ...]) -> None:
    assert said(*words, environ=settings(AWAY)) == Said(1, "", "the database does not answer\n")


@pytest.mark.parametrize("process", ["web", "worker"])
@pytest.mark.parametrize("url", ["https://twilio.example.org", f"{NOWHERE}/twilio"])
def test_a_carrier_that_is_neither_twilio_nor_on_loopback_is_named_with_what_is_missing(process: str, url: str) -> None:
    answer = said(process, environ={"TWILIO_BASE_URL": url})
    assert answer.exit_code == 1
    assert {line.split(":")[0] for line in answer.err.splitlines()} == {*NEEDED[process], "TWILIO_BASE_URL"}


def test_check_exits_by_whether_there_is_an_error(tmp_path: Path) -> None:
    config = Copy.into(tmp_path / "config")
    shipped = {"CONFIG_DIR": str(config.folder)}
    assert said("check", environ=shipped).exit_code == 0
    assert said("check", environ={**shipped, "TWILIO_BASE_URL": "https://api.twilio.com"}).exit_code == 1
    config.edit("prisons.yaml", "S08000031", "S08000099")
    broken = said("check", environ=shipped)
    assert broken.exit_code == 1
    place = ":".join(map(str, config.place("prisons.yaml", "S08000099")))
    assert any(line.startswith(f"{place}: ") for line in broken.lines)
