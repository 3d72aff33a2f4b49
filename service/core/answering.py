"""What is said back to a reply, if anything may be: within the limits, in time, with its values filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from service.core.deadlines import weekday_of_next
from service.core.local_help import help_for
from service.core.ports import Core, Transaction
from service.core.records import Reply
from service.core.saying import FALLBACK, said_lately, say
from service.core.scene import Scene
from service.domain.board import Board
from service.domain.london import london_day
from service.domain.text import Text
from service.replying.effects import Effects
from service.replying.limits import DANGER_AGAIN_AFTER, DAY, SaidBefore, may_answer
from service.replying.table import is_crisis
from service.templates import visit

_TOO_LATE, _TOO_LATE_IN_DANGER = timedelta(hours=1), timedelta(minutes=10)  # wall: after that nobody waits for it
_OF_A_VISIT = frozenset({"YES_visit", "NO_visit", "VISIT_AGAIN", "VISIT_LATE"})


@dataclass(frozen=True)
class Hearing:
    """How a reply was heard, which decides whether anything is said to it."""

    is_late: bool = False  # nobody told us of it when it was said
    same_words: int = 1  # how often they came within an hour, this time too
    is_graver: bool = False  # of danger: of a new kind, or a higher grade


def answer(  # noqa: PLR0913  a reply, its scene, its effects
    core: Core, tx: Transaction, reply: Reply, scene: Scene, made: Effects, hearing: Hearing
) -> Text | None:
    key, values = made.answer, _values(core, scene, made.answer)
    if made.help is not None and _may_say("", core, tx, reply, hearing):
        area = scene.person.contact.council_area if scene.person is not None else None
        found = help_for(core, tx, made.help, scene.board, area)
        key, values = found.key, found.values
    return answer_with(core, tx, reply, key, scene.board, hearing, values=values, language=_language(scene))


def answer_with(  # noqa: PLR0913  what is said, for whom, and how it was heard
    core: Core,
    tx: Transaction,
    reply: Reply,
    key: str | None,
    board: Board,
    hearing: Hearing,
    *,
    values: Mapping[str, str],
    language: str = FALLBACK,
) -> Text | None:
    """None: nothing may be said, or there is nothing to say."""
    if key is None or not _may_say(key, core, tx, reply, hearing):
        return None
    return say(core, tx, reply, key, board, language=language, values=values)


def why_silent(core: Core, tx: Transaction, reply: Reply) -> str | None:
    """Why nothing is said to this reply of danger. None: what it would be was said to that number a moment ago."""
    if reply.number_id is None:
        return "not_a_phone"
    if core.clock.wall() - reply.wall > _TOO_LATE_IN_DANGER:
        return "late"
    lately = said_lately(core, tx, reply.number_id, DANGER_AGAIN_AFTER)
    return None if any(is_crisis(one.key) for one in lately) else "answered_often_today"


def _may_say(key: str, core: Core, tx: Transaction, reply: Reply, hearing: Hearing) -> bool:
    wall = core.clock.wall()
    if reply.number_id is None or not _is_in_time(key, wall - reply.wall, hearing):
        return False
    said = tuple(SaidBefore(one.key, one.at) for one in said_lately(core, tx, reply.number_id, DAY))
    return may_answer(key, said, wall, same_words=hearing.same_words, is_graver=hearing.is_graver)


def _is_in_time(key: str, age: timedelta, hearing: Hearing) -> bool:
    if is_crisis(key):
        return age <= _TOO_LATE_IN_DANGER
    return not hearing.is_late and age <= _TOO_LATE


def _values(core: Core, scene: Scene, key: str | None) -> Mapping[str, str]:
    """`{weekday}` is the day by which staff act, but in an answer about an appointment."""
    now = core.clock.now()
    if scene.visit is None or key not in _OF_A_VISIT:
        return {"weekday": weekday_of_next(scene.board, now)}
    phone = scene.visit.phone or scene.board.line
    spoken = visit.values(scene.visit.start, london_day(now))
    return {**spoken, "place": scene.visit.place, **({"phone": phone} if phone else {})}


def _language(scene: Scene) -> str:
    return (scene.person.contact.language if scene.person is not None else None) or FALLBACK
