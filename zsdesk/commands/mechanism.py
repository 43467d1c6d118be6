"""The commands of the mechanism: stages and their gates."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import date
from typing import Any

from zsdesk.acts import transitions
from zsdesk.commands.opening import open_desk
from zsdesk.desk import Desk
from zsdesk.fields import field_of
from zsdesk.kinds import Day, Region
from zsdesk.queries import naming, stages
from zsdesk.records import Attachment
from zsdesk.records.choices import STAGES
from zsdesk.rules.gates import GateClosed, who_may_waive
from zsdesk.rules.waivers import Waiver
from zsdesk.words import tr


def transition(arguments: Namespace) -> int:
    """Take a project to another stage; 1 where its gate is closed."""
    wants = bool(arguments.stage)
    with open_desk(arguments, read_only=not wants) as desk:
        project = desk.read(naming.one, "project", arguments.id)
        if not wants:
            _say_gates(arguments, desk, project)
            return 0
        try:
            made = _do(arguments, desk, project)
        except GateClosed as closed:
            if not arguments.json:
                raise
            _print({"project": project, "done": False, "stage": closed.stage, "missing": _missing(closed)})
            return 1
        newest = desk.read(stages.passed, project)[0]
    if arguments.json:
        said = {"from": newest.from_stage, "to": newest.to_stage, "kind": newest.kind, "date": str(newest.on)}
        _print({"project": project, "done": True, "transition": made, **said, "waived": list(newest.unmet),
                "catalogue": newest.version})  # fmt: skip
    else:
        print(f"{newest.kind}\t{newest.from_stage} → {newest.to_stage}\t{newest.on}")
        for missing in newest.unmet:
            print(f"{tr('waived')}\t{missing}")
    return 0


def _do(arguments: Namespace, desk: Desk, project: str) -> str:
    on, review = _day(desk, arguments.date), _day(desk, arguments.review)
    waiver = Waiver(arguments.waive, arguments.approver) if arguments.waive or arguments.approver else None
    if arguments.stage in ("transfer", "流转"):
        region = Region().parse(arguments.to)
        return desk.do(transitions.transfer, project, region, reason=arguments.reason, on=on, waiver=waiver).result
    to = STAGES.parse(arguments.stage)
    if arguments.correct:
        return desk.do(transitions.correct, project, to, reason=arguments.reason, on=on).result
    purpose = field_of(Attachment, "purpose").kind.parse(arguments.purpose) if arguments.purpose else ""
    files = [transitions.Evidence(path, purpose) for path in arguments.evidence]
    return desk.do(transitions.advance, project, to, on=on, reason=arguments.reason, review_on=review, evidence=files,
                   waiver=waiver).result  # fmt: skip


def _day(desk: Desk, text: str) -> date | None:
    return Day().parse(text, today=desk.clock.today()) if text else None


def _missing(closed: GateClosed) -> list[dict[str, Any]]:
    return [
        {"condition": gap.condition.label, "missing": gap.missing, "clause": gap.condition.clause,
         "waiver": gap.condition.waiver, "level": gap.condition.level if gap.condition.waiver else "",
         "who": who_may_waive(gap.condition)}
        for gap in closed.gaps
    ]  # fmt: skip


def _say_gates(arguments: Namespace, desk: Desk, project: str) -> None:
    """Where the project may go, and what each way misses."""
    today = desk.clock.today()
    views = [desk.read(stages.gate, project, to, today=today) for to in desk.read(stages.ways, project, today)]
    if arguments.json:
        _print([
            {"to": view.to, "label": view.to_label, "kind": view.kind, "clause": view.clause, "catalogue": view.version,
             "conditions": [c._asdict() for c in view.conditions]}
            for view in views
        ])  # fmt: skip
        return
    for view in views:
        print(f"{view.here_label} → {view.to_label}")
        for one in view.conditions:
            print(f"  {'✓' if one.met else '✗'} {one.label}{'' if one.met else '：' + one.missing}")


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
