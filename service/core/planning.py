"""Bring the ledger of one release in line with what is known now. Every trip that changes a fact ends here."""

from dataclasses import dataclass
from datetime import timedelta

from service.core.gathering import STOPPED, Case, gather
from service.core.ports import Core, Transaction
from service.domain.appointment import Appointment
from service.domain.board import Starts
from service.domain.event import AnsweredText
from service.domain.ids import ReleaseId, SequenceId, TextId
from service.domain.london import london_day
from service.domain.release import WHY_ENDED, Hold, Person, Release, hold
from service.domain.text import UNSENT, Key, Reason, State, Text
from service.schedules.course import Course, Facts, Past, WelcomeNeeded
from service.schedules.plan import Plan, plan
from service.schedules.replan import Change, changes
from service.schedules.sequence import Anchor, Welcome
from service.schedules.timing import wanted_at

TOLD = SequenceId("first-weeks")  # the only sequence of which a prison hears
PRISON_SILENT_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Standing:
    """How a release stands after its ledger was brought up to date."""

    hold: Hold | None
    texts: tuple[AnsweredText, ...] = ()  # what a caller may be told: the plan, whether or not the number may be texted
    changed: bool = False  # some row was made, moved, cancelled or skipped


def standing_hold(core: Core, tx: Transaction, person: Person, release: Release) -> Hold | None:
    """What the release waits for as of now; None once it has ended."""
    if release.ended is not None:
        return None
    found = hold(person, release, london_day(core.clock.now()))
    return found or (Hold.PRISON_SILENT if _waits_for_prison(core, tx, person, release) else None)


def suppression(tx: Transaction, person: Person) -> Reason | None:
    """Why nothing may go to the person's number, whoever asked for it."""
    return tx.lines.get(person.number_id).stopped if person.number_id else None


def replan(core: Core, tx: Transaction, person: Person, release: Release) -> Standing:
    """Plan, move, cancel and skip the unsent texts of one release, each change with its reason in the journal.

    Nothing can be planned for a Board that is configured no more; what brought us here is kept all the same.
    """
    if person.board not in core.config.boards:
        tx.journal.ask_staff("board_unknown", about={"person": person.id, "release": release.id}, once=person.id)
        return Standing(None)
    held = standing_hold(core, tx, person, release)
    case = gather(core, tx, person, release, held)
    if case is None:
        return Standing(held)
    wanted = _wanted(case)
    made = changes(case.ledger, wanted, now=case.now, without_plan=_why_silent(case), suppressed=case.suppressed)
    _apply(core, tx, case, made)
    if any(text.number_id != case.number_id or text.board != person.board for text in case.ledger.values()):
        tx.texts.readdress(release.id, person.board, case.number_id)
    return Standing(held, _told(case), bool(made))


def replan_of(core: Core, tx: Transaction, text: Text) -> None:
    """The release that the text is of: it may go on another day now. An answer is of none."""
    if not text.is_answer:
        replan_release(core, tx, text.of_release)


def replan_release(core: Core, tx: Transaction, release_id: ReleaseId) -> Standing:
    release = tx.releases.get(release_id)
    return replan(core, tx, tx.people.get(release.person_id), release)


def told_of_visit(core: Core, tx: Transaction, release_id: ReleaseId, visit: Appointment) -> tuple[AnsweredText, ...]:
    """The texts to come about one appointment. Its own system is not told whether the number was stopped."""
    now = core.clock.now()
    rows = (text for text in tx.texts.of_release(release_id) if text.occasion == visit.occasion)
    to_come = (text for text in rows if text.state is State.PLANNED or (text.reason in STOPPED and text.due_at >= now))
    return tuple(AnsweredText(text.step, text.due_at) for text in to_come)


def _waits_for_prison(core: Core, tx: Transaction, person: Person, release: Release) -> bool:
    """The Board wants the prison's word before the date counts: the day has come, and there was none for a day."""
    board = core.config.boards.get(person.board)
    if board is None or board.starts is not Starts.DATE_IF_HEARD or release.released_at is not None:
        return False
    now = core.clock.now()
    if release.prison is None or release.liberation_date is None or london_day(now) < release.liberation_date:
        return False
    if any(text.state not in UNSENT for text in tx.texts.of_release(release.id)):
        return False
    heard = tx.prisons.last_heard(release.prison)
    return heard is None or now - heard > PRISON_SILENT_AFTER


