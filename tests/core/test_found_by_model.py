"""What the model of `test_model.py` and the stories of `test_receipt_order.py` found, each told in a few lines."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.domain.event import Answer
from service.domain.release import Contact
from service.domain.text import State
from tests.builders import HEARD, LIBERATION, scheduled
from tests.core.looking import attempts, every_text, live_through, move_to, planned_days, says, send_due, stopped, told
from tests.core.saying import LATER, OTHER_NUMBER, contact, returned
from tests.fakes import FixedClock


def test_a_stop_goes_along_to_the_number_that_is_told_of_in_custody(core: Core) -> None:
    told(core, scheduled())
    says(core, "STOP")
    told(core, returned(1), contact(2, Contact(number=OTHER_NUMBER)))
    answer = told(core, scheduled(LATER, time=HEARD + timedelta(days=3), contact=None))
    assert stopped(core, OTHER_NUMBER) is not None
    assert planned_days(core, answer) == []


def two_nudges_gone(core: Core, clock: FixedClock) -> list[Receipt]:
    """A welcome that arrived, and two texts on two days after it, of which nothing was told yet."""
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    send_due(core)
    told_of(core, [_receipt(core, answer, 0, "delivered", None)])
    for _ in range(2):
        live_through(core, clock, next(one.due_at for one in every_text(core, answer) if one.state is State.PLANNED))
    return [_receipt(core, answer, which, "undelivered", None) for which in (1, 2)]


def _receipt(core: Core, answer: Answer, which: int, status: str, code: int | None) -> Receipt:
    went = [one for one in every_text(core, answer) if one.attempt_id is not None]
    sid = attempts(core, went[which])[0].sid
    assert sid is not None
    return Receipt(sid, status, code, None, core.clock.wall())


def told_of(core: Core, receipts: Sequence[Receipt]) -> None:
    for one in receipts:
        take_receipt(core, one, None)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_day_without_a_signal_and_one_day_without_the_number_stop_it_in_no_order(
    core: Core, clock: FixedClock, order: tuple[int, int]
) -> None:
    first, second = two_nudges_gone(core, clock)
    both = [_with(first, 30003), _with(second, 30005)]
    told_of(core, [both[which] for which in order])
    assert stopped(core) is None


def _with(receipt: Receipt, code: int) -> Receipt:
    return Receipt(receipt.sid, receipt.status, code, None, receipt.wall)
