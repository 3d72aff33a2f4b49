"""One person had two records, and one of them goes: nothing that was said to either is forgotten."""

from dataclasses import replace

from service.core.planning import replan
from service.core.ports import Core, Transaction
from service.core.stopping import end_release, hold_others, replan_line, stop_number
from service.domain.contact import Said
from service.domain.release import Ended, Person, Release
from service.domain.text import Reason


def merge(core: Core, tx: Transaction, kept: Person, removed: Person) -> Release | None:
    """Join the facts, keep one running release, and carry an opt-out over to the number that stays in use.

    The release that runs on, or None. A stop at either number outlives the merge: the person asked, not the record.
    """
    tx.lines.hold(kept.number_id, removed.number_id)
    opted_out = any(_opted_out(tx, one) for one in (kept, removed))
    joined = _joined(kept, removed)
    tx.people.save(joined)
    tx.people.merge(removed.id, kept.id)
    release = _one_release(core, tx, joined, removed)
    if joined.number_id is not None and opted_out:
        stop_number(core, tx, joined.number_id, Reason.OPTED_OUT)
    if release is not None:
        replan(core, tx, joined, release)
    if removed.number_id is not None:
        replan_line(core, tx, removed.number_id)
    if joined.died_at is not None:
        hold_others(core, tx, joined)
    tx.journal.note("person.merged", about={"person": kept.id, "removed": removed.id})
    return release


def _opted_out(tx: Transaction, person: Person) -> bool:
    return person.number_id is not None and tx.lines.get(person.number_id).has_opted_out


def _joined(kept: Person, removed: Person) -> Person:
    """Of each fact the later word wins; a death or a return heard of either holds."""
    said = _said_of_both(kept.said, removed.said)
    as_of = max(filter(None, (kept.contact_as_of, removed.contact_as_of)), default=None)
    return replace(
        kept.with_said(said, as_of),
        number_id=kept.number_id if said.contact.number == kept.contact.number else removed.number_id,
        returned_at=max(filter(None, (kept.returned_at, removed.returned_at)), default=None),
        died_at=kept.died_at or removed.died_at,
        paused=kept.paused_for(removed.paused).paused,
    )


def _said_of_both(kept: Said, removed: Said) -> Said:
    """Of two numbers the later, with what was said of it in its own record."""
    numbers = {kept.contact.number, removed.contact.number} - {None}
    if len(numbers) > 1 and removed.number_times[-1] > kept.number_times[-1]:
        kept = kept.without_number()
    elif len(numbers) > 1:
        removed = removed.without_number()
    return removed.joined(kept)


def _one_release(core: Core, tx: Transaction, kept: Person, removed: Person) -> Release | None:
    """The kept record's running release, else the removed one's; two never run side by side."""
    own, others = tx.releases.latest(kept.id), tx.releases.latest(removed.id)
    if others is not None and others.ended is None:
        if own is None or own.ended is not None:
            tx.releases.give(others, kept.id)
            tx.appointments.give(others.id, others.id, kept.id)
            own = replace(others, person_id=kept.id)
        else:
            tx.appointments.give(others.id, own.id, kept.id)
            end_release(core, tx, kept, others, Ended.REPLACED)
    if own is not None and own.ended is None and (how := known_end(kept, own)) is not None:
        end_release(core, tx, kept, own, how)
        return None
    return own if own is not None and own.ended is None else None


def known_end(person: Person, release: Release) -> Ended | None:
    """What is known of the person and ends this release, whichever record it was heard of."""
    if person.died_at is not None:
        return Ended.DIED
    as_of = release.date_as_of
    is_back = person.returned_at is not None and (as_of is None or person.returned_at > as_of)
    return Ended.RETURNED if is_back else None
