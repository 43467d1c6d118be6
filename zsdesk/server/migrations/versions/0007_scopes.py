"""Changes in quarantine, enterprises that are one, and the regions that an account had."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TEXTS = ("title", "target", "deed", "written", "had", "author")


def upgrade() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        *[sa.Column(name, sa.Text(), nullable=True) for name in _TEXTS],
        sa.Column("written_at", sa.BigInteger(), nullable=True),
        *[
            sa.Column(name, sa.Text(), nullable=True)
            for name in ("status", "number", "region_code", "owner", "secrecy")
        ],
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("pinyin", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
    )
    op.create_index("ix_province_quarantine_target", "quarantine", ["target"])
    op.add_column("company", sa.Column("merged_into", sa.Text(), nullable=True))
    op.create_table(
        "granted",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", "region_code", name="pk_granted"),
    )
