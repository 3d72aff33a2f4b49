"""The trip of an event: from a prison or a Board into the ledger, in one transaction, once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from service.core.ageing import confirm
from service.core.assigning import offer_replies
from service.core.authority import ENDS, OPENS, begins_anew, may_speak
from service.core.casework import heed_danger_before
from service.core.facts import not_older, with_board, with_contact, with_date, with_prison, with_transfer
from service.core.gathering import STOPPED
from service.core.merging import merge
from service.core.planning import Standing, replan, standing_hold
from service.core.ports import Core, Transaction
from service.core.stopping import end_release, hold_others, replan_line, stop_number
from service.core.visits import take_visit
from service.domain.appointment import Status
from service.domain.errors import ConflictError, NotFoundError, NotYoursError
from service.domain.event import Answer, Event, Kind, Outcome, Source, SourceKind
from service.domain.ids import BoardCode, PersonId, PrisonSlug, ReleaseId
from service.domain.release import Ended, Hold, Pause, Person, Release
from service.domain.text import UNSENT, Reason

# What a return or a death puts an end to. A death leaves a release that was called off as it is: it may be undone.
_ENDED_BY: Mapping[Kind, tuple[Ended | None, ...]] = MappingProxyType(
    {Kind.RETURNED: (None, Ended.CANCELLED), Kind.DIED: (None,)}
)


def receive(core: Core, event: Event) -> Answer:
    """Take one event in. The same event again gets its first answer.

    Raises:
        ConflictError: the id came before with other content.
    """
    with core.store.write(actor=event.source.uri) as tx:
        spoken_of = sorted(filter(None, (event.prison_number, event.removed)))
        tx.alone(f"event {event.source.uri} {event.id}", *(f"person {one}" for one in spoken_of))
        if event.source.kind is SourceKind.PRISON:
            tx.prisons.hear(PrisonSlug(event.source.slug))
        before = tx.events.recall(event.source, event.id)
        if before is not None:
            if not tx.events.same_content(event, before):
                raise ConflictError
            return replace(before.answer, outcome=Outcome.DUPLICATE)
        person_id, answer = _take(core, tx, event)
        kept = tx.events.keep(event, answer, person_id)
        about = {"event": kept, "person": person_id, "release": answer.release_id}
        tx.journal.note("event.taken", about=about, why=f"{event.kind}: {answer.outcome}")
        if answer.outcome is Outcome.HELD:
            tx.journal.ask_staff("event_held", about=about)
        return answer


def recall(core: Core, source: Source, event_id: str) -> Answer:
    """What the caller's own event came to. Raises NotFoundError."""
    with core.store.read() as tx:
        before = tx.events.recall(source, event_id)
    if before is None:
        raise NotFoundError
    return before.answer


def _take(core: Core, tx: Transaction, event: Event) -> tuple[PersonId | None, Answer]:
    if event.appointment is not None:
        return take_visit(core, tx, event, event.appointment)
    person, removed = _find_alone(tx, event.prison_number, event.removed)
    number = event.contact.number if event.contact else None
    known = [one.number_id for one in (person, removed) if one is not None]
    tx.lines.hold(*known, tx.lines.of(number).id if number else None)
    latest = tx.releases.latest(person.id) if person else None
    if not may_speak(core.config, event, person, latest):
        return person.id if person else None, _held(event)
    if number is not None and _confirms(event, person):
        confirm(core, tx, tx.lines.of(number).id)
    if event.kind in ENDS:
        return _stop(core, tx, event, person or _add_person(core, tx, event), latest)
    if event.removed is not None:
        return _merge(core, tx, event, person or _add_person(core, tx, event), event.removed, removed)
    if event.to is not None and (person is None or latest is None):
        return person.id if person else None, _held(event)
    if person is None:
        return _change(core, tx, event, _add_person(core, tx, event), None)
    if person.died_at is not None:
        return person.id, _held(event)
    if person.returned_at is not None and (latest is None or latest.ended is Ended.RETURNED):
        return _after_return(core, tx, event, person, latest)
    return _change(core, tx, event, person, latest)


def _find_alone(tx: Transaction, *numbers: str | None) -> list[Person | None]:
    """The people, with nobody else at their records: after a merge two prison numbers lead to one.

    All records at once and in one order, before any line: whoever takes them one by one can deadlock.
    """
    found = [tx.people.find(number) if number is not None else None for number in numbers]
    tx.alone(*sorted({f"record {person.id}" for person in found if person is not None}))
    # Nobody else can add who is not there: this transaction is alone with the prison number too.
    return [tx.people.find(one) if one and person else None for one, person in zip(numbers, found, strict=True)]


