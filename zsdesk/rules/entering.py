"""What comes out of an older ledger was done elsewhere: what the province would ask of it is asked before it comes in.

A ledger seldom has all that the program notes step by step.  Where the mechanism lets such a record in, it is marked
as entered afterwards (补录); where not, the row says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from zsdesk.errors import Refused
from zsdesk.fields import Record
from zsdesk.records import Appeal, Blocker, Project
from zsdesk.records.choices import STAGES
from zsdesk.rules import appeals, stages, supervision
from zsdesk.words import label, tr


class Entered(NamedTuple):
    """What an entry takes on, a note for whoever enters it, and why it cannot be entered."""

    more: Mapping[str, Any] = {}
    note: str = ""
    refusal: Refused | None = None


def entered(record: type[Record], values: Mapping[str, Any], today: date) -> Entered:
    """How a new record of these values comes in from a ledger."""
    if record is Appeal and not values.get("late_entry"):
        lacking = appeals.standing_refusal(Appeal(**values))
        if lacking is not None:
            return Entered({"late_entry": True}, tr("Entered afterwards (补录): {why}", why=lacking))
    if record is Project and not values.get("stage") and (stage := stages.stage_by(values)):
        # A ledger of signed projects says when, and not that.
        note = tr("{field}: “{text}”, by the days of the row.", field=label("阶段"), text=STAGES.show(stage))
        return Entered({"stage": stage}, note)
    if record is Blocker and (cleared := values.get("cleared_on")) is not None:
        return Entered(
            refusal=supervision.clearing_refusal(Blocker(**values), values.get("cleared_note") or "", cleared, today)
        )
    return Entered()
