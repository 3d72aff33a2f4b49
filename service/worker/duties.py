"""What is done beside the sending, each at its own interval, and by one worker of all."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from service.core.ageing import age_out
from service.core.catching_up import keep_caught_up
from service.core.escalating import escalate
from service.core.joining_pause import watch_joining
from service.core.lapsing import end_late_answers
from service.core.ports import Core, Spool
from service.core.resolving import resolve
from service.core.retrying import try_later
from service.core.sending import CarrierSilentError
from service.core.spooling import drain
from service.core.unheard import fetch_unheard
from service.core.upkeep import end_stale_claims, watch_prisons
from service.core.watching import watch
from service.core.withdrawing import withdraw
from service.domain.errors import UnavailableError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    name: str
    every_s: float  # wall clock
    do: Callable[[], object]
    is_first: bool = False  # done before anything is sent: it may bring a STOP


def duties(core: Core, worker: str, spool: Spool | None) -> tuple[Duty, ...]:
    """Two workers may do each at once without harm; that only one does it spares the database and the carrier."""

    def of(every_s: float, do: Callable[[Core, str], object], *, is_first: bool = False) -> Duty:
        return Duty(do.__name__, every_s, partial(do, core, worker), is_first)

    spooled = (Duty("drain", 5, partial(drain, core, spool, worker), is_first=True),) if spool is not None else ()
    return (
        *spooled,
        of(5, keep_caught_up, is_first=True),
        of(5, end_stale_claims),
        of(5, resolve),
        of(5, withdraw),
        of(15, end_late_answers),
        of(15, escalate),
        of(30, watch),  # may wait for a mail server, so it is a job of its own, as they all are
        of(60, try_later),
        of(60, watch_prisons),
        of(60, watch_joining),
        of(600, fetch_unheard),
        of(3600, age_out),
    )


def do(duty: Duty) -> None:
    """One that fails is done again at its time."""
    try:
        duty.do()
    except (UnavailableError, CarrierSilentError) as error:
        log.warning("%s was put off: %s", duty.name, type(error).__name__)
    except Exception:
        log.exception("%s failed", duty.name)
