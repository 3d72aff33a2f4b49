"""Answers to replies: the one class of texts that sending hours, one text a day and a STOP do not hold back. Pure.

PECR (regulation 22) lets nobody be texted against their will; a confirmation that texts end is what the person asked
for, and words to somebody in danger are for their life (UK GDPR, article 6(1)(d)). Nothing else goes to a number that
asked for no more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.ids import SequenceId
from service.domain.meaning import Danger
from service.domain.text import Reason, Text
from service.schedules.lastlook import Drop, Send
from service.schedules.slots import SHORTEST_VALIDITY

ANSWERS = SequenceId("answers")  # what the ledger has where a step has its sequence
_CALMER = ("CRISIS_abuse_SHARED", "CRISIS_amber")
TO_DANGER = frozenset({*(f"CRISIS_{danger}" for danger in Danger), *_CALMER})
_CONFIRMED = frozenset({"STOP", "WRONG", "DECEASED"})  # that nothing more will come
EXEMPT = TO_DANGER | _CONFIRMED
_KEPT_AS = {"SAFE": "HELP"}  # whose own name would say something of whoever asked for it
_GOOD_FOR, _DANGER_GOOD_FOR = timedelta(hours=1), timedelta(minutes=10)


def good_for(key: str) -> timedelta:
    """How long an answer is worth sending, by the wall clock: the person waits."""
    return _DANGER_GOOD_FOR if key in TO_DANGER else _GOOD_FOR


def kept_as(key: str) -> str:
    """What the ledger calls the answer of that key; its words are sealed like those of any text."""
    return _KEPT_AS.get(key, key)


@dataclass(frozen=True)
class AnswerLook:
    """All that decides whether an answer may go, as it stands at this moment."""

    text: Text
    stopped: Reason | None  # why nothing may go to this number
    all_dead: bool  # everybody who had it


def may_answer(look: AnswerLook, wall: datetime) -> Send | Drop:
    """Asked at the claim, and again just before the send. Never to wait: an answer that cannot go now is late."""
    if look.text.step not in EXEMPT:
        if look.stopped is not None:
            return Drop(look.stopped)
        if look.all_dead:
            return Drop(Reason.DIED)
    left = (look.text.good_until or wall) - wall
    return Send(int(left.total_seconds())) if left >= SHORTEST_VALIDITY else Drop(Reason.LATE)
