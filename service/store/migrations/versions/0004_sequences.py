"""Published sequences and what pins them, appointments, answers; a step that may go again to another number."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEY, _WIDER = ["release_id", "sequence", "step"], ["release_id", "sequence", "step", "occasion"]
_WELCOME = "01_welcome"  # the only welcome there was


def upgrade() -> None:
    op.create_table(
        "versions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("approver", sa.String(length=100), nullable=True),
        sa.Column("published_wall", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint("sequence", "number", name=op.f("uq_versions_sequence_number")),
    )
    op.create_table(
        "pins",
        sa.Column("release_id", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_pins_release_id")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_pins_version_id")),
        sa.PrimaryKeyConstraint("release_id", "sequence", name=op.f("pk_pins")),
    )
    op.create_table(
        "appointments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_index", sa.LargeBinary(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("release_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appointments_person_id")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_appointments_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("key_index", name=op.f("uq_appointments_key_index")),
    )
    op.create_index(op.f("ix_appointments_person_id"), "appointments", ["person_id"])
    op.create_index(op.f("ix_appointments_release_id"), "appointments", ["release_id"])
    op.create_table(
        "answers",
        sa.Column("release_id", sa.String(length=40), nullable=False),
        sa.Column("occasion", sa.String(length=60), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_answers_release_id")),
        sa.PrimaryKeyConstraint("release_id", "occasion", "question", name=op.f("pk_answers")),
    )
    op.create_table(
        "prisons",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_prisons")),
    )
    op.add_column("lines", sa.Column("death_near", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("lines") as table:
        table.alter_column("death_near", server_default=None)
    op.add_column("attempts", sa.Column("withdrawn_wall", sa.DateTime(timezone=True), nullable=True))
    op.add_column("people", sa.Column("paused", sa.String(length=20), nullable=True))
    op.add_column("releases", sa.Column("prison_as_of", sa.DateTime(timezone=True), nullable=True))
    op.add_column("releases", sa.Column("came_from", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_releases_liberation_date"), "releases", ["liberation_date"])
    op.add_column("tasks", sa.Column("key", sa.String(length=120), nullable=True))
    op.create_index(op.f("ix_tasks_key"), "tasks", ["key"])
    _let_a_step_go_again()


def _let_a_step_go_again() -> None:
    op.add_column("texts", sa.Column("occasion", sa.String(length=60), nullable=False, server_default=""))
    op.add_column("texts", sa.Column("welcome", sa.Boolean(), nullable=False, server_default=sa.false()))
    texts = sa.table("texts", sa.column("step", sa.String()), sa.column("welcome", sa.Boolean()))
    op.execute(sa.update(texts).where(texts.c.step == _WELCOME).values(welcome=True))
    with op.batch_alter_table("texts") as table:
        table.alter_column("occasion", server_default=None)
        table.alter_column("welcome", server_default=None)
        table.drop_constraint(op.f("uq_texts_release_id_sequence_step"), type_="unique")
        table.create_unique_constraint(op.f("uq_texts_release_id_sequence_step_occasion"), _WIDER)


def downgrade() -> None:
    with op.batch_alter_table("texts") as table:
        table.drop_constraint(op.f("uq_texts_release_id_sequence_step_occasion"), type_="unique")
        table.create_unique_constraint(op.f("uq_texts_release_id_sequence_step"), _KEY)
        table.drop_column("welcome")
        table.drop_column("occasion")
    op.drop_index(op.f("ix_tasks_key"), "tasks")
    op.drop_column("tasks", "key")
    op.drop_index(op.f("ix_releases_liberation_date"), "releases")
    op.drop_column("releases", "came_from")
    op.drop_column("releases", "prison_as_of")
    op.drop_column("people", "paused")
    op.drop_column("lines", "death_near")
    op.drop_column("attempts", "withdrawn_wall")
    for table_name in ("prisons", "answers", "appointments", "pins", "versions"):
        op.drop_table(table_name)
