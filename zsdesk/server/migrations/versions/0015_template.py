"""The register of papers says by which of the province's templates each was made."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("document", sa.Column("template", sa.BigInteger(), nullable=True))
