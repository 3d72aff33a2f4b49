"""What the core needs of the outside: the smallest set of promises, and the Core that holds them."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from service.core.asked_for import AskedFor
from service.core.cases import Cases
from service.core.codes import Codes
from service.core.desk import Desk
from service.core.life import Life
from service.core.records import (
    FIRST_TURN,
    Attempt,
    Heard,
    Held,
    Key,
    Line,
    Link,
    LoggedText,
    Noted,
    OthersDays,
    Receipt,
    Remembered,
    Reply,
    SenderState,
    Spooled,
    Stamp,
    TextFilter,
    Turn,
    User,
    UserId,
    Version,
    Went,
)
from service.core.sending import Carrier
from service.core.vitals import Alert, Letter, Tallies, Vitals
from service.domain.appointment import Appointment
from service.domain.event import Answer, Event, Source
from service.domain.ids import (
    AppointmentId,
    AttemptId,
    BoardCode,
    MessageSid,
    NumberId,
    PersonId,
    PrisonSlug,
    ReleaseId,
    SequenceId,
    StepId,
    TextId,
    VersionId,
)
from service.domain.number import Number
from service.domain.release import Person, Release
from service.domain.text import Text
from service.schedules.config import Config


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC, practice clock: what is due, sending hours, lateness."""
        ...

    def wall(self) -> datetime:
        """Aware UTC, wall clock: leases, heartbeats, back-off, keys, everything compared with the carrier."""
        ...

    def wall_at(self, moment: datetime) -> datetime:
        """When, by the wall, practice time reaches `moment`."""
        ...


class People(Protocol):
    def find(self, prison_number: str) -> Person | None: ...
    def named(self, person_id: PersonId) -> Person | None:
        """By the name that a Board gave out; after a merge, the record that took its place."""
        ...

    def get(self, person_id: PersonId) -> Person: ...
    def with_number(self, number_id: NumberId) -> tuple[Person, ...]: ...
    def out_since(self, boards: Collection[BoardCode], since: date) -> tuple[Person, ...]:
        """Alive, of these Boards, with a number and a release since that day that has not ended; locks none."""
        ...

    def add(self, person: Person, prison_number: str) -> None: ...
    def save(self, person: Person) -> None: ...
    def merge(self, removed: PersonId, kept: PersonId) -> None:
        """From now on `find` gives the kept one for either prison number."""
        ...


class Lines(Protocol):
    """Telephone numbers, and whether anything may go to them."""

    def find(self, number: Number) -> Line | None:
        """None: nobody ever told us of it, and no row is made."""
        ...

    def of(self, number: Number) -> Line:
        """The line of that number, made if it is new."""
        ...

    def hold(self, *number_ids: NumberId | None) -> Mapping[NumberId, Line]:
        """Keep these lines to this transaction until it ends. Whoever changes texts holds their line first."""
        ...

    def get(self, number_id: NumberId) -> Line: ...
    def save(self, line: Line) -> None:
        """All but the last sign of life."""
        ...

    def live(self, alive: Collection[Line], at: datetime) -> None:
        """They gave a sign of life (aware UTC, practice clock)."""
        ...


class Releases(Protocol):
    def find(self, release_id: ReleaseId) -> Release | None: ...
    def get(self, release_id: ReleaseId) -> Release: ...
    def latest(self, person_id: PersonId) -> Release | None: ...
    def awaited(self, first: date, last: date) -> tuple[Release, ...]:
        """Those of prisons that run, with a liberation date from `first` to `last`, of which no release was told."""
        ...

    def add(self, release: Release) -> None: ...
    def give(self, release: Release, person_id: PersonId) -> None:
        """Make it the latest release of that person."""
        ...

    def save(self, release: Release) -> None: ...


