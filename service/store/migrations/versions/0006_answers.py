"""Answers to replies, what a reply means, cases of danger, joining codes, what people asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_ANSWERS = sa.text("release_id IS NULL")
_PLANNED = sa.text("state = 'planned' AND release_id IS NULL")
_OPEN = sa.text("closed_wall IS NULL")


def _wall(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.add_column("lines", sa.Column("alive_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("lines", sa.Column("opted_out", sa.Boolean(), nullable=False, server_default=sa.false()))
    _remember_life()
    _remember_stops()
    with op.batch_alter_table("texts") as table:
        table.alter_column("release_id", existing_type=_ID, nullable=True)
        table.add_column(sa.Column("words_sealed", sa.LargeBinary(), nullable=True))
        table.add_column(_wall("good_until_wall"))
    op.create_index(
        "uq_texts_answer",
        "texts",
        ["occasion", "step"],
        unique=True,
        sqlite_where=_ANSWERS,
        postgresql_where=_ANSWERS,
    )
    op.create_index("ix_texts_answers", "texts", ["board", "due_at"], sqlite_where=_PLANNED, postgresql_where=_PLANNED)
    with op.batch_alter_table("replies") as table:
        table.add_column(sa.Column("board", sa.String(length=9), nullable=True))
        table.add_column(sa.Column("person_id", _ID, nullable=True))
        table.add_column(sa.Column("meaning", sa.JSON(none_as_null=True), nullable=True))
        table.create_foreign_key(op.f("fk_replies_person_id"), "people", ["person_id"], ["id"])
        table.create_index(op.f("ix_replies_person_id"), ["person_id"])
        table.create_index("ix_replies_line_id_wall", ["line_id", "wall"])
        table.create_index("ix_replies_wall_id", ["wall", "id"])
        table.create_index("ix_replies_board_wall_id", ["board", "wall", "id"])
    with op.batch_alter_table("tasks") as table:
        table.add_column(sa.Column("board", sa.String(length=9), nullable=True))
        table.add_column(sa.Column("priority", sa.Integer(), nullable=True))
        table.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    _remember_boards()
    _cases()
    op.create_table(
        "codes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("code_index", sa.LargeBinary(length=36), nullable=False),
        sa.Column("release_id", _ID, nullable=False),
        _wall("made_wall", nullable=False),
        _wall("expires_wall", nullable=False),
        _wall("used_wall"),
        sa.Column("line_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_codes_release_id")),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_codes_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
        sa.UniqueConstraint("code_index", name=op.f("uq_codes_code_index")),
    )
    op.create_index(op.f("ix_codes_release_id"), "codes", ["release_id"])
    op.create_table(
        "wrong_codes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("line_id", _ID, nullable=False),
        _wall("wall", nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_wrong_codes_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_codes")),
    )
    op.create_index(op.f("ix_wrong_codes_wall"), "wrong_codes", ["wall"])
    op.create_table(
        "asked_for",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("board", sa.String(length=9), nullable=False),
        sa.Column("area", sa.String(length=60), nullable=False),
        sa.Column("wish", sa.String(length=20), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "board", "area", "wish", "found", name=op.f("pk_asked_for")),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", _ID, nullable=False),
        sa.Column("board", sa.String(length=9), nullable=False),
        sa.Column("line_id", _ID, nullable=True),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("reply_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(none_as_null=True), nullable=False),
        _wall("opened_wall", nullable=False),
        _wall("due_wall", nullable=False),
        sa.Column("raised", sa.Integer(), nullable=False),
        _wall("raised_wall"),
        sa.Column("unanswered", _ID, nullable=True),
        sa.Column("accepted_by", _ID, nullable=True),
        _wall("accepted_wall"),
        sa.Column("closed_by", _ID, nullable=True),
        _wall("closed_wall"),
        sa.Column("outcome", _ID, nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_cases_line_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cases_person_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name=op.f("fk_cases_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_line_id"), "cases", ["line_id"])
    op.create_index(op.f("ix_cases_person_id"), "cases", ["person_id"])
    op.create_index("ix_cases_open", "cases", ["board", "opened_wall"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index(
        "uq_cases_open", "cases", ["line_id", "board"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def downgrade() -> None:
    """What was answered, and all that is known of danger, is lost: the schema before had no place for it."""
    for table_name in ("asked_for", "wrong_codes", "codes", "cases"):
        op.drop_table(table_name)
    with op.batch_alter_table("tasks") as table:
        for column in ("due_at", "priority", "board"):
            table.drop_column(column)
    with op.batch_alter_table("replies") as table:
        for index in ("ix_replies_line_id_wall", "ix_replies_wall_id", "ix_replies_board_wall_id"):
            table.drop_index(index)
        table.drop_index(op.f("ix_replies_person_id"))
        table.drop_constraint(op.f("fk_replies_person_id"), type_="foreignkey")
        for column in ("meaning", "person_id", "board"):
            table.drop_column(column)
    op.drop_index("uq_texts_answer", "texts")
    op.drop_index("ix_texts_answers", "texts")
    _forget_answers()
    with op.batch_alter_table("texts") as table:
        table.drop_column("good_until_wall")
        table.drop_column("words_sealed")
        table.alter_column("release_id", existing_type=_ID, nullable=False)
    lines = sa.table("lines", sa.column("stopped"), sa.column("opted_out", sa.Boolean()))
    op.execute(sa.update(lines).values(stopped="opted_out").where(lines.c.opted_out))  # else a STOP would be forgotten
    op.drop_column("lines", "opted_out")
    op.drop_column("lines", "alive_at")


def _remember_life() -> None:
    """The last sign of life of a number is the last text that arrived there, or that came from there."""
    lines = sa.table("lines", sa.column("id"), sa.column("alive_at"))
    texts = sa.table("texts", *(sa.column(one) for one in ("line_id", "attempt_id", "state")))
    attempts = sa.table("attempts", sa.column("id"), sa.column("at"))
    arrived = sa.and_(texts.c.line_id == lines.c.id, texts.c.state == "delivered", attempts.c.id == texts.c.attempt_id)
    op.execute(sa.update(lines).values(alive_at=sa.select(sa.func.max(attempts.c.at)).where(arrived).scalar_subquery()))
    replies = sa.table("replies", sa.column("line_id"), sa.column("wall"))
    said = sa.select(sa.func.max(replies.c.wall)).where(replies.c.line_id == lines.c.id).scalar_subquery()
    is_later = sa.or_(lines.c.alive_at.is_(None), lines.c.alive_at < said)
    op.execute(sa.update(lines).values(alive_at=said).where(said.is_not(None), is_later))


def _remember_stops() -> None:
    """A wrong person's number that texted STOP as well: the graver reason had taken its place."""
    lines = sa.table("lines", sa.column("id"), sa.column("stopped"), sa.column("opted_out", sa.Boolean()))
    replies = sa.table("replies", *(sa.column(one) for one in ("line_id", "keyword")))
    said = sa.select(replies.c.line_id).where(replies.c.keyword == "stop")
    asked = sa.and_(lines.c.stopped == "wrong_person", lines.c.id.in_(said))
    op.execute(sa.update(lines).values(opted_out=sa.true()).where(asked))


