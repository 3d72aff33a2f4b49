"""What we text from: how far ahead each has handed over, and whether it rests."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, select, update

from service.core.records import SenderState
from service.store.rows import Rows
from service.store.tables import senders

_ALL = select(senders)


class SenderRows(Rows):
    def all(self) -> Mapping[str, SenderState]:
        return {row.key: _state(row) for row in self.connection.execute(_ALL)}

    def hold(self, *keys: str) -> Mapping[str, SenderState]:
        rows = select(senders).where(senders.c.key.in_(keys)).order_by(senders.c.key).with_for_update()
        held = {row.key: _state(row) for row in self.connection.execute(rows)}
        if len(held) < len(set(keys)):
            for key in sorted(set(keys) - held.keys()):
                self.insert_once(senders, {"key": key, "rests": 0})
            held = {row.key: _state(row) for row in self.connection.execute(rows)}
        return held

    def save(self, state: SenderState) -> None:
        self.connection.execute(update(senders).where(senders.c.key == state.key).values(**_facts(state)))

    def wake(self, keys: Collection[str]) -> bool:
        tried = (senders.c.key.in_(keys), senders.c.rests > 0, senders.c.code.is_(None))
        none = {"rests": 0, "rests_until_wall": None}
        return self.connection.execute(update(senders).where(*tried).values(**none)).rowcount > 0


def _facts(state: SenderState) -> dict[str, Any]:
    return {
        "free_wall": state.free_at,
        "rests_until_wall": state.rests_until,
        "rests": state.rests,
        "code": state.code,
    }


def _state(row: Row[Any]) -> SenderState:
    return SenderState(row.key, row.free_wall, row.rests_until_wall, row.rests, row.code)
