"""Figures as a workbook: each with its definition and how many rows, and the same rows by month, place and channel."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.fields import fields
from zsdesk.kinds.places import places
from zsdesk.queries import figures, lists
from zsdesk.records import record_type
from zsdesk.rules.statistics.answers import Answer, answers
from zsdesk.rules.statistics.breakdowns import Look, by_channel, by_cluster, by_month, by_place, by_sihua
from zsdesk.rules.statistics.facts import Facts
from zsdesk.rules.statistics.measuring import Part
from zsdesk.rules.statistics.periods import Ask
from zsdesk.sheets import ledger
from zsdesk.words import label, tr

YI = 100_000_000
Cell = str | int | float


def write_figures(path: Path, facts: Facts, ask: Ask) -> None:
    """Write the workbook of a question; ``Refused`` where the file cannot be written."""
    partial = path.with_name(f".{path.name}.part")
    try:
        book = xlsxwriter.Workbook(str(partial), {"strings_to_formulas": False, "strings_to_urls": False})
        try:
            for name, head, rows in _sheets(facts, ask):
                _sheet(book, name, ask.words(), head, rows)
        finally:
            book.close()
        partial.replace(path)
    except OSError as error:
        raise Refused("“{path}” cannot be written: {why}.", path=path, why=error.strerror or error) from None
    finally:
        partial.unlink(missing_ok=True)


def _sheets(facts: Facts, ask: Ask) -> list[tuple[str, list[str], list[list[Cell]]]]:
    found = answers(facts, ask, rows=())
    counts = [tr("Signings"), tr("Signed, 亿元"), tr("Starts"), tr("Started, 亿元")]
    spots = by_place(facts, ask)
    return [
        (tr("Figures"), [tr("Figure"), tr("Value"), tr("Shown as"), tr("Rows"), tr("Definition"), tr("Rounding")],
         [[one.label, _number(one), one.text, _parts(one), one.definition, one.rounding] for one in found.figures]),
        (tr("By month"), [tr("Month"), *counts],
         [[f"{m.month.first:%Y-%m}", *_two(m.signed, m.started)] for m in by_month(facts, ask)]),
        (tr("By region"), [tr("Code"), tr("Region"), *counts],
         [[code, places()[code].name, *_two(spot.signed, spot.started)] for code, spot in spots.items()]),
        (tr("By channel"), [tr("Channel"), tr("leads"), tr("with a round"), tr("signed")],
         [[label(w.name), len(w.leads.ids), len(w.met.ids), len(w.signed.ids)] for w in by_channel(facts, ask)]),
        _looks(tr("By 四化"), "四化", by_sihua(facts, ask)),
        _looks(tr("By industry cluster"), tr("Cluster"), by_cluster(facts, ask)),
    ]  # fmt: skip


def _looks(name: str, head: str, looks: Sequence[Look]) -> tuple[str, list[str], list[list[Cell]]]:
    return (
        name, [head, tr("signed"), tr("started"), tr("producing"), tr("Signed, 亿元")],
        [[label(one.name), len(one.signed.ids), len(one.started.ids), len(one.produced.ids),
          (one.signed.yuan or 0) / YI] for one in looks],
    )  # fmt: skip


def _number(one: Answer) -> Cell:
    """A percentage as Excel reckons with it: exact to the digits that are shown."""
    return "" if one.value is None else float(Decimal(one.value))


def _parts(one: Answer) -> str:
    return "；".join(f"{part.name} {part.count:,}" for part in (*one.parts, *one.left_out))


def _two(signed: Part, started: Part) -> list[Cell]:
    return [len(signed.ids), (signed.yuan or 0) / YI, len(started.ids), (started.yuan or 0) / YI]


def _sheet(book: Any, name: str, title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "bg_color": "#E2F0EB", "border": 1, "text_wrap": True, "valign": "vcenter"})
    large = book.add_format({"bold": True, "font_size": 13})
    plain = book.add_format({"border": 1, "valign": "top"})
    wrapped = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
    money = book.add_format({"border": 1, "valign": "top", "num_format": "#,##0.00"})
    sheet.write_string(0, 0, title, large)
    sheet.write_row(1, 0, head, bold)
    for number, row in enumerate(rows, 2):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell, wrapped if len(cell) > 16 else plain)
            else:
                sheet.write_number(number, place, cell, money if isinstance(cell, float) else plain)
    for place, words in enumerate(head):
        longest = max([len(words), *(len(str(row[place])) for row in rows)], default=8)
        sheet.set_column(place, place, min(60, max(10, longest * 1.6)))
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


def write_rows(desk: Desk, part: Part, title: str, path: Path) -> int:
    """Write all rows behind a part as a ledger; how many are still on this desk."""
    record = record_type(part.type)
    wanted = [f.name for f in fields(record) if not f.hidden]
    found: list[lists.Row] = []
    for start in range(0, len(part.ids), 500):
        found += desk.read(lists.rows, part.type, part.ids[start : start + 500], wanted)
    names = list(dict.fromkeys(("number", *figures.COLUMNS[part.type])))
    ledger.write(path, [ledger.Part(record, ledger.columns(record, names, found), found, title)])
    return len(found)
