"""Accounts of staff, from the command line to the link that sets one up."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from service import wiring
from service.core import accounts
from service.core.accounts import LinkGoneError
from service.core.ports import Core
from service.core.records import LinkPurpose, Role, Seat, User
from service.domain.ids import PrisonSlug
from service.settings import Need, read_settings
from tests.builders import GLASGOW, close, make_core
from tests.commands.house import Said, said
from tests.commands.processes import PUBLIC_URL, settings

T = TypeVar("T")
EMAIL = "anna.reid@nhs.example"
PASSWORD = "herring tractor lamplight"
SET_UP = f"{PUBLIC_URL}/set-up/"


@pytest.fixture
def environ(sqlite_url: str) -> dict[str, str]:
    """Of a migrated practice database."""
    close(make_core(sqlite_url))
    return settings(sqlite_url)


def within(environ: dict[str, str], ask: Callable[[Core], T]) -> T:
    core = wiring.build(read_settings(environ, needs=Need.DATABASE | Need.KEYS))
    try:
        return ask(core)
    finally:
        close(core)


def owner(environ: dict[str, str], link: str) -> User:
    """Whose set-up link this is."""
    assert link.startswith(SET_UP)
    secret = link.removeprefix(SET_UP)
    return within(environ, lambda core: accounts.owner_of_link(core, LinkPurpose.SET_UP, secret))


def create(environ: dict[str, str], *words: str) -> Said:
    return said("users", "create", EMAIL, *words, environ=environ)


@pytest.mark.parametrize(
    ("words", "seat", "place"),
    [
        (("--role", "viewer"), Seat(Role.VIEWER), "all of Scotland"),
        (("--role", "admin", "--board", GLASGOW), Seat(Role.ADMIN, board=GLASGOW), GLASGOW),
        (("--role", "viewer", "--board", "greater-glasgow-and-clyde"), Seat(Role.VIEWER, board=GLASGOW), GLASGOW),
        (
            ("--role", "poster", "--prison", "barlinnie"),
            Seat(Role.POSTER, prison=PrisonSlug("barlinnie")),
            "barlinnie",
        ),
    ],
)
def test_an_account_is_made_and_its_link_is_printed_on_a_line_of_its_own(
    environ: dict[str, str], words: tuple[str, ...], seat: Seat, place: str
) -> None:
    answer = create(environ, *words)
    assert answer.exit_code == 0, answer.err
    told, link, shown = answer.lines
    user = owner(environ, link)
    assert (user.email, user.seat) == (EMAIL, seat)
    assert told == f"{user.id} for {place}, {seat.role}"
    assert shown.startswith("It is shown only now, works once, and until ")


def test_the_link_is_printed_once_and_kept_nowhere(environ: dict[str, str]) -> None:
    link = create(environ, "--role", "viewer").lines[1]
    secret = link.removeprefix(SET_UP)
    assert len(secret) >= 43
    assert secret not in said("users", "list", environ=environ).out
    assert secret not in said("users", "list", "--json", environ=environ).out


def test_the_link_lasts_24_hours(environ: dict[str, str]) -> None:
    before = datetime.now(UTC)  # noqa: TID251  the command looks at the clock itself
    made = create(environ, "--role", "viewer", "--json").document
    lasts = datetime.fromisoformat(made["expires"]) - before
    assert set(made) == {"id", "link", "expires"}
    assert 24 * 3600 <= lasts.total_seconds() < 24 * 3600 + 60


def test_made_again_the_account_begins_anew_and_the_old_link_is_worthless(environ: dict[str, str]) -> None:
    old = create(environ, "--role", "viewer").lines[1]
    answer = create(environ, "--role", "author", "--board", GLASGOW)
    assert "begins anew" in answer.lines[0]
    assert owner(environ, answer.lines[1]).seat == Seat(Role.AUTHOR, board=GLASGOW)
    with pytest.raises(LinkGoneError):
        owner(environ, old)


def test_the_list_shows_who_may_what_and_whether_it_works(environ: dict[str, str]) -> None:
    secret = create(environ, "--role", "viewer").lines[1].removeprefix(SET_UP)
    said("users", "create", "jo@nhs.example", "--role", "poster", "--prison", "barlinnie", environ=environ)
    said("users", "create", "kim@nhs.example", "--role", "author", "--board", GLASGOW, environ=environ)
    within(environ, lambda core: accounts.set_up(core, secret, PASSWORD))
    assert said("users", "disable", "kim@nhs.example", environ=environ).exit_code == 0
    rows = said("users", "list", "--json", environ=environ).document
    assert [(row["email"], row["role"], row["board"], row["prison"], row["state"]) for row in rows] == [
        (EMAIL, "viewer", None, None, "active"),
        ("jo@nhs.example", "poster", None, "barlinnie", "waiting for set-up"),
        ("kim@nhs.example", "author", GLASGOW, None, "disabled"),
    ]
    lines = said("users", "list", environ=environ).lines
    assert f"email={EMAIL}  role=viewer  state=active" in lines[0]
    assert all("None" not in line for line in lines)


def test_disabling_an_account_ends_its_link(environ: dict[str, str]) -> None:
    link = create(environ, "--role", "viewer").lines[1]
    answer = said("users", "disable", EMAIL.upper(), environ=environ)
    assert answer.out.endswith(" is disabled.\n")
    with pytest.raises(LinkGoneError):
        owner(environ, link)


def test_disabling_nobody_is_a_failure(environ: dict[str, str]) -> None:
    answer = said("users", "disable", "nobody@nhs.example", environ=environ)
    assert (answer.exit_code, answer.out) == (1, "")
    assert answer.err == "nobody has an account with this e-mail\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--role", "king"),
        ("--role", "viewer", "--board", GLASGOW, "--prison", "barlinnie"),
        ("--role", "viewer", "--colour", "red"),
    ],
)
def test_wrong_usage_exits_2_and_makes_nothing(environ: dict[str, str], words: tuple[str, ...]) -> None:
    assert create(environ, *words).exit_code == 2
    assert said("users", "list", "--json", environ=environ).document == []


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("--role", "viewer", "--board", "S08000099"), "--board"),
        (("--role", "poster", "--prison", "alcatraz"), "--prison"),
        (("--role", "viewer", "--prison", "barlinnie"), "role"),
        (("--role", "poster"), "role"),
    ],
)
def test_a_seat_that_nobody_can_have_is_refused_by_its_name(
    environ: dict[str, str], words: tuple[str, ...], option: str
) -> None:
    answer = create(environ, *words)
    assert (answer.exit_code, answer.out) == (1, "")
    assert answer.err.startswith(f"{option}: ")
    assert said("users", "list", "--json", environ=environ).document == []


def test_an_account_needs_neither_the_carrier_nor_the_secret_key(environ: dict[str, str]) -> None:
    needed = {"DATABASE_URL", "DATA_KEYS", "INDEX_KEYS", "TWILIO_BASE_URL"}
    few = {name: value for name, value in environ.items() if name in needed}
    answer = create(few, "--role", "viewer")
    assert answer.exit_code == 0, answer.err
    assert answer.lines[1].startswith("http://127.0.0.1:8000/set-up/")