def _remember_boards() -> None:
    """A reply is of the Board whose text had gone to its number last; of none such, only staff of all Boards see it."""
    replies = sa.table("replies", *(sa.column(one) for one in ("sid", "line_id", "wall", "board")))
    texts = sa.table("texts", *(sa.column(one) for one in ("id", "line_id", "board")))
    attempts = sa.table("attempts", *(sa.column(one) for one in ("text_id", "sid", "wall")))
    went = sa.and_(texts.c.line_id == replies.c.line_id, attempts.c.sid.is_not(None), attempts.c.wall <= replies.c.wall)
    last = sa.select(texts.c.board).join_from(texts, attempts, attempts.c.text_id == texts.c.id).where(went)
    whose = last.order_by(attempts.c.wall.desc()).limit(1).correlate(replies).scalar_subquery()
    op.execute(sa.update(replies).values(board=whose))
    tasks = sa.table("tasks", sa.column("about", sa.JSON()), sa.column("board"))
    sid = tasks.c.about["reply"].as_string()
    of_reply = sa.select(replies.c.board).where(replies.c.sid == sid).scalar_subquery()
    op.execute(sa.update(tasks).values(board=of_reply).where(sid.is_not(None)))


def _forget_answers() -> None:
    texts, attempts, receipts = (
        sa.table(name, *(sa.column(one) for one in ("id", "release_id", "text_id", "attempt_id")))
        for name in ("texts", "attempts", "receipts")
    )
    answers = sa.select(texts.c.id).where(texts.c.release_id.is_(None))
    theirs = sa.select(attempts.c.id).where(attempts.c.text_id.in_(answers))
    op.execute(sa.delete(receipts).where(receipts.c.attempt_id.in_(theirs)))
    op.execute(sa.delete(attempts).where(attempts.c.text_id.in_(answers)))
    op.execute(sa.delete(texts).where(texts.c.release_id.is_(None)))
