"""Files: who proved to hold one, and small pictures of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "holder",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "account", name=op.f("pk_holder")),
    )
    op.create_table(
        "preview",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "account", name=op.f("pk_preview")),
    )
    # Until now whoever attached a file was trusted to have it.
    op.execute(
        "INSERT INTO holder (sha256, account, at) SELECT a.sha256, h.actor, min(b.at) FROM attachment a "
        "JOIN blob b ON b.sha256 = a.sha256 JOIN history h ON h.type = 'attachment' AND h.id = a.id "
        "GROUP BY a.sha256, h.actor"
    )
