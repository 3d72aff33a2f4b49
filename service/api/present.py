"""From what the core says to what the caller reads."""

from collections.abc import Sequence

from flask import Response
from pydantic import BaseModel

from service.api.answers import (
    AttemptAnswer,
    EventAnswer,
    FaultAnswer,
    ReceiptAnswer,
    RefusedAnswer,
    ReleaseAnswer,
    StepAnswer,
    TextAnswer,
    TextHistoryAnswer,
    TextsAnswer,
)
from service.core.log import ReleaseView, TextHistory
from service.core.records import Attempt, LoggedText, Receipt
from service.domain.errors import Fault
from service.domain.event import Answer


def as_json(answer: BaseModel, status: int = 200) -> Response:
    return Response(answer.model_dump_json(), status, mimetype="application/json")


def answered(answer: Answer) -> EventAnswer:
    return EventAnswer(
        outcome=answer.outcome,
        event_id=answer.event_id,
        release_id=answer.release_id,
        held_reason=answer.held_reason,
        texts=[StepAnswer(step=text.step, due_at=text.due_at) for text in answer.texts],
    )


def refused(event_id: str | None, faults: Sequence[Fault]) -> RefusedAnswer:
    return RefusedAnswer(
        event_id=event_id, faults=[FaultAnswer(field=fault.field, message=fault.message) for fault in faults]
    )


def page(logged: Sequence[LoggedText], limit: int) -> TextsAnswer:
    """`logged` holds one text more than the page where there is a next one."""
    texts = [_text(one) for one in logged[:limit]]
    return TextsAnswer(texts=texts, next=texts[-1].id if len(logged) > limit else None)


def history(told: TextHistory) -> TextHistoryAnswer:
    """Everything that happened to a text, and never its words."""
    attempts = [_attempt(attempt, receipts) for attempt, receipts in told.attempts]
    return TextHistoryAnswer(**dict(_text(told.logged)), attempts=attempts)


def release(told: ReleaseView) -> ReleaseAnswer:
    return ReleaseAnswer(
        id=told.release.id,
        person_id=told.person.id,
        board=told.person.board,
        prison=told.release.prison,
        liberation_date=told.release.liberation_date,
        released_at=told.release.released_at,
        ended=told.release.ended,
        hold=told.hold,
        texts=[_text(one) for one in told.texts],
    )


def _text(logged: LoggedText) -> TextAnswer:
    text = logged.text
    return TextAnswer(
        id=text.id,
        release_id=text.release_id,
        sequence=text.sequence,
        step=text.step,
        board=text.board,
        state=text.state,
        reason=text.reason,
        due_at=text.due_at,
        changed_at=logged.changed_at,
        number=logged.masked_number,
        code=logged.code,
    )


def _attempt(attempt: Attempt, receipts: Sequence[Receipt]) -> AttemptAnswer:
    return AttemptAnswer(
        at=attempt.at,
        wall=attempt.wall,
        outcome=attempt.outcome,
        code=attempt.code,
        sid=attempt.sid,
        receipts=[ReceiptAnswer(status=one.status, code=one.code, wall=one.wall) for one in receipts],
    )
