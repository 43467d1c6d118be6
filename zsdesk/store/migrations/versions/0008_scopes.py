"""Changes in quarantine, enterprises that are one, and what a change of rights does to a desk."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_TEXTS = ("title", "target", "deed", "written", "had", "author")
_INDEXED = ("target", "status", "region_code", "updated_at")


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
    live = sa.text("deleted_at IS NULL")
    op.create_index("ix_quarantine_live", "quarantine", ["id"], sqlite_where=live)
    for name in _INDEXED:
        op.create_index(f"ix_quarantine_{name}", "quarantine", [name, "id"], sqlite_where=live)
    op.add_column("company", sa.Column("merged_into", sa.Text(), nullable=True))
    op.create_index("ix_company_merged_into", "company", ["merged_into", "id"], sqlite_where=live)
    op.create_table(
        "mark",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "type", "id", name="pk_mark"),
    )
