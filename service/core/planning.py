"""Bring the ledger of one release in line with what is known now. Every trip that changes a fact ends here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from service.core.ports import Core, Transaction
from service.domain.event import AnsweredText
from service.domain.ids import NumberId, ReleaseId, SequenceId, StepId, TextId
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
    rows = tx.texts.of_release(release.id)
    taken = tx.texts.taken_days(person.number_id, but=release.id)
    told: tuple[AnsweredText, ...] = ()
    changed = False
    for sequence in _sequences(core, person, rows):
        ledger = {text.step: text for text in rows if text.sequence == sequence.id}
        stopped = suppression(tx, person)
        case = _Case(person, person.number_id, release, held, sequence, ledger, stopped, core.clock.now())
        wanted = _wanted(core, case, _gone(case), taken)
        made = changes(ledger, wanted, now=case.now, without_plan=_why_silent(case), suppressed=stopped)
        for change in made:
            _apply(core, tx, case, change)
        changed = changed or bool(made)
        told = _told(core, case) if sequence.id == TOLD else told
    tx.texts.readdress(release.id, person.board, person.number_id)
    return Standing(held, told, changed)


def _sequences(core: Core, person: Person, rows: tuple[Text, ...]) -> tuple[Sequence, ...]:
    """Those of the person's Board, and those that an earlier Board began."""
    names = dict.fromkeys((*core.config.boards[person.board].sequences, *(text.sequence for text in rows)))
    return tuple(core.config.sequences[name] for name in names if name in core.config.sequences)


def replan_release(core: Core, tx: Transaction, release_id: ReleaseId) -> Standing:
    release = tx.releases.get(release_id)
    return replan(core, tx, tx.people.get(release.person_id), release)


def _wanted(core: Core, case: _Case, gone: Mapping[StepId, date], taken: frozenset[date]) -> Plan:
    liberation, board = liberation_of(case.release), core.config.boards[case.person.board]
    if case.hold or case.release.ended or liberation is None or case.sequence.id not in board.sequences:
        return Plan()
    return plan(liberation, case.sequence, board.hours, now=case.now, gone=gone, taken=taken)


def liberation_of(release: Release) -> Liberation | None:
    """The release as the sequence engine sees it; None while nobody has named a day."""
    if release.liberation_date is None:
        return None
    if release.released_at is None or release.heard_at is None:
        return Liberation(release.liberation_date)
    return Liberation(release.liberation_date, max(release.released_at, release.heard_at))


def _gone(case: _Case) -> dict[StepId, date]:
    """The steps that went, and those whose moment passed while the number was stopped: START brings no backlog."""
    gone = _gone_or_missed(case)
    welcome = case.ledger.get(case.sequence.steps[0].id)
    if welcome is not None and welcome.state in UNSENT:
        gone.pop(welcome.step, None)  # somebody who was never welcomed still is
    return gone


def _gone_or_missed(case: _Case) -> dict[StepId, date]:
    texts = [text for text in case.ledger.values() if text.state not in UNSENT or _is_missed(case, text)]
    return {text.step: text.went_on or london_day(min(text.due_at, text.wanted_at)) for text in texts}


def _is_missed(case: _Case, text: Text) -> bool:
    return text.reason in (Reason.OPTED_OUT, Reason.WRONG_PERSON) and text.wanted_at <= case.now


def _why_silent(case: _Case) -> Reason:
    """Why a planned text that the plan no longer holds is cancelled."""
    if case.release.ended is not None:
        return WHY_ENDED[case.release.ended]
    return Reason.HELD if case.hold else Reason.NOT_IN_PLAN


def _told(core: Core, case: _Case) -> tuple[AnsweredText, ...]:
    """The plan as if the phone were nobody else's and nothing had stopped: what a prison hears tells neither."""
    wanted = _wanted(core, case, _gone_or_missed(case), frozenset())
    return tuple(AnsweredText(text.step, text.due_at) for text in wanted.texts)


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
        not_before=change.text.not_before if change.text else None,
    )
    (tx.texts.save if change.text else tx.texts.add)(text)
    tx.journal.note(f"text.{_verb(change)}", about={"text": text.id, "release": case.release.id}, why=change.reason)


def _verb(change: Change) -> str:
    moved = change.text is not None and change.text.state is State.PLANNED and change.state is State.PLANNED
    return "moved" if moved else change.state.value
