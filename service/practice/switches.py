"""What is to go wrong, and what the next call meets of it. Pure: the effects are in `stumbling` and `sending`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import TypeVar

from service.practice.chance import draw
from service.practice.delivery import DELIVERY_ERRORS, EXPIRED
from service.practice.message import DeliveryError, Message, Text
from service.practice.refusals import Refusal

T = TypeVar("T")


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


class OtherFault(StrEnum):
    """Meets what is no create."""

    INBOUND_LOST = "inbound_lost"  # a person's text stands in the list, and no webhook is told of it
    LISTS_SILENT = "lists_silent"  # 500 to a call for a page of the list


Rated = CreateFault | CallbackFault
Switch = CreateFault | CallbackFault | OtherFault
RATED: tuple[Rated, ...] = (*CreateFault, *CallbackFault)
SWITCHES: tuple[Switch, ...] = (*RATED, *OtherFault)
NOT_TAKEN = frozenset({CreateFault.TOO_MANY_REQUESTS, CreateFault.ERROR_BEFORE, CreateFault.DROP_BEFORE})


@dataclass(frozen=True)
class Switches:
    left: Mapping[Switch, int] = field(default_factory=dict)  # how many more calls meet it; absent: none
    retry_after_s: int = 1
    hang_s: float = 30
    endings: Mapping[str, int] = field(default_factory=dict)  # last digits of a number -> code of a delivery error
    rates: Mapping[Rated, float] = field(default_factory=dict)  # the share of all creates that meet it, 0 to 1
    seed: int = 0
    drawn: int = 0  # creates for which was drawn since the seed was set
    refusals: Mapping[str, Refusal] = field(default_factory=dict)  # last digits of a number -> how it is refused
    refuse_all: Refusal | None = None
    refuse_times: int = 0  # refusals until both of these are off; 0: they stay on
    lists_late_s: float = 0  # a message is in no list until it is so old
    queued_s: float = 0  # a text stays queued so long


@dataclass(frozen=True)
class Met:
    """What one create meets."""

    fault: CreateFault | None = None
    callbacks: frozenset[CallbackFault] = frozenset()
    retry_after_s: int = 0
    hang_s: float = 0
    refusal: Refusal | None = None  # with it, nothing else


def meet(switches: Switches, *, has_callback: bool, to: str = "") -> tuple[Met, Switches]:
    """What the next create meets, and the switches after it."""
    refusal = _of_ending(switches.refusals, to) or switches.refuse_all
    if refusal:
        return Met(retry_after_s=switches.retry_after_s, refusal=refusal), _one_refusal_fewer(switches)
    counted = next((fault for fault in CreateFault if switches.left.get(fault)), None)
    fault = counted or _create_by_chance(switches)
    reports = has_callback and fault not in NOT_TAKEN
    reported = {fault for fault in CallbackFault if reports and switches.left.get(fault)}
    by_chance = {fault for fault in CallbackFault if reports and _is_drawn(switches, fault)}
    met = Met(fault, frozenset(reported | by_chance), switches.retry_after_s, switches.hang_s)
    after = _used(switches, {*reported, *([counted] if counted else ())})
    return met, replace(after, drawn=switches.drawn + bool(switches.rates))


def meet_other(switches: Switches, fault: OtherFault) -> tuple[bool, Switches]:
    """Whether the next call of its kind meets that, and the switches after it."""
    is_on = bool(switches.left.get(fault))
    return is_on, _used(switches, {fault} if is_on else set())


def delivery_error(switches: Switches, number: str) -> DeliveryError | None:
    """The error that stops texts to this number: that of the longest ending it has."""
    code = _of_ending(switches.endings, number)
    return DELIVERY_ERRORS[code] if code else None


def queueing(switches: Switches, text: Text) -> tuple[float, DeliveryError | None]:
    """How long it stays queued, in seconds beyond the pace, and what ends it there."""
    if switches.queued_s > text.validity_s:
        return text.validity_s, EXPIRED
    return switches.queued_s, None


def is_listed(switches: Switches, message: Message, now: datetime) -> bool:
    return now - message.created >= timedelta(seconds=switches.lists_late_s)


def to_report(faults: frozenset[CallbackFault], passed: Sequence[Message], *, over: bool) -> tuple[Message, ...]:
    """Which of the statuses passed so far are told now, in order. `over`: no other will follow."""
    if CallbackFault.LOST in faults:
        return ()
    now = passed[-1:]
    if CallbackFault.REORDERED in faults:
        now = passed[::-1] if over else ()
    times = 2 if CallbackFault.REPEATED in faults else 1
    return tuple(message for message in now for _ in range(times))


def _of_ending(endings: Mapping[str, T], number: str) -> T | None:
    fitting = [ending for ending in endings if number.endswith(ending)]
    return endings[max(fitting, key=len)] if fitting else None


def _create_by_chance(switches: Switches) -> CreateFault | None:
    """At most one: the shares lie side by side, and one draw falls into one of them or beside them all."""
    drawn = draw(switches.seed, switches.drawn, "create")
    bounds = accumulate(switches.rates.get(fault, 0) for fault in CreateFault)
    return next((fault for fault, bound in zip(CreateFault, bounds, strict=True) if drawn < bound), None)


def _is_drawn(switches: Switches, fault: CallbackFault) -> bool:
    return draw(switches.seed, switches.drawn, fault) < switches.rates.get(fault, 0)


def _used(switches: Switches, used: set[Switch]) -> Switches:
    return replace(switches, left={switch: count - (switch in used) for switch, count in switches.left.items()})


def _one_refusal_fewer(switches: Switches) -> Switches:
    if switches.refuse_times == 1:
        return replace(switches, refusals={}, refuse_all=None, refuse_times=0)
    return replace(switches, refuse_times=max(switches.refuse_times - 1, 0))
