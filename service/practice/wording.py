"""What the switches are called on the page."""

from collections.abc import Mapping
from types import MappingProxyType

from service.practice.delivery import DELIVERY_ERRORS
from service.practice.switches import CallbackFault, CreateFault, Switch, Switches

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
    }
)


def summary(switches: Switches) -> tuple[str, ...]:
    """A sentence for each switch that is on."""
    counted = tuple(
        f"{_next(switches.left[switch])}: {words}" for switch, words in WORDS.items() if switches.left.get(switch)
    )
    return counted + tuple(
        f"Numbers ending {ending}: {DELIVERY_ERRORS[code].words} ({code})." for ending, code in switches.endings.items()
    )


def _next(count: int) -> str:
    return "Next text" if count == 1 else f"Next {count} texts"
