"""The index's tokens are pairs of characters: it begins empty, and all records wait to be indexed anew."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for table, column in (("search_name", "names"), ("search_text", "body")):
        op.execute(f"DROP TABLE {table}")
        op.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5({column}, content='', contentless_delete=1, tokenize='ascii')"
        )
    op.execute("UPDATE search_document SET waiting = 1")
