"""What a review is about, and whether a supervision is a listing or a notice to start."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for table in ("review", "supervision"):
        op.add_column(table, sa.Column("kind", sa.Text(), nullable=True))
