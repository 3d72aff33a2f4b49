"""What we answer: planned in the reply's own transaction, sent by the worker like any text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from service.core.ports import Core, Transaction
from service.core.records import Reply
from service.core.wording import filled
from service.domain.board import Board
from service.domain.ids import NumberId, StepId, TextId
from service.domain.text import NOT_REACHED, State, Text
from service.schedules.answers import ANSWERS, good_for, kept_as

FALLBACK = "en"  # the language of whoever has no answers in their own
_NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Said:
    key: str
    at: datetime  # aware UTC, wall clock
    text: Text


def say(  # noqa: PLR0913  what is answered to whom, for whom, in which words
    core: Core,
    tx: Transaction,
    reply: Reply,
    key: str,
    board: Board,
    *,
    language: str = FALLBACK,
    values: Mapping[str, str] = _NO_VALUES,
) -> Text | None:
    """Plan the answer `key` to this reply. None: nobody can be texted there, or it was answered so before.

    Raises RenderError where a value is missing.
    """
    if reply.number_id is None:
        return None
    answers = core.config.replies.get(language, core.config.replies[FALLBACK])
    words = filled(answers[key], {"board": board.name, **values})
    now = core.clock.now()
    text = Text(
        id=TextId(core.new_id("t")),
        release_id=None,
        sequence=ANSWERS,
        step=StepId(kept_as(key)),
        occasion=reply.sid,
        board=board.code,
        number_id=reply.number_id,
        state=State.PLANNED,
        due_at=now,
        wanted_at=now,
        good_until=core.clock.wall() + good_for(key),
    )
    if not tx.texts.answer(text, words):
        return None
    about = {"text": text.id, "reply": reply.sid, "number": reply.number_id}
    tx.journal.note("text.planned", about=about, why=text.step)
    return text


def said_lately(core: Core, tx: Transaction, number_id: NumberId, within: timedelta) -> tuple[Said, ...]:
    """The answers planned for that number in this span up to now (wall clock), the oldest first.

    Not those that reached nobody: they spare no other.
    """
    since = core.clock.wall() - within
    went = (text for text in tx.texts.answers_to(number_id, since) if text.state not in NOT_REACHED)
    found = (Said(text.step, _said_at(text), text) for text in went)
    return tuple(sorted((one for one in found if one.at >= since), key=lambda one: one.at))


def _said_at(text: Text) -> datetime:
    if text.good_until is None:
        raise ValueError(text.id)
    return text.good_until - good_for(text.step)
