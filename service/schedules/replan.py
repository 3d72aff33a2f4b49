"""The difference between the ledger and a new plan. What went is never touched; what did not go moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.domain.text import UNSENT, Key, Reason, State, Text
from service.schedules.course import PlannedText
from service.schedules.plan import Plan


@dataclass(frozen=True)
class Change:
    """What one step becomes: `text` is its row, None if it has none yet."""

    key: Key
    text: Text | None
    state: State
    due_at: datetime
    wanted_at: datetime
    reason: Reason | None
    welcome: bool = False


def changes(
    ledger: Mapping[Key, Text], wanted: Plan, *, now: datetime, without_plan: Reason, suppressed: Reason | None
) -> tuple[Change, ...]:
    """Every step whose row must be made or changed, and to what.

    `without_plan` is why a step that the plan no longer holds is cancelled, unless the plan says why it left it out;
    `suppressed` is why nothing may go to this number at all: the steps are then kept as cancelled, so that they can
    come back.
    """
    made = [_to_plan(text, ledger.get(text.key), suppressed) for text in wanted.texts]
    made += [_to_skip(key, ledger.get(key), now) for key in wanted.late]
    kept = {text.key for text in wanted.texts} | set(wanted.late)
    dropped = [text for key, text in ledger.items() if key not in kept and text.state is State.PLANNED]
    made += [_to_cancel(text, wanted.left_out.get(text.key, without_plan)) for text in dropped]
    return tuple(change for change in made if _changes_something(change))


def _to_plan(planned: PlannedText, text: Text | None, suppressed: Reason | None) -> Change:
    state = State.CANCELLED if suppressed else State.PLANNED
    return Change(planned.key, text, state, planned.due_at, planned.wanted_at, suppressed, planned.welcome)


def _to_skip(key: Key, text: Text | None, now: datetime) -> Change:
    due_at, wanted_at = (text.due_at, text.wanted_at) if text else (now, now)
    return Change(key, text, State.SKIPPED, due_at, wanted_at, Reason.LATE, welcome=text.welcome if text else False)


def _to_cancel(text: Text, reason: Reason) -> Change:
    return Change(text.key, text, State.CANCELLED, text.due_at, text.wanted_at, reason, text.welcome)


def _changes_something(change: Change) -> bool:
    text = change.text
    if text is None:
        return True
    new = (change.state, change.due_at, change.wanted_at, change.reason)
    return text.state in UNSENT and (text.state, text.due_at, text.wanted_at, text.reason) != new
