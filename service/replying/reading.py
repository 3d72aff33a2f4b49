"""What a person must read, and what is said meanwhile: never that somebody reads it where nobody does."""

from service.replying.effects import Effects, Task
from service.replying.situation import Situation

UNCLEAR = frozenset({"UNKNOWN", "UNKNOWN_NO_READER", "OUT_OF_HOURS"})  # at most one of these a day
TO_READ = Task("reply_to_read")


def to_read(situation: Situation, *tasks: Task) -> Effects:
    """With these tasks, or the one to read it."""
    return Effects(answer=_unclear(situation), tasks=tasks or (TO_READ,))


def _unclear(situation: Situation) -> str:
    if not situation.is_read:
        return "UNKNOWN_NO_READER"
    return "UNKNOWN" if situation.is_open else "OUT_OF_HOURS"
