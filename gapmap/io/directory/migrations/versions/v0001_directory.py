"""Revisions, entries, changes and values."""

import sqlalchemy as sa
from alembic import op

from gapmap.io.directory.geometry import Point

revision = "v0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the tables."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.String(32), nullable=False),
        sa.Column("published_by", sa.String(200), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.ForeignKeyConstraint(["undoes"], ["revision.id"], name="fk_revision_undoes"),
        sa.UniqueConstraint("place", name="uq_revision_place"),
    )
    op.create_table(
        "entry",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("geometry", Point(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_entry"),
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("how", sa.String(10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_change_revision_id"),
    )
    op.create_index("ix_change_revision_id", "change", ["revision_id"])
    op.create_index("ix_change_entry", "change", ["kind", "key"])
    texts = {
        "record": 300, "field": 40, "standing": 20, "source_id": 80, "body_id": 80, "body": 300,
        "file": 300, "sha256": 64, "sheet": 200, "cell": 40, "answered": 10, "confirmed": 10,
    }  # fmt: skip
    op.create_table(
        "value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(size), nullable=False) for name, size in texts.items()),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_value"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_value_revision_id"),
    )
    op.create_index("ix_value_revision_id", "value", ["revision_id"])
    op.create_index("ix_value_record", "value", ["record"])


def downgrade() -> None:
    """Take the tables away again."""
    for name in ("value", "change", "entry", "revision"):
        op.drop_table(name)
