"""Every file that a record names has its line, so that what is to be fetched or sent is found without walking over all
attachments; appeals of an older ledger say that they were entered afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_NOTED = "INSERT INTO file (sha256, size, present, sent, tried_at) "


def upgrade() -> None:
    op.add_column("appeal", sa.Column("late_entry", sa.BigInteger(), nullable=True))
    op.create_index("ix_file_wanted", "file", ["sha256"], sqlite_where=sa.text("present = 0"))
    op.create_index("ix_file_unsent", "file", ["sha256"], sqlite_where=sa.text("present = 1 AND sent = 0"))
    op.create_index("ix_preview_unsent", "preview", ["sha256"], sqlite_where=sa.text("sent = 0"))
    op.execute(
        f"{_NOTED} SELECT sha256, max(coalesce(size, 0)), 0, 0, 0 FROM attachment "
        "WHERE sha256 IS NOT NULL AND sha256 NOT IN (SELECT sha256 FROM file) GROUP BY sha256"
    )
    for name, event in (("made", "INSERT"), ("changed", "UPDATE OF sha256")):
        op.execute(
            f"CREATE TRIGGER attachment_{name} AFTER {event} ON attachment WHEN new.sha256 IS NOT NULL BEGIN "
            f"{_NOTED} SELECT new.sha256, coalesce(new.size, 0), 0, 0, 0 "
            # not OR IGNORE: within a trigger the conflict clause of the statement that fires it holds
            "WHERE NOT EXISTS (SELECT 1 FROM file WHERE sha256 = new.sha256); END"
        )
