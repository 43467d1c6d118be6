"""省级签约项目动态跟踪台账: signed projects with 计划开工时间, 责任部门, 堵点; the blockers in a sheet of their own.

Both sheets come back by the ordinary import, as projects and as blockers: what somebody changed in them changes,
a row added under 堵点 becomes a blocker.  The column 堵点 of the first sheet sums the second up and is only read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zsdesk.desk import Desk
from zsdesk.errors import Cancelled
from zsdesk.fields import Record
from zsdesk.kinds import MoneyKind, Region
from zsdesk.queries import lists
from zsdesk.records import Blocker, Project
from zsdesk.rules.rights import scopes_of
from zsdesk.sheets import ledger
from zsdesk.sheets.exchange import Progress
from zsdesk.words import label, tr

STAGES = ("signed", "started", "production")
PROJECTS = ("number", "name", "companies", "region_code", "group", "total_investment", "contract_amount", "stage",
            "signed_on", "planned_start", "started_on", "delay_reason", "lead_unit", "library")  # fmt: skip
BLOCKERS = ("title", "project", "kind", "owner_unit", "owner", "raised_on", "due", "done_when", "detail")
_HEADED = {"planned_start": "计划开工时间", "lead_unit": "责任部门"}
"""What the province's ledger calls these fields."""


def write_tracking(
    desk: Desk, path: Path, region: str = "", progress: Progress = lambda _done, _all: True
) -> int:  # fmt: skip
    """Write the ledger of a region and those in it, of all that this desk sees without one; how many projects."""
    ids = [
        id for stage in STAGES
        for id in desk.read(lists.ids, lists.ListQuery("project", (("stage", stage),), sort="signed_on"))
    ]  # fmt: skip
    projects = [
        row for row in _rows(desk, Project, ids, progress)
        if not region or region in scopes_of(str(row.values.get("region_code") or ""))
    ]  # fmt: skip
    kept = {row.id for row in projects}
    blockers = [
        row for row in _rows(desk, Blocker, desk.read(lists.ids, lists.ListQuery("blocker")), progress)
        if row.values.get("project") in kept
    ]  # fmt: skip
    day = desk.clock.today().isoformat()
    place = Region().show(region or desk.region)
    said = ledger.Said(label("堵点"), _summed(blockers))
    cleared = ledger.Said(label("销号日期"), {r.id: r.cells.get("cleared_on", "") for r in blockers})
    parts = (
        ledger.Part(Project, _columns(Project, PROJECTS, projects), projects,
                    tr("{place}: dynamic ledger of signed projects ({day})", place=place, day=day), (said,)),
        ledger.Part(Blocker, _columns(Blocker, BLOCKERS, blockers), blockers,
                    tr("Blockers of signed projects ({day})", day=day), (cleared,)),
    )  # fmt: skip
    ledger.write(path, parts, progress)
    return len(projects)


def _rows(desk: Desk, record: type[Record], ids: Sequence[str], progress: Progress) -> list[lists.Row]:
    names = [f for f in (*PROJECTS, *BLOCKERS, "cleared_on") if hasattr(record, f)]
    found: list[lists.Row] = []
    for at in range(0, len(ids), 500):
        if not progress(0, len(ids)):
            raise Cancelled("Broken off; no file was written.")
        found += desk.read(lists.rows, record.type_name, ids[at : at + 500], names)
    return found


def _columns(record: type[Record], names: Sequence[str], rows: Sequence[lists.Row]) -> tuple[ledger.Column, ...]:
    made = ledger.columns(record, names, rows)
    return tuple(
        ledger.Column(c.field, "亿元" if isinstance(c.field.kind, MoneyKind) else c.unit,
                      label(_HEADED[c.field.name]) if record is Project and c.field.name in _HEADED else "")
        for c in made
    )  # fmt: skip


def _summed(blockers: Sequence[lists.Row]) -> dict[str, str]:
    """By project: its open blockers, one a line, with who sees to each and until when."""
    found: dict[str, list[str]] = {}
    for row in blockers:
        if row.values.get("cleared_on") is None:
            unit, due = row.cells.get("owner_unit", ""), row.values.get("due")
            by = "，".join(part for part in (unit, tr("until {day}", day=due) if due else "") if part)
            title = row.cells.get("title", "")
            found.setdefault(str(row.values.get("project")), []).append(f"{title}（{by}）" if by else title)
    return {project: "\n".join(lines) for project, lines in found.items()}
