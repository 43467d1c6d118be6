"""What a review is about, and whether a supervision is a listing or a notice to start."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for table in ("review", "supervision"):
        op.add_column(table, sa.Column("kind", sa.Text(), nullable=True))
        op.create_index(f"ix_{table}_kind", table, ["kind", "id"], sqlite_where=sa.text("deleted_at IS NULL"))
