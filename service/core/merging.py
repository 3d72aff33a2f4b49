"""One person had two records, and one of them goes: nothing that was said to either is forgotten."""

from dataclasses import replace

from service.core.planning import replan
from service.core.ports import Core, Transaction
from service.core.stopping import end_release, replan_line, stop_number
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
    tx.journal.note("person.merged", about={"person": kept.id, "removed": removed.id})
    return release


def _opted_out(tx: Transaction, person: Person) -> bool:
    return person.number_id is not None and tx.lines.get(person.number_id).stopped is Reason.OPTED_OUT


def _joined(kept: Person, removed: Person) -> Person:
    """The later word wins, the earlier fills in; a death or a return heard of either holds."""
    newer, older = (removed, kept) if _is_newer(removed, kept) else (kept, removed)
    return replace(
        kept,
        contact=newer.contact.over(older.contact),
        contact_as_of=newer.contact_as_of,
        number_id=newer.number_id or older.number_id,
        returned_at=max(filter(None, (kept.returned_at, removed.returned_at)), default=None),
        died_at=kept.died_at or removed.died_at,
    )


def _is_newer(one: Person, other: Person) -> bool:
    return one.contact_as_of is not None and (other.contact_as_of is None or one.contact_as_of > other.contact_as_of)


def _one_release(core: Core, tx: Transaction, kept: Person, removed: Person) -> Release | None:
    """The kept record's running release, else the removed one's; two never run side by side."""
    own, others = tx.releases.latest(kept.id), tx.releases.latest(removed.id)
    if others is not None and others.ended is None:
        if own is None or own.ended is not None:
            tx.releases.give(others, kept.id)
            own = replace(others, person_id=kept.id)
        else:
            end_release(core, tx, kept, others, Ended.REPLACED)
    if own is not None and own.ended is None and (how := _known_end(kept, own)) is not None:
        end_release(core, tx, kept, own, how)
        return None
    return own if own is not None and own.ended is None else None


def _known_end(person: Person, release: Release) -> Ended | None:
    if person.died_at is not None:
        return Ended.DIED
    as_of = release.date_as_of
    is_back = person.returned_at is not None and (as_of is None or person.returned_at > as_of)
    return Ended.RETURNED if is_back else None
