"""Where alerts go is told by the environment, and for one Board by its own file."""

from pathlib import Path

import pytest

from service.configuration.faults import ConfigError
from service.configuration.reader import read_config
from service.settings import Need, SettingsError, read_settings
from tests.configuration.copies import Copy

GIVEN = "smtp://somebody:secret@mail.example.scot/?from=a@example.scot&to=b@example.scot"
HOOK = "https://hooks.example.scot/T000/secret?x=1"


def test_without_any_the_service_starts_all_the_same() -> None:
    settings = read_settings({}, needs=Need.DATABASE)
    assert (settings.mail, settings.alert_webhook_url) == (None, None)


def test_both_are_read_and_no_secret_of_them_is_shown() -> None:
    settings = read_settings({"SMTP_URL": GIVEN, "ALERT_WEBHOOK_URL": HOOK}, needs=Need.DATABASE)
    assert settings.mail is not None
    assert (settings.mail.sender, settings.mail.to) == ("a@example.scot", "b@example.scot")
    assert settings.alert_webhook_url == HOOK
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("name", ["SMTP_URL", "ALERT_WEBHOOK_URL"])
def test_what_cannot_be_read_is_named_and_not_shown(name: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({name: "ftp://somebody:secret@host/"}, needs=Need.DATABASE)
    assert [fault.name for fault in refused.value.faults] == [name]
    assert "secret" not in str(refused.value)


def test_a_board_may_have_an_address_of_its_own(tmp_path: Path) -> None:
    config = Copy.into(tmp_path / "config")
    config.edit("boards/fife.yaml", "places: []", "places: []\nalerts: alerts@fife.example.scot")
    read = read_config(config.folder, practice=True)
    assert {board.slug: board.alerts for board in read.boards.values() if board.alerts} == {
        "fife": "alerts@fife.example.scot"
    }


def test_what_is_no_address_is_a_fault_at_its_place(tmp_path: Path) -> None:
    config = Copy.into(tmp_path / "config")
    config.edit("boards/fife.yaml", "places: []", "places: []\nalerts: on call")
    with pytest.raises(ConfigError) as refused:
        read_config(config.folder, practice=True)
    place = ":".join(map(str, config.place("boards/fife.yaml", "on call")))
    assert [str(fault) for fault in refused.value.faults if place in str(fault)]
