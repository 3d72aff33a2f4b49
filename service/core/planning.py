"""Bring the ledger of one release in line with what is known now. Every trip that changes a fact ends here."""

from dataclasses import dataclass
from datetime import datetime

from service.core.ports import Core, Transaction
from service.domain.board import Board
from service.domain.event import AnsweredText
from service.domain.ids import SequenceId, StepId, TextId
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
    texts: tuple[AnsweredText, ...]  # what a caller may be told: the plan, whether or not the number may be texted
    changed: bool  # some row was made, moved, cancelled or skipped


def suppression(tx: Transaction, person: Person) -> Reason | None:
    """Why nothing may go to the person's number, whoever asked for it."""
    return tx.lines.get(person.number_id).stopped if person.number_id else None


def standing_hold(core: Core, person: Person, release: Release) -> Hold | None:
    """What the release waits for as of today."""
    return hold(person, release, london_day(core.clock.now()))


def replan(core: Core, tx: Transaction, person: Person, release: Release) -> Standing:
    """Plan, move, cancel and skip the unsent texts of one release, each change with its reason in the journal."""
    now = core.clock.now()
    board = core.config.boards[person.board]
    held = standing_hold(core, person, release) if release.ended is None else None
    silent = release.ended is not None or held is not None
    told: tuple[AnsweredText, ...] = ()
    changed = False
    for sequence in (core.config.sequences[name] for name in board.sequences):
        ledger = {text.step: text for text in tx.texts.of_release(release.id) if text.sequence == sequence.id}
        wanted = Plan() if silent else _plan(tx, person, release, sequence, board, ledger, now)
        reason = WHY_ENDED[release.ended] if release.ended else Reason.HELD if held else Reason.NOT_IN_PLAN
        for change in changes(ledger, wanted, now=now, without_plan=reason, suppressed=suppression(tx, person)):
            _apply(core, tx, person, release, sequence.id, change)
            changed = True
        if sequence.id == TOLD:
            told = tuple(AnsweredText(text.step, text.due_at) for text in wanted.texts)
    tx.texts.readdress(release.id, person.board, person.number_id)
    return Standing(held, told, changed)


def _plan(  # noqa: PLR0913  gathers every fact that the pure plan depends on
    tx: Transaction,
    person: Person,
    release: Release,
    sequence: Sequence,
    board: Board,
    ledger: dict[StepId, Text],
    now: datetime,
) -> Plan:
    if release.liberation_date is None or person.number_id is None:
        return Plan()
    return plan(
        Liberation(release.liberation_date, _heard(release)),
        sequence,
        board.hours,
        now=now,
        gone={
            text.step: text.went_on or london_day(text.due_at) for text in ledger.values() if text.state not in UNSENT
        },
        taken=tx.texts.taken_days(person.number_id, but=release.id),
    )


def _heard(release: Release) -> datetime | None:
    if release.released_at is None or release.heard_at is None:
        return None
    return max(release.released_at, release.heard_at)


def _apply(  # noqa: PLR0913  one row, and all that it is made of
    core: Core, tx: Transaction, person: Person, release: Release, sequence: SequenceId, change: Change
) -> None:
    text = Text(
        id=change.text.id if change.text else TextId(core.new_id("t")),
        release_id=release.id,
        sequence=sequence,
        step=change.step,
        board=person.board,
        number_id=person.number_id,
        state=change.state,
        due_at=change.due_at,
        wanted_at=change.wanted_at,
        reason=change.reason,
    )
    (tx.texts.save if change.text else tx.texts.add)(text)
    verb = _verb(change)
    tx.journal.note(f"text.{verb}", about={"text": text.id, "release": release.id}, why=change.reason)


def _verb(change: Change) -> str:
    moved = change.text is not None and change.text.state is State.PLANNED and change.state is State.PLANNED
    return "moved" if moved else change.state.value
