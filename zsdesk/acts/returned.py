"""What the province refused: taken back where it cannot be mended, as what a transition was that its gate refuses."""

from __future__ import annotations

from sqlalchemy import func, select

from zsdesk.acts import undoing
from zsdesk.errors import NotFound
from zsdesk.store.tables import State, change
from zsdesk.store.work import Work


def take_back(work: Work, op_no: int) -> int:
    """Take back a refused change with all of its transaction; how many changes that were.

    What was written in the same records since stays, and goes to the province; the log keeps what was tried.  A record
    that it made is deleted on this desk, and can be restored.
    ``NotFound`` where the change is not refused (any more).
    """
    connection = work.session.connection()
    tx = select(change.c.tx).where(change.c.op_no == op_no, change.c.state == State.PARKED).scalar_subquery()
    found = select(change.c.op_no).where(change.c.tx == tx, change.c.state == State.PARKED).order_by(change.c.op_no)
    ops = list(connection.execute(found).scalars())
    if not ops:
        raise NotFound("There is no refused change with the number {op}.", op=op_no)
    work.withdrawn = True
    undoing.undo(work, sorted({_first(work, one) for one in ops}))
    return len(ops)


def _first(work: Work, op_no: int) -> int:
    """The change as it was refused first, before later ones took it up."""
    connection = work.session.connection()
    while True:
        earlier = select(func.min(change.c.op_no)).where(change.c.carried_by == op_no, change.c.op_no < op_no)
        found = connection.execute(earlier).scalar()
        if found is None:
            return op_no
        op_no = found
