"""Appeals of an older ledger say that they were entered afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("appeal", sa.Column("late_entry", sa.BigInteger(), nullable=True))
