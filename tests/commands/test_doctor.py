"""The doctor on a healthy system and on sick ones: it names what is wrong, and that stops no other line."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from service.clock import WallClock
from service.core.intake import receive
from service.core.ports import Core
from service.core.signs import SIGNS
from service.core.vitals import Kind
from service.store import migrate, tables
from service.store.engine import open_engine
from tests.alerts.servers import MailHouse, WebHouse, mail_server, web_server
from tests.builders import SAM, SAMS_NUMBER, close, make_core, scheduled, sql_store
from tests.commands.house import Said, said
from tests.commands.processes import NOWHERE, finished, sealer, settings

# Twilio's answer to the question for a message that nobody has, and to one with a wrong token.
# https://www.twilio.com/docs/api/errors/20404, .../20003
NO_SUCH_MESSAGE = b'{"code": 20404, "message": "The requested resource was not found", "status": 404}'
AUTHENTICATE = b'{"code": 20003, "message": "Authenticate", "status": 401}'


@dataclass
class System:
    """A whole service and the machines around it, each of which a test may make sick."""

    environ: dict[str, str]
    core: Core
    carrier: WebHouse = field(default_factory=lambda: WebHouse(404, NO_SUCH_MESSAGE))
    web: WebHouse = field(default_factory=lambda: WebHouse(200, b'{"status": "ok"}'))

    def doctor(self, *options: str) -> Said:
        return said("doctor", *options, environ=self.environ)

    def wrong(self) -> dict[str, str]:
        """What is WRONG, by name. The exit code says whether anything is."""
        answer = self.doctor("--json")
        assert answer.err == ""
        found = {line["name"]: line["words"] for line in answer.document if line["mark"] == "WRONG"}
        assert answer.exit_code == bool(found)
        return found


@contextmanager
def system_on(database_url: str) -> Iterator[System]:
    environ = settings(database_url)
    core = make_core(database_url, clock=WallClock(), sealer=sealer(environ))
    core.store.beat("worker-1")
    made = System(environ, core)
    with ExitStack() as running:
        environ["TWILIO_BASE_URL"] = running.enter_context(web_server(made.carrier))
        environ["PUBLIC_URL"] = running.enter_context(web_server(made.web))
        yield made
    close(core)


@pytest.fixture
def systems(databases: str) -> Iterator[System]:
    """One on each kind of database, for what depends on it."""
    with system_on(databases) as made:
        yield made


@pytest.fixture
def system(sqlite_url: str) -> Iterator[System]:
    with system_on(sqlite_url) as made:
        yield made


def durability(system: System) -> dict[str, str]:
    """The server of these tests is quick, and keeps nothing when it crashes."""
    return {} if system.environ["DATABASE_URL"].startswith("sqlite") else {"durability": "warning"}


def test_a_healthy_system_has_a_line_for_everything_and_nothing_wrong(systems: System) -> None:
    answer = finished("doctor", environ=systems.environ)
    assert (answer.returncode, answer.stderr) == (0, "")
    lines = {line[8:24].strip(): line[:8].strip() for line in answer.stdout.splitlines()}
    looked_at = ("settings", "configuration", "contacts", "database", "durability", "carrier", "clock", "web", "alerts")
    assert lines == dict.fromkeys((*looked_at, *SIGNS), "ok") | {
        "contacts": "warning",
        "alerts": "warning",
    } | durability(systems)


def test_the_carrier_is_asked_once_for_a_message_that_nobody_has_and_gets_no_text(system: System) -> None:
    assert system.wrong() == {}
    asked = [line for line in system.carrier.seen if "/Messages" in line]
    assert len(asked) == 1
    assert asked[0].startswith("GET ")


def test_sick_the_database_is_down(system: System) -> None:
    system.environ["DATABASE_URL"] = "postgresql://somebody:secret@127.0.0.1:9/none"
    wrong = system.wrong()
    assert set(wrong) == {"database", "ledger"}
    assert "does not answer" in wrong["database"]
    assert "secret" not in str(wrong)


def test_a_database_file_that_is_not_there_is_wrong_and_is_not_made(system: System, tmp_path: Path) -> None:
    system.environ["DATABASE_URL"] = f"sqlite:///{tmp_path / 'none.db'}"
    assert set(system.wrong()) == {"database", "ledger"}
    assert not (tmp_path / "none.db").exists()


def test_sick_the_schema_is_old(systems: System) -> None:
    engine = open_engine(systems.environ["DATABASE_URL"])
    migrate.downgrade(engine, "0004")
    engine.dispose()
    wrong = systems.wrong()
    assert set(wrong) == {"database", "ledger"}
    assert "run `release-day migrate`" in wrong["database"]


def test_sick_it_is_the_database_of_a_live_service(systems: System) -> None:
    with sql_store(systems.core).write("test") as tx:
        tx.connection.execute(update(tables.database).values(kind="live"))
    assert set(systems.wrong()) == {"database", "ledger"}
    with sql_store(systems.core).write("test") as tx:
        tx.connection.execute(update(tables.database).values(kind="practice"))


def test_sick_the_carrier_refuses_our_credentials(system: System) -> None:
    system.carrier.status, system.carrier.body = 401, AUTHENTICATE
    wrong = system.wrong()
    assert set(wrong) == {"carrier"}
    assert "TWILIO_AUTH_TOKEN" in wrong["carrier"]
    assert system.environ["TWILIO_AUTH_TOKEN"] not in str(wrong)


def test_sick_the_carrier_does_not_answer(system: System) -> None:
    system.environ["TWILIO_BASE_URL"] = NOWHERE
    assert set(system.wrong()) == {"carrier"}


def test_sick_no_worker_lives(systems: System) -> None:
    with sql_store(systems.core).write("test") as tx:
        gone = systems.core.clock.wall() - timedelta(minutes=2)
        tx.connection.execute(update(tables.heartbeats).values(beat_wall=gone))
    assert set(systems.wrong()) == {Kind.NO_WORKER}


@pytest.mark.parametrize(("status", "body"), [(502, b"Bad gateway"), (200, b"<h1>A parking page</h1>")])
def test_sick_the_address_of_the_webhooks_leads_elsewhere(system: System, status: int, body: bytes) -> None:
    system.web.status, system.web.body = status, body
    assert set(system.wrong()) == {"web"}


def test_sick_the_address_of_the_webhooks_is_not_reached(system: System) -> None:
    system.environ["PUBLIC_URL"] = NOWHERE
    assert set(system.wrong()) == {"web"}


def test_sick_the_clock_is_off(system: System) -> None:
    assert "the carrier's" in line_of(system, "clock")
    before = datetime.now(UTC) - timedelta(seconds=10)  # noqa: TID251  what another machine takes for now
    system.carrier.headers["Date"] = before.strftime("%a, %d %b %Y %H:%M:%S GMT")
    wrong = system.wrong()
    assert set(wrong) == {"clock"}
    assert "off the carrier's" in wrong["clock"]


def test_the_clock_of_a_database_on_another_machine_is_compared_too(systems: System) -> None:
    is_server = systems.environ["DATABASE_URL"].startswith("postgresql:")
    assert ("the database's" in line_of(systems, "clock")) is is_server


def line_of(system: System, name: str) -> str:
    return next(str(line["words"]) for line in system.doctor("--json").document if line["name"] == name)


def test_sick_for_half_an_hour_nobody_knows_whether_a_text_went(systems: System) -> None:
    asked = systems.core.clock.wall() - timedelta(minutes=31)
    receive(systems.core, scheduled(liberation_date=asked.date() + timedelta(days=30), time=asked))
    with sql_store(systems.core).write("test") as tx:
        one = tx.connection.execute(tables.texts.select().order_by(tables.texts.c.due_at).limit(1)).one()
        unknown = {"state": "unknown", "attempt_id": "a-1"}
        tx.connection.execute(update(tables.texts).where(tables.texts.c.id == one.id).values(**unknown))
        tried = {"id": "a-1", "text_id": one.id, "line_id": one.line_id, "words_sealed": b"", "outcome": "lost"}
        tx.connection.execute(tables.attempts.insert().values(**tried, at=asked, wall=asked))
    wrong = systems.wrong()
    assert set(wrong) == {Kind.UNKNOWN_LONG}
    assert SAM not in str(wrong)
    assert SAMS_NUMBER.e164 not in str(wrong)


def test_sick_secrets_are_missing_and_the_rest_is_still_looked_at(system: System) -> None:
    for name in ("TWILIO_AUTH_TOKEN", "DATA_KEYS"):
        del system.environ[name]
    answer = system.doctor()
    assert answer.exit_code == 1
    assert [line for line in answer.lines if line.startswith("WRONG   settings")] == [
        "WRONG   settings        TWILIO_AUTH_TOKEN: is missing",
        "WRONG   settings        DATA_KEYS: is missing",
    ]
    assert {line.split()[1] for line in answer.lines} >= {"database", "configuration", "clock", "web"}


def test_sick_everything_at_once_has_a_line_each(system: System) -> None:
    away = {"DATABASE_URL": "postgresql://127.0.0.1:9/none", "TWILIO_BASE_URL": NOWHERE, "PUBLIC_URL": NOWHERE}
    system.environ.update(away, CONFIG_DIR="/nowhere")
    assert set(system.wrong()) == {"configuration", "database", "carrier", "web", "ledger"}


def test_an_alert_that_another_part_raised_stands_there_until_it_is_over(systems: System) -> None:
    with systems.core.store.write("test") as tx:
        tx.alerts.add(Kind.SPOOL_DAMAGED, "file-1")
    assert set(systems.wrong()) == {Kind.SPOOL_DAMAGED}


def test_a_test_alert_goes_every_way_and_what_came_of_it_is_told(system: System) -> None:
    house, hook = MailHouse(), WebHouse()
    with mail_server(house) as port, web_server(hook) as url:
        system.environ["SMTP_URL"] = f"smtp://127.0.0.1:{port}/?from=a@example.scot&to=b@example.scot"
        system.environ["ALERT_WEBHOOK_URL"] = url
        answer = system.doctor("--test-alert", "--json")
    told = [(line["mark"], line["words"]) for line in answer.document if line["name"] == "test alert"]
    assert told == [("ok", "e-mail: taken"), ("ok", "webhook: taken")]
    assert [to for to, _ in house.taken] == ["b@example.scot"]
    assert json.loads(hook.posted[0])["alerts"][0]["what"] == "This is a test. Nothing is wrong."


def test_a_test_alert_that_reaches_nobody_is_wrong(system: System) -> None:
    answer = system.doctor("--test-alert")
    assert answer.exit_code == 1
    system.environ["ALERT_WEBHOOK_URL"] = f"{NOWHERE}/secret"
    answer = system.doctor("--test-alert")
    assert answer.exit_code == 1
    assert "webhook: NewConnectionError" in answer.out
    assert "secret" not in answer.out


def test_without_any_setting_it_says_what_is_missing() -> None:
    answer = said("doctor", environ={"LEASE_S": "nought"})
    assert answer.exit_code == 1
    assert "LEASE_S: must be a number above 0" in answer.out
    assert "was not looked at" in answer.out
