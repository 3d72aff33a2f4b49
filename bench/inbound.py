"""Replies a second, heard, understood and done, beside the same Flask and gunicorn keeping one signed row of each."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle, islice

from sqlalchemy import text

from bench.house import House, house
from bench.ledger import BOARD, at_hearing, fill, number
from bench.limits_web import REPLIES
from bench.measure import Spread, table
from bench.web import OURS, gunicorn, rate, signed_post

ROUNDS, ROWS = 5, 500  # replies a round, each from a number of its own
CONNECTIONS = 16
# Most say little; some stop, ask, or are in danger.
_WORDS = (
    "thanks", "ok", "who is this", "aye will do", "👍", "how do i get a doctor", "STOP", "cheers pal thats brilliant",
    "no yet", "wrong number", "can somebody gie me a bell", "got the bus to the surgery n the wee woman wis dead nice",
    "is there a food bank near me", "a cannae dae this any mair", "whit time is it at", "nie rozumiem",
)  # fmt: skip


def run(rows: int | None, rounds: int | None) -> Iterator[str]:
    rows, rounds = rows or ROWS, rounds or ROUNDS
    with house() as found, ExitStack() as stack:
        core, store = found.core(PRACTICE_CLOCK=at_hearing())
        fill(core, store, rows * (rounds + 1) + 1)
        with store.engine.begin() as connection:
            connection.execute(text(REPLIES))
        to = core.config.boards[BOARD].sender.key
        ports = [stack.enter_context(gunicorn(found, app)) for app in ("bench.limits_web:keep()", OURS)]
        laps = [
            [rate(found, port, CONNECTIONS, [*replies(found, to, lap * rows, rows)], 200) for port in ports]
            for lap in range(rounds + 1)
        ]
        yield f"Replies a round: {rows}; connections: {CONNECTIONS}; rounds: {rounds}; median [least-most].\n"
        kept, ours = (Spread(each) for each in zip(*laps[1:], strict=True))
        yield from table(
            iter(
                [("replies, understood and done", str(ours), str(ours.over(kept))), ("one signed row", str(kept), "1")]
            ),
            ("replies", "a second", "of one signed row"),
        )


def replies(found: House, to: str, first: int, count: int) -> Iterator[str]:
    """The requests as they go over the wire, with the fields that Twilio sends."""
    for serial, words in zip(range(first, first + count), islice(cycle(_WORDS), count), strict=True):
        sid = f"SM{serial:032x}"
        form = {
            "AccountSid": found.variables["TWILIO_ACCOUNT_SID"],
            "ApiVersion": "2010-04-01",
            "Body": words,
            "From": number(serial + 1).e164,
            "MessageSid": sid,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "To": to,
        }
        yield signed_post(found, "/webhooks/sms", form)
