"""Database down: 503, so that Twilio goes to the fallback, and never 200."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from service.store.engine import open_engine
from service.store.store import SqlStore
from service.store.tables import metadata
from tests.builders import sql_store
from tests.webhooks.door import Door, new_sid

NOBODY_LISTENS = "postgresql://nobody@127.0.0.1:9/none?connect_timeout=5"  # the discard port


@pytest.fixture
def cut_off(door: Door) -> Iterator[Door]:
    """A door whose database cannot be reached."""
    engine = open_engine(NOBODY_LISTENS)
    store = SqlStore(engine, sql_store(door.core).sealer, door.clock)
    yield replace(door, core=replace(door.core, store=store))
    engine.dispose()


@pytest.fixture
def emptied(door: Door) -> Door:
    """A door whose database has lost its tables."""
    metadata.drop_all(sql_store(door.core).engine)
    return door


@pytest.mark.parametrize("which", ["cut_off", "emptied"])
def test_without_a_database_a_reply_and_a_receipt_get_503(which: str, request: pytest.FixtureRequest) -> None:
    door: Door = request.getfixturevalue(which)
    receipt = {"MessageSid": new_sid(), "MessageStatus": "sent"}
    for answer in (door.hears("STOP"), door.post("/webhooks/status", receipt)):
        assert (answer.status_code, answer.text) == (503, "")


def test_without_a_database_a_wrong_signature_is_still_403_and_a_malformed_call_400(cut_off: Door) -> None:
    form = {"MessageSid": new_sid(), "MessageStatus": "sent"}
    assert cut_off.post("/webhooks/status", form, signature="WRONG").status_code == 403
    assert cut_off.post("/webhooks/status", {"MessageStatus": "sent"}).status_code == 400


def test_what_was_refused_for_want_of_a_database_is_taken_when_it_is_told_again(door: Door, cut_off: Door) -> None:
    sid = new_sid()
    assert cut_off.hears("Hello", sid=sid).status_code == 503
    assert door.hears("Hello", sid=sid).status_code == 200
    assert door.rows()["replies"] == 1
