"""One thing after another, where one that cannot be done must not keep back the others."""

import logging
import traceback
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from service.core.sending import CarrierSilentError
from service.domain.errors import UnavailableError

log = logging.getLogger(__name__)

T = TypeVar("T")


def each(things: Iterable[T], do: Callable[[T], object], what: str) -> int:
    """How many were done, by their own word. Raises UnavailableError, CarrierSilentError: then none of them can be."""
    done = 0
    for one in things:
        try:
            done += bool(do(one))
        except (UnavailableError, CarrierSilentError):
            raise
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error("%s at %s: %s is left for the next time", type(error).__name__, place, what)  # noqa: TRY400
    return done


def in_turn(things: Iterable[T], whose: Callable[[T], Hashable]) -> Iterator[list[T]]:
    """All of them, in as few lists as may be, in none of which two have the same owner; of one owner in their order."""
    rest = list(things)
    while rest:
        first: dict[Hashable, T] = {}
        later = [one for one in rest if first.setdefault(whose(one), one) is not one]
        yield list(first.values())
        rest = later
