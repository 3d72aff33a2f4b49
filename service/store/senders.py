"""What we text from: how far ahead each has handed over, and whether it rests."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from service.core.records import SenderState
from service.store.among import any_of
from service.store.rows import Rows
from service.store.tables import senders

_ALL = select(senders)
_TO_HOLD = select(senders).where(any_of(senders.c.key, "keys")).order_by(senders.c.key).with_for_update()
_AWAKE = (
    update(senders)
    .where(any_of(senders.c.key, "keys"), senders.c.rests > 0, senders.c.code.is_(None))
    .values(rests=0, rests_until_wall=None)
)
_SAVED = update(senders).where(senders.c.key == bindparam("its"))


class SenderRows(Rows):
    def all(self) -> Mapping[str, SenderState]:
        return {row.key: _state(row) for row in self.connection.execute(_ALL)}

    def hold(self, *keys: str) -> Mapping[str, SenderState]:
        held = self._held(keys)
        if len(held) < len(set(keys)):
            for key in sorted(set(keys) - held.keys()):
                self.insert_once(senders, {"key": key, "rests": 0})
            held = self._held(keys)
        return held

    def _held(self, keys: Collection[str]) -> Mapping[str, SenderState]:
        return {row.key: _state(row) for row in self.connection.execute(_TO_HOLD, {"keys": keys})}

    def save(self, state: SenderState) -> None:
        self.connection.execute(_SAVED, {"its": state.key, **_facts(state)})

    def wake(self, keys: Collection[str]) -> bool:
        return self.connection.execute(_AWAKE, {"keys": keys}).rowcount > 0


def _facts(state: SenderState) -> dict[str, Any]:
    return {
        "free_wall": state.free_at,
        "rests_until_wall": state.rests_until,
        "rests": state.rests,
        "code": state.code,
    }


def _state(row: Row[Any]) -> SenderState:
    return SenderState(row.key, row.free_wall, row.rests_until_wall, row.rests, row.code)
