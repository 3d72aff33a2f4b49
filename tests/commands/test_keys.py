"""API keys, from the command line to the question whose a key is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.core.keys import owner_of
from service.domain.event import Source, SourceKind
from tests.builders import BARLINNIE, GLASGOW, GLASGOW_STAFF, close, make_core
from tests.commands.house import Said, said
from tests.commands.processes import settings
from tests.fakes import FixedClock

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)


@pytest.fixture
def environ(sqlite_url: str) -> dict[str, str]:
    """Of a migrated practice database."""
    close(make_core(sqlite_url))
    return settings(sqlite_url)


def owner(environ: dict[str, str], key: str, at: datetime = NOW) -> Source | None:
    """Whose this key is at that moment."""
    core = make_core(environ["DATABASE_URL"], clock=FixedClock(at))
    try:
        return owner_of(core, key)
    finally:
        close(core)


def created(environ: dict[str, str], *words: str) -> dict[str, str]:
    answer = said("keys", "create", *words, "--json", environ=environ)
    assert answer.exit_code == 0, answer.err
    made: dict[str, str] = answer.document
    assert set(made) == {"id", "key"}
    return made


def listed(environ: dict[str, str]) -> list[dict[str, str | None]]:
    answer = said("keys", "list", "--json", environ=environ)
    assert answer.exit_code == 0
    rows: list[dict[str, str | None]] = answer.document
    return rows


@pytest.mark.parametrize(
    ("words", "whose"),
    [
        (("--prison", "barlinnie"), BARLINNIE),
        (("--board", GLASGOW), GLASGOW_STAFF),
        (("--appointments", "trakcare"), Source(SourceKind.APPOINTMENTS, "trakcare")),
    ],
    ids=["prison", "Board", "appointments"],
)
def test_a_new_key_is_shown_once_and_is_its_owners(
    environ: dict[str, str], words: tuple[str, ...], whose: Source
) -> None:
    made = created(environ, *words)
    assert owner(environ, made["key"]) == whose
    [row] = listed(environ)
    assert (row["id"], row["owner"], row["expires"], row["revoked"]) == (made["id"], whose.uri, None, None)


def test_without_json_the_key_stands_on_a_line_of_its_own(environ: dict[str, str]) -> None:
    answer = said("keys", "create", "--prison", "barlinnie", environ=environ)
    told, key, _ = answer.lines
    assert told.endswith(" for /prisons/barlinnie")
    assert owner(environ, key) == BARLINNIE


def test_a_key_is_stored_nowhere_and_never_shown_again(environ: dict[str, str], tmp_path: Path) -> None:
    key = created(environ, "--prison", "barlinnie")["key"]
    assert key not in said("keys", "list", environ=environ).out
    assert key not in said("keys", "list", "--json", environ=environ).out
    assert not any(key.encode() in file.read_bytes() for file in tmp_path.glob("test.db*"))


def test_no_two_keys_are_the_same(environ: dict[str, str]) -> None:
    made = [created(environ, "--prison", "barlinnie") for _ in range(2)]
    assert made[0]["id"] != made[1]["id"]
    assert made[0]["key"] != made[1]["key"]
    assert [row["id"] for row in listed(environ)] == [one["id"] for one in made]


@pytest.mark.parametrize(
    ("words", "option"),
    [(("--prison", "alcatraz"), "--prison"), (("--board", "S08000099"), "--board")],
    ids=["prison", "Board"],
)
def test_an_owner_nobody_configured_is_refused_by_the_name_of_its_option(
    environ: dict[str, str], words: tuple[str, ...], option: str
) -> None:
    answer = said("keys", "create", *words, "--json", environ=environ)
    assert (answer.exit_code, answer.out) == (1, "")
    assert option in answer.err
    assert listed(environ) == []


@pytest.mark.parametrize(
    "words",
    [(), ("--prison", "barlinnie", "--board", GLASGOW), ("--prison", "barlinnie", "--appointments", "trakcare")],
    ids=["none", "prison and Board", "prison and appointments"],
)
def test_a_key_has_exactly_one_owner(environ: dict[str, str], words: tuple[str, ...]) -> None:
    answer = said("keys", "create", *words, environ=environ)
    assert answer.exit_code == 2
    assert "exactly one" in answer.err
    assert listed(environ) == []


def test_a_key_ends_as_the_day_it_expires_on_begins_in_scotland(environ: dict[str, str]) -> None:
    key = created(environ, "--prison", "barlinnie", "--expires", "2027-07-01")["key"]
    ends = datetime(2027, 6, 30, 23, tzinfo=UTC)  # midnight, in summer time
    assert owner(environ, key, ends - timedelta(microseconds=1)) == BARLINNIE
    assert owner(environ, key, ends) is None
    [row] = listed(environ)
    assert datetime.fromisoformat(str(row["expires"])) == ends


def test_a_revoked_key_is_nobodys_and_stays_in_the_list(environ: dict[str, str]) -> None:
    made, other = created(environ, "--prison", "barlinnie"), created(environ, "--prison", "barlinnie")
    answer = said("keys", "revoke", made["id"], environ=environ)
    assert (answer.exit_code, made["id"] in answer.out) == (0, True)
    assert owner(environ, made["key"]) is None
    assert owner(environ, other["key"]) == BARLINNIE
    assert [row["revoked"] is None for row in listed(environ)] == [False, True]


def test_a_key_that_is_not_there_cannot_be_revoked_and_the_words_say_so(environ: dict[str, str]) -> None:
    answer = said("keys", "revoke", "k-nosuch", environ=environ)
    assert answer.exit_code == 1
    assert "no such key" in answer.err
    assert answer.out == ""


@pytest.mark.parametrize("missing", ["DATA_KEYS", "INDEX_KEYS"])
def test_keys_needs_the_keys_of_the_database_and_not_the_carriers(environ: dict[str, str], missing: str) -> None:
    less = {name: value for name, value in environ.items() if not name.startswith(("TWILIO_ACC", "TWILIO_AUTH"))}
    assert said("keys", "list", environ=less).exit_code == 0
    answer = said("keys", "list", environ={**less, missing: ""})
    assert answer == Said(1, "", f"{missing}: is missing\n")
