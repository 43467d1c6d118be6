"""Views of lists that a region shares."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_TEXTS = ("name", "list_type", "arrangement", "number", "region_code", "owner", "secrecy")


def upgrade() -> None:
    op.create_table(
        "shared_view",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in _TEXTS),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("pinyin", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_shared_view"),
    )
