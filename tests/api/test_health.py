from pathlib import Path

from tests.api.door import Door, open_door, told
from tests.builders import close, make_core


def test_a_process_that_answers_is_alive(door: Door) -> None:
    assert told(door.client.get("/healthz")) == {"status": "ok"}


def test_without_a_worker_the_service_is_not_ready(door: Door) -> None:
    answer = told(door.client.get("/readyz"), 503)
    assert answer == {"status": "not ready", "faults": ["no worker has been heard of within 60 s"]}


def test_with_database_schema_and_worker_the_service_is_ready(doors: Door) -> None:
    doors.core.store.beat("worker")
    assert told(doors.client.get("/readyz")) == {"status": "ok"}


def test_without_its_database_the_service_is_alive_but_not_ready(tmp_path: Path) -> None:
    core = make_core(f"sqlite:///{tmp_path / 'gone' / 'test.db'}")
    close(core)
    for file in (tmp_path / "gone").iterdir():
        file.unlink()
    (tmp_path / "gone").rmdir()
    client = open_door(core)
    assert told(client.get("/healthz")) == {"status": "ok"}
    assert told(client.get("/readyz"), 503)["faults"] == ["the database does not answer"]
    close(core)
