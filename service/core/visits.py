"""The trip of an appointment: what a Board or an appointments system tells of it, and the texts that follow."""

from dataclasses import replace

from service.core.gathering import liberation_of
from service.core.planning import replan, told_of_visit
from service.core.ports import Core, Transaction
from service.core.stopping import replan_line
from service.domain.appointment import Appointment, AppointmentNews, Status
from service.domain.event import Answer, Event, Kind, Outcome, SourceKind
from service.domain.ids import AppointmentId, PersonId
from service.domain.release import Hold, Person, Release
from service.domain.text import UNSENT, State

KINDS = {
    Kind.APPOINTMENT_BOOKED: Status.BOOKED,
    Kind.APPOINTMENT_CHANGED: Status.BOOKED,
    Kind.APPOINTMENT_CANCELLED: Status.CANCELLED,
    Kind.APPOINTMENT_ATTENDED: Status.FULFILLED,
    Kind.APPOINTMENT_MISSED: Status.NOSHOW,
}
_OUTCOME = {
    Kind.APPOINTMENT_BOOKED: Outcome.PLANNED,
    Kind.APPOINTMENT_CHANGED: Outcome.REPLANNED,
    Kind.APPOINTMENT_CANCELLED: Outcome.CANCELLED,
}


def take_visit(core: Core, tx: Transaction, event: Event, news: AppointmentNews) -> tuple[PersonId | None, Answer]:
    """Keep what is told of the appointment, and plan its texts. Held: nobody runs who could get them.

    Whoever told us of it may speak of it on, wherever the person has moved meanwhile.
    """
    person = _person(tx, event)
    if person is None:
        return None, _held(event)
    tx.lines.hold(person.number_id)
    known = tx.appointments.find(event.source, news.id)
    release = tx.releases.latest(person.id)
    others = known is not None and tx.people.named(known.person_id) != person
    if release is None or release.ended is not None or others or not (known or _may_speak(core, event, person)):
        return person.id, _held(event)
    if known is not None and event.time < known.as_of:
        return person.id, Answer(Outcome.IGNORED, event.id)
    visit = _revised(core, known, event, news, release)
    if known is None:
        tx.appointments.add(visit, event.source, news.id)
    elif visit != known:
        tx.appointments.save(visit)
    tx.journal.note("appointment.kept", about={"appointment": visit.id, "person": person.id}, why=event.kind)
    if visit.is_missed_early:
        tx.journal.ask_staff("appointment_missed_early", about={"appointment": visit.id}, once=visit.occasion)
    return person.id, _planned(core, tx, event, person, release, visit)


def _person(tx: Transaction, event: Event) -> Person | None:
    """The person, with nobody else at their record."""
    person = tx.people.named(event.person_id) if event.person_id else None
    if person is None:
        return None
    tx.alone(f"record {person.id}")
    return tx.people.named(person.id)


def _may_speak(core: Core, event: Event, person: Person) -> bool:
    """Whoever holds the random id was given it by the Board; a Board itself speaks for its own people only."""
    if event.source.kind is SourceKind.APPOINTMENTS:
        return True
    board = core.config.board_named(event.source.slug) if event.source.kind is SourceKind.BOARD else None
    return board is not None and board.code == person.board


def _revised(
    core: Core, known: Appointment | None, event: Event, news: AppointmentNews, release: Release
) -> Appointment:
    """The appointment as it stands after the event."""
    if known is None:
        return _new(core, event, news, release)
    told = replace(known, as_of=event.time, status=KINDS[event.kind])
    if told.status is not Status.BOOKED:
        return told if told.status is known.status else replace(told, heard_at=core.clock.now())
    told = replace(
        told,
        release_id=release.id,
        person_id=release.person_id,
        start=news.start or known.start,
        place=news.place or known.place,
        phone=news.phone,
    )
    if replace(told, as_of=known.as_of, phone=known.phone) == known:
        return told
    return replace(told, changed=True, set_at=event.time, heard_at=core.clock.now())


def _new(core: Core, event: Event, news: AppointmentNews, release: Release) -> Appointment:
    """Also one whose end is heard of before its beginning: then that, when it comes, changes nothing."""
    return Appointment(
        id=AppointmentId(core.new_id("b")),
        person_id=release.person_id,
        release_id=release.id,
        status=KINDS[event.kind],
        start=news.start or event.time,
        place=news.place or "",
        phone=news.phone,
        changed=event.kind is Kind.APPOINTMENT_CHANGED,
        set_at=event.time,
        as_of=event.time,
        heard_at=core.clock.now(),
    )


def _planned(  # noqa: PLR0913  whose appointment it is, and what was said of it
    core: Core, tx: Transaction, event: Event, person: Person, release: Release, visit: Appointment
) -> Answer:
    standing = replan(core, tx, person, release)
    if person.number_id is not None:
        replan_line(core, tx, person.number_id, but=person.id)  # whoever has the same phone: their nudges give way
    if standing.hold is not None:
        return Answer(Outcome.HELD, event.id, held_reason=standing.hold.public)
    texts = told_of_visit(core, tx, release.id, visit)
    is_news = visit.status is Status.BOOKED or (visit.status is Status.CANCELLED and _is_known(tx, release, visit))
    is_to_come = is_news and visit.start > core.clock.now()
    board = core.config.boards.get(person.board)
    if is_to_come and (board is None or liberation_of(board, release)) and not _is_told(tx, release, visit):
        about = {"appointment": visit.id, "person": person.id, "release": release.id}
        tx.journal.ask_staff("appointment_untold", about=about, once=visit.occasion)
    return Answer(_OUTCOME.get(event.kind, Outcome.UPDATED), event.id, texts=texts)


def _is_told(tx: Transaction, release: Release, visit: Appointment) -> bool:
    """Some text names this time and place, or will; of one that is off, that it is."""
    rows = [text for text in tx.texts.of_release(release.id) if text.occasion == visit.occasion]
    if visit.status is Status.CANCELLED:
        rows = [text for text in rows if text.state is State.PLANNED]
    return any(text.state not in (State.CANCELLED, State.SKIPPED) for text in rows)


def _is_known(tx: Transaction, release: Release, visit: Appointment) -> bool:
    """The person was told of the appointment, so that it is off must reach them."""
    rows = (text for text in tx.texts.of_release(release.id) if text.occasion.startswith(f"{visit.id}."))
    return any(text.state not in UNSENT for text in rows)


def _held(event: Event) -> Answer:
    return Answer(Outcome.HELD, event.id, held_reason=Hold.NOT_THEIRS.public)