class Texts(Protocol):
    def find(self, text_id: TextId) -> Text | None: ...
    def get(self, text_id: TextId) -> Text:
        """Kept to this transaction if it writes, like the next."""
        ...

    def hold(self, text_ids: Collection[TextId]) -> Mapping[TextId, Text]: ...
    def of_release(self, release_id: ReleaseId) -> tuple[Text, ...]: ...
    def add(self, *new: Text) -> None: ...
    def answer(self, text: Text, words: str) -> bool:
        """False, and nothing is added, if that reply was given that answer before."""
        ...

    def words_of(self, answer: TextId) -> str:
        """Raises UnfitError for what cannot be opened."""
        ...

    def answers_to(self, number_id: NumberId, good_after: datetime) -> tuple[Text, ...]:
        """The answers to that number that were of use after this moment (aware UTC, wall clock)."""
        ...

    def save(self, *changed: Text) -> None: ...
    def readdress(self, release_id: ReleaseId, board: BoardCode, number_id: NumberId) -> None:
        """Give every unsent text of the release this Board and this number."""
        ...

    def welcomes(self, number_id: NumberId) -> tuple[Text, ...]:
        """The welcomes to this number, of any release, that went, are on their way or are planned."""
        ...

    def days_of_others(self, number_id: NumberId, *, but: ReleaseId) -> OthersDays:
        """The London days on which that number gets a text of another release."""
        ...

    def went_on_day(self, number_id: NumberId, day: date, *, but: TextId) -> bool: ...
    def stamps(self, text_ids: Collection[TextId]) -> Mapping[TextId, Stamp]:
        """Of every row that decides whether the text may go: while a stamp is the same, so is what was decided."""
        ...

    def due(self, now: datetime, wall: datetime, limit: int, turn: Turn = FIRST_TURN) -> tuple[Text, ...]:
        """The planned texts that may be tried now, locked to the end; none that another holds.

        Answers first. Then the Boards take turns; of one Board welcomes come first, then what is said of appointments,
        then the oldest.
        """
        ...

    def past_use(self, limit: int) -> tuple[Text, ...]:
        """The planned answers of which it is too late by now (wall clock); locks none."""
        ...

    def planned_of_steps(self, sequence: SequenceId, steps: Collection[StepId]) -> tuple[Text, ...]:
        """The planned texts of these steps, whoever they are for; locks none."""
        ...

    def next_due(self) -> datetime | None: ...
    def first_due(self, *, only_answers: bool = False) -> Mapping[BoardCode, datetime]:
        """Of each Board when its first planned text that may be tried is due; perhaps it has been for long."""
        ...

    def stale_claims(self, wall: datetime) -> tuple[Text, ...]: ...
    def to_try_later(self, wall: datetime, limit: int) -> tuple[Text, ...]:
        """Texts that did not arrive and whose wait for one more try is over."""
        ...


class Versions(Protocol):
    """Published sequences: what runs."""

    def current(self, sequence: SequenceId) -> Version | None:
        """The newest."""
        ...

    def get(self, version_id: VersionId) -> Version: ...
    def all(self) -> tuple[Version, ...]: ...
    def add(self, version: Version) -> None: ...
    def pin(self, release_id: ReleaseId, sequence: SequenceId, version_id: VersionId) -> None:
        """From now on the release runs this version. Nothing changes if it runs one already."""
        ...

    def pin_newest(self, release_id: ReleaseId, names: Collection[SequenceId]) -> None:
        """The same for the newest version of each of these sequences that has one."""
        ...

    def running(self, release_id: ReleaseId) -> Mapping[SequenceId, tuple[Version, ...]]:
        """Of each sequence the version that the release began with, and all that came after it, in order."""
        ...


class Appointments(Protocol):
    def find(self, source: Source, their_id: str) -> Appointment | None:
        """By the name that its own system has for it."""
        ...

    def get(self, appointment_id: AppointmentId) -> Appointment: ...
    def of_release(self, release_id: ReleaseId) -> tuple[Appointment, ...]: ...
    def add(self, appointment: Appointment, source: Source, their_id: str) -> None: ...
    def save(self, appointment: Appointment) -> None: ...
    def give(self, old: ReleaseId, release_id: ReleaseId, person_id: PersonId) -> None:
        """All of one release to another, of the person who has both."""
        ...


