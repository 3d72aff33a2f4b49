import dataclasses
import logging
from contextlib import AbstractContextManager
from typing import NoReturn

import pytest
from flask import Flask

from service.api.routes import blueprint
from service.core.ports import Transaction
from service.domain.errors import UnavailableError, UnfitError
from tests.api.documents import EXAMPLE
from tests.api.door import Door, open_door, problem, told
from tests.builders import BARLINNIE


class _Store:
    """Fails whatever is asked of it."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def write(self, actor: str) -> AbstractContextManager[Transaction]:
        self._fail()

    def read(self) -> AbstractContextManager[Transaction]:
        self._fail()

    def beat(self, worker: str) -> None:
        self._fail()

    def ready(self) -> tuple[str, ...]:
        self._fail()

    def _fail(self) -> NoReturn:
        raise self.error


def failing(door: Door, error: Exception) -> Door:
    return dataclasses.replace(door, core=dataclasses.replace(door.core, store=_Store(error)))


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "BREW"])
@pytest.mark.parametrize("address", ["/v1", "/v1/", "/v1/event", "/v1/texts/", "/v1/texts/a/b", "/v1/%00"])
def test_an_unknown_address_is_a_problem_in_json(shared_door: Door, method: str, address: str) -> None:
    problem(shared_door.client.open(address, method=method), 404)


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("GET", "/v1/events", {"POST", "OPTIONS"}),
        ("PUT", "/v1/events", {"POST", "OPTIONS"}),
        ("POST", "/v1/events/b1-000001", {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", "/v1/texts", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/v1/texts/t-2", {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", "/v1/releases/r-2", {"GET", "HEAD", "OPTIONS"}),
        ("BREW", "/v1/releases/r-2", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_wrong_method_is_a_problem_that_names_the_right_ones(
    shared_door: Door, method: str, address: str, allowed: set[str]
) -> None:
    answer = shared_door.client.open(address, method=method)
    problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_other_doors_keep_their_own_way_of_not_finding(shared_door: Door) -> None:
    assert shared_door.client.get("/no-such-page").mimetype == "text/html"


def test_two_applications_may_hang_the_same_door(shared_door: Door) -> None:
    hung = blueprint(shared_door.core)
    for app in (Flask("one"), Flask("two")):
        app.register_blueprint(hung)
        assert app.test_client().get("/v1/texts").status_code == 401


def test_a_database_that_is_down_is_told_as_such(shared_door: Door) -> None:
    headers = shared_door.key(BARLINNIE)
    client = open_door(failing(shared_door, UnavailableError()).core)
    problem(client.post("/v1/events", json=EXAMPLE, headers=headers), 503)
    problem(client.get("/v1/texts", headers=headers), 503)


@pytest.mark.parametrize("error", [RuntimeError("Sam 07700 900123"), UnfitError("Sam 07700 900123"), KeyError("Sam")])
def test_a_fault_of_ours_says_nothing_and_logs_no_value(
    shared_door: Door, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    headers = shared_door.key(BARLINNIE)
    with caplog.at_level(logging.DEBUG):
        answer = open_door(failing(shared_door, error).core).get("/v1/events/Sam%2007700", headers=headers)
    assert problem(answer, 500).keys() == {"type", "title", "status", "faults"}
    (entry,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert type(error).__name__ in entry.getMessage()
    assert "Sam" not in caplog.text
    assert "07700" not in caplog.text


def test_a_problem_has_the_members_of_its_standard(shared_door: Door) -> None:
    found = problem(shared_door.post({}), 422)
    assert found.keys() == {"type", "title", "status", "detail", "faults"}
    assert all(fault.keys() == {"field", "message"} for fault in found["faults"])
    assert told(shared_door.post({}), 422) == found
