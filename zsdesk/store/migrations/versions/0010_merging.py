"""The index is merged while the desk rests, not inside some save."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    for table in ("search_name", "search_text"):
        op.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('automerge', 0)")