def _confirms(event: Event, person: Person | None) -> bool:
    """It is the last word on how to reach the person, and does not say that they never confirmed it."""
    is_last = person is None or not_older(event, person.contact_as_of)
    return is_last and event.contact is not None and event.contact.confirmed_by_person is not False


def _held(event: Event) -> Answer:
    """Kept for staff, and changes no text. The caller learns no id of a release that is not theirs."""
    return Answer(Outcome.HELD, event.id, held_reason=Hold.NOT_THEIRS.public)


def _stop(core: Core, tx: Transaction, event: Event, person: Person, latest: Release | None) -> tuple[PersonId, Answer]:
    """A return or a death: at once, however late it comes, and a person looks at it."""
    if event.kind is Kind.DIED:
        person = replace(person, died_at=event.time)
    else:
        person = replace(person, returned_at=max(event.time, person.returned_at or event.time))
    tx.people.save(person)
    if latest is not None and latest.ended in _ENDED_BY[event.kind]:
        end_release(core, tx, person, latest, ENDS[event.kind])
    if event.kind is Kind.DIED:
        hold_others(core, tx, person)
    tx.journal.ask_staff(event.kind, about={"person": person.id, "release": latest.id if latest else None})
    own = latest is not None and latest.prison in (None, event.source.slug)
    return person.id, Answer(Outcome.STOPPED, event.id, latest.id if latest and own else None)


def _merge(  # noqa: PLR0913  the two records, and the number by which the one that goes was known
    core: Core, tx: Transaction, event: Event, kept: Person, number: str, removed: Person | None
) -> tuple[PersonId, Answer]:
    """Both records must be the caller's to speak of; a person looks at what came of it."""
    removed = removed or _new_person(core, tx, number, kept.board)
    if removed.id == kept.id:
        return kept.id, Answer(Outcome.IGNORED, event.id)
    if not may_speak(core.config, event, removed, tx.releases.latest(removed.id)):
        return kept.id, _held(event)
    release = merge(core, tx, kept, removed)
    tx.journal.ask_staff(event.kind, about={"person": kept.id, "removed": removed.id})
    return kept.id, Answer(Outcome.UPDATED, event.id, release.id if release else None)


def _after_return(
    core: Core, tx: Transaction, event: Event, person: Person, latest: Release | None
) -> tuple[PersonId, Answer]:
    """Back in custody: a later release or schedule opens a new episode; of an older one only the contact counts."""
    later = person.returned_at is None or event.time > person.returned_at
    if later and event.kind in OPENS:
        return _change(core, tx, event, person, None)
    told = _told(tx, person, event)
    if told != person or told.said != person.said:
        tx.people.save(told)
        told = _new_number(core, tx, person, told)
    if event.kind is Kind.CONTACT and latest is not None:
        return person.id, Answer(Outcome.IGNORED if told == person else Outcome.UPDATED, event.id, latest.id)
    if latest is not None and not later:
        return person.id, Answer(Outcome.IGNORED, event.id, latest.id)
    return person.id, _held(event)


def _change(
    core: Core, tx: Transaction, event: Event, person: Person, latest: Release | None
) -> tuple[PersonId, Answer]:
    """Apply the facts of the event, then bring the ledger in line with them."""
    release = _release_for(core, tx, event, person, latest)
    was_silent = release.ended is not None or standing_hold(core, tx, person, release) is not None
    new_person = _with_prisons_board(core, _told(tx, person, event), event)
    new_release = with_transfer(with_prison(with_date(release, event, core.clock.now()), event), event)
    is_news = (new_person, new_release) != (person, latest)
    if is_news or new_person.said != person.said:
        tx.people.save(new_person)  # a late word that changes nothing now may count when another one comes
    if not is_news:
        return person.id, Answer(Outcome.IGNORED, event.id, release.id)
    tx.releases.save(new_release)
    new_person = _new_number(core, tx, person, new_person)
    standing = replan(core, tx, new_person, new_release)
    _tell_line(core, tx, person, new_person)
    reason = standing.hold.public if standing.hold else None
    outcome = _outcome(event, new_release, standing, was_silent=was_silent)
    return person.id, Answer(outcome, event.id, release.id, reason, standing.texts)


def _tell_line(core: Core, tx: Transaction, before: Person, after: Person) -> None:
    """Whoever has the same phone may take the days that are free now."""
    for number_id in sorted(filter(None, {before.number_id, after.number_id})):
        replan_line(core, tx, number_id, but=after.id)


