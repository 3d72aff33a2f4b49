"""Staff accounts; and what the console's delivery log is found by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TEXT_ID = {"sqlite": "json_extract(about, '$.text')", "postgresql": "about ->> 'text'"}


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("email_index", sa.LargeBinary(length=36), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("board", sa.String(length=9), nullable=True),
        sa.Column("prison", sa.String(length=40), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_wall", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email_index", name=op.f("uq_users_email_index")),
    )
    op.create_table(
        "links",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("expires_wall", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_wall", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_links_user_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_user_id"), "links", ["user_id"])
    op.create_table(
        "tries",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("email_index", sa.LargeBinary(length=36), nullable=False),
        sa.Column("wall", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
    )
    op.create_index(op.f("ix_tries_email_index"), "tries", ["email_index"])
    op.create_index("ix_texts_due_at_id", "texts", ["due_at", "id"])
    op.add_column("journal", sa.Column("text_id", sa.String(length=40), nullable=True))
    op.execute(f"update journal set text_id = {_TEXT_ID[op.get_bind().dialect.name]}")  # noqa: S608  words of our own
    op.create_index(op.f("ix_journal_text_id"), "journal", ["text_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_journal_text_id"), "journal")
    op.drop_column("journal", "text_id")
    op.drop_index("ix_texts_due_at_id", "texts")
    op.drop_table("tries")
    op.drop_table("links")
    op.drop_table("users")
