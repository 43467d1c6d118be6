"""The department that an account speaks for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("account", sa.Column("unit", sa.Text(), nullable=False, server_default=""))