def _new_number(core: Core, tx: Transaction, before: Person, after: Person) -> Person:
    """What was asked of the old number holds for the new one, and what is known of the new one is told to staff."""
    old, new = before.number_id, after.number_id
    if new is None or new == old:
        return after
    about = {"number": new, "person": after.id}
    if tx.lines.get(new).stopped is not None:
        tx.journal.ask_staff("number_stopped_before", about=about, once=f"{after.id} {new}")
    offer_replies(tx, after, new)
    after = heed_danger_before(tx, after, new)
    holders = [one for one in tx.people.with_number(new) if one.id != after.id]
    for dead in holders:
        if dead.died_at is not None:
            hold_others(core, tx, dead)
    if old is None or not tx.lines.get(old).has_opted_out:
        return after
    tx.journal.ask_staff("new_number_after_stop", about=about, once=f"{after.id} {new}")
    if not holders:
        stop_number(core, tx, new, Reason.OPTED_OUT)  # the person asked, not the phone
        return after
    silent = after.paused_for(Pause.STAFF)  # but others with that phone did not
    tx.people.save(silent)
    return silent


def _told(tx: Transaction, person: Person, event: Event) -> Person:
    """The person with what the event says of contact and Board."""
    told = with_board(with_contact(person, event), event)
    number = told.contact.number
    return replace(told, number_id=tx.lines.of(number).id) if number else told


def _with_prisons_board(core: Core, person: Person, event: Event) -> Person:
    """Where nobody has named a home, it is assumed from the prison, so it goes with the person to the next one."""
    prison = core.config.prisons.get(event.to) if event.to else None
    return replace(person, board=prison.board) if prison and person.board_as_of is None else person


def _add_person(core: Core, tx: Transaction, event: Event) -> Person:
    """A person nobody had told us of. The Board is assumed until an event names it."""
    board = event.board or _assumed_board(core, event.source)
    return _new_person(core, tx, event.prison_number, board)


def _new_person(core: Core, tx: Transaction, prison_number: str, board: BoardCode) -> Person:
    person = Person(PersonId(core.new_id("p")), board, board_as_of=None)
    tx.people.add(person, prison_number)
    return person


def _assumed_board(core: Core, source: Source) -> BoardCode:
    """That of the prison, or the Board itself. Raises NotYoursError for a place that is no longer configured."""
    prison = core.config.prison_named(source.slug) if source.kind is SourceKind.PRISON else None
    board = core.config.boards[prison.board] if prison else core.config.board_named(source.slug)
    if board is None:
        raise NotYoursError
    return board.code


def _release_for(core: Core, tx: Transaction, event: Event, person: Person, latest: Release | None) -> Release:
    """The release that the event speaks of: the latest one, or a new one where that is over."""
    now = core.clock.now()
    if latest is not None and not begins_anew(core.config, event, latest, begun=_has_begun(tx, latest, now)):
        return latest
    if latest is not None and latest.ended is None:
        end_release(core, tx, person, latest, Ended.REPLACED)
    before = tx.releases.latest(person.id)
    release = Release(ReleaseId(core.new_id("r")), person.id, prison=None, liberation_date=None, date_as_of=None)
    tx.releases.add(release)
    if before is not None:
        _take_along(tx, before, release, now)
    tx.journal.note("release.added", about={"release": release.id, "person": person.id})
    return release


def _take_along(tx: Transaction, before: Release, release: Release, now: datetime) -> None:
    """Appointments that stand and are still to come."""
    for visit in tx.appointments.of_release(before.id):
        if visit.status is Status.BOOKED and visit.start > now:
            tx.appointments.save(replace(visit, release_id=release.id))


def _has_begun(tx: Transaction, release: Release, now: datetime) -> bool:
    """Some text of it went, or would have gone, were the number not stopped: a prison must see no difference."""
    rows = tx.texts.of_release(release.id)
    return any(text.state not in UNSENT or (text.reason in STOPPED and text.due_at <= now) for text in rows)


def _outcome(event: Event, release: Release, standing: Standing, *, was_silent: bool) -> Outcome:
    if event.kind is Kind.CANCELLED:
        return Outcome.CANCELLED
    if event.kind not in (Kind.CONTACT, Kind.TRANSFERRED) and standing.hold is not None:
        return Outcome.HELD
    if was_silent and standing.hold is None and release.ended is None:
        return Outcome.PLANNED
    if event.kind in (Kind.CONTACT, Kind.TRANSFERRED) or not standing.changed:
        return Outcome.UPDATED
    return Outcome.REPLANNED
