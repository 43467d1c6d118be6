"""Views of lists that a region shares."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_TEXTS = ("name", "list_type", "arrangement", "number", "region_code", "owner", "secrecy")
_LIVE = sa.text("deleted_at IS NULL")


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
    op.create_index("ix_shared_view_live", "shared_view", ["id"], sqlite_where=_LIVE)
    for name in ("updated_at", "region_code", "list_type"):
        op.create_index(f"ix_shared_view_{name}", "shared_view", [name, "id"], sqlite_where=_LIVE)
