"""Numbers change hands: one that gave no sign of life for six months gets nothing more until it is confirmed anew."""

from datetime import datetime, timedelta

from service.core.each import each
from service.core.ports import Core, Transaction
from service.core.records import Line
from service.core.stopping import start_number, stop_number
from service.domain.ids import NumberId
from service.domain.release import CONFIRMED_FOR, Person
from service.domain.text import Reason

_DAY = timedelta(days=1)
_AT_ONCE = 200  # numbers a pass; the next one takes the rest
_AGED = frozenset({Reason.AGED_OUT})
_REACHED = frozenset({Reason.UNREACHABLE})


def lives(core: Core, tx: Transaction, *held: Line) -> None:
    """Signs of life: texts arrived there, or something came from there. Written once a day."""
    now = core.clock.now()
    tx.lines.live([line for line in held if line.alive_at is None or now - line.alive_at >= _DAY], now)


def confirm(core: Core, tx: Transaction, number_id: NumberId) -> None:
    """Somebody says anew whose it is. What it missed for its age stays missed; what is to come, comes."""
    lives(core, tx, tx.lines.get(number_id))
    start_number(core, tx, number_id, _AGED)


def texted_in(core: Core, tx: Transaction, line: Line, at: datetime) -> None:
    """Whoever writes to us from a number has it. `at` (aware UTC, wall clock) is when; the line is held.

    Of one that aged out it may be somebody new: they are answered, and a person finds out who it is.
    """
    lives(core, tx, line)
    if line.stopped is Reason.AGED_OUT:
        tx.journal.ask_staff("aged_number_texts", about={"number": line.id}, once=line.id)
    if line.closed_at is None or line.closed_at <= at:
        start_number(core, tx, line.id, _REACHED)


def age_out(core: Core, worker: str) -> int:
    """How many numbers get nothing more from now on."""
    with core.store.read() as tx:
        silent = tx.life.silent(_long_ago(core), _AT_ONCE)
    return each(silent, lambda number_id: _age(core, worker, number_id), "a number that may have aged out")


def _age(core: Core, worker: str, number_id: NumberId) -> bool:
    with core.store.write(actor=worker) as tx:
        tx.lines.hold(number_id)
        if not tx.life.silent(_long_ago(core), 1, of=number_id):
            return False
        stop_number(core, tx, number_id, Reason.AGED_OUT)
        for person in tx.people.with_number(number_id):
            if _waits(tx, person):
                about = {"number": number_id, "person": person.id}
                tx.journal.ask_staff("number_aged_out", about=about, once=f"{person.id} {number_id}")
        return True


def _waits(tx: Transaction, person: Person) -> bool:
    """Texts for them were planned, and do not go now."""
    release = tx.releases.latest(person.id)
    return release is not None and any(text.reason is Reason.AGED_OUT for text in tx.texts.of_release(release.id))


def _long_ago(core: Core) -> datetime:
    return core.clock.now() - CONFIRMED_FOR