class Answers(Protocol):
    """What people answered to the questions of texts."""

    def of_release(self, release_id: ReleaseId) -> Mapping[tuple[str, str], str]:
        """Occasion and question -> answer."""
        ...

    def give(self, release_id: ReleaseId, occasion: str, question: str, answer: str) -> None:
        """A later answer takes the place of an earlier one."""
        ...


class Prisons(Protocol):
    def hear(self, prison: PrisonSlug) -> None:
        """It told us something just now."""
        ...

    def last_heard(self, prison: PrisonSlug) -> datetime | None:
        """Aware UTC, practice clock."""
        ...

    def heard(self) -> Mapping[PrisonSlug, datetime]:
        """When each prison that ever told us anything last did."""
        ...


class Log(Protocol):
    def page(self, which: TextFilter) -> tuple[LoggedText, ...]:
        """One page of the delivery log. Raises NotFoundError if `which.after` names no text."""
        ...

    def notes(self, text_id: TextId) -> tuple[Noted, ...]:
        """What the journal says of one text, in order."""
        ...


class Attempts(Protocol):
    def add(self, *new: Attempt) -> None: ...
    def find(self, attempt_id: AttemptId) -> Attempt | None: ...
    def find_all(self, attempt_ids: Collection[AttemptId], sids: Collection[MessageSid] = ()) -> tuple[Attempt, ...]:
        """Those with one of these ids, or one of these SIDs."""
        ...

    def hold(self, attempt_ids: Collection[AttemptId]) -> Mapping[AttemptId, Attempt]:
        """Kept to this transaction if it writes, like the next."""
        ...

    def get(self, attempt_id: AttemptId) -> Attempt | None: ...

    def of_sid(self, sid: MessageSid) -> Attempt | None: ...
    def of_text(self, text_id: TextId) -> tuple[Attempt, ...]: ...
    def to_withdraw(self, asked_before: datetime, limit: int) -> tuple[Attempt, ...]:
        """Those the carrier holds though nothing may go any more: the release ended, the number stopped or changed.

        Not those that were asked back since (wall clock) without an answer.
        """
        ...

    def unresolved(self, looked_before: datetime, limit: int) -> tuple[Attempt, ...]:
        """Of unknown texts, the oldest first: those for which the carrier's list was not read since (wall clock)."""
        ...

    def unheard(
        self, taken_before: datetime, taken_after: datetime, asked_before: datetime, limit: int
    ) -> tuple[Attempt, ...]:
        """Of texts that the carrier took and has not ended, those not asked about since. All by the wall clock."""
        ...

    def without_sid(self, number_id: NumberId) -> tuple[Attempt, ...]:
        """Of texts to that number that are claimed or unknown: the attempts the carrier may have, the oldest first."""
        ...

    def known(self, sids: Collection[MessageSid]) -> frozenset[MessageSid]:
        """Which of them are an attempt's."""
        ...

    def save(self, *known: Attempt) -> None: ...


class Receipts(Protocol):
    def add(self, *told: Receipt) -> None:
        """Each is a row, also one that was here before."""
        ...

    def adopt(self, owners: Mapping[MessageSid, AttemptId]) -> tuple[Receipt, ...]:
        """Those that came before anybody knew whose these SIDs are: now they are of these attempts."""
        ...

    def of_attempt(self, attempt_id: AttemptId) -> tuple[Receipt, ...]: ...


class Replies(Protocol):
    def add(self, reply: Reply) -> bool:
        """False if a reply with that SID is here already."""
        ...

    def known(self, sids: Collection[MessageSid]) -> frozenset[MessageSid]:
        """Which of them are here already."""
        ...

    def keywords_after(self, number_id: NumberId, moment: datetime) -> frozenset[str]:
        """The keywords that came from that number later than this (aware UTC, wall clock)."""
        ...

    def id_of(self, sid: MessageSid) -> str:
        """Ours. Raises NotFoundError."""
        ...

    def count(self, number_id: NumberId, since: datetime, most: int) -> int:
        """How many came from that number since (wall clock), counted as far as `most`."""
        ...

    def lately(self, number_id: NumberId, since: datetime, limit: int) -> tuple[Heard, ...]:
        """Those that came from that number since (wall clock), the newest first."""
        ...

    def went_before(self, number_id: NumberId, since: datetime, limit: int) -> tuple[Went, ...]:
        """The texts of releases that went to that number since (practice clock), the newest first."""
        ...


