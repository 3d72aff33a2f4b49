"""What the switches are called on the page."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from service.practice.delivery import DELIVERY_ERRORS
from service.practice.refusals import Refusal
from service.practice.switches import CallbackFault, CreateFault, OtherFault, Switch, Switches
from service.practice.switches_form import percent

WORDS: Mapping[Switch, str] = MappingProxyType(
    {
        CreateFault.TOO_MANY_REQUESTS: "Answer 429, too many requests. Not taken.",
        CreateFault.ERROR_BEFORE: "Answer 500. Not taken.",
        CreateFault.DROP_BEFORE: "Drop the connection. Not taken.",
        CreateFault.HANG_BEFORE: "Stay silent, then take it.",
        CreateFault.ERROR_AFTER: "Answer 500, though it is taken.",
        CreateFault.DROP_AFTER: "Drop the connection, though it is taken.",
        CreateFault.HANG_AFTER: "Take it, then stay silent.",
        CreateFault.NO_SID: "Take it, and answer without a sid.",
        CallbackFault.LOST: "Report nothing.",
        CallbackFault.REPEATED: "Report everything twice.",
        CallbackFault.REORDERED: "Report in the wrong order.",
        CallbackFault.EARLY: "Report before the service has its answer.",
        OtherFault.INBOUND_LOST: "Do not tell the service what a person texts.",
        OtherFault.LISTS_SILENT: "Answer 500 to who asks for the list.",
    }
)
MET_BY: Mapping[Switch, str] = MappingProxyType({OtherFault.INBOUND_LOST: "reply", OtherFault.LISTS_SILENT: "list"})


def summary(switches: Switches) -> tuple[str, ...]:
    """A sentence for each switch that is on."""
    return tuple(_sentences(switches))


def _sentences(switches: Switches) -> Iterator[str]:
    for switch, words in WORDS.items():
        if switches.left.get(switch):
            yield f"{_next(switches.left[switch], MET_BY.get(switch, 'text'))}: {words}"
    for rated, share in switches.rates.items():
        yield f"{percent(share)} of texts: {WORDS[rated]}"
    for ending, code in switches.endings.items():
        yield f"Numbers ending {ending}: {DELIVERY_ERRORS[code].words} ({code})."
    yield from _of_refusals(switches)
    if switches.lists_late_s:
        yield f"A text is in no list for {switches.lists_late_s:g} seconds."
    if switches.queued_s:
        yield f"Texts stay queued for {switches.queued_s:g} seconds."


def _of_refusals(switches: Switches) -> Iterator[str]:
    times = f", {_next(switches.refuse_times, 'text').lower()}" if switches.refuse_times else ""
    for ending, refusal in switches.refusals.items():
        yield f"Numbers ending {ending}: refused with {_named(refusal)}{times}."
    if switches.refuse_all:
        yield f"All texts: refused with {_named(switches.refuse_all)}{times}."


def _named(refusal: Refusal) -> str:
    return f"{refusal.code}, HTTP {refusal.status}"


def _next(count: int, what: str) -> str:
    if count == 1:
        return f"Next {what}"
    return f"Next {count} {'replies' if what == 'reply' else what + 's'}"
