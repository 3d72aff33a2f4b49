"""Every receipt is a row; what is learnt of an attempt, a number, a sender and the carrier's lists; alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PLANNED, _CLAIMED, _UNKNOWN = (sa.text(f"state = '{state}'") for state in ("planned", "claimed", "unknown"))
_TRIED_LATER = sa.text("state IN ('undelivered', 'failed') AND not_before_wall IS NOT NULL")
_UNHEARD = sa.text("state IN ('accepted', 'sent')")
_OPEN = sa.text("over_wall IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("receipts") as table:
        table.drop_constraint(op.f("uq_receipts_sid_status_code"), type_="unique")
        table.create_index(op.f("ix_receipts_sid"), ["sid"])
    op.add_column("attempts", sa.Column("status", sa.String(length=20), nullable=True))
    op.add_column("attempts", sa.Column("looked_wall", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempts", sa.Column("fetched_wall", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempts", sa.Column("asked_back_wall", sa.DateTime(timezone=True), nullable=True))
    op.add_column("database", sa.Column("held_wall", sa.DateTime(timezone=True), nullable=True))
    op.add_column("database", sa.Column("held_why", sa.String(length=40), nullable=True))
    op.create_table(
        "strikes",
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_strikes_line_id")),
        sa.PrimaryKeyConstraint("line_id", "day", "code", name=op.f("pk_strikes")),
    )
    op.create_table(
        "senders",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("free_wall", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until_wall", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_senders")),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("wall", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("raised_wall", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_wall", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_wall", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(
        "ix_alerts_open", "alerts", ["kind", "key"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index("ix_attempts_wall", "attempts", ["wall"])
    op.create_index("ix_receipts_wall", "receipts", ["wall"])
    op.create_index(
        "ix_tasks_open",
        "tasks",
        ["kind"],
        sqlite_where=sa.text("done IS 0"),
        postgresql_where=sa.text("done IS false"),
    )
    op.drop_index("ix_texts_state_due_at", "texts")
    _index("ix_texts_due", ["board", "due_at", "id"], _PLANNED)
    _index("ix_texts_next_due", ["due_at"], _PLANNED)
    _index("ix_texts_lease", ["lease_until_wall"], _CLAIMED)
    _index("ix_texts_unknown", ["id"], _UNKNOWN)
    _index("ix_texts_later", ["not_before_wall"], _TRIED_LATER)
    _index("ix_texts_unheard", ["id"], _UNHEARD)
    op.create_index("ix_texts_state_due_at_id", "texts", ["state", "due_at", "id"])


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "texts", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in ("due", "next_due", "lease", "unknown", "later", "unheard", "state_due_at_id"):
        op.drop_index(f"ix_texts_{name}", "texts")
    op.create_index("ix_texts_state_due_at", "texts", ["state", "due_at"])
    op.drop_index("ix_tasks_open", "tasks")
    op.drop_index("ix_receipts_wall", "receipts")
    op.drop_index("ix_attempts_wall", "attempts")
    op.drop_index("ix_alerts_open", "alerts")
    for table_name in ("alerts", "marks", "senders", "strikes"):
        op.drop_table(table_name)
    for column in ("held_why", "held_wall"):
        op.drop_column("database", column)
    for column in ("asked_back_wall", "fetched_wall", "looked_wall", "status"):
        op.drop_column("attempts", column)
    _forget_repeats()
    with op.batch_alter_table("receipts") as table:
        table.drop_index(op.f("ix_receipts_sid"))
        table.create_unique_constraint(op.f("uq_receipts_sid_status_code"), ["sid", "status", "code"])


def _forget_repeats() -> None:
    receipts = sa.table("receipts", *(sa.column(name) for name in ("id", "sid", "status", "code")))
    first = sa.select(sa.func.min(receipts.c.id)).group_by(receipts.c.sid, receipts.c.status, receipts.c.code)
    op.execute(sa.delete(receipts).where(receipts.c.id.not_in(first)))
