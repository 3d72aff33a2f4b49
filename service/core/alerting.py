"""Alerts: raised by whoever sees that something is wrong, ended when it is no more, and told to people meanwhile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from service.core.cases import CaseId
from service.core.ports import Core, Transaction
from service.core.vitals import Alert, Kind, Letter, Notice
from service.domain.ids import BoardCode, PrisonSlug, ReleaseId

STANDS_AFTER = timedelta(minutes=1)  # what is over by then was a blink, and nobody is woken for it
REMINDED_AFTER = timedelta(hours=24)
_MOST = 100  # alerts told in one go; the next go is half a minute later
_FAILURES = 2  # each may take 20 s: a dead mail server must not keep the watch from looking

# What each kind is in plain words, and the page to look at.
KINDS: Mapping[str, tuple[str, str]] = {
    Kind.NO_WORKER: ("No worker has been heard of for two minutes: no text goes out.", "/readyz"),
    Kind.NOTHING_SENT: ("Texts are due, and for ten minutes none of them was tried.", "/texts?state=planned"),
    Kind.NO_RECEIPTS: ("For an hour the carrier has told us nothing of texts that it took.", "/texts?state=accepted"),
    Kind.UNKNOWN_LONG: ("For half an hour nobody knows whether a text went.", "/texts?state=unknown"),
    Kind.PERSON_MISSED: ("A person should have been texted, and was not.", "/texts"),
    Kind.PRISON_SILENT: ("A prison with planned releases has told us nothing for a day.", "/texts"),
    Kind.ON_HOLD: ("The service is on hold: nothing goes out until a person releases it.", "/texts"),
    Kind.SENDER_REFUSED: ("The carrier refuses what we text from: its texts wait.", "/texts?state=planned"),
    Kind.LISTING_FAILS: ("The carrier's list of replies cannot be read, so nothing is sent.", "/texts"),
    Kind.DANGER_WAITS: ("Somebody may be in danger, and for 15 minutes nobody has accepted the case.", "/tasks"),
    Kind.SPOOL_DAMAGED: ("A reply that was kept while the database was away cannot be read.", "/texts"),
    Kind.RESTORED: ("The database was restored from a backup: nothing goes out until a person releases it.", "/texts"),
    Kind.JOINING_PAUSED: (
        "Fifty codes in an hour were on no card: nobody joins by card until an hour is quiet, or a person ends it.",
        "/texts",
    ),
    Kind.TEST: ("This is a test. Nothing is wrong.", "/readyz"),
}


@dataclass(frozen=True)
class _Case:
    """An alert, and whose it is."""

    alert: Alert
    notice: Notice
    to: str | None  # the address of the one Board that it belongs to


def raise_alert(tx: Transaction, kind: str, key: str) -> bool:
    """False if this alert is open already. `key`: what it is about, an id or a name of ours, never a person's."""
    return tx.alerts.add(kind, key)


def over(tx: Transaction, kind: str, key: str) -> bool:
    """False if there was no such alert."""
    return tx.alerts.end(kind, key)


def tell(core: Core, worker: str) -> int:
    """Tell what stands and was not told, or not for a day, and what is over. How many alerts reached somebody."""
    wall = core.clock.wall()
    with core.store.read() as tx:
        found = tx.alerts.to_tell(wall - STANDS_AFTER, wall - REMINDED_AFTER, _MOST)
        cases = [_case(core, tx, alert) for alert in found]
    blinks = [case for case in cases if _blinked(case.alert)]
    reached = list(_reached(core, [case for case in cases if case not in blinks]))
    if blinks or reached:
        with core.store.write(actor=worker) as tx:
            for case in (*blinks, *reached):
                tx.alerts.told(case.alert.id, wall)
    return len(reached)


def _reached(core: Core, cases: list[_Case]) -> Iterator[_Case]:
    """The national letter first, then one for each Board."""
    failures = 0
    for to in sorted({case.to for case in cases}, key=lambda to: to or ""):
        theirs = [case for case in cases if case.to == to]
        if failures >= _FAILURES:
            return
        if _told(core, Letter(to, tuple(case.notice for case in theirs))):
            yield from theirs
        else:
            failures += 1


def _told(core: Core, letter: Letter) -> bool:
    """A Board that cannot be reached must not leave the matter with nobody."""
    return core.messenger.tell(letter) or (letter.to is not None and core.messenger.tell(replace(letter, to=None)))


def _blinked(alert: Alert) -> bool:
    return alert.told_at is None and alert.over_at is not None and alert.over_at - alert.raised_at < STANDS_AFTER


def _case(core: Core, tx: Transaction, alert: Alert) -> _Case:
    words, path = KINDS.get(alert.kind, (alert.kind.replace("_", " "), "/texts"))
    board, page = _place(core, tx, alert)
    notice = Notice(alert.id, words, page or path, alert.raised_at, alert.over_at)
    its = core.config.boards.get(board) if board else None
    return _Case(alert, notice, its.alerts if its else None)


def _place(core: Core, tx: Transaction, alert: Alert) -> tuple[BoardCode | None, str | None]:
    """The one Board that an alert belongs to, and the page of the person that it is about."""
    match alert.kind:
        case Kind.PERSON_MISSED:
            release = tx.releases.find(ReleaseId(alert.key))
            if release is not None:
                return tx.people.get(release.person_id).board, f"/people/{release.person_id}"
        case Kind.PRISON_SILENT:
            prison = core.config.prisons.get(PrisonSlug(alert.key))
            return prison.board if prison else None, None
        case Kind.DANGER_WAITS:
            found = tx.cases.find(CaseId(alert.key))
            return (found.board, f"/cases/{found.id}") if found is not None else (None, None)
        case Kind.NOTHING_SENT:
            return BoardCode(alert.key), None
        case Kind.SENDER_REFUSED:
            theirs = [board.code for board in core.config.boards.values() if board.sender.key == alert.key]
            return theirs[0] if len(theirs) == 1 else None, None
    return None, None