class Events(Protocol):
    def recall(self, source: Source, event_id: str) -> Remembered | None: ...
    def keep(self, event: Event, answer: Answer, person_id: PersonId | None) -> str:
        """Remember it, sealed, with its answer; the id of its row."""
        ...

    def same_content(self, event: Event, remembered: Remembered) -> bool: ...


class Journal(Protocol):
    """What happened and why, written in the transaction that it explains; and what a person must look at."""

    def note(self, action: str, *, about: Mapping[str, str | None], why: str | None = None) -> None: ...
    def ask_staff(  # noqa: PLR0913  what, about what, whose, how soon
        self,
        kind: str,
        *,
        about: Mapping[str, str | None],
        once: str | None = None,
        board: BoardCode | None = None,
        priority: int | None = None,
        due: datetime | None = None,
    ) -> None:
        """Raise a task; not again while one of this kind with the same `once` is open. `due`: aware UTC, practice."""
        ...


class Strikes(Protocol):
    """Days on which texts to a number did not arrive."""

    def add(self, number_id: NumberId, day: date, code: int) -> tuple[tuple[date, int], ...]:
        """Once for a day (London) and a code; all days and codes since a text last arrived there."""
        ...

    def clear(self, number_id: NumberId) -> None: ...


class Senders(Protocol):
    """What we text from, by the sender's key. Held after lines, attempts and texts, never before."""

    def all(self) -> Mapping[str, SenderState]:
        """Those that ever sent or rested; locks none."""
        ...

    def hold(self, *keys: str) -> Mapping[str, SenderState]:
        """Keep these to this transaction until it ends."""
        ...

    def save(self, state: SenderState) -> None: ...
    def wake(self, keys: Collection[str]) -> bool:
        """End the rest of those of which a text is out to see. False if there was none."""
        ...


class Marks(Protocol):
    """How far something has come, by the wall clock."""

    def get(self, name: str) -> datetime | None: ...
    def put(self, name: str, wall: datetime) -> None: ...


class Alerts(Protocol):
    """What a person must see to. Use `core.alerting`."""

    def add(self, kind: str, key: str) -> bool:
        """False if one is open already."""
        ...

    def end(self, kind: str, key: str) -> bool:
        """False if none was open."""
        ...

    def standing(self) -> tuple[Alert, ...]: ...
    def to_tell(self, raised_before: datetime, told_before: datetime, limit: int) -> tuple[Alert, ...]:
        """Never told and raised by then; open and last told by then; over since they were told. The oldest first."""
        ...

    def told(self, alert_id: str, at: datetime) -> None: ...


class Watch(Protocol):
    """One look at the whole ledger, cheap however long it is."""

    def vitals(self, *, tried_since: datetime, handed_over_before: datetime, came_from: date, came_to: date) -> Vitals:
        """Moments by the wall; the days are the London days on which releases have come."""
        ...

    def tallies(self) -> Tallies: ...


class Hold(Protocol):
    """Whether anything may go out at all."""

    def held(self) -> Held | None: ...
    def hold(self, why: str) -> None: ...
    def release(self) -> None: ...


class Keys(Protocol):
    """API keys: whose they are. The key itself is never stored, only its SHA-256."""

    def add(self, key: Key, digest: bytes) -> None: ...
    def of_digest(self, digest: bytes) -> Key | None: ...
    def all(self) -> tuple[Key, ...]: ...
    def revoke(self, key_id: str, at: datetime) -> bool:
        """False if there is no such key."""
        ...


