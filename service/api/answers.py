"""The shape of every answer. Times are UTC with Z."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, RootModel

from service.core.records import AttemptOutcome
from service.domain.event import Outcome
from service.domain.release import Ended, Hold
from service.domain.text import Reason, State


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class FaultAnswer(_Answer):
    field: str  # "data.person.mobile"; empty: the document as a whole
    message: str  # in our words, without the value


class Problem(_Answer):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    faults: list[FaultAnswer] = []


class StepAnswer(_Answer):
    step: str
    due_at: datetime


class EventAnswer(_Answer):
    outcome: Outcome
    event_id: str
    release_id: str | None
    held_reason: str | None
    texts: list[StepAnswer]


class RefusedAnswer(_Answer):
    """One event of a batch that was not taken. It stopped no other."""

    outcome: Literal["refused"] = "refused"
    event_id: str | None  # None: it has none that can be repeated
    faults: list[FaultAnswer]


class BatchAnswer(RootModel[list[EventAnswer | RefusedAnswer]]):
    """One answer for each event, in order."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class TextAnswer(_Answer):
    id: str
    release_id: str | None  # null: an answer to a reply, of no release
    sequence: str
    step: str
    board: str
    state: State
    reason: Reason | None
    due_at: datetime
    changed_at: datetime
    number: str  # masked
    code: int | None  # the carrier's error code


class TextsAnswer(_Answer):
    texts: list[TextAnswer]
    next: str | None  # what to give as `after` for the next page; None: this is the last


class ReceiptAnswer(_Answer):
    status: str
    code: int | None
    wall: datetime


class AttemptAnswer(_Answer):
    at: datetime  # practice clock
    wall: datetime  # wall clock
    outcome: AttemptOutcome
    code: int | None
    sid: str | None
    receipts: list[ReceiptAnswer]


class TextHistoryAnswer(TextAnswer):
    attempts: list[AttemptAnswer]


class ReleaseAnswer(_Answer):
    id: str
    person_id: str
    board: str
    prison: str | None
    liberation_date: date | None
    released_at: datetime | None
    ended: Ended | None
    hold: Hold | None
    texts: list[TextAnswer]


class Health(_Answer):
    status: Literal["ok"] = "ok"


class NotReady(_Answer):
    status: Literal["not ready"] = "not ready"
    faults: list[str]
