"""Both sides of the reckoning as they stand: the database past the service, the carrier by its own ledger."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import requests
from sqlalchemy import func, select

from service.clock import PracticeClock
from service.core.records import Attempt
from service.demo.client import PATIENCE_S
from service.domain.text import Reason, State, Text
from service.settings import Need, read_settings
from service.store.engine import open_engine
from service.store.sealing import Sealer
from service.store.store import SqlStore
from service.store.tables import attempts, journal, lines, texts
from service.store.texts import to_text
from service.store.transaction import SqlTransaction
from tests.chaos.reckoning import Books, Left, Planned, Taken, Tried
from tests.journeys.house import House
from tests.journeys.ledger import looking_at


def books_of(
    house: House,
    clock: PracticeClock,
    promised: Collection[str],
    left: Mapping[str, datetime | None],
    asked: Collection[str],
) -> Books:
    now = clock.now()
    settings = read_settings(house.variables, needs=Need.DATABASE | Need.KEYS)
    engine = open_engine(settings.database_url)
    try:
        with SqlStore(engine, Sealer(settings.data_keys, settings.index_keys), clock).read() as tx:
            rows = [to_text(row) for row in tx.connection.execute(select(texts))]
            numbers = {one.number_id: tx.lines.get(one.number_id).number.e164 for one in rows}
            claims, stops = _noted(tx, "text.claimed", "attempt"), _noted(tx, "number.stopped", "number")
            tried = tuple(_tried(one, numbers[one.number_id], claims.get(one.id, 0)) for one in _attempts(tx))
            heard = {number: stops.get(number_id) for number_id, number in numbers.items()}
            planned = tuple(_planned(one, numbers[one.number_id]) for one in rows)
    finally:
        engine.dispose()
    gone = tuple(Left(number, heard.get(number), left[number]) for number in sorted(left))
    lease = timedelta(seconds=settings.lease_s)
    return Books(ledger_of(house), tried, planned, now, lease, frozenset(promised), gone, frozenset(asked))


def ledger_of(house: House) -> tuple[Taken, ...]:
    return tuple(
        Taken(one["sid"], one["to"], one["body"], one["ref"], datetime.fromisoformat(one["created"]))
        for one in _asked(house, "/practice/ledger")["messages"]
    )


def due_and_on_their_way(database_url: str, now: datetime) -> tuple[Counter[str], int]:
    """How many texts are in each state; how many are planned for a moment that has passed."""
    with looking_at(database_url) as connection:
        states = Counter(connection.execute(select(texts.c.state)).scalars())
        waiting = select(func.count()).where(texts.c.state == State.PLANNED, texts.c.due_at <= now)
        return states, connection.execute(waiting).scalar_one()


def stops_heard(database_url: str) -> int:
    with looking_at(database_url) as connection:
        query = select(func.count()).select_from(lines).where(lines.c.stopped == Reason.OPTED_OUT)
        return connection.execute(query).scalar_one()


def _attempts(tx: SqlTransaction) -> Iterator[Attempt]:
    for text_id in tx.connection.execute(select(attempts.c.text_id).distinct()).scalars().all():
        yield from tx.attempts.of_text(text_id)


def _noted(tx: SqlTransaction, action: str, about: str) -> dict[str, int]:
    """The first entry of that action about each."""
    query = select(journal.c.id, journal.c.about).where(journal.c.action == action).order_by(journal.c.id.desc())
    return {row.about[about]: row.id for row in tx.connection.execute(query)}


def _tried(attempt: Attempt, number: str, noted: int) -> Tried:
    return Tried(attempt.id, attempt.text_id, number, attempt.words, attempt.sid, attempt.wall, noted)


def _planned(text: Text, number: str) -> Planned:
    return Planned(text.id, number, "/".join(text.key), text.state, text.reason, text.due_at, text.attempt_id)


def _asked(house: House, path: str) -> Any:
    answer = requests.get(f"{house.carrier}{path}", timeout=PATIENCE_S)
    answer.raise_for_status()
    return answer.json()
