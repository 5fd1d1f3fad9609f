"""An index of the order of entries: the next position is found without reading every document."""

from alembic import op

revision = "v0002"
down_revision = "v0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_entry_position", "entry", ["kind", "position"])


def downgrade() -> None:
    """Take the index away again."""
    op.drop_index("ix_entry_position", "entry")
