"""Publishing sequences, and which version of each a release runs: what the store holds, not what lies in `config/`."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from service.core.ports import Core, Transaction
from service.core.records import Version
from service.domain.errors import Fault, InvalidError
from service.domain.ids import SequenceId, StepId, VersionId
from service.domain.release import Person, Release
from service.domain.text import Reason, State, Text
from service.schedules.sequence import Sequence
from service.schedules.versions import as_it_runs, beyond_words, clashes, withdrawn

LONGEST_NAME = 100  # characters
_PUBLISHING = "publishing"  # who holds this is the only one who makes a version
_TAKEN_FROM_CONFIG = "config"


class How(StrEnum):
    PUBLISHED = "published"  # new releases begin with it
    WORDS_ONLY = "words only"  # running ones have it too
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Draft:
    sequence: Sequence = field(repr=False)
    document: str = field(repr=False)  # canonical JSON, of which `sequence` is the reading


@dataclass(frozen=True)
class Signature:
    author: str
    approver: str | None  # None: nobody but the author answers for it


@dataclass(frozen=True)
class Published:
    version: Version  # the one that runs now
    how: How
    withdrawn: tuple[StepId, ...] = ()  # of running releases: words only
    cancelled: int = 0  # planned texts of these steps


def publish(
    core: Core, drafts: Iterable[Draft], signature: Signature, *, words_only: bool, keep: bool = True
) -> tuple[Published, ...]:
    """Make each draft the version that runs, all of them or none. Without `keep`: what would come of it.

    Raises:
        InvalidError: every fault of every draft and of the signature.
    """
    with core.store.write(actor="command line") if keep else core.store.read() as tx:
        tx.alone(_PUBLISHING)
        known = tx.versions.all()
        faults, made = list(_unsigned(signature)), []
        for draft in drafts:
            history = tuple(one for one in known if one.sequence.id == draft.sequence.id)
            faults += _faults(history, draft, words_only=words_only)
            made.append(_following(core, history, draft, signature, words_only=words_only))
        if faults:
            raise InvalidError(tuple(faults))
        return tuple((_keep if keep else _counted)(tx, one) for one in made)


def sequences_of(  # noqa: PLR0913  whose they are, and whether it may be written down
    core: Core, tx: Transaction, person: Person, release: Release, rows: Iterable[Text], *, pin: bool
) -> Mapping[SequenceId, Sequence]:
    """The sequences that the release runs: its Board's, then those that its rows name, each as it began.

    What was published as words only since then is in it. With `pin` it is written down which version a sequence begins
    with; a release that has ended begins nothing.
    """
    names = tuple(dict.fromkeys((*core.config.boards[person.board].sequences, *(text.sequence for text in rows))))
    running = tx.versions.running(release.id)
    begins = sorted(set(names) - running.keys()) if pin and release.ended is None else []
    if begins:
        tx.versions.pin_newest(release.id, begins)
        running = tx.versions.running(release.id)  # another transaction may have pinned it first: that one stands
    first = [_pin_first(core, tx, release, name) for name in begins if name not in running]
    if any(first):
        running = tx.versions.running(release.id)
    found = {name: _sequence(core, tx, running, name) for name in names}
    return {name: sequence for name, sequence in found.items() if sequence is not None}


def _unsigned(signature: Signature) -> Iterator[Fault]:
    for who, name in (("author", signature.author), ("approver", signature.approver)):
        if name is not None and not 0 < len(name.strip()) <= LONGEST_NAME:
            yield Fault(who, f"must have a name of at most {LONGEST_NAME} characters")
    if signature.approver is not None and signature.approver.casefold() == signature.author.casefold():
        yield Fault("approver", "must be somebody else than the author")


def _faults(history: tuple[Version, ...], draft: Draft, *, words_only: bool) -> Iterator[Fault]:
    """An id is held against every version there was, for what went under it is still remembered."""
    if history and history[-1].hash == _hash(draft):
        return
    if not words_only:
        found = (clash for version in history for clash in clashes(version.sequence, draft.sequence))
    elif history:
        found = (f"{what} (words only)" for what in beyond_words(history[-1].sequence, draft.sequence))
    else:
        found = (what for what in ("has no version yet whose words could change",))
    yield from (Fault(draft.sequence.id, message) for message in dict.fromkeys(found))


def _following(
    core: Core, history: tuple[Version, ...], draft: Draft, signature: Signature, *, words_only: bool
) -> Published:
    """What comes after the versions so far. None of it is kept yet."""
    current = history[-1] if history else None
    if current is not None and current.hash == _hash(draft):
        return Published(current, How.UNCHANGED)
    new = VersionId(core.new_id("v"))
    version = Version(
        id=new,
        number=current.number + 1 if current else 1,
        basis=current.basis if current and words_only else new,
        hash=_hash(draft),
        document=draft.document,
        author=signature.author,
        approver=signature.approver,
        published_at=core.clock.wall(),
        sequence=draft.sequence,
    )
    if current is None or not words_only:
        return Published(version, How.PUBLISHED)
    return Published(version, How.WORDS_ONLY, withdrawn(current.sequence, draft.sequence))


def _hash(draft: Draft) -> str:
    return hashlib.sha256(draft.document.encode()).hexdigest()


def _counted(tx: Transaction, published: Published) -> Published:
    """What would be cancelled, were it kept."""
    planned = (
        tx.texts.planned_of_steps(published.version.sequence.id, published.withdrawn) if published.withdrawn else ()
    )
    return replace(published, cancelled=len(planned))


def _keep(tx: Transaction, published: Published) -> Published:
    if published.how is How.UNCHANGED:
        return published
    version = published.version
    cancelled = _withdraw(tx, version, published.withdrawn)
    tx.versions.add(version)
    why = "words_only" if published.how is How.WORDS_ONLY else None
    tx.journal.note("sequence.published", about={"version": version.id, "sequence": version.sequence.id}, why=why)
    return replace(published, cancelled=cancelled)


def _withdraw(tx: Transaction, version: Version, steps: tuple[StepId, ...]) -> int:
    """Cancel what running releases have planned of these steps. What a worker holds, its last look keeps back."""
    planned = tx.texts.planned_of_steps(version.sequence.id, steps) if steps else ()
    tx.lines.hold(*(text.number_id for text in planned))
    still = [text for one in planned if (text := tx.texts.get(one.id)).state is State.PLANNED]
    for text in still:
        tx.texts.save(replace(text, state=State.CANCELLED, reason=Reason.WITHDRAWN))
        tx.journal.note("text.cancelled", about={"text": text.id, "release": text.release_id}, why=Reason.WITHDRAWN)
    return len(still)


def _pin_first(core: Core, tx: Transaction, release: Release, name: SequenceId) -> bool:
    """Of a sequence that was never published. False: nor can it be."""
    version = _first(core, tx, name)
    if version is not None:
        tx.versions.pin(release.id, name, version.id)
    return version is not None


def _first(core: Core, tx: Transaction, name: SequenceId) -> Version | None:
    """A database into which nothing was published yet takes what `config/` holds, so that a fresh one just works."""
    if name not in core.config.documents:
        return None
    tx.alone(_PUBLISHING)
    current = tx.versions.current(name)
    if current is not None:
        return current  # another was first, while we waited
    draft = Draft(core.config.sequences[name], core.config.documents[name])
    first = _following(core, (), draft, Signature(_TAKEN_FROM_CONFIG, None), words_only=False)
    return _keep(tx, first).version


def _sequence(
    core: Core, tx: Transaction, running: Mapping[SequenceId, tuple[Version, ...]], name: SequenceId
) -> Sequence | None:
    if name in running:
        since = running[name]
        corrections = ((old.sequence, new.sequence) for old, new in pairwise(since) if new.basis != new.id)
        return as_it_runs(since[0].sequence, corrections)
    current = tx.versions.current(name)
    return current.sequence if current is not None else core.config.sequences.get(name)
