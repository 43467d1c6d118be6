"""What was refused says which field it is about, and for which other change it only waits."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("change", sa.Column("field", sa.Text(), nullable=False, server_default=""))
    op.add_column("change", sa.Column("because", sa.Integer(), nullable=True))
