"""The registers of papers and signatures; signatures by hand on minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_HEAD = "id version# updated_at# stamps extra"
_COMMON = "number *region_code owner secrecy created_at# deleted_at# pinyin"
_RECORDS = {
    "document": (
        "name kind *target target_number target_version# edition# *digest stamp *made_at# made_by received_at#"
    ),
    "signature": "signer role place *document seal certificate *signed_at# received_at#",
}
_NEVER_NULL = ("id", "version", "updated_at", "stamps", "extra")
_LIVE = sa.text("deleted_at IS NULL")


def _columns(text: str) -> list[sa.Column[object]]:
    made: list[sa.Column[object]] = []
    for word in text.replace("*", "").split():
        name = word.rstrip("#")
        kind = sa.String(36) if name == "id" else sa.BigInteger() if word.endswith("#") else sa.Text()
        made.append(sa.Column(name, kind, nullable=name not in _NEVER_NULL))
    return made


def upgrade() -> None:
    for name, text in _RECORDS.items():
        whole = f"{_HEAD} {text} {_COMMON}"
        op.create_table(name, *_columns(whole), sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))
        op.create_index(f"ix_{name}_live", name, ["id"], sqlite_where=_LIVE)
        for word in f"*updated_at# {whole}".split():
            if word.startswith("*"):
                column = word.strip("*#")
                op.create_index(f"ix_{name}_{column}", name, [column, "id"], sqlite_where=_LIVE)
    op.add_column("negotiation", sa.Column("acknowledgement", sa.Text(), nullable=True))
