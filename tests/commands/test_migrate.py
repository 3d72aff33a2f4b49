from pathlib import Path

import pytest
from sqlalchemy import select

from service.store.engine import open_engine
from service.store.tables import database
from tests.commands.house import said
from tests.commands.processes import NOWHERE, settings

PRACTICE = {"TWILIO_BASE_URL": NOWHERE}
LIVE = {"TWILIO_BASE_URL": "https://api.twilio.com"}


def kind_of(url: str) -> str:
    """What the database is marked as."""
    engine = open_engine(url)
    with engine.begin() as connection:
        kind: str = connection.execute(select(database.c.kind)).scalar_one()
    engine.dispose()
    return kind


def test_migrate_needs_no_secret_and_marks_a_new_database_by_its_carrier(databases: str) -> None:
    answer = said("migrate", environ={"DATABASE_URL": databases, **PRACTICE})
    assert (answer.exit_code, answer.out) == (0, "The practice database is up to date.\n")
    assert kind_of(databases) == "practice"


def test_without_a_carrier_on_loopback_a_new_database_is_live(sqlite_url: str) -> None:
    answer = said("migrate", environ={"DATABASE_URL": sqlite_url})
    assert (answer.exit_code, answer.out) == (0, "The live database is up to date.\n")
    assert kind_of(sqlite_url) == "live"


def test_migrate_twice_is_as_good_as_once(sqlite_url: str) -> None:
    for _ in range(2):
        assert said("migrate", environ={"DATABASE_URL": sqlite_url, **PRACTICE}).exit_code == 0


@pytest.mark.parametrize(("made", "then"), [(PRACTICE, LIVE), (LIVE, PRACTICE)], ids=["practice", "live"])
def test_migrate_refuses_a_database_of_the_other_kind(
    sqlite_url: str, made: dict[str, str], then: dict[str, str]
) -> None:
    said("migrate", environ={"DATABASE_URL": sqlite_url, **made})
    answer = said("migrate", environ={"DATABASE_URL": sqlite_url, **then})
    assert answer.exit_code == 1
    assert answer.err.endswith(": refused\n")
    assert answer.out == ""
    assert kind_of(sqlite_url) == ("practice" if made is PRACTICE else "live")


@pytest.mark.parametrize("command", [("keys", "list"), ("keys", "revoke", "k-1")], ids=" ".join)
def test_a_command_refuses_a_live_database_in_practice_and_one_that_was_never_migrated(
    sqlite_url: str, command: tuple[str, ...]
) -> None:
    empty = said(*command, environ=settings(sqlite_url))
    assert (empty.exit_code, "release-day migrate" in empty.err) == (1, True)
    said("migrate", environ={"DATABASE_URL": sqlite_url, **LIVE})
    answer = said(*command, environ=settings(sqlite_url))
    assert (answer.exit_code, answer.err) == (1, "this is a live database, and the carrier is practice: refused\n")


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'folder' / 'test.db'}"
    assert said("migrate", environ={"DATABASE_URL": url, **PRACTICE}).exit_code == 0
    assert kind_of(url) == "practice"
