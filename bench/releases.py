"""Releases a second over HTTP, twelve texts of each planned and stored, beside the bare insert of the same rows."""

import json
import secrets
import time
from collections.abc import Iterator

import psycopg
import requests

from bench.house import House, house
from bench.inserts import keep_sample
from bench.ledger import BOARD, HEARD, OUT_ON, PRISON, at_hearing, scheduled
from bench.measure import Spread, table
from bench.web import OURS, gunicorn, post, rate
from service.core import keys
from service.core.intake import receive

ROUNDS, ROWS = 5, 120  # releases a round: Ofcom's numbers for fiction, of which there are a thousand, are enough
CONNECTIONS = 16
BATCH, BATCH_LIMIT_S = 300, 3.0
_TARGET = 0.35
_PATIENCE_S = 120


def run(rows: int | None, rounds: int | None) -> Iterator[str]:
    rows, rounds = rows or ROWS, rounds or ROUNDS
    with house() as bare, house() as found:
        receive(bare.core(PRACTICE_CLOCK=at_hearing())[0], scheduled(0))
        with psycopg.connect(bare.variables["DATABASE_URL"]) as connection:
            keep_sample(connection)
        found.variables["PRACTICE_CLOCK"] = at_hearing()
        key = _key(found)
        with gunicorn(found, OURS) as port:
            laps = [_lap(found, bare, port, key, rows, lap) for lap in range(rounds + 1)]
            batches = [_batch_s(port, key, rounds + 1 + one) for one in range(3)]
        yield f"Releases a round: {rows}; connections: {CONNECTIONS}; rounds: {rounds}; median [least-most].\n"
        ours, texts, every = (Spread(each) for each in zip(*laps[1:], strict=True))
        lines = [
            ("over HTTP, twelve texts planned and stored", str(ours), str(ours.over(texts)), f"{_TARGET}"),
            ("twelve texts by one unnest insert, a commit each", str(texts), "", ""),
            ("every row of a release so, one insert a table", str(every), str(every.over(texts)), ""),
        ]
        yield from table(iter(lines), ("releases", "a second", "of the bare twelve", "target"))
        yield f"\nBeside every row of a release: {ours.over(every)}."
        yield f"{BATCH} in one batch: {Spread(tuple(batches))} s; target: under {BATCH_LIMIT_S} s."


def _lap(found: House, bare: House, port: int, key: str, rows: int, lap: int) -> list[float]:  # noqa: PLR0913
    return [
        rate(found, port, CONNECTIONS, [_request(key, lap, serial) for serial in range(rows)], 202),
        _bare(bare, rows, "texts", lap * rows + 1),
        _bare(bare, rows, "all", lap * rows + 1),
    ]


def _bare(bare: House, rows: int, which: str, first: int) -> float:
    with bare.child("bench.inserts", str(CONNECTIONS), str(rows), which, str(first)) as one:
        one.wait_until_ready()
        one.go()
        return rows / float(one.answer()["seconds"])


def _key(found: House) -> str:
    core, _ = found.core()
    return keys.create(core, PRISON, secrets.token_urlsafe(32), None).secret


def event(lap: int, serial: int) -> dict[str, object]:
    """Of somebody new; a thousand serials a lap have numbers of their own."""
    person = {"first_name": "Sam", "mobile": f"07700 900{serial:03}", "number_confirmed_by_person": True}
    return {
        "specversion": "1.0",
        "id": f"bench-{lap}-{serial}",
        "source": PRISON.uri,
        "subject": f"{lap:03}{serial:04}",
        "type": "liberation.scheduled",
        "time": HEARD.isoformat(),
        "data": {"liberation_date": OUT_ON.isoformat(), "home_board": BOARD, "person": person},
    }


def _request(key: str, lap: int, serial: int) -> str:
    body = json.dumps(event(lap, serial))
    kind = "application/cloudevents+json"
    return post("/v1/events", body, Content_Type=kind, Authorization=f"Bearer {key}")


def _batch_s(port: int, key: str, lap: int) -> float:
    """Seconds. Raises requests.HTTPError."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/cloudevents-batch+json"}
    body = json.dumps([event(lap, serial) for serial in range(BATCH)])
    began = time.perf_counter()
    answer = requests.post(f"http://127.0.0.1:{port}/v1/events", body, headers=headers, timeout=_PATIENCE_S)
    answer.raise_for_status()
    return time.perf_counter() - began
