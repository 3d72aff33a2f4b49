"""When a try may follow a try within one call: only after `NotYet`, and only while there is time for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_result, stop_before_delay, wait_exponential_jitter, wait_random

from service.carrier.outcome import NotYet

_BACK_OFF = wait_exponential_jitter(multiplier=0.2, max=30, jitter=0.2)  # seconds
_SPREAD = wait_random(0, 0.2)  # seconds; threads that were told the same Retry-After do not come back as one


T = TypeVar("T")


def try_again(once: Callable[[], T | NotYet], patience_s: float) -> T | NotYet:
    """Call `once` until it is sure, or until the next try would begin `patience_s` or more after the first.

    A `NotYet` that comes back says in `after_s` when the next try is due.
    """
    return Retrying(
        retry=retry_if_result(lambda verdict: isinstance(verdict, NotYet) and not verdict.fault),
        wait=_pause_s,
        stop=stop_before_delay(patience_s),
        retry_error_callback=_give_up,
    )(once)


def _pause_s(state: RetryCallState) -> float:
    back_off_s = _BACK_OFF(state)
    asked_s = _verdict(state).after_s
    return back_off_s if asked_s is None else max(back_off_s, asked_s + _SPREAD(state))


def _give_up(state: RetryCallState) -> NotYet:
    return replace(_verdict(state), after_s=state.upcoming_sleep)


def _verdict(state: RetryCallState) -> NotYet:
    """What the try said; tenacity asks only after one that `retry` picked."""
    verdict = state.outcome.result() if state.outcome else None
    if not isinstance(verdict, NotYet):
        raise TypeError(type(verdict))
    return verdict
