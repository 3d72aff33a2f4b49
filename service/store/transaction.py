"""One transaction: the groups of rows over one connection, at one moment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from service.store.accounts import LinkRows, TryRows, UserRows
from service.store.appointments import AnswerRows, AppointmentRows
from service.store.attempts import AttemptRows, ReceiptRows, ReplyRows
from service.store.events import EventRows, JournalRows
from service.store.keys import KeyRows
from service.store.log import LogRows
from service.store.marks import MarkRows
from service.store.people import LineRows, PeopleRows
from service.store.prisons import PrisonRows
from service.store.releases import ReleaseRows
from service.store.sealing import Sealer
from service.store.strikes import StrikeRows
from service.store.texts import TextRows
from service.store.versions import VersionRows


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
    events: EventRows
    strikes: StrikeRows
    marks: MarkRows
    keys: KeyRows
    journal: JournalRows
    users: UserRows
    links: LinkRows
    tries: TryRows

    def alone(self, *names: str) -> None:
        """PostgreSQL: advisory locks, in the order given. On SQLite a writer is alone from its first statement."""
        if self.connection.dialect.name == "sqlite":
            return
        for name in names:
            number = int.from_bytes(self.sealer.index("lock", name)[-8:], signed=True)
            self.connection.execute(select(func.pg_advisory_xact_lock(number)))


def transaction(  # noqa: PLR0913  what every group of rows is given
    connection: Connection, sealer: Sealer, now: datetime, wall: datetime, actor: str, *, writing: bool
) -> SqlTransaction:
    rows = (connection, sealer, now, wall, actor, writing)
    return SqlTransaction(
        connection=connection,
        sealer=sealer,
        people=PeopleRows(*rows),
        lines=LineRows(*rows),
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
        events=EventRows(*rows),
        strikes=StrikeRows(*rows),
        marks=MarkRows(*rows),
        keys=KeyRows(*rows),
        journal=JournalRows(*rows),
        users=UserRows(*rows),
        links=LinkRows(*rows),
        tries=TryRows(*rows),
    )
