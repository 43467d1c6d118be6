"""Who claims a first contact too, and whom of them the holder takes in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    for name in ("also", "helpers"):
        op.add_column("claim", sa.Column(name, sa.Text(), nullable=True))
