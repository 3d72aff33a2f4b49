"""Every table. What could tell who somebody is stands only in `_sealed` columns, and is found by `_index` columns.

Times are aware UTC. `wall` in a name means the wall clock; every other moment is on the practice clock.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext

from service.store.types import Utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = String(40)


def _text_told_of(context: DefaultExecutionContext) -> str | None:
    row: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    about: dict[str, str] = row["about"]
    return about.get("text")


database = Table(
    "database",
    metadata,
    Column("id", Integer, primary_key=True),  # one row
    Column("kind", String(8), nullable=False),  # "practice" or "live"
    Column("held_wall", Utc),  # since when nothing goes out, until a person says so; NULL: it runs
    Column("held_why", String(40)),
)

lines = Table(
    "lines",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("number_index", LargeBinary(36), nullable=False, unique=True),
    Column("number_sealed", LargeBinary, nullable=False),
    Column("stopped", String(20)),
    Column("stopped_wall", Utc),
    Column("death_near", Boolean, nullable=False, default=False),
    Column("opted_out", Boolean, nullable=False, default=False, server_default=false()),  # beside `stopped`
    Column("alive_at", Utc),  # its last sign of life: a text arrived there, or came from it
)

people = Table(
    "people",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("prison_number_index", LargeBinary(36), nullable=False, unique=True),
    Column("prison_number_sealed", LargeBinary, nullable=False),
    Column("line_id", ForeignKey("lines.id"), index=True),
    Column("board", String(9), nullable=False),
    Column("board_as_of", Utc),
    Column("contact_sealed", LargeBinary, nullable=False),
    Column("contact_as_of", Utc),
    Column("returned_at", Utc),
    Column("died_at", Utc),
    Column("merged_into", String(40)),  # the record that took this one's place
    Column("paused", String(20)),  # why nothing goes until staff say so
)

releases = Table(
    "releases",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("number_of_person", Integer, nullable=False),  # 1 for the first release of a person, 2 for the next
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("prison", String(40)),
    Column("liberation_date", Date, index=True),
    Column("date_as_of", Utc),
    Column("released_at", Utc),
    Column("heard_at", Utc),
    Column("ended", String(12)),
    Column("prison_as_of", Utc),
    Column("came_from", String(40)),  # the prison that held it before
    UniqueConstraint("person_id", "number_of_person"),
)

# A published sequence, as it was signed. A row is never changed.
versions = Table(
    "versions",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("sequence", String(40), nullable=False),
    Column("number", Integer, nullable=False),  # 1 for the first of a sequence
    Column(
        "basis", _ID, nullable=False
    ),  # the version whose steps and days it keeps; itself, unless only words changed
    Column("hash", String(64), nullable=False),  # SHA-256 of the document, hex
    Column(
        "document_sealed", LargeBinary, nullable=False
    ),  # its words are those of texts, which stand nowhere in clear
    Column("author", String(100), nullable=False),
    Column("approver", String(100)),
    Column("published_wall", Utc, nullable=False),
    UniqueConstraint("sequence", "number"),
)

# Which version of a sequence a release runs: the one that was in force when it began.
pins = Table(
    "pins",
    metadata,
    Column("release_id", ForeignKey("releases.id"), primary_key=True),
    Column("sequence", String(40), primary_key=True),
    Column("version_id", ForeignKey("versions.id"), nullable=False),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("key_index", LargeBinary(36), nullable=False, unique=True),  # who told us of it, and their name for it
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("release_id", ForeignKey("releases.id"), nullable=False, index=True),
    Column("status", String(12), nullable=False),
    Column("start", Utc, nullable=False),
    Column("place_sealed", LargeBinary, nullable=False),
    Column("phone", String(20)),
    Column("changed", Boolean, nullable=False),
    Column("set_at", Utc, nullable=False),  # time of the event that named the present time and place
    Column("as_of", Utc, nullable=False),
    Column("heard_at", Utc, nullable=False),
)

# What a person answered to a question. A later answer takes the place of an earlier one.
answers = Table(
    "answers",
    metadata,
    Column("release_id", ForeignKey("releases.id"), primary_key=True),
    Column("occasion", String(60), primary_key=True),  # which appointment; empty: none
    Column("question", String(40), primary_key=True),
    Column("answer", String(40), nullable=False),
    Column("at", Utc, nullable=False),
)

prisons = Table(
    "prisons",
    metadata,
    Column("slug", String(40), primary_key=True),
    Column("heard_at", Utc, nullable=False),  # when it last told us anything
)

texts = Table(
    "texts",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("release_id", ForeignKey("releases.id")),  # NULL: an answer to a reply, of no sequence
    Column("sequence", String(40), nullable=False),
    Column("step", String(40), nullable=False),  # of an answer: which
    Column("occasion", String(60), nullable=False),  # which appointment, welcome or reply; empty: the only one
    Column("welcome", Boolean, nullable=False),
    Column("board", String(9), nullable=False),
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("wanted_at", Utc, nullable=False),
    Column("reason", String(40)),
    Column("attempt_id", _ID),
    Column("lease_until_wall", Utc),
    Column("not_before_wall", Utc),
    Column("went_on", Date),
    Column("words_sealed", LargeBinary),  # of an answer: a step's are put together as it goes
    Column("good_until_wall", Utc),  # of an answer: after that it is of no use
    Column("changed_at", Utc, nullable=False),
    UniqueConstraint("release_id", "sequence", "step", "occasion"),  # what makes sending a step twice impossible
    Index("ix_texts_state_due_at_id", "state", "due_at", "id"),
    Index("ix_texts_line_id_went_on", "line_id", "went_on"),
    Index("ix_texts_board_due_at_id", "board", "due_at", "id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("text_id", ForeignKey("texts.id"), nullable=False, index=True),
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    Column("words_sealed", LargeBinary, nullable=False),
    Column("at", Utc, nullable=False),
    Column("wall", Utc, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("code", Integer),
    Column("sid", String(34), unique=True),
    Column("learnt_by", String(12)),
    Column("withdrawn_wall", Utc),
    Column("asked_back_wall", Utc),  # when it was asked back and no answer came
    Column("status", String(20)),  # the furthest that a receipt or a list told of
    Column("looked_wall", Utc),  # when the carrier's whole list was first seen without it
    Column("fetched_wall", Utc),  # when the carrier was asked, because no receipt came
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("sid", String(34), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("code", Integer, nullable=False),  # 0: none
    Column("attempt_id", ForeignKey("attempts.id"), index=True),
    Column("wall", Utc, nullable=False),
)

replies = Table(
    "replies",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("sid", String(34), nullable=False, unique=True),
    Column("line_id", ForeignKey("lines.id"), index=True),  # NULL: the sender was no telephone number
    Column("sender_sealed", LargeBinary, nullable=False),
    Column("to", String(20), nullable=False),  # a number of ours
    Column("words_sealed", LargeBinary, nullable=False),
    Column("wall", Utc, nullable=False),
    Column("keyword", String(12)),
    Column("board", String(9)),  # whose staff read it
    Column("person_id", ForeignKey("people.id"), index=True),  # who wrote it, where only one can have
    Column("meaning", JSON(none_as_null=True)),  # labels, rules, wishes and context; never its words
    Index("ix_replies_line_id_wall", "line_id", "wall"),
    Index("ix_replies_wall_id", "wall", "id"),
    Index("ix_replies_board_wall_id", "board", "wall", "id"),
)

# Somebody may be in danger. Nothing but a person ends a case.
cases = Table(
    "cases",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("board", String(9), nullable=False),  # whose staff act: the person's, or the sender's duty Board
    Column("line_id", ForeignKey("lines.id"), index=True),  # NULL: the sender was no telephone number
    Column("person_id", ForeignKey("people.id"), index=True),  # NULL: nobody known, or one of several
    Column("reply_id", ForeignKey("replies.id"), nullable=False),  # the first reply
    Column("kind", String(20), nullable=False),  # a Danger: the gravest so far
    Column("grade", Integer, nullable=False),
    Column("kinds", JSON(none_as_null=True), nullable=False),  # every Danger so far -> its highest grade
    Column("opened_wall", Utc, nullable=False),
    Column("due_wall", Utc, nullable=False),  # by then somebody has accepted it
    Column("raised", Integer, nullable=False),  # how often it was told to people
    Column("raised_wall", Utc),  # when it was last
    Column("unanswered", String(40)),  # why no answer could be sent to the person
    Column("accepted_by", String(40)),  # a user's id
    Column("accepted_wall", Utc),
    Column("closed_by", String(40)),
    Column("closed_wall", Utc),
    Column("outcome", String(40)),
)

# Codes on cards that people join with. Never stored in clear, never used twice.
codes = Table(
    "codes",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("code_index", LargeBinary(36), nullable=False, unique=True),
    Column("release_id", ForeignKey("releases.id"), nullable=False, index=True),
    Column("made_wall", Utc, nullable=False),
    Column("expires_wall", Utc, nullable=False),
    Column("used_wall", Utc),
    Column("line_id", ForeignKey("lines.id")),  # the number that used it
)

# Codes that were none: counted over all numbers.
wrong_codes = Table(
    "wrong_codes",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    Column("wall", Utc, nullable=False, index=True),
)

# What people asked for near them, day by day, and whether there was anything to tell. Nothing tells who asked.
asked_for = Table(
    "asked_for",
    metadata,
    Column("day", Date, primary_key=True),  # London, practice clock
    Column("board", String(9), primary_key=True),
    Column("area", String(60), primary_key=True),  # a council area; empty: not known
    Column("wish", String(20), primary_key=True),
    Column("found", Boolean, primary_key=True),
    Column("times", Integer, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("key_index", LargeBinary(36), nullable=False, unique=True),  # source and id: an id may hold a prison number
    Column("digest", LargeBinary(36), nullable=False),
    Column("source", String(80), nullable=False),
    Column("type", String(60), nullable=False),
    Column("person_id", ForeignKey("people.id"), index=True),
    Column("document_sealed", LargeBinary, nullable=False),
    Column("answer", JSON(none_as_null=True), nullable=False),
    Column("kept_at", Utc, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Utc, nullable=False),
    Column("wall", Utc, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(60), nullable=False),
    Column("about", JSON(none_as_null=True), nullable=False),
    Column("why", String(80)),
    # Which text it tells of, so that a text's history is found among millions of entries.
    Column("text_id", _ID, default=_text_told_of, index=True),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("kind", String(60), nullable=False),
    Column("about", JSON(none_as_null=True), nullable=False),
    Column("raised_at", Utc, nullable=False),
    Column("done", Boolean, nullable=False, default=False),
    Column("key", String(120), index=True),  # of tasks with the same key only one is open
    Column("board", String(9)),  # whose staff; NULL: nobody's alone
    Column("priority", Integer),  # 3: before all others; NULL: 2
    Column("due_at", Utc),  # by then somebody has seen to it
)

keys = Table(
    "keys",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("owner_kind", String(12), nullable=False),
    Column("owner_slug", String(60), nullable=False),
    Column("created_wall", Utc, nullable=False),
    Column("expires_wall", Utc),
    Column("revoked_wall", Utc),
)

# London days on which texts to a number did not arrive. Those count that came after the last that did.
strikes = Table(
    "strikes",
    metadata,
    Column("line_id", ForeignKey("lines.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("code", Integer, primary_key=True, autoincrement=False),
)

# What we text from, and "account" for all of it: its pace, and whether it rests because the carrier refuses it.
senders = Table(
    "senders",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("free_wall", Utc),  # when the segments handed over so far have left, at its rate
    Column("rests_until_wall", Utc),
    Column("rests", Integer, nullable=False),  # how often in a row it was refused
    Column("code", Integer),  # the carrier's last refusal
)

# How far something has come, such as the moment up to which the carrier's list was read.
marks = Table(
    "marks",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("wall", Utc, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("key", String(120), nullable=False),  # of one kind and key only one is open
    Column("raised_wall", Utc, nullable=False),
    Column("told_wall", Utc),
    Column("over_wall", Utc),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("worker", String(80), primary_key=True),
    Column("beat_wall", Utc, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("email_index", LargeBinary(36), nullable=False, unique=True),
    Column("email_sealed", LargeBinary, nullable=False),
    Column("role", String(12), nullable=False),
    Column("board", String(9)),
    Column("prison", String(40)),
    Column("password_hash", String(200)),  # argon2id, with its salt and its cost
    Column("generation", Integer, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_wall", Utc, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("purpose", String(8), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("expires_wall", Utc, nullable=False),
    Column("used_wall", Utc),
)

tries = Table(
    "tries",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("email_index", LargeBinary(36), nullable=False, index=True),
    Column("wall", Utc, nullable=False),
)

# National staff read the log of all Boards in the order of time.
Index("ix_texts_due_at_id", texts.c.due_at, texts.c.id)

# What a worker looks for is few rows among millions: an index holds just those.
_texts = {
    "ix_texts_due": ((texts.c.board, texts.c.due_at, texts.c.id), text("state = 'planned'")),
    "ix_texts_next_due": ((texts.c.due_at,), text("state = 'planned'")),
    "ix_texts_answers": ((texts.c.board, texts.c.due_at), text("state = 'planned' AND release_id IS NULL")),
    "ix_texts_lease": ((texts.c.lease_until_wall,), text("state = 'claimed'")),
    "ix_texts_unknown": ((texts.c.id,), text("state = 'unknown'")),
    "ix_texts_later": (
        (texts.c.not_before_wall,),
        text("state IN ('undelivered', 'failed') AND not_before_wall IS NOT NULL"),
    ),
    "ix_texts_unheard": ((texts.c.id,), text("state IN ('accepted', 'sent')")),
}
for _name, (_columns, _where) in _texts.items():
    Index(_name, *_columns, sqlite_where=_where, postgresql_where=_where)
# A reply is answered once with the same words: a NULL differs from every other, so the key above does not hold answers.
_ANSWERS = text("release_id IS NULL")
_ANSWERED = (texts.c.occasion, texts.c.step)
Index("uq_texts_answer", *_ANSWERED, unique=True, sqlite_where=_ANSWERS, postgresql_where=_ANSWERS)
Index(
    "ix_cases_open",
    cases.c.board,
    cases.c.opened_wall,
    sqlite_where=text("closed_wall IS NULL"),
    postgresql_where=text("closed_wall IS NULL"),
)
Index(
    "uq_cases_open",
    cases.c.line_id,
    cases.c.board,
    unique=True,
    sqlite_where=text("closed_wall IS NULL"),
    postgresql_where=text("closed_wall IS NULL"),
)
Index(
    "ix_alerts_open",
    alerts.c.kind,
    alerts.c.key,
    unique=True,
    sqlite_where=alerts.c.over_wall.is_(None),
    postgresql_where=alerts.c.over_wall.is_(None),
)
# When we last tried, and were last heard of by the carrier: what the watch asks, among millions of rows.
Index("ix_attempts_wall", attempts.c.wall)
Index("ix_receipts_wall", receipts.c.wall)
Index(
    "ix_tasks_open",
    tasks.c.kind,
    sqlite_where=tasks.c.done.is_(False),
    postgresql_where=tasks.c.done.is_(False),
)
