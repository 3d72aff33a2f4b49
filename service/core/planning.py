"""Bring the ledger of one release in line with what is known now. Every trip that changes a fact ends here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from service.core.ports import Core, Transaction
from service.domain.event import AnsweredText
from service.domain.ids import NumberId, SequenceId, StepId, TextId
from service.domain.london import london_day
from service.domain.release import WHY_ENDED, Hold, Person, Release, hold
from service.domain.text import UNSENT, Reason, State, Text
from service.schedules.plan import Liberation, Plan, plan
from service.schedules.replan import Change, changes
from service.schedules.sequence import Sequence

TOLD = SequenceId("first-weeks")  # the only sequence of which a prison hears


@dataclass(frozen=True)
class Standing:
    """How a release stands after its ledger was brought up to date."""

    hold: Hold | None
    texts: tuple[AnsweredText, ...] = ()  # what a caller may be told: the plan, whether or not the number may be texted
    changed: bool = False  # some row was made, moved, cancelled or skipped


@dataclass(frozen=True)
class _Case:
    """One sequence of one release: what its ledger holds, and what its plan depends on."""

    person: Person
    number_id: NumberId
    release: Release
    hold: Hold | None
    sequence: Sequence
    ledger: Mapping[StepId, Text]
    suppressed: Reason | None
    now: datetime


def standing_hold(core: Core, person: Person, release: Release) -> Hold | None:
    """What the release waits for as of today; None once it has ended."""
    return hold(person, release, london_day(core.clock.now())) if release.ended is None else None


def suppression(tx: Transaction, person: Person) -> Reason | None:
    """Why nothing may go to the person's number, whoever asked for it."""
    return tx.lines.get(person.number_id).stopped if person.number_id else None


def replan(core: Core, tx: Transaction, person: Person, release: Release) -> Standing:
    """Plan, move, cancel and skip the unsent texts of one release, each change with its reason in the journal."""
    held = standing_hold(core, person, release)
    if person.number_id is None:
        return Standing(held)
    told: tuple[AnsweredText, ...] = ()
    changed = False
    for name in core.config.boards[person.board].sequences:
        case = _case(core, tx, person, person.number_id, release, core.config.sequences[name])
        wanted = _wanted(core, tx, case)
        made = changes(case.ledger, wanted, now=case.now, without_plan=_why_silent(case), suppressed=case.suppressed)
        for change in made:
            _apply(core, tx, case, change)
        changed = changed or bool(made)
        told = _told(case, wanted) if name == TOLD else told
    tx.texts.readdress(release.id, person.board, person.number_id)
    return Standing(held, told, changed)


def _case(  # noqa: PLR0913  gathers what the pure plan depends on
    core: Core, tx: Transaction, person: Person, number_id: NumberId, release: Release, sequence: Sequence
) -> _Case:
    ledger = {text.step: text for text in tx.texts.of_release(release.id) if text.sequence == sequence.id}
    held = standing_hold(core, person, release)
    return _Case(person, number_id, release, held, sequence, ledger, suppression(tx, person), core.clock.now())


def _wanted(core: Core, tx: Transaction, case: _Case) -> Plan:
    if case.hold or case.release.ended or case.release.liberation_date is None:
        return Plan()
    return plan(
        Liberation(case.release.liberation_date, _heard(case.release)),
        case.sequence,
        core.config.boards[case.person.board].hours,
        now=case.now,
        gone=_gone(case),
        taken=tx.texts.taken_days(case.number_id, but=case.release.id),
    )


def _gone(case: _Case) -> dict[StepId, date]:
    """The steps that went, and those whose moment passed while the number was stopped: START brings no backlog."""
    went = {step: text for step, text in case.ledger.items() if text.state not in UNSENT}
    missed = {step: text for step, text in case.ledger.items() if _is_missed(case, text)}
    missed.pop(case.sequence.steps[0].id, None)  # somebody who was never welcomed still is
    return {step: text.went_on or london_day(text.due_at) for step, text in (went | missed).items()}


def _is_missed(case: _Case, text: Text) -> bool:
    return text.reason in (Reason.OPTED_OUT, Reason.WRONG_PERSON) and text.due_at <= case.now


def _heard(release: Release) -> datetime | None:
    if release.released_at is None or release.heard_at is None:
        return None
    return max(release.released_at, release.heard_at)


def _why_silent(case: _Case) -> Reason:
    """Why a planned text that the plan no longer holds is cancelled."""
    if case.release.ended is not None:
        return WHY_ENDED[case.release.ended]
    return Reason.HELD if case.hold else Reason.NOT_IN_PLAN


def _told(case: _Case, wanted: Plan) -> tuple[AnsweredText, ...]:
    """The plan as if nothing had stopped: a welcome that waits for START would tell that somebody opted out."""
    waiting = {step for step, text in case.ledger.items() if _is_missed(case, text)}
    return tuple(AnsweredText(text.step, text.due_at) for text in wanted.texts if text.step not in waiting)


def _apply(core: Core, tx: Transaction, case: _Case, change: Change) -> None:
    text = Text(
        id=change.text.id if change.text else TextId(core.new_id("t")),
        release_id=case.release.id,
        sequence=case.sequence.id,
        step=change.step,
        board=case.person.board,
        number_id=case.number_id,
        state=change.state,
        due_at=change.due_at,
        wanted_at=change.wanted_at,
        reason=change.reason,
    )
    (tx.texts.save if change.text else tx.texts.add)(text)
    tx.journal.note(f"text.{_verb(change)}", about={"text": text.id, "release": case.release.id}, why=change.reason)


def _verb(change: Change) -> str:
    moved = change.text is not None and change.text.state is State.PLANNED and change.state is State.PLANNED
    return "moved" if moved else change.state.value