class Users(Protocol):
    """Staff, by id or by e-mail."""

    def add(self, user: User) -> None: ...
    def find(self, user_id: UserId) -> User | None: ...
    def with_email(self, email: str) -> User | None: ...
    def all(self) -> tuple[User, ...]: ...
    def save(self, user: User) -> None: ...


class Links(Protocol):
    """Links that work once, by the SHA-256 of their secret."""

    def add(self, link: Link, digest: bytes) -> None: ...
    def of_digest(self, digest: bytes) -> Link | None: ...
    def use(self, digest: bytes, at: datetime) -> bool:
        """True for the one who used it; False if it was used already."""
        ...

    def void(self, user_id: UserId, at: datetime) -> None:
        """Mark the user's unused links as used."""
        ...


class Tries(Protocol):
    """Tries to sign in that have not succeeded, also with an e-mail that nobody has."""

    def add(self, email: str, at: datetime) -> None: ...
    def since(self, email: str, moment: datetime) -> tuple[datetime, ...]: ...
    def forget(self, email: str) -> None: ...
    def forget_before(self, moment: datetime) -> None: ...


class Transaction(Protocol):
    @property
    def people(self) -> People: ...
    @property
    def lines(self) -> Lines: ...
    @property
    def releases(self) -> Releases: ...
    @property
    def texts(self) -> Texts: ...
    @property
    def appointments(self) -> Appointments: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def prisons(self) -> Prisons: ...
    @property
    def versions(self) -> Versions: ...
    @property
    def log(self) -> Log: ...
    @property
    def attempts(self) -> Attempts: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def replies(self) -> Replies: ...
    @property
    def life(self) -> Life: ...
    @property
    def events(self) -> Events: ...
    @property
    def strikes(self) -> Strikes: ...
    @property
    def senders(self) -> Senders: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def hold(self) -> Hold: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def watch(self) -> Watch: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def users(self) -> Users: ...
    @property
    def links(self) -> Links: ...
    @property
    def tries(self) -> Tries: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def asked_for(self) -> AskedFor: ...

    def seen(self, due: Collection[Text]) -> "Transaction":
        """The same one, which has read at once what a look at any of these texts will ask; nothing written later."""
        ...

    def alone(self, *names: str) -> None:
        """Wait until no other transaction holds any of these names, then hold them to the end."""
        ...


class Store(Protocol):
    def write(self, actor: str) -> AbstractContextManager[Transaction]:
        """One transaction: all of it or nothing."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """A look that changes nothing."""
        ...

    def beat(self, worker: str) -> None: ...
    def ready(self) -> tuple[str, ...]:
        """What keeps this service from working, in words; empty if nothing does."""
        ...


class Messenger(Protocol):
    """Takes alerts to people."""

    def tell(self, letter: Letter) -> bool:
        """False if nobody was reached: it must be tried again. Never raises for what the network does."""
        ...


class Spool(Protocol):
    """What the carrier told while the database was down. Each raises UnavailableError where the disk does not serve."""

    def keep(self, request: Spooled) -> None:
        """It is on the disk, sealed, when this returns."""
        ...

    def names(self) -> tuple[str, ...]:
        """Of all that waits, the oldest first."""
        ...

    def read(self, name: str) -> Spooled:
        """Raises NotFoundError, and UnfitError for what cannot be opened."""
        ...

    def remove(self, name: str) -> None: ...
    def set_aside(self, name: str) -> None:
        """Keep it, for a person to look at, where `names` does not find it."""
        ...

    def damaged(self) -> tuple[str, ...]:
        """Of all that was set aside and is there still."""
        ...


@dataclass(frozen=True)
class Core:
    """The service, put together once by `wiring.build` and handed to whoever opens a door."""

    store: Store
    carrier: Carrier
    messenger: Messenger
    clock: Clock
    config: Config
    new_id: Callable[[str], str]  # a prefix -> a fresh random id
    practice: bool  # the carrier is on loopback
    lease_s: float  # wall-clock seconds that a claim lasts
    unknown_wait_s: float  # wall-clock seconds between two looks for a text that the carrier may or may not have
