"""承诺事项: what was signed, what each side promised, and what the fair-competition screen said of it."""

from __future__ import annotations

from zsdesk.documents.content import Block, Heading, Said, Table
from zsdesk.queries.papers.reading import Reading, lined, short
from zsdesk.records import Commitment
from zsdesk.rules.dossier import ProjectFile

_SIDES = (("government", "政府承诺"), ("enterprise", "企业承诺"), (None, "未注明承诺方"))
_SUM, _SCREEN = 3, 5
"""The columns that not every table has."""


def commitments(reading: Reading, file: ProjectFile) -> list[Block]:
    """Agreements, then the promises of each side."""
    blocks: list[Block] = []
    if file.agreements:
        blocks += [Heading("签署协议"), _agreements(reading, file)]
    if not file.commitments:
        return [*blocks, Said("no_commitments")]
    for party, heading in _SIDES:
        rows = [c for c in file.commitments if c.party == party]
        if rows:
            blocks += [Heading(heading), _promises(reading, rows, screened=party == "government")]
    return blocks


def _agreements(reading: Reading, file: ProjectFile) -> Table:
    rows = tuple(
        (
            a.name or "",
            reading.show(a, "kind"),
            short(a.signed_on),
            "；".join(a.parties or ()),
            reading.show(a, "amount"),
            short(a.start_by) or "—",
            lined(a.exit_terms, a.note) or "—",
        )
        for a in file.agreements
    )
    heads = ("协议名称", "类别", "签署日期", "签约方", "金额", "约定开工", "退出条款与备注")
    return Table(heads, rows, (7, 4.3, 7.1, 7.5, 5.2, 7.1, 7.6), (1, 2, 5))


def _promises(reading: Reading, rows: list[Commitment], *, screened: bool) -> Table:
    """Sums have a column where any was promised, the screen's findings where it is asked: by the government's."""
    heads = ("序号", "承诺事项", "内容", "金额", "期限", "公平竞争审查", "兑现情况")
    widths = (3.2, 6.5, 11, 5, 7.2, 7, 6.3)
    summed = any(c.amount for c in rows)
    shown = [i for i in range(len(heads)) if (i != _SUM or summed) and (i != _SCREEN or screened)]
    cells = []
    for number, c in enumerate(rows, 1):
        text = (c.text, c.condition and f"兑现条件：{c.condition}", c.basis and f"政策依据：{c.basis}")
        row = (
            str(number),
            c.title or "",
            lined(*text),
            reading.show(c, "amount") or "—",
            short(c.due),
            _screen(reading, c),
            _status(reading, c),
        )
        cells.append(tuple(row[i] for i in shown))
    return Table(tuple(heads[i] for i in shown), tuple(cells), tuple(widths[i] for i in shown), (0, shown.index(4)))


def _screen(reading: Reading, c: Commitment) -> str:
    """The screen stays as it was computed; an override stands beside it with author and reason."""
    lines = [reading.show(c, "screen"), c.screen_clause]
    if c.override:
        lines.append(
            f"人工认定：{reading.show(c, 'override')}（{c.override_by or '待补'}：{c.override_reason or '待补'}）"
        )
    return lined(*lines)


def _status(reading: Reading, c: Commitment) -> str:
    return lined(reading.show(c, "status"), short(c.fulfilled_on), c.status_note) or "—"
