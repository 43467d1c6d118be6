"""What is added to minutes after they were sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("negotiation", sa.Column("supplements", sa.Text(), nullable=True))
