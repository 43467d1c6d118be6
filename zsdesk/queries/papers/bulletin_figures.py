"""The figures of a bulletin: first in words, then side by side, then over the year; each definition said once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zsdesk.documents.content import Block, Facts, Heading, PairedBars, Said, Text
from zsdesk.kinds.places import places
from zsdesk.queries.papers.reading import dashed
from zsdesk.rules.statistics import sets
from zsdesk.rules.statistics.answers import Answer, Answers
from zsdesk.rules.statistics.breakdowns import Month, by_channel, by_month, by_place
from zsdesk.rules.statistics.bulletin import bulletin
from zsdesk.rules.statistics.facts import Facts as Behind
from zsdesk.rules.statistics.measuring import Part
from zsdesk.rules.statistics.periods import Ask

_CUT = ("signed", "started", "new_start_rate", "start_to_signed")
_OTHERS = ("funnel.entered", "funnel.signed", "funnel.started", "matched", "fulfilment", "production_rate",
           "arrived_rate", "days_to_start", "appeals_accepted", "appeals_closed", "appeal_rate")  # fmt: skip
_ACROSS = "口径同上，只计该类项目；各类相互交叉，不可相加。"
_COLUMNS = ("签约项目（个）", "签约金额（亿元）", "开工项目（个）", "开工金额（亿元）")
_WIDTHS = (12, 6, 8, 6, 8)
_MOST_BARS = 24  # months of one chart


def main_figures(behind: Behind, ask: Ask, found: Answers) -> list[Block]:
    """What the period brought in sentences; the counts of all projects and of each kind; the other figures."""
    said = [Text(paragraph) for paragraph in bulletin(behind, ask).paragraphs]
    rows = [
        ("全部项目" if not cut else name, *(found.of(_code(figure, cut)).text for figure in _CUT))
        for cut, (name, _) in sets.CUTS.items()
    ]
    heads = ("类别", *(found.of(figure).label for figure in _CUT))
    others = Facts(tuple((one.label, one.text) for one in map(found.of, _OTHERS)))
    return [*said, dashed(heads, rows, (12, 7, 7, 8, 8), 1, 2, 3, 4), others]


def _code(figure: str, cut: str) -> str:
    return f"{figure}.{cut}" if cut else figure


def spread(behind: Behind, ask: Ask, found: Answers) -> list[Block]:
    """The regions below with their signings and starts, the months, the channels."""
    blocks: list[Block] = []
    spots = by_place(behind, ask)
    rows = [
        (places()[code].name, *_counts(spots[code].signed, spots[code].started))
        for code in sorted(spots)
        if code != ask.region and (spots[code].signed.ids or spots[code].started.ids)
    ]
    if rows:
        blocks += [Heading("按地区"), dashed(("地区", *_COLUMNS), rows, _WIDTHS, 1, 2, 3, 4)]
    months = [m for m in by_month(behind, ask) if m.month.first <= ask.cutoff]
    blocks += [Heading("按月份"), *_bars(months)]
    by_months = [(m.month.words(), *_counts(m.signed, m.started)) for m in months]
    blocks.append(dashed(("月份", *_COLUMNS), by_months, _WIDTHS, 1, 2, 3, 4))
    ways = [
        (way.name, *(str(len(p.ids)) for p in (way.leads, way.met, way.signed)), found.of(f"channel.{way.code}").text)
        for way in by_channel(behind, ask)
        if way.leads.ids
    ]
    if ways:
        columns = ("渠道", "线索", "有过洽谈", "已有签约", "转化率")
        blocks += [Heading("按渠道"), dashed(columns, ways, (12, 7, 7, 7, 7), 1, 2, 3, 4)]
    return blocks


def _counts(signed: Part, started: Part) -> tuple[str, str, str, str]:
    return str(len(signed.ids)), _yi(signed.yuan), str(len(started.ids)), _yi(started.yuan)


def _yi(yuan: int | None) -> str:
    return f"{yuan / 100_000_000:,.2f}" if yuan else ""


def _bars(months: Sequence[Month]) -> list[Block]:
    if len(months) < 2 or not any(m.signed.ids or m.started.ids for m in months):
        return []
    shown = months[-_MOST_BARS:]
    one_year = shown[0].month.first.year == shown[-1].month.first.year
    bars = tuple(
        (f"{m.month.first.month}月" if one_year else f"{m.month.first:%y-%m}", len(m.signed.ids), len(m.started.ids))
        for m in shown
    )
    return [PairedBars("各月签约、开工项目（个）", ("签约", "开工"), bars)]


def definitions(found: Answers) -> list[Block]:
    """How each figure is counted: those of the kinds of projects and of the channels are said once for all."""
    return [Said("note"), dashed(("指标", "口径"), list(_defined(found)), (11, 29))]


def _defined(found: Answers) -> Iterator[tuple[str, str]]:
    for figure in _CUT:
        yield _told(found.of(figure))
    notes = {one.note for one in found.figures if "." in one.code and one.note} - {found.of(f).note for f in _CUT}
    kinds = "、".join(name.removesuffix("项目") for cut, (name, _) in sets.CUTS.items() if cut)
    yield f"{kinds}项目各指标", _ACROSS + "".join(sorted(notes))
    for figure in (*_OTHERS, "channel"):
        yield _told(found.of(figure))


def _told(one: Answer) -> tuple[str, str]:
    return one.label, one.definition + (f"（{one.note}）" if one.note else "")
