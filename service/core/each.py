"""One thing after another, where one that cannot be done must not keep back the others."""

import logging
import traceback
from collections.abc import Callable, Iterable
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