def _wanted(case: Case) -> Plan:
    if case.hold or case.release.ended:
        return Plan()
    if case.person.in_danger:
        return _of_visits(case)
    return plan(case.courses, case.facts, case.place, case.past, case.now)


def _of_visits(case: Case) -> Plan:
    """Somebody in danger gets no nudges until a person lets them go on, and still hears of appointments.

    Before the first word of those goes the welcome, where none went: it says who writes, and how to stop.
    """
    visits = {course.sequence.id for course in case.courses if course.sequence.anchor is Anchor.APPOINTMENT}
    nudges = {course.sequence.id for course in case.courses} - visits
    made = plan(case.courses, case.facts, case.place, case.past, case.now)
    is_told = any(text.key.sequence in visits for text in made.texts)
    texts = tuple(text for text in made.texts if text.key.sequence in visits or (text.welcome and is_told))
    left_out = {key: why for key, why in made.left_out.items() if key.sequence in visits}
    paused = {key: Reason.PAUSED for key in case.ledger if key.sequence in nudges}
    return Plan(texts, tuple(key for key in made.late if key.sequence in visits), {**left_out, **paused})


def _why_silent(case: Case) -> Reason:
    """Why a planned text that the plan no longer holds is cancelled."""
    if case.release.ended is not None:
        return WHY_ENDED[case.release.ended]
    if case.hold is Hold.PAUSED:
        return Reason.PAUSED
    if case.hold is not None:
        return Reason.HELD
    return case.suppressed or Reason.NOT_IN_PLAN


def _told(case: Case) -> tuple[AnsweredText, ...]:
    """The national plan by itself: what a prison hears tells nothing of phone, answers, groups or appointments."""
    own = tuple(course for course in case.courses if course.sequence.id == TOLD)
    if case.hold or case.release.ended or not own:
        return ()
    gone = {key._replace(occasion=""): day for key, day in case.past.gone.items() if key.sequence == TOLD}
    welcome = None if _was_welcomed(case, own[0]) else WelcomeNeeded(Welcome.FIRST)
    passed = frozenset[Key]() if case.suppressed else case.past.passed
    texts = plan(own, Facts(), case.place, Past(gone, passed, welcome=welcome), case.now).texts
    return tuple(AnsweredText(text.key.step, text.due_at) for text in texts)


def _was_welcomed(case: Case, course: Course) -> bool:
    """A welcome went; or it would have gone by now, were the number not stopped or welcomed for somebody else."""
    welcomes = [text for text in case.ledger.values() if text.welcome]
    if any(text.key in case.past.gone for text in welcomes):
        return True
    first = next((step for step in course.sequence.steps if step.welcome is Welcome.FIRST), None)
    if first is None or not case.ledger or any(text.state is State.PLANNED for text in welcomes):
        return False
    return wanted_at(first, course, case.place) <= case.now


def _apply(core: Core, tx: Transaction, case: Case, made: tuple[Change, ...]) -> None:
    texts = [(change, _changed(core, case, change)) for change in made]
    for change, text in texts:
        if change.text:
            tx.texts.save(text)
        about = {"text": text.id, "release": case.release.id}
        tx.journal.note(f"text.{_verb(change)}", about=about, why=change.reason)
    tx.texts.add(*(text for change, text in texts if not change.text))


def _changed(core: Core, case: Case, change: Change) -> Text:
    return Text(
        id=change.text.id if change.text else TextId(core.new_id("t")),
        release_id=case.release.id,
        sequence=change.key.sequence,
        step=change.key.step,
        occasion=change.key.occasion,
        welcome=change.welcome,
        board=case.person.board,
        number_id=case.number_id,
        state=change.state,
        due_at=change.due_at,
        wanted_at=change.wanted_at,
        reason=change.reason,
        not_before=change.text.not_before if change.text else None,
    )


def _verb(change: Change) -> str:
    moved = change.text is not None and change.text.state is State.PLANNED and change.state is State.PLANNED
    return "moved" if moved else change.state.value
