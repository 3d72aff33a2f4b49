"""Accounts from their making to their end, on both kinds of database."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.core import accounts, passwords
from service.core.accounts import LinkGoneError, Session, TooManyTriesError
from service.core.records import LinkPurpose, Role, Seat, User, UserId
from service.domain.errors import InvalidError, NotFoundError, NotYoursError
from service.domain.ids import BoardCode, PrisonSlug
from service.store import tables
from tests.builders import GLASGOW, make_core, sql_store
from tests.console.house import GLASGOW_VIEWER, PASSWORD, VIEWER, House, secret

EMAIL = "anna.reid@nhs.example"
BARLINNIE = PrisonSlug("barlinnie")
MINUTE = timedelta(minutes=1)


def faults(house: House, email: str, seat: Seat) -> set[str]:
    with pytest.raises(InvalidError) as refused:
        accounts.create_user(house.core, email, seat, secret())
    assert accounts.listed(house.core) == ()
    return {fault.field for fault in refused.value.faults}


def wrong(house: House, email: str = EMAIL) -> User | None:
    return accounts.sign_in(house.core, email, "not the right one")


def session(house: House, user: User) -> Session:
    return Session(user.id, user.generation, house.clock.wall(), house.clock.wall())


def actions(house: House) -> list[str]:
    with sql_store(house.core).engine.begin() as connection:
        return list(connection.execute(select(tables.journal.c.action).order_by("id")).scalars())


@pytest.mark.parametrize(
    "seat",
    [
        VIEWER,
        GLASGOW_VIEWER,
        Seat(Role.ADMIN, board=GLASGOW),
        Seat(Role.POSTER, board=GLASGOW),
        Seat(Role.POSTER, prison=BARLINNIE),
    ],
)
def test_an_account_is_set_up_by_its_link_and_known_by_its_password(houses: House, seat: Seat) -> None:
    new = accounts.create_user(houses.core, " Anna.Reid@NHS.example ", seat, secret())
    assert new.is_new
    assert new.path.startswith("/set-up/")
    made = accounts.set_up(houses.core, new.path.rpartition("/")[2], PASSWORD)
    assert (made.id, made.email, made.seat) == (new.user.id, EMAIL, seat)
    assert accounts.sign_in(houses.core, "ANNA.reid@nhs.example", PASSWORD) == made
    assert accounts.listed(houses.core) == (made,)
    assert actions(houses) == ["user.created", "user.set_up", "user.signed_in"]


@pytest.mark.parametrize(
    "email",
    [
        *("", "anna", "anna@", "@nhs.example", "anna@nhs", "an na@nhs.example", "a@b@nhs.example"),
        *("anna@nhs.example\x00", "anna\u202e@nhs.example", "anna@n\u00fc.example"),
        *("a" * 65 + "@nhs.example", "a@" + "n" * 250 + ".example"),
    ],
)
def test_what_is_no_e_mail_makes_no_account(house: House, email: str) -> None:
    assert faults(house, email, VIEWER) == {"email"}


@pytest.mark.parametrize(
    ("seat", "fields"),
    [
        (Seat(Role.VIEWER, board=BoardCode("S08000099")), {"board"}),
        (Seat(Role.POSTER, prison=PrisonSlug("alcatraz")), {"prison"}),
        (Seat(Role.POSTER, board=GLASGOW, prison=BARLINNIE), {"board"}),
        (Seat(Role.VIEWER, prison=BARLINNIE), {"role"}),
        (Seat(Role.POSTER), {"role"}),
    ],
)
def test_a_seat_that_nobody_can_have_makes_no_account(house: House, seat: Seat, fields: set[str]) -> None:
    assert faults(house, EMAIL, seat) == fields


def test_all_faults_of_an_account_are_told_at_once(house: House) -> None:
    assert faults(house, "anna", Seat(Role.POSTER)) == {"email", "role"}


def test_a_set_up_link_is_good_for_24_hours(houses: House) -> None:
    new = accounts.create_user(houses.core, EMAIL, VIEWER, secret())
    link = new.path.rpartition("/")[2]
    assert new.expires_at - houses.clock.wall() == timedelta(hours=24)
    houses.pass_by(timedelta(hours=24) - MINUTE)
    assert accounts.owner_of_link(houses.core, LinkPurpose.SET_UP, link) == new.user
    houses.pass_by(MINUTE)
    with pytest.raises(LinkGoneError):
        accounts.set_up(houses.core, link, PASSWORD)


def test_a_link_is_measured_by_the_wall_and_not_by_the_practice_clock(house: House) -> None:
    new = accounts.create_user(house.core, EMAIL, VIEWER, secret())
    house.clock.set(now=house.clock.now() + timedelta(days=30))
    assert accounts.set_up(house.core, new.path.rpartition("/")[2], PASSWORD).id == new.user.id


def test_a_link_works_once(houses: House) -> None:
    new = accounts.create_user(houses.core, EMAIL, VIEWER, secret())
    link = new.path.rpartition("/")[2]
    accounts.set_up(houses.core, link, PASSWORD)
    with pytest.raises(LinkGoneError):
        accounts.set_up(houses.core, link, "another good password")
    assert accounts.sign_in(houses.core, EMAIL, PASSWORD)


def test_of_two_who_use_a_link_at_once_one_gets_in(houses: House) -> None:
    path = accounts.open_link(houses.core, houses.staff(), secret())

    def use(_number: int) -> bool:
        try:
            accounts.open_with(houses.core, path.rpartition("/")[2])
        except LinkGoneError:
            return False
        return True

    with ThreadPoolExecutor(8) as many:
        assert sum(many.map(use, range(8))) == 1


def test_a_password_that_is_refused_leaves_the_link_working(house: House) -> None:
    new = accounts.create_user(house.core, EMAIL, VIEWER, secret())
    link = new.path.rpartition("/")[2]
    with pytest.raises(InvalidError):
        accounts.set_up(house.core, link, "short")
    assert accounts.set_up(house.core, link, PASSWORD).id == new.user.id


def test_a_link_of_one_purpose_does_nothing_for_the_other(house: House) -> None:
    new = accounts.create_user(house.core, EMAIL, VIEWER, secret())
    with pytest.raises(LinkGoneError):
        accounts.open_with(house.core, new.path.rpartition("/")[2])
    opened = accounts.open_link(house.core, new.user, secret()).rpartition("/")[2]
    with pytest.raises(LinkGoneError):
        accounts.set_up(house.core, opened, PASSWORD)


def test_a_newer_link_ends_the_older(house: House) -> None:
    older, newer = (accounts.create_user(house.core, EMAIL, VIEWER, secret()) for _ in range(2))
    with pytest.raises(LinkGoneError):
        accounts.owner_of_link(house.core, LinkPurpose.SET_UP, older.path.rpartition("/")[2])
    assert accounts.owner_of_link(house.core, LinkPurpose.SET_UP, newer.path.rpartition("/")[2])


def test_a_link_is_kept_as_its_hash_alone(houses: House) -> None:
    link = secret()
    accounts.create_user(houses.core, EMAIL, VIEWER, link)
    with sql_store(houses.core).engine.begin() as connection:
        (row,) = connection.execute(select(tables.links)).all()
    assert row.digest == hashlib.sha256(link.encode()).digest()
    assert link not in repr(row)


def test_an_e_mail_is_kept_sealed(houses: House) -> None:
    houses.staff()
    wrong(houses)
    with sql_store(houses.core).engine.begin() as connection:
        kept = [repr(connection.execute(select(table)).all()) for table in (tables.users, tables.tries, tables.journal)]
    assert not any("anna" in rows.casefold() for rows in kept)
    assert "anna" not in repr(accounts.listed(houses.core)).casefold()


def test_the_link_that_signs_in_lasts_15_minutes(houses: House) -> None:
    user = houses.staff()
    path = accounts.open_link(houses.core, user, secret())
    houses.pass_by(15 * MINUTE - timedelta(seconds=1))
    assert accounts.open_with(houses.core, path.removeprefix("/open/")) == user
    path = accounts.open_link(houses.core, user, secret())
    houses.pass_by(15 * MINUTE)
    with pytest.raises(LinkGoneError):
        accounts.open_with(houses.core, path.removeprefix("/open/"))


def test_with_a_real_carrier_there_is_no_link_that_signs_in(sqlite_url: str) -> None:
    core = make_core(sqlite_url, practice=False)
    user = accounts.create_user(core, EMAIL, VIEWER, secret()).user
    with pytest.raises(NotYoursError):
        accounts.open_link(core, user, secret())
    sql_store(core).engine.dispose()


def test_an_account_that_is_made_again_begins_anew(houses: House) -> None:
    old = houses.staff()
    accounts.disable(houses.core, EMAIL)
    new = accounts.create_user(houses.core, EMAIL, GLASGOW_VIEWER, secret())
    assert not new.is_new
    assert new.user.id == old.id
    assert (new.user.seat, new.user.disabled) == (GLASGOW_VIEWER, False)
    assert accounts.who(houses.core, session(houses, old)) is None
    assert accounts.sign_in(houses.core, EMAIL, PASSWORD) is None
    accounts.set_up(houses.core, new.path.rpartition("/")[2], "another good password")
    assert accounts.sign_in(houses.core, EMAIL, "another good password")


def test_two_who_make_the_same_account_at_once_make_one(houses: House) -> None:
    with ThreadPoolExecutor(4) as many:
        made = list(many.map(lambda _: accounts.create_user(houses.core, EMAIL, VIEWER, secret()), range(4)))
    assert len({new.user.id for new in made}) == 1
    assert sum(new.is_new for new in made) == 1


def test_unknown_wrong_disabled_and_not_set_up_are_answered_alike(houses: House) -> None:
    houses.staff()
    houses.staff(email="gone@nhs.example")
    accounts.disable(houses.core, "gone@nhs.example")
    accounts.create_user(houses.core, "new@nhs.example", VIEWER, secret())
    for email, password in (
        (EMAIL, "not the right one"),
        ("nobody@nhs.example", PASSWORD),
        ("gone@nhs.example", PASSWORD),
        ("new@nhs.example", ""),
    ):
        assert accounts.sign_in(houses.core, email, password) is None


def test_an_unknown_e_mail_costs_as_much_hashing_as_a_known_one(house: House) -> None:
    """By the cost written into the hash that stands in for an account: time itself would make this test guess."""
    user = house.staff()
    assert user.password_hash is not None
    assert passwords.NOBODYS.split("$")[:4] == user.password_hash.split("$")[:4]


@pytest.mark.parametrize("email", [EMAIL, "nobody@nhs.example"])
def test_after_five_failures_in_15_minutes_even_the_right_password_must_wait(houses: House, email: str) -> None:
    houses.staff()
    began = houses.clock.wall()
    for _ in range(5):
        assert wrong(houses, email) is None
        houses.pass_by(MINUTE)
    with pytest.raises(TooManyTriesError) as waiting:
        accounts.sign_in(houses.core, email, PASSWORD)
    assert waiting.value.until == began + 15 * MINUTE
    houses.go_to(waiting.value.until)
    assert (accounts.sign_in(houses.core, email, PASSWORD) is not None) is (email == EMAIL)


def test_failures_with_one_e_mail_do_not_hold_up_another(house: House) -> None:
    house.staff()
    for _ in range(5):
        wrong(house, "nobody@nhs.example")
    assert accounts.sign_in(house.core, EMAIL, PASSWORD)


def test_many_guesses_at_once_are_no_more_than_five(houses: House) -> None:
    houses.staff()

    def guess(_number: int) -> bool:
        try:
            wrong(houses)
        except TooManyTriesError:
            return False
        return True

    with ThreadPoolExecutor(8) as many:
        assert sum(many.map(guess, range(12))) == 5


def test_success_forgets_the_failures_before_it(houses: House) -> None:
    houses.staff()
    for _ in range(2):
        for _ in range(4):
            wrong(houses)
        assert accounts.sign_in(houses.core, EMAIL, PASSWORD)
    with sql_store(houses.core).engine.begin() as connection:
        assert connection.execute(select(tables.tries)).all() == []


def test_old_failures_are_not_kept(house: House) -> None:
    for number in range(20):
        wrong(house, f"nobody{number}@nhs.example")
        house.pass_by(MINUTE)
    with sql_store(house.core).engine.begin() as connection:
        assert len(connection.execute(select(tables.tries)).all()) == 15


def test_a_session_ends_after_30_idle_minutes(houses: House) -> None:
    user = houses.staff()
    held = session(houses, user)
    houses.pass_by(30 * MINUTE - timedelta(seconds=1))
    assert accounts.who(houses.core, held) == user
    houses.pass_by(timedelta(seconds=1))
    assert accounts.who(houses.core, held) is None


def test_a_session_ends_after_12_hours_however_busy(house: House) -> None:
    user = house.staff()
    began = house.clock.wall()
    house.pass_by(timedelta(hours=12) - timedelta(seconds=1))
    assert accounts.who(house.core, Session(user.id, user.generation, began, house.clock.wall())) == user
    house.pass_by(timedelta(seconds=1))
    assert accounts.who(house.core, Session(user.id, user.generation, began, house.clock.wall())) is None


def test_a_new_password_ends_every_session(houses: House) -> None:
    user = houses.staff()
    held = session(houses, user)
    changed = accounts.change_password(houses.core, user, PASSWORD, "another good password")
    assert accounts.who(houses.core, held) is None
    assert accounts.who(houses.core, session(houses, changed)) == changed
    assert accounts.sign_in(houses.core, EMAIL, PASSWORD) is None


def test_a_password_is_changed_by_whoever_knows_the_old_one_alone(house: House) -> None:
    user = house.staff()
    with pytest.raises(InvalidError) as refused:
        accounts.change_password(house.core, user, "not the right one", "another good password")
    assert [fault.field for fault in refused.value.faults] == ["old_password"]
    with pytest.raises(InvalidError) as refused:
        accounts.change_password(house.core, user, PASSWORD, "short")
    assert [fault.field for fault in refused.value.faults] == ["password"]
    assert accounts.sign_in(house.core, EMAIL, PASSWORD)


def test_guessing_the_old_password_is_counted_too(house: House) -> None:
    user = house.staff()
    for _ in range(5):
        with pytest.raises(InvalidError):
            accounts.change_password(house.core, user, "not the right one", "another good password")
    with pytest.raises(TooManyTriesError):
        accounts.change_password(house.core, user, PASSWORD, "another good password")


def test_signing_out_ends_every_session(houses: House) -> None:
    user = houses.staff()
    accounts.sign_out(houses.core, user)
    assert accounts.who(houses.core, session(houses, user)) is None
    assert accounts.sign_in(houses.core, EMAIL, PASSWORD)


def test_disabling_ends_sessions_passwords_and_links_at_once(houses: House) -> None:
    user = houses.staff()
    link = accounts.open_link(houses.core, user, secret()).rpartition("/")[2]
    gone = accounts.disable(houses.core, EMAIL.upper())
    assert gone.disabled
    assert accounts.who(houses.core, session(houses, user)) is None
    assert accounts.who(houses.core, session(houses, gone)) is None
    assert accounts.sign_in(houses.core, EMAIL, PASSWORD) is None
    with pytest.raises(LinkGoneError):
        accounts.open_with(houses.core, link)


def test_disabling_nobody_is_told(house: House) -> None:
    with pytest.raises(NotFoundError, match="nobody has an account"):
        accounts.disable(house.core, EMAIL)


def test_an_account_that_is_not_there_cannot_change(house: House) -> None:
    with pytest.raises(NotFoundError):
        accounts.sign_out(house.core, replace(house.staff(), id=UserId("u-nobody")))


def test_a_change_meets_the_account_as_it_stands_and_undoes_nothing(houses: House) -> None:
    user = houses.staff()
    accounts.disable(houses.core, EMAIL)
    accounts.sign_out(houses.core, user)
    (now,) = accounts.listed(houses.core)
    assert now.disabled


def test_what_an_account_does_stands_in_the_journal_without_its_e_mail(house: House) -> None:
    user = house.staff()
    accounts.sign_in(house.core, EMAIL, PASSWORD)
    accounts.change_password(house.core, user, PASSWORD, "another good password")
    accounts.disable(house.core, EMAIL)
    assert actions(house) == [
        "user.created",
        "user.set_up",
        "user.signed_in",
        "user.password_changed",
        "user.disabled",
    ]
