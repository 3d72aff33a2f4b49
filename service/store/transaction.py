"""One transaction: the groups of rows over one connection, at one moment."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Connection, bindparam, func, select

from service.domain.errors import UnfitError
from service.domain.text import Text
from service.store.accounts import LinkRows, TryRows, UserRows
from service.store.alerts import AlertRows
from service.store.appointments import AnswerRows, AppointmentRows
from service.store.asked_for import AskedForRows
from service.store.attempts import AttemptRows, ReceiptRows
from service.store.cases import CaseRows
from service.store.codes import CodeRows
from service.store.desk import DeskRows
from service.store.events import EventRows, JournalRows
from service.store.hold import HoldRows
from service.store.keys import KeyRows
from service.store.life import LifeRows
from service.store.log import LogRows
from service.store.marks import MarkRows
from service.store.people import LineRows, PeopleRows
from service.store.prisons import PrisonRows
from service.store.releases import ReleaseRows
from service.store.replies import ReplyRows
from service.store.sealing import Sealer
from service.store.seen import (
    SeenAnswers,
    SeenAppointments,
    SeenLines,
    SeenPeople,
    SeenReleases,
    SeenTexts,
    SeenVersions,
    grouped,
    running_of,
    texts_of,
    texts_to,
)
from service.store.senders import SenderRows
from service.store.strikes import StrikeRows
from service.store.texts import TextRows
from service.store.versions import VersionRows
from service.store.watch import WatchRows

# A row for each, one after another, in the order given.
_ALONE = select(func.pg_advisory_xact_lock(func.unnest(bindparam("numbers", type_=ARRAY(BigInteger)))))


@dataclass(frozen=True)
class SqlTransaction:
    """See `core.ports.Transaction`."""

    connection: Connection
    sealer: Sealer
    people: PeopleRows
    lines: LineRows
    releases: ReleaseRows
    texts: TextRows
    versions: VersionRows
    appointments: AppointmentRows
    answers: AnswerRows
    prisons: PrisonRows
    log: LogRows
    attempts: AttemptRows
    receipts: ReceiptRows
    replies: ReplyRows
    life: LifeRows
    events: EventRows
    strikes: StrikeRows
    senders: SenderRows
    marks: MarkRows
    hold: HoldRows
    alerts: AlertRows
    watch: WatchRows
    keys: KeyRows
    journal: JournalRows
    cases: CaseRows
    desk: DeskRows
    users: UserRows
    links: LinkRows
    tries: TryRows
    codes: CodeRows
    asked_for: AskedForRows

    def seen(self, due: Collection[Text]) -> "SqlTransaction":
        """What cannot be opened holds up no other: then each is read by itself."""
        try:
            return self._seen(due) if due else self
        except UnfitError:
            return self

    def _seen(self, due: Collection[Text]) -> "SqlTransaction":
        told = (self.connection, self.sealer, self.releases.now, self.releases.wall, self.releases.actor)
        rows = (*told, self.releases.writing)
        found = {
            one.id: one for one in self.releases.these({text.release_id for text in due if text.release_id is not None})
        }
        people = {one.id: one for one in self.people.these({one.person_id for one in found.values()})}
        theirs = {one.number_id for one in people.values() if one.number_id is not None}
        numbers = theirs | {text.number_id for text in due}
        sharing = self.people.with_numbers(numbers)
        visits = self.appointments.of_releases(found)
        pinned, published = self.versions.pinned(found), self.versions.all()
        return replace(
            self,
            releases=SeenReleases(*rows, known=found),
            people=SeenPeople(*rows, known=people, with_line=grouped(sharing, numbers, lambda one: one.number_id)),
            lines=SeenLines(*rows, known={one.id: one for one in self.lines.these(numbers)}),
            versions=SeenVersions(*rows, known=running_of(pinned, published, found)),
            appointments=SeenAppointments(*rows, known=grouped(visits, found, lambda one: one.release_id)),
            answers=SeenAnswers(*rows, known=self.answers.of_releases(found)),
            texts=SeenTexts(*rows, known=texts_of(self.texts, found), to_number=texts_to(self.texts, numbers)),
        )

    def alone(self, *names: str) -> None:
        """PostgreSQL: advisory locks, in the order given. On SQLite a writer is alone from its first statement."""
        if self.connection.dialect.name == "sqlite":
            return
        numbers = [int.from_bytes(self.sealer.index("lock", name)[-8:], signed=True) for name in names]
        if numbers:
            self.connection.execute(_ALONE, {"numbers": numbers})


def transaction(  # noqa: PLR0913  what every group of rows is given
    connection: Connection, sealer: Sealer, now: datetime, wall: datetime, actor: str, *, writing: bool
) -> SqlTransaction:
    rows = (connection, sealer, now, wall, actor, writing)
    lines = LineRows(*rows)
    return SqlTransaction(
        connection=connection,
        sealer=sealer,
        people=PeopleRows(*rows, lines.held),
        lines=lines,
        releases=ReleaseRows(*rows),
        texts=TextRows(*rows),
        versions=VersionRows(*rows),
        appointments=AppointmentRows(*rows),
        answers=AnswerRows(*rows),
        prisons=PrisonRows(*rows),
        log=LogRows(*rows),
        attempts=AttemptRows(*rows),
        receipts=ReceiptRows(*rows),
        replies=ReplyRows(*rows),
        life=LifeRows(*rows),
        events=EventRows(*rows),
        strikes=StrikeRows(*rows),
        senders=SenderRows(*rows),
        marks=MarkRows(*rows),
        hold=HoldRows(*rows),
        alerts=AlertRows(*rows),
        watch=WatchRows(*rows),
        keys=KeyRows(*rows),
        journal=JournalRows(*rows),
        cases=CaseRows(*rows),
        desk=DeskRows(*rows),
        users=UserRows(*rows),
        links=LinkRows(*rows),
        tries=TryRows(*rows),
        codes=CodeRows(*rows),
        asked_for=AskedForRows(*rows),
    )
