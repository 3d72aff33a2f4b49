"""What Prometheus reads: every sign by name, counts that are right, and nothing about anybody."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from service.core.alerting import raise_alert
from service.core.asked_for import Asked
from service.core.signs import SIGNS
from service.core.vitals import Kind
from service.domain.meaning import Wish
from tests.api.door import Door, open_door
from tests.builders import GLASGOW, HEARD, LIBERATION, SAM, SAMS_NUMBER, close, make_core, scheduled
from tests.core.looking import WORKER, move_to, send_due, told
from tests.fakes import FixedClock

Found = dict[tuple[str, str], float]


def scraped(door: Door) -> Found:
    """Name and the value of its one label -> number."""
    answer = door.client.get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name.removeprefix("release_day_"), next(iter(sample.labels.values()), "")): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.fixture
def clock(doors: Door) -> FixedClock:
    clock = doors.core.clock
    assert isinstance(clock, FixedClock)
    return clock


def test_a_healthy_service_shows_every_sign_as_nought(doors: Door) -> None:
    doors.core.store.beat(WORKER)
    found = scraped(doors)
    assert {kind: found["sign", kind] for kind in SIGNS} == dict.fromkeys(SIGNS, 0)
    assert found["database_up", ""] == found["workers", ""] == 1
    assert found["worker_age_seconds", ""] == 0


def test_each_sign_is_asked_anew_and_not_taken_from_a_worker(doors: Door, clock: FixedClock) -> None:
    """The worker is dead: no watch of its own can have raised anything."""
    told(doors.core, scheduled())
    move_to(clock, LIBERATION, 14)
    clock.advance(timedelta(minutes=30))
    found = scraped(doors)
    assert found["sign", Kind.NO_WORKER] == found["sign", Kind.NOTHING_SENT] == 1
    assert found["due_texts", ""] == 1
    assert found["due_age_seconds", ""] == 1800
    assert ("open_alerts", Kind.NO_WORKER) not in found


def test_texts_attempts_and_alerts_are_counted(doors: Door, clock: FixedClock) -> None:
    told(doors.core, scheduled())
    move_to(clock, LIBERATION, 14)
    send_due(doors.core)
    with doors.core.store.write("test") as tx:
        raise_alert(tx, Kind.ON_HOLD, "all")
        tx.journal.ask_staff("text_undelivered", about={"text": "t-1"})
    found = scraped(doors)
    assert found["open_texts", "accepted"] == found["day_of_texts", "accepted"] == 1
    assert found["day_of_texts", "delivered"] == 0
    assert found["day_of_attempts", "sent"] == 1
    assert found["day_of_receipts", "matched"] == 0
    assert found["open_alerts", Kind.ON_HOLD] == 1
    assert found["open_tasks", "text_undelivered"] == 1


def test_what_is_past_is_counted_for_a_day_only(doors: Door, clock: FixedClock) -> None:
    told(doors.core, scheduled())
    move_to(clock, LIBERATION, 14)
    send_due(doors.core)
    clock.advance(timedelta(hours=25))
    found = scraped(doors)
    assert found["day_of_attempts", "sent"] == 0
    assert found["day_of_texts", "accepted"] == 0
    assert found["open_texts", "accepted"] == 1  # somebody still owes it an answer


def test_what_people_asked_for_is_counted_for_good_and_shown_also_where_nobody_asked(
    doors: Door, clock: FixedClock
) -> None:
    with doors.core.store.write("test") as tx:
        tx.asked_for.count(clock.now().date(), Asked(GLASGOW, "", Wish.FOOD, found=False, times=3))
    clock.advance(timedelta(days=400))
    words = doors.client.get("/metrics").text
    assert "# TYPE release_day_asked_for_total counter" in words
    assert 'release_day_asked_for_total{found="no",wish="food"} 3.0' in words
    assert 'release_day_asked_for_total{found="yes",wish="dentist"} 0.0' in words


def test_without_its_database_it_says_so_and_still_answers(tmp_path: Path) -> None:
    core = make_core(f"sqlite:///{tmp_path / 'gone' / 'test.db'}", clock=FixedClock(HEARD))
    close(core)
    for file in (tmp_path / "gone").iterdir():
        file.unlink()
    (tmp_path / "gone").rmdir()
    answer = open_door(core).get("/metrics")
    assert answer.status_code == 200
    assert "release_day_database_up 0.0" in answer.text
    assert "release_day_sign" not in answer.text
    close(core)


def test_nothing_in_it_names_a_person_a_number_or_a_board(doors: Door, clock: FixedClock) -> None:
    told(doors.core, scheduled())
    move_to(clock, LIBERATION, 14)
    words = doors.client.get("/metrics").text
    for secret in (SAM, "Sam", SAMS_NUMBER.e164, "07700", "S08000031", "glasgow", "barlinnie"):
        assert secret not in words


DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["prometheus-rules.yaml", "operate.md"])
def test_what_the_docs_name_is_there_to_be_scraped(doors: Door, name: str) -> None:
    told(doors.core, scheduled())
    words = (DOCS / name).read_text()
    there = set(re.findall(r"^# HELP (release_day_\w+)", doors.client.get("/metrics").text, re.MULTILINE))
    sometimes = {f"release_day_{age}_age_seconds" for age in ("worker", "due", "unknown", "receipt")}
    assert set(re.findall(r"release_day_\w+", words)) <= there | sometimes


def test_every_sign_has_a_rule_and_a_line_in_the_docs() -> None:
    rules, manual = ((DOCS / name).read_text() for name in ("prometheus-rules.yaml", "operate.md"))
    for kind in SIGNS:
        assert re.search(rf'sign=~"[^"]*\b{kind}\b', rules), kind
        assert f"| `{kind}` |" in manual, kind
    document = YAML(typ="safe").load(rules)
    assert all({"alert", "expr"} <= rule.keys() for group in document["groups"] for rule in group["rules"])
