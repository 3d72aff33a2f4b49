"""Hold, restored and go-on, as an operator says them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from service.clock import WallClock
from service.core.records import Held
from service.practice.practice import Practice
from service.practice.server import listening
from tests.builders import close, make_core
from tests.commands.house import Said, said
from tests.commands.processes import TOKEN, settings

SINCE = (WallClock().wall() - timedelta(days=1)).isoformat()


@pytest.fixture
def environ(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """Of a migrated practice database, with a carrier that nobody reaches."""
    close(make_core(sqlite_url))
    return settings(sqlite_url, SPOOL_DIR=str(tmp_path / "spool"))


@pytest.fixture
def reached(environ: dict[str, str]) -> Iterator[dict[str, str]]:
    """With a practice carrier."""
    sid = environ["TWILIO_ACCOUNT_SID"]
    practice = Practice(sid, TOKEN, "http://127.0.0.1:9/webhooks/sms", WallClock().wall)
    with listening(practice) as base_url:
        yield {**environ, "TWILIO_BASE_URL": base_url}


def held(environ: dict[str, str]) -> Held | None:
    core = make_core(environ["DATABASE_URL"])
    try:
        with core.store.read() as tx:
            return tx.hold.held()
    finally:
        close(core)


def why(environ: dict[str, str]) -> str | None:
    now = held(environ)
    return now.why if now else None


def test_a_person_puts_the_service_on_hold_and_releases_it(reached: dict[str, str]) -> None:
    assert said("hold", environ=reached).exit_code == 0
    assert why(reached) == "by_hand"
    answer = said("go-on", environ=reached)
    assert answer.exit_code == 0, answer.err
    assert "by_hand" in answer.out
    assert "messages that fit no text: 0" in answer.out
    assert held(reached) is None


def test_go_on_without_a_hold_says_so(environ: dict[str, str]) -> None:
    answer = said("go-on", environ=environ)
    assert (answer.exit_code, answer.lines) == (0, ["The service is not on hold."])


def test_after_a_restore_the_list_is_replayed_and_then_a_person_releases_it(reached: dict[str, str]) -> None:
    answer = said("restored", "--since", SINCE, environ=reached)
    assert answer.exit_code == 0, answer.err
    assert "Replies heard: 0." in answer.lines
    assert why(reached) == "restored"
    assert said("go-on", environ=reached).exit_code == 0
    assert held(reached) is None


def test_where_the_list_cannot_be_read_it_stays_on_hold_but_by_force(environ: dict[str, str]) -> None:
    assert said("restored", "--since", SINCE, environ=environ).exit_code == 1
    assert said("go-on", environ=environ).exit_code == 1
    assert why(environ) == "restored"
    assert said("go-on", "--force", environ=environ).exit_code == 0
    assert held(environ) is None


@pytest.mark.parametrize("moment", ["yesterday", "2026-12-24", "2026-12-24T03:00:00"])
def test_a_moment_without_a_zone_is_wrong_usage(environ: dict[str, str], moment: str) -> None:
    answer: Said = said("restored", "--since", moment, environ=environ)
    assert answer.exit_code == 2
    assert held(environ) is None
