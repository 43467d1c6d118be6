"""The commands for ledgers in Excel."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from dataclasses import dataclass, field

from zsdesk.acts import intake as acts
from zsdesk.clock import from_ms
from zsdesk.commands.opening import open_desk, pairs
from zsdesk.desk import Desk
from zsdesk.fields import field_of
from zsdesk.kinds import Region
from zsdesk.queries import lists
from zsdesk.records import record_type
from zsdesk.sheets import exchange
from zsdesk.sheets.intake import Plan
from zsdesk.sheets.tracking import write_tracking
from zsdesk.words import tr


def export(arguments: Namespace) -> None:
    """Write a ledger; print how many rows."""
    texts = pairs(arguments.values)
    with open_desk(arguments, read_only=True) as desk:
        record = record_type(arguments.type)
        values = desk.parse(arguments.type, texts)
        packed = tuple((name, field_of(record, name).pack(value)) for name, value in values.items())
        for name in arguments.columns:
            field_of(record, name)
        count = exchange.write_ledger(
            desk, lists.ListQuery(arguments.type, packed), arguments.output, arguments.columns
        )  # fmt: skip
    print(tr("{count} rows in {path}", count=count, path=arguments.output))


def tracking(arguments: Namespace) -> None:
    """Write the dynamic ledger; print how many projects."""
    with open_desk(arguments, read_only=True) as desk:
        region = Region().parse(arguments.region) if arguments.region else ""
        count = write_tracking(desk, arguments.output, region)
    print(tr("{count} rows in {path}", count=count, path=arguments.output))


@dataclass
class _Answer:
    """What an import did or would do."""

    id: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    companies: int = 0
    refused: list[dict[str, object]] = field(default_factory=list)
    notes: list[dict[str, object]] = field(default_factory=list)


def take_in(arguments: Namespace) -> int:
    """Take a workbook in, or say what it would do; 1 where rows were refused."""
    with open_desk(arguments) as desk:
        opened = exchange.open_sheet(desk, arguments.file, arguments.type, arguments.sheet)
        opened = exchange.with_columns(opened, pairs(arguments.columns))
        planned = exchange.plan(desk, opened)
        answer = _answer(planned)
        if not arguments.dry_run and planned.entries:
            answer.id = exchange.take_in(desk, opened, planned)
        if arguments.refused and answer.refused:
            exchange.write_refused(arguments.refused, opened, planned)
    columns = {h.words: opened.columns.get(h.column, "") for h in opened.sheet.headings}
    _say(arguments, answer, columns)
    return 1 if answer.refused else 0


def _answer(planned: Plan) -> _Answer:
    answer = _Answer(counts=Counter(row.action for row in planned.rows), companies=len(planned.companies))
    for row in planned.rows:
        about: dict[str, object] = {"row": row.line.number, "title": row.heading}
        if row.reasons:
            answer.refused.append({**about, "reasons": list(row.reasons)})
        if row.notes and not row.reasons:
            answer.notes.append({**about, "notes": list(row.notes)})
    return answer


def _say(arguments: Namespace, answer: _Answer, columns: dict[str, str]) -> None:
    counts = {name: answer.counts[name] for name in ("create", "change", "same", "refused")}
    if arguments.json:
        shown = {"import": answer.id, "dry_run": arguments.dry_run, **counts, "companies": answer.companies,
                 "columns": columns, "refused_rows": answer.refused, "notes": answer.notes}  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for words, name in columns.items():
        print(f"{words}\t→ {name or '—'}")
    for entry in (*answer.notes, *answer.refused):
        said = entry.get("reasons") or entry["notes"]
        assert isinstance(said, list)
        print(tr("Row {row} {title}: {said}", row=entry["row"], title=entry["title"], said="；".join(said)))
    print(tr("New {create}, changed {change}, unchanged {same}, refused {refused}; new enterprises {companies}.",
             **counts, companies=answer.companies))  # fmt: skip
    if arguments.dry_run:
        print(tr("Nothing was changed: this was a dry run."))
    elif answer.id:
        print(tr("“zsdesk import --undo {id}” takes all of it back.", id=answer.id))


def calendar(arguments: Namespace) -> None:
    """Write the calendar file; print how many entries."""
    from zsdesk.sheets.ics import write_calendar  # its library reads the world's time zones

    with open_desk(arguments, read_only=True) as desk:
        count = write_calendar(desk, arguments.output, everybody=arguments.all)
    print(tr("{count} entries in {path}", count=count, path=arguments.output))


def undo(arguments: Namespace) -> None:
    """Take an import back."""
    with open_desk(arguments) as desk:
        print(tr("{count} rows were taken back.", count=exchange.take_back(desk, arguments.undo).rows))


def imports(arguments: Namespace) -> None:
    """The last imports, newest first."""
    with open_desk(arguments) as desk:
        found = _imports(desk)
    if arguments.json:
        print(json.dumps([
            {"id": one.id, "file": one.name, "type": one.type, "at": from_ms(one.at).isoformat(timespec="seconds"),
             "rows": one.rows, "undone": one.undone}
            for one in found
        ], ensure_ascii=False, indent=2))  # fmt: skip
        return
    for one in found:
        undone = tr("taken back") if one.undone else ""
        print(f"{one.id}\t{from_ms(one.at):%Y-%m-%d %H:%M}\t{one.type}\t{one.rows}\t{one.name}\t{undone}")


def _imports(desk: Desk) -> list[acts.Intake]:
    return desk.do(acts.intakes).result
