"""`/webhooks/fallback`: Twilio calls it where the other doors failed. It needs no database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from service.core.records import Spooled
from service.core.spooling import drain
from service.domain.text import Reason, State
from service.store.engine import open_engine
from service.store.store import SqlStore
from service.webhooks.routes import blueprint
from service.webhooks.signature import HEADER, Signature
from tests.builders import sql_store
from tests.core.spools import FakeSpool
from tests.spool.test_files import spool_in
from tests.webhooks.door import OURS, PUBLIC_URL, SAMS, TOKEN, Door, new_sid, signature_of
from tests.webhooks.test_unavailable import NOBODY_LISTENS

PATH = "/webhooks/fallback"
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response />'


@pytest.fixture
def spool() -> FakeSpool:
    return FakeSpool()


@pytest.fixture
def cut_off(door_on_each: Door) -> Iterator[Door]:
    """A door whose database cannot be reached."""
    engine = open_engine(NOBODY_LISTENS)
    store = SqlStore(engine, sql_store(door_on_each.core).sealer, door_on_each.clock)
    yield replace(door_on_each, core=replace(door_on_each.core, store=store))
    engine.dispose()


def reply(words: str, **more: str) -> dict[str, str]:
    """As Twilio posts it here: with why the first call failed."""
    failed = {"ErrorCode": "11200", "ErrorUrl": f"{PUBLIC_URL}/webhooks/sms"}
    return {"MessageSid": new_sid(), "From": SAMS, "To": OURS, "Body": words, "SmsStatus": "received", **failed, **more}


def post(
    door: Door, spool: FakeSpool | None, form: dict[str, str], *, signature: str | None = None, path: str = PATH
) -> tuple[int, str]:
    app = Flask(__name__)
    app.register_blueprint(blueprint(door.core, Signature(TOKEN, PUBLIC_URL), spool))
    signed = signature_of(path, form) if signature is None else signature
    raw = {"RAW_URI": path, "REQUEST_URI": path}
    answer = app.test_client().post(path, data=form, headers={HEADER: signed}, environ_overrides=raw)
    return answer.status_code, answer.text


def kept(spool: FakeSpool) -> list[Spooled]:
    return [spool.read(name) for name in spool.names()]


def test_case_64_a_stop_told_while_the_database_is_down_is_obeyed_when_it_is_up_again(
    door_on_each: Door, cut_off: Door, spool: FakeSpool
) -> None:
    door_on_each.plan_sam()
    form = reply("STOP")
    assert post(cut_off, spool, form, path="/webhooks/sms")[0] == 503
    assert post(cut_off, spool, form) == (200, NOTHING_TO_SAY)
    assert drain(door_on_each.core, spool, "worker") == 1
    assert {(one.state, one.reason) for one in door_on_each.sams_texts()} == {(State.CANCELLED, Reason.OPTED_OUT)}


def test_case_63_without_twilios_signature_nothing_is_kept(door: Door, spool: FakeSpool) -> None:
    for signature in ("", "WRONG", signature_of(PATH, reply("STOP"), token="another")):
        assert post(door, spool, reply("STOP"), signature=signature) == (403, "")
    assert spool.names() == ()
    assert door.rows()["replies"] == 0


def test_case_61_the_same_message_by_both_doors_is_one_reply(door_on_each: Door, spool: FakeSpool) -> None:
    form = reply("Hello")
    post(door_on_each, spool, form)
    post(door_on_each, spool, form)
    assert post(door_on_each, spool, form, path="/webhooks/sms")[0] == 200
    drain(door_on_each.core, spool, "worker")
    assert door_on_each.rows()["replies"] == 1
    assert door_on_each.tasks() == ["reply_to_read"]


def test_case_62_the_same_words_twice_under_two_sids_are_two_replies(door_on_each: Door, spool: FakeSpool) -> None:
    for _ in range(2):
        post(door_on_each, spool, reply("1"))
    drain(door_on_each.core, spool, "worker")
    assert door_on_each.rows()["replies"] == 2


def test_case_65_a_receipt_of_nobodys_is_kept_and_parked(door_on_each: Door, spool: FakeSpool) -> None:
    assert post(door_on_each, spool, {"MessageSid": new_sid(), "MessageStatus": "delivered"})[0] == 200
    drain(door_on_each.core, spool, "worker")
    assert door_on_each.rows()["receipts"] == 1


def test_it_keeps_and_does_not_act_though_the_database_is_up(door: Door, spool: FakeSpool) -> None:
    """One way to do it, and one to test."""
    before = door.rows()
    post(door, spool, reply("STOP"))
    assert door.rows() == before
    assert len(spool.names()) == 1


def test_the_code_of_the_call_that_failed_is_not_taken_for_the_texts(door: Door, spool: FakeSpool) -> None:
    form = {"MessageSid": new_sid(), "MessageStatus": "undelivered", "ErrorCode": "11200", "ErrorUrl": PUBLIC_URL}
    post(door, spool, form)
    post(door, spool, {"MessageSid": new_sid(), "MessageStatus": "undelivered", "ErrorCode": "30005"})
    assert {one.code for one in kept(spool)} == {None, 30005}


def test_the_reference_of_the_attempt_is_kept_with_a_receipt(door: Door, spool: FakeSpool) -> None:
    post(door, spool, {"MessageSid": new_sid(), "MessageStatus": "sent"}, path=f"{PATH}?ref=a-123")
    assert [one.ref for one in kept(spool)] == ["a-123"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"MessageSid": "SM1", "From": SAMS},
        {"MessageSid": "SM" + "a" * 32},
        {"MessageSid": "SM" + "a" * 32, "MessageStatus": "DROP TABLE"},
    ],
)
def test_what_is_neither_reply_nor_receipt_is_400_and_not_kept(
    door: Door, spool: FakeSpool, form: dict[str, str]
) -> None:
    assert post(door, spool, form) == (400, "")
    assert spool.names() == ()


def test_where_the_disk_does_not_take_it_twilio_hears_503(door: Door, spool: FakeSpool) -> None:
    spool.full = True
    assert post(door, spool, reply("STOP")) == (503, "")
    assert post(door, None, reply("STOP")) == (503, "")


def test_it_says_200_only_when_the_file_stands_in_the_folder(door: Door, tmp_path: Path) -> None:
    on_disk = spool_in(tmp_path / "spool")
    app = Flask(__name__)
    app.register_blueprint(blueprint(door.core, Signature(TOKEN, PUBLIC_URL), on_disk))
    form = reply("Aye")
    answer = app.test_client().post(
        PATH, data=form, headers={HEADER: signature_of(PATH, form)}, environ_overrides={"RAW_URI": PATH}
    )
    assert answer.status_code == 200
    assert [on_disk.read(name).words for name in on_disk.names()] == ["Aye"]
