"""How often answers go back to one number, so that two machines never talk to each other. Danger has its own limits.

All by the wall clock. Nothing here keeps a stop, a case or a task back: only words of ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.replying.reading import UNCLEAR
from service.replying.table import is_crisis

DAY = timedelta(hours=24)
MOST_A_DAY, MOST_AT_ONCE, AT_ONCE = 6, 3, timedelta(minutes=10)
DANGER_AGAIN_AFTER, MOST_DANGER_A_DAY = timedelta(minutes=30), 6
SAME_WORDS, SAME_WORDS_WITHIN = 3, timedelta(hours=1)
FLOOD = 30  # replies of one number within that hour: what comes after is kept, and nobody is asked to read each
_ONCE_AN_HOUR = frozenset({"SAFE"})  # for the same words: of the answer itself the ledger keeps no name


@dataclass(frozen=True)
class SaidBefore:
    key: str
    at: datetime  # aware UTC, wall clock


def may_answer(
    key: str, said: Iterable[SaidBefore], now: datetime, *, same_words: int = 1, is_graver: bool = False
) -> bool:
    """`said`: what went to that number within a day. `same_words`: how often they came in an hour, this one too."""
    today = [one for one in said if now - one.at < DAY]
    if is_crisis(key):
        return _may_warn([one.at for one in today if is_crisis(one.key)], now, is_graver=is_graver)
    ordinary = [one for one in today if not is_crisis(one.key)]
    at_once = [one for one in ordinary if now - one.at < AT_ONCE]
    if same_words >= SAME_WORDS or len(at_once) >= MOST_AT_ONCE or len(ordinary) >= MOST_A_DAY:
        return False
    if key in _ONCE_AN_HOUR:
        return same_words == 1
    return key not in UNCLEAR or not any(one.key in UNCLEAR for one in ordinary)


def _may_warn(warned: list[datetime], now: datetime, *, is_graver: bool) -> bool:
    """At once for a new kind or a higher grade, else after half an hour."""
    if len(warned) >= MOST_DANGER_A_DAY:
        return False
    return is_graver or not warned or now - max(warned) >= DANGER_AGAIN_AFTER
