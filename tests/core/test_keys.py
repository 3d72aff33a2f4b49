"""API keys: whose they are, from when to when."""

from datetime import timedelta

import pytest

from service.core import keys
from service.core.ports import Core
from service.domain.errors import NotFoundError
from tests.builders import BARLINNIE, GLASGOW_STAFF
from tests.core.looking import journal
from tests.fakes import FixedClock

SECRET = "rd_" + "s" * 40


def test_a_key_says_whose_it_is(core: Core) -> None:
    keys.create(core, BARLINNIE, SECRET, None)
    assert keys.owner_of(core, SECRET) == BARLINNIE
    assert keys.owner_of(core, SECRET + "x") is None
    assert keys.owner_of(core, "") is None


def test_a_key_is_shown_once_and_in_no_log(core: Core) -> None:
    made = keys.create(core, BARLINNIE, SECRET, None)
    assert made.secret == SECRET
    assert SECRET not in repr(made)
    assert SECRET not in repr(keys.listed(core))


def test_a_key_is_good_until_the_moment_it_expires(core: Core, clock: FixedClock) -> None:
    keys.create(core, BARLINNIE, SECRET, clock.wall() + timedelta(hours=1))
    clock.set(wall=clock.wall() + timedelta(minutes=59))
    assert keys.owner_of(core, SECRET) == BARLINNIE
    clock.set(wall=clock.wall() + timedelta(minutes=1))
    assert keys.owner_of(core, SECRET) is None


def test_a_key_expires_by_the_wall_and_not_by_practice_time(core: Core, clock: FixedClock) -> None:
    keys.create(core, BARLINNIE, SECRET, clock.wall() + timedelta(hours=1))
    clock.set(now=clock.now() + timedelta(days=300))
    assert keys.owner_of(core, SECRET) == BARLINNIE


def test_a_revoked_key_is_nobodys_at_once(core: Core) -> None:
    made = keys.create(core, BARLINNIE, SECRET, None)
    keys.revoke(core, made.id)
    assert keys.owner_of(core, SECRET) is None
    assert journal(core, {"key": made.id}) == ["key.created", "key.revoked"]


def test_a_key_that_does_not_exist_cannot_be_revoked(core: Core) -> None:
    with pytest.raises(NotFoundError):
        keys.revoke(core, "k-none")


def test_every_key_is_listed_with_its_owner_and_its_times(core: Core, clock: FixedClock) -> None:
    first = keys.create(core, BARLINNIE, SECRET, clock.wall() + timedelta(days=1))
    clock.advance(timedelta(minutes=1))
    second = keys.create(core, GLASGOW_STAFF, SECRET + "2", None)
    keys.revoke(core, second.id)
    assert [(key.id, key.owner) for key in keys.listed(core)] == [(first.id, BARLINNIE), (second.id, GLASGOW_STAFF)]
    assert [key.expires_at is None for key in keys.listed(core)] == [False, True]
    assert [key.revoked_at is None for key in keys.listed(core)] == [True, False]
