"""What is to go wrong, and what the next create meets of it. Pure: the effects are in `stumbling` and `sending`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from service.practice.delivery import DELIVERY_ERRORS
from service.practice.message import DeliveryError, Message


class CreateFault(StrEnum):
    """Meets a create that would else be taken, one at a time: the first of these that is on."""

    TOO_MANY_REQUESTS = "too_many_requests"  # 429 with Retry-After; not taken
    ERROR_BEFORE = "error_before"  # 500; not taken
    DROP_BEFORE = "drop_before"  # the connection ends without an answer; not taken
    HANG_BEFORE = "hang_before"  # silence, then taken and answered as ever
    ERROR_AFTER = "error_after"  # taken, and the answer is 500
    DROP_AFTER = "drop_after"  # taken, and the connection ends without an answer
    HANG_AFTER = "hang_after"  # taken, silence, then the answer
    NO_SID = "no_sid"  # taken, and the 201 has no sid


class CallbackFault(StrEnum):
    """Meets a text that was taken and has a status callback, any number of them at once."""

    LOST = "callbacks_lost"  # none is made
    REPEATED = "callbacks_repeated"  # each is made twice
    REORDERED = "callbacks_reordered"  # all at the end, the last one first
    EARLY = "callbacks_early"  # all before create is answered


Switch = CreateFault | CallbackFault
SWITCHES: tuple[Switch, ...] = (*CreateFault, *CallbackFault)
NOT_TAKEN = frozenset({CreateFault.TOO_MANY_REQUESTS, CreateFault.ERROR_BEFORE, CreateFault.DROP_BEFORE})


@dataclass(frozen=True)
class Switches:
    left: Mapping[Switch, int] = field(default_factory=dict)  # how many more creates meet it; absent: none
    retry_after_s: int = 1
    hang_s: float = 30
    endings: Mapping[str, int] = field(default_factory=dict)  # last digits of a number -> code of a delivery error

    @property
    def all_off(self) -> bool:
        return not self.endings and not any(self.left.values())


@dataclass(frozen=True)
class Met:
    """What one create meets."""

    fault: CreateFault | None = None
    callbacks: frozenset[CallbackFault] = frozenset()
    retry_after_s: int = 0
    hang_s: float = 0


def meet(switches: Switches, *, has_callback: bool) -> tuple[Met, Switches]:
    """What the next create meets, and the switches after it."""
    fault = next((fault for fault in CreateFault if switches.left.get(fault)), None)
    reports = has_callback and fault not in NOT_TAKEN
    callbacks = frozenset(fault for fault in CallbackFault if reports and switches.left.get(fault))
    met = Met(fault, callbacks, switches.retry_after_s, switches.hang_s)
    used: set[Switch] = {*callbacks, *([fault] if fault else ())}
    left = {switch: count - (switch in used) for switch, count in switches.left.items()}
    return met, replace(switches, left=left)


def delivery_error(switches: Switches, number: str) -> DeliveryError | None:
    """The error that stops texts to this number: that of the longest ending it has."""
    fitting = [ending for ending in switches.endings if number.endswith(ending)]
    return DELIVERY_ERRORS[switches.endings[max(fitting, key=len)]] if fitting else None


def to_report(faults: frozenset[CallbackFault], passed: Sequence[Message], *, over: bool) -> tuple[Message, ...]:
    """Which of the statuses passed so far are told now, in order. `over`: no other will follow."""
    if CallbackFault.LOST in faults:
        return ()
    now = passed[-1:]
    if CallbackFault.REORDERED in faults:
        now = passed[::-1] if over else ()
    times = 2 if CallbackFault.REPEATED in faults else 1
    return tuple(message for message in now for _ in range(times))
