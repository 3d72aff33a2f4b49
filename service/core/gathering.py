"""Everything on which the plan of one release depends, out of the store and the configuration."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from service.core.ports import Core, Transaction
from service.core.publishing import sequences_of
from service.core.records import GRAVITY
from service.domain.appointment import Appointment
from service.domain.board import Board, Starts
from service.domain.ids import NumberId, SequenceId
from service.domain.london import london_day
from service.domain.release import Hold, Person, Release, SafeToText
from service.domain.text import UNSENT, Key, Reason, State, Text
from service.schedules.calendar import Calendar
from service.schedules.course import Course, Facts, Liberation, Past, Place, Visit
from service.schedules.sequence import Anchor, Sequence
from service.schedules.timing import wanted_at
from service.schedules.welcome import Greeted, welcome_needed

_ABUSE = "domestic_abuse"  # such a text may do harm on a phone that another can read: only where it is surely safe
STOPPED = frozenset(GRAVITY)  # why nothing goes to a number
_SILENT = STOPPED | {Reason.PAUSED}


@dataclass(frozen=True)
class Case:
    """One release: what its ledger holds, and what its plan depends on."""

    person: Person
    number_id: NumberId
    release: Release
    hold: Hold | None
    ledger: Mapping[Key, Text]
    suppressed: Reason | None
    courses: tuple[Course, ...]
    facts: Facts
    place: Place
    past: Past
    now: datetime


def gather(core: Core, tx: Transaction, person: Person, release: Release, hold: Hold | None) -> Case | None:
    """None: there is no number yet, so there is nothing to plan; but from now on the release runs what runs today."""
    board, now = core.config.boards[person.board], core.clock.now()
    rows = tx.texts.of_release(release.id)
    sequences = sequences_of(core, tx, person, release, rows, pin=True)
    if person.number_id is None:
        return None
    stopped = tx.lines.get(person.number_id).stopped
    visits = visits_of(tx.appointments.of_release(release.id), rows)
    running, place = courses(board, sequences, liberation_of(board, release), visits), place_of(board)
    past = _past(tx, person.number_id, release, rows, now, is_stopped=stopped is not None)
    return Case(
        person=person,
        number_id=person.number_id,
        release=release,
        hold=hold,
        ledger={text.key: text for text in rows},
        suppressed=stopped,
        courses=running,
        facts=facts_of(board, person, tx, release),
        place=place,
        past=replace(past, passed=_passed(rows, running, place, now)),
        now=now,
    )


def liberation_of(board: Board, release: Release) -> Liberation | None:
    """The release as the sequence engine sees it; None while nothing may begin."""
    if release.liberation_date is None:
        return None
    if release.released_at is None or release.heard_at is None:
        return None if board.starts is Starts.RELEASED else Liberation(release.liberation_date)
    return Liberation(release.liberation_date, max(release.released_at, release.heard_at))


def place_of(board: Board) -> Place:
    return Place(board.hours, Calendar(board.closed))


def courses(
    board: Board,
    sequences: Mapping[SequenceId, Sequence],
    liberation: Liberation | None,
    visits: tuple[Visit, ...],
) -> tuple[Course, ...]:
    """The Board's sequences, in its order, each for what it counts from. Nothing runs before somebody is to be out."""
    if liberation is None:
        return ()
    made: list[Course] = []
    for sequence in (sequences[name] for name in board.sequences if name in sequences):
        if sequence.anchor is Anchor.APPOINTMENT:
            made += [Course(sequence, replace(visit, out_from=liberation.day)) for visit in visits]
        else:
            made.append(Course(sequence, liberation))
    return tuple(made)


def visits_of(appointments: tuple[Appointment, ...], rows: tuple[Text, ...]) -> tuple[Visit, ...]:
    return tuple(_visit(one, [text for text in rows if text.occasion.startswith(f"{one.id}.")]) for one in appointments)


def _visit(appointment: Appointment, rows: list[Text]) -> Visit:
    went = [text for text in rows if text.state not in UNSENT]
    return Visit(
        appointment,
        told=bool(went),
        told_before=any(text.occasion != appointment.occasion for text in went),
        delivered=any(text.state is State.DELIVERED for text in went),
    )


def facts_of(board: Board, person: Person, tx: Transaction, release: Release) -> Facts:
    contact = person.contact
    agreed = {one.group for one in contact.opt_ins or ()} & board.opt_in_groups
    if contact.safe_to_text is not SafeToText.YES:
        agreed -= {_ABUSE}
    others = person.number_id is not None and len(tx.people.with_number(person.number_id)) > 1
    return Facts(
        groups=frozenset(contact.groups or ()) | agreed,
        shared=others or contact.safe_to_text is SafeToText.SHARED,
        answers=tx.answers.of_release(release.id),
        left_out=board.leaves_out,
    )


def _past(  # noqa: PLR0913  whose past it is, and whether it goes on in silence
    tx: Transaction,
    number_id: NumberId,
    release: Release,
    rows: tuple[Text, ...],
    now: datetime,
    *,
    is_stopped: bool,
) -> Past:
    others = tx.texts.days_of_others(number_id, but=release.id)
    greeted = Greeted(number_id, tx.texts.welcomes(number_id))
    today = london_day(now)
    first_day = max(today, release.liberation_date or today)
    went = {text.key: went_on(text) for text in rows if text.state not in UNSENT}
    missed = _missed(rows, now) if is_stopped else {}
    welcome = welcome_needed(greeted, rows, first_day)
    return Past(
        gone=missed | went,
        taken=others.taken,
        firm=others.firm,
        welcome=None if any(text.welcome and text.key in missed for text in rows) else welcome,
        free_from=max(greeted.busy_until(rows, first_day, today), release.liberation_date or date.min),
    )


def _missed(rows: Iterable[Text], now: datetime) -> dict[Key, date]:
    """What would have gone by now, were the number not stopped: the rest keeps its days, and no prison sees it."""
    stopped = (text for text in rows if text.state in UNSENT and text.reason in STOPPED)
    return {text.key: london_day(text.due_at) for text in stopped if text.due_at <= now}


def went_on(text: Text) -> date:
    return text.went_on or london_day(min(text.due_at, text.wanted_at))


def _passed(rows: tuple[Text, ...], running: tuple[Course, ...], place: Place, now: datetime) -> frozenset[Key]:
    """Steps whose moment came while nothing might go: what begins again brings no backlog.

    If the date has moved since, their moment is still to come. A welcome is not among them: somebody who was never
    welcomed still is.
    """
    silent = (text for text in rows if text.state in UNSENT and text.reason in _SILENT and not text.welcome)
    wanted = {course.key(step): wanted_at(step, course, place) for course in running for step in course.sequence.steps}
    return frozenset(text.key for text in silent if text.wanted_at <= now and wanted.get(text.key, now) <= now)
