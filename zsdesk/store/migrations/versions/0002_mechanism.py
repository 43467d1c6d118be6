"""The records of the “5+3” mechanism.

A record is written as its columns in order, ``*name`` where a list sorts or looks up by it:
``name#`` an integer, ``name~`` a fraction, ``name¥`` money with its sum in 元, any other a text.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"

_HEAD = "id version# updated_at# stamps extra"
_COMMON = "number *region_code owner secrecy created_at# deleted_at# pinyin"
_RECORDS = {
    "plan": (
        "name *project *lead origin *company *group sihua cluster industry *amount¥ lead_unit summary steps "
        "elements signoffs *reviewed_on review_note exit_on exit_reason catalogue#"
    ),
    "commitment": (
        "title *project *party kind text amount¥ condition *due basis *negotiation *review *agreement *screen "
        "screen_clause screen_catalogue# override override_by override_reason *status fulfilled_on "
        "status_note"
    ),
    "review": "subject *project needs background *opened_at# *due closed_at# *result result_note catalogue#",
    "opinion": "*department *review asked opened_at# *due *verdict answered_at# answered_by text basis conditions",
    "agreement": "name *project *kind *signed_on parties *amount¥ start_by exit_terms note",
    "milestone": "name *project kind *planned_on *actual_on owner_unit note",
    "progress": "summary *project *on percent_planned# percent_actual# invested¥ detail",
    "fund_arrival": "payer *project *on *amount¥ kind proof note",
    "blocker": (
        "title *project *kind detail fault *owner_unit raised_on *due done_when *coordinate# *cleared_on "
        "cleared_by cleared_note"
    ),
    "supervision": (
        "subject *project *blocker *level *owner_unit *listed_on listed_by reason *due extensions "
        "*delisted_on delisted_by delisted_note *escalated_from catalogue#"
    ),
    "appeal": (
        "title *company *project kind text *step complex# *accepted_at# verified_at# *handler *due "
        "replied_at# reply *closed_at# satisfaction rechecked_at# recheck catalogue#"
    ),
    "transition": (
        "*to_stage from_stage *project *kind *on reason evidence *review_on from_region to_region unmet "
        "waiver_reason waiver_approver catalogue#"
    ),
    "claim": (
        "title *company *company_uscc *lead *project unit amount¥ met_at# account *claimed_at# sealed *status "
        "holder decided_at# decision"
    ),
    "partner": "*name *role *project *lead *early# since amount¥ introductions note",
    "scenario": "name *domain owner_unit place open_from *open_until detail sought",
    "campaign": "name *kind *held_from held_until place host_unit theme outcome",
    "idle_asset": "name *kind place area~ *amount¥ *company cause reuse owner_unit *status *project",
    "meeting": "subject *group *held_at# place chair units projects agenda decisions minutes",
    "task": "title *meeting *project *blocker *owner_unit assigned_on *due *done_on result",
    "measure_applied": "*measure *project *applied_on days_usual# days_taken# days_saved# unit note catalogue#",
    "handover": (
        "subject *project to_unit *sent_at# packet *status *received_on receipt project_code *reconciled_on differences"
    ),
}
_MORE = {
    "lead": "*campaign *scenario transfer_to triaged_at# answered_at# complex# *duplicates duplicates_note",
    "project": (
        "*lead first_contact_unit *signed_on *started_on *produced_on delay_reason delay_fault *expands "
        "*campaign *scenario *library library_on library_code"
    ),
    "attachment": "*purpose",
}
_TYPES: dict[str, TypeEngine[Any]] = {"#": sa.BigInteger(), "~": sa.Double()}
_NEVER_NULL = ("id", "version", "updated_at", "stamps", "extra")


def _columns(text: str) -> list[sa.Column[Any]]:
    made: list[sa.Column[Any]] = []
    sums: list[sa.Column[Any]] = []
    for word in text.replace("*", "").split():
        name = word.rstrip("#~¥")
        kind = sa.String(36) if name == "id" else _TYPES.get(word[-1], sa.Text())
        made.append(sa.Column(name, kind, nullable=name not in _NEVER_NULL))
        if word.endswith("¥"):
            sums.append(sa.Column(f"{name}_yuan", sa.BigInteger(), nullable=True))
    return [*made, *sums]


_LIVE = sa.text("deleted_at IS NULL")


def _indexes(table: str, text: str) -> None:
    """What lists sort by, without deleted rows, with the id."""
    for word in text.split():
        if word.startswith("*"):
            name = word.strip("*#~¥") + ("_yuan" if word.endswith("¥") else "")
            op.create_index(f"ix_{table}_{name}", table, [name, "id"], sqlite_where=_LIVE)


def upgrade() -> None:
    for name, text in _RECORDS.items():
        key = sa.PrimaryKeyConstraint("id", name=f"pk_{name}")
        op.create_table(name, *_columns(f"{_HEAD} {text} {_COMMON}"), key)
        op.create_index(f"ix_{name}_live", name, ["id"], sqlite_where=_LIVE)
        _indexes(name, f"*updated_at# {text} {_COMMON}")
    for name, text in _MORE.items():
        for column in _columns(text):
            op.add_column(name, column)
        _indexes(name, text)
    _indexes("project", "*planned_start *major#")
