"""The province's certificates; the registers of papers and signatures; signatures by hand on minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_HEAD = "id version# updated_at# stamps extra"
_COMMON = "number region_code owner secrecy created_at# deleted_at# pinyin"
_RECORDS = {
    "document": ("name kind target target_number target_version# edition# digest stamp made_at# made_by received_at#"),
    "signature": "signer role place document seal certificate signed_at# received_at#",
}
_NEVER_NULL = ("id", "version", "updated_at", "stamps", "extra")


def _columns(text: str) -> list[sa.Column[object]]:
    made: list[sa.Column[object]] = []
    for word in text.split():
        name = word.rstrip("#")
        kind = sa.String(36) if name == "id" else sa.BigInteger() if word.endswith("#") else sa.Text()
        made.append(sa.Column(name, kind, nullable=name not in _NEVER_NULL))
    return made


def upgrade() -> None:
    for name, text in _RECORDS.items():
        op.create_table(name, *_columns(f"{_HEAD} {text} {_COMMON}"), sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))
    op.add_column("negotiation", sa.Column("acknowledgement", sa.Text(), nullable=True))
    op.create_table(
        "authority",
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_authority")),
    )
    op.create_table(
        "certificate",
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_certificate")),
    )
    op.create_index("ix_certificate_account", "certificate", ["account", "device"])
    op.create_index("ix_certificate_revoked_at", "certificate", ["revoked_at"])
    op.create_table(
        "crl",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_crl")),
    )
