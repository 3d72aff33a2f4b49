"""PostgreSQL: two transactions at work on one text, each step of the one in the midst of the other."""

from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import timedelta

import pytest

from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.sending import Sent
from service.core.settle import settle
from service.domain.event import Answer, Kind
from service.domain.ids import MessageSid, ReleaseId, TextId
from service.domain.text import State, Text
from service.store.store import SqlStore
from service.store.texts import TextRows
from service.store.transaction import SqlTransaction
from tests.builders import (
    HEARD,
    LIBERATION,
    close,
    make_core,
    make_event,
    scheduled,
    sql_store,
)
from tests.core.looking import (
    WORKER,
    attempts,
    claim_one,
    move_to,
    send_due,
    states,
    text,
    told,
)
from tests.fakes import FakeCarrier, FixedClock

SID = MessageSid("SM" + "a" * 32)


@dataclass(frozen=True)
class Overtaken(TextRows):
    """Texts during whose reading something else happens, if it is let."""

    meanwhile: Callable[[], None] = lambda: None

    def get(self, text_id: TextId) -> Text:
        found = super().get(text_id)
        self.meanwhile()
        return found

    def hold(self, text_ids: Collection[TextId]) -> Mapping[TextId, Text]:
        found = super().hold(text_ids)
        self.meanwhile()
        return found

    def of_release(self, release_id: ReleaseId) -> tuple[Text, ...]:
        found = super().of_release(release_id)
        self.meanwhile()
        return found


@dataclass(frozen=True)
class Interrupted(SqlStore):
    """A store in whose first transaction something else happens, in full or until it must wait."""

    what: Callable[[], None] = lambda: None

    @contextmanager
    def write(self, actor: str) -> Iterator[SqlTransaction]:
        begun: list[Future[None]] = []
        with ThreadPoolExecutor(1) as threads:

            def meanwhile() -> None:
                if not begun:
                    begun.append(threads.submit(self.what))
                    wait(begun, timeout=0.5)

            with super().write(actor) as tx:
                known = {one.name: getattr(tx.texts, one.name) for one in fields(tx.texts)}
                yield replace(tx, texts=Overtaken(**known, meanwhile=meanwhile))
        for one in begun:
            one.result()


def interrupted(core: Core, what: Callable[[], None]) -> Core:
    store = sql_store(core)
    return replace(core, store=Interrupted(store.engine, store.sealer, store.clock, what=what))


@pytest.fixture
def claimed(postgres_ledger: str, clock: FixedClock, carrier: FakeCarrier) -> Iterator[tuple[Core, Answer]]:
    core = make_core(postgres_ledger, clock=clock, carrier=carrier)
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    yield core, answer
    close(core)


def test_a_receipt_in_the_midst_of_settling_is_not_lost(claimed: tuple[Core, Answer]) -> None:
    core, answer = claimed
    claim = claim_one(core)
    receipt = Receipt(SID, "delivered", None, None, HEARD)
    settle(
        interrupted(core, lambda: take_receipt(core, receipt, claim.attempt.id)), WORKER, (claim.attempt.id, Sent(SID))
    )
    assert text(core, answer).state is State.DELIVERED
    assert [one.outcome for one in attempts(core, claim.text)] == ["sent"], "nor does the answer get lost"


def test_the_last_receipt_in_the_midst_of_another_is_not_lost(claimed: tuple[Core, Answer]) -> None:
    core, answer = claimed
    claim = claim_one(core)
    settle(core, WORKER, (claim.attempt.id, Sent(SID)))
    sent, delivered = (Receipt(SID, status, None, None, HEARD) for status in ("sent", "delivered"))
    take_receipt(interrupted(core, lambda: take_receipt(core, delivered, None)), sent, None)
    assert text(core, answer).state is State.DELIVERED


@pytest.mark.parametrize("kind", [Kind.RETURNED, Kind.DIED])
def test_a_return_that_comes_while_a_text_is_being_sent_is_obeyed(claimed: tuple[Core, Answer], kind: Kind) -> None:
    core, answer = claimed
    event = make_event(kind, time=HEARD + timedelta(days=22))
    outcomes: list[object] = []
    told(interrupted(core, lambda: outcomes.extend(send_due(core))), event)
    sent = any(isinstance(outcome, Sent) for outcome in outcomes)
    assert states(core, answer) == ({State.ACCEPTED: 1, State.CANCELLED: 11} if sent else {State.CANCELLED: 12})
