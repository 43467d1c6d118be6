"""The leads of an enterprise, and enterprises of a name or a credit code, are found without reading all of them."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for table, name in (("lead", "company"), ("company", "name"), ("company", "uscc")):
        op.create_index(f"ix_province_{table}_{name}", table, [name])
