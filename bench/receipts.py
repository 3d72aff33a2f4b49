"""Signed receipts a second, each stored and its text moved on, beside the same Flask and gunicorn doing less."""

from collections.abc import Iterator
from contextlib import ExitStack

from sqlalchemy import text

from bench.house import House, house
from bench.ledger import OUT_ON, at_hearing, fill
from bench.limits_web import TABLE
from bench.measure import Spread, table
from bench.web import OURS, gunicorn, rate, signed_post
from service.core.ports import Core
from service.core.records import Attempt, AttemptOutcome
from service.domain.ids import AttemptId, MessageSid, TextId
from service.store.store import SqlStore

ROUNDS, ROWS = 5, 2000  # receipts a round, two for each text
CONNECTIONS = 16
_TARGET = 0.45
_STATUSES = ("sent", "delivered")


def run(rows: int | None, rounds: int | None) -> Iterator[str]:
    texts, rounds = (rows or ROWS) // 2, rounds or ROUNDS
    with house() as found, ExitStack() as stack:
        core, store = found.core(PRACTICE_CLOCK=at_hearing())
        fill(core, store, texts * (rounds + 1))
        hand_over(core, store)
        ports = [
            stack.enter_context(gunicorn(found, app))
            for app in ("bench.limits_web:constant()", "bench.limits_web:update()", OURS)
        ]
        laps = [
            [rate(found, port, CONNECTIONS, sent, 204) for port in ports]
            for sent in ([*receipts(found, lap * texts, texts)] for lap in range(rounds + 1))
        ]
        yield f"Receipts a round: {texts * 2}; connections: {CONNECTIONS}; rounds: {rounds}; median [least-most].\n"
        constant, update, ours = (Spread(each) for each in zip(*laps[1:], strict=True))
        yield from table(
            iter(
                [
                    ("signed receipts, stored", str(ours), str(ours.over(constant)), f"{_TARGET}"),
                    ("one row updated, unsigned", str(update), str(update.over(constant)), ""),
                    ("a constant", str(constant), str(constant.over(constant)), ""),
                ]
            ),
            ("receipts", "a second", "of the constant", "target"),
        )


def hand_over(core: Core, store: SqlStore) -> None:
    """Every welcome was accepted by the carrier, under the SID that its serial makes."""
    now = core.clock.now()
    with store.engine.begin() as connection:
        connection.execute(text(TABLE))
        rows = connection.execute(text("select id, line_id from texts where welcome order by id")).all()
        sids = [{"sid": _sid(serial)} for serial in range(len(rows))]
        connection.execute(text("insert into limit_receipts values (:sid, 'queued')"), sids)
    with store.write("bench") as tx:
        for serial, (text_id, line_id) in enumerate(rows):
            attempt = Attempt(AttemptId(f"a-{serial:017}"), TextId(text_id), line_id, "words", now, now)
            tx.attempts.add(attempt)
            tx.connection.execute(
                text("update attempts set outcome = :outcome, sid = :sid, learnt_by = 'answer' where id = :id"),
                {"outcome": AttemptOutcome.SENT, "sid": _sid(serial), "id": attempt.id},
            )
            tx.connection.execute(
                text(
                    "update texts set state = 'accepted', attempt_id = :attempt, went_on = '2026-12-01' where id = :id"
                ),
                {"attempt": attempt.id, "day": OUT_ON, "id": text_id},
            )


def receipts(found: House, first: int, texts: int) -> Iterator[str]:
    """All are sent, then all are delivered: the requests as they go over the wire."""
    for status in _STATUSES:
        for serial in range(first, first + texts):
            yield _receipt(found, serial, status)


def _receipt(found: House, serial: int, status: str) -> str:
    """With the fields that Twilio sends, and its signature."""
    path = f"/webhooks/status?ref=a-{serial:017}"
    form = {
        "AccountSid": found.variables["TWILIO_ACCOUNT_SID"],
        "ApiVersion": "2010-04-01",
        "From": "+447700900000",
        "MessageSid": _sid(serial),
        "MessageStatus": status,
        "SmsSid": _sid(serial),
        "SmsStatus": status,
        "To": "+447700900001",
    }
    return signed_post(found, path, form)


def _sid(serial: int) -> MessageSid:
    return MessageSid(f"SM{serial:032x}")
