"""The difference between the ledger and a new plan. What went is never touched; what did not go moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.domain.ids import StepId
from service.domain.text import UNSENT, Reason, State, Text
from service.schedules.plan import Plan, PlannedText


@dataclass(frozen=True)
class Change:
    """What one step becomes: `text` is its row, None if it has none yet."""

    step: StepId
    text: Text | None
    state: State
    due_at: datetime
    wanted_at: datetime
    reason: Reason | None


def changes(
    ledger: Mapping[StepId, Text], wanted: Plan, *, now: datetime, without_plan: Reason, suppressed: Reason | None
) -> tuple[Change, ...]:
    """Every step whose row must be made or changed, and to what.

    `without_plan` is why a step that the plan no longer holds is cancelled; `suppressed` is why nothing may go to this
    number at all: the steps are then kept as cancelled, so that they can come back.
    """
    made = [_to_plan(text, ledger.get(text.step), suppressed) for text in wanted.texts]
    made += [_to_skip(step, ledger.get(step), now) for step in wanted.late]
    dropped = ledger.keys() - {text.step for text in wanted.texts} - set(wanted.late)
    planned = [ledger[step] for step in ledger if step in dropped and ledger[step].state is State.PLANNED]
    made += [_to_cancel(text, without_plan) for text in planned]
    return tuple(change for change in made if _changes_something(change))


def _to_plan(planned: PlannedText, text: Text | None, suppressed: Reason | None) -> Change:
    state = State.CANCELLED if suppressed else State.PLANNED
    return Change(planned.step, text, state, planned.due_at, planned.wanted_at, suppressed)


def _to_skip(step: StepId, text: Text | None, now: datetime) -> Change:
    due_at, wanted_at = (text.due_at, text.wanted_at) if text else (now, now)
    return Change(step, text, State.SKIPPED, due_at, wanted_at, Reason.LATE)


def _to_cancel(text: Text, reason: Reason) -> Change:
    return Change(text.step, text, State.CANCELLED, text.due_at, text.wanted_at, reason)


def _changes_something(change: Change) -> bool:
    text = change.text
    if text is None:
        return True
    new = (change.state, change.due_at, change.wanted_at, change.reason)
    return text.state in UNSENT and (text.state, text.due_at, text.wanted_at, text.reason) != new
