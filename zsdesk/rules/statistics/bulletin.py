"""What a bulletin says, made from the figures alone: the same rows make the same text.

A bulletin is Chinese whatever language the program speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zsdesk.kinds.places import places
from zsdesk.rules.statistics.answers import Answer, Answers, answers
from zsdesk.rules.statistics.breakdowns import by_channel, by_month, by_place
from zsdesk.rules.statistics.facts import Facts
from zsdesk.rules.statistics.measuring import Part
from zsdesk.rules.statistics.periods import Ask
from zsdesk.words import speaking

YI = 100_000_000


class Grid(NamedTuple):
    """A table of the bulletin."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Bulletin(NamedTuple):
    """The parts of a bulletin; ``definitions`` are the footnotes that say what each figure counts."""

    title: str
    scope: str
    cutoff: str
    paragraphs: tuple[str, ...]
    grids: tuple[Grid, ...]
    definitions: tuple[str, ...]

    def text(self) -> str:
        """All of it as plain text, to be pasted."""
        grids = ("\n".join((grid.title, *("\t".join(row) for row in (grid.head, *grid.rows)))) for grid in self.grids)
        return "\n\n".join((self.title, self.scope, *self.paragraphs, *grids, "\n".join(self.definitions))) + "\n"


def bulletin(facts: Facts, ask: Ask) -> Bulletin:
    """The bulletin of a question."""
    with speaking("zh_CN"):
        found = answers(facts, ask, rows=())
        place, period = places()[ask.region].name, ask.period.words()
        paragraphs = (
            _signing(found, period), _cuts(found), _funnel(found), _course(found), _service(found), _matching(found),
        )  # fmt: skip
        return Bulletin(
            f"{place}{period}招商引资情况通报",
            f"统计范围：{place}，{'拟招重大项目' if ask.major else '全部项目'}；时期：{period}；截止日：{_day(ask)}。",
            _day(ask),
            tuple(text for text in paragraphs if text),
            tuple(grid for grid in (_places(facts, ask), _months(facts, ask), _channels(facts, ask)) if grid.rows),
            _definitions(found),
        )


def _day(ask: Ask) -> str:
    day = ask.cutoff
    return f"{day.year}年{day.month}月{day.day}日"


def _yi(yuan: int | None) -> str:
    """A sum in 亿元, two decimals, half up: never a float."""
    hundredths = ((yuan or 0) * 2 + YI // 100) // (2 * (YI // 100))
    return f"{hundredths // 100:,}.{hundredths % 100:02d}亿元"


def _count(found: Answers, code: str) -> int:
    return found.of(code).parts[0].count


def _signing(found: Answers, period: str) -> str:
    signed, started = found.of("signed").parts[0], found.of("started").parts[0]
    text = (
        f"{period}，新签约项目{signed.count}个，总投资{_yi(signed.yuan)}；开工项目{started.count}个（不论签约年份），"
        f"总投资{_yi(started.yuan)}。"
    )
    if signed.count:
        text += (
            f"按新签约口径，本期签约项目中已开工{_count(found, 'new_start_rate')}个，新签约开工率"
            f"{found.of('new_start_rate').text}；按开工与签约之比，本期开工数为签约数的"
            f"{found.of('start_to_signed').text}。两个口径不同，不作比较。"
        )
    return text


def _cuts(found: Answers) -> str:
    parts = []
    for cut, name in (("industry", "工业"), ("agriculture", "农业"), ("services", "服务业"), ("private", "民企")):
        signed, started = _count(found, f"signed.{cut}"), _count(found, f"started.{cut}")
        if signed or started:
            ratio = f"，开工/签约比{found.of(f'start_to_signed.{cut}').text}" if signed else ""
            parts.append(f"{name}项目签约{signed}个、开工{started}个{ratio}")
    return f"{'；'.join(parts)}。以上各口径相互交叉，不可相加。" if parts else ""


def _funnel(found: Answers) -> str:
    entered, signed, started = (found.of(f"funnel.{step}").parts[0] for step in ("entered", "signed", "started"))
    if not entered.count:
        return ""
    return (
        f"本期纳入项目{entered.count}个、{_yi(entered.yuan)}，其中已签约{signed.count}个、{_yi(signed.yuan)}，"
        f"签约后已开工{started.count}个、{_yi(started.yuan)}。"
    )


def _course(found: Answers) -> str:
    said = [
        f"{one.label}{one.text}" for one in map(found.of, ("fulfilment", "production_rate", "arrived_rate"))
        if one.value is not None
    ]  # fmt: skip
    if found.of("days_to_start").value is not None:
        said.append(f"从签约到开工的中位天数为{found.of('days_to_start').text.replace(' ', '')}")
    return f"{'，'.join(said)}。" if said else ""


def _service(found: Answers) -> str:
    rate = found.of("appeal_rate")
    if rate.value is None:
        return ""
    return (
        f"本期受理企业诉求{_count(found, 'appeals_accepted')}件，办结{_count(found, 'appeals_closed')}件"
        f"（含以前受理的）；本期受理的诉求办结率{rate.text}。"
    )


def _matching(found: Answers) -> str:
    matched = _count(found, "matched")
    return (
        f"经驻外办、商协会、龙头企业渠道协同谋划，促成对接项目{matched}个（与工业项目签约数分别统计）。"
        if matched
        else ""
    )


def _places(facts: Facts, ask: Ask) -> Grid:
    """The regions right below the scope; what lies at none of them stands in a line of its own."""
    spots = by_place(facts, ask)
    below = [place for place in places().values() if place.parent == ask.region and place.code != ask.region]
    rows = [(place.name, spots[place.code].signed, spots[place.code].started) for place in below]
    shown = [
        (name, str(len(signed.ids)), _yi(signed.yuan), str(len(started.ids)), _yi(started.yuan))
        for name, signed, started in sorted(rows, key=lambda row: -len(row[1].ids))
        if signed.ids or started.ids
    ]
    whole = spots[ask.region]
    own = [
        _rest(whole.signed, [signed for _, signed, _ in rows]),
        _rest(whole.started, [started for _, _, started in rows]),
    ]
    if below and any(count for count, _ in own):
        shown.append(("本级", str(own[0][0]), _yi(own[0][1]), str(own[1][0]), _yi(own[1][1])))
    return Grid("分地区情况", ("地区", "签约数", "签约总投资", "开工数", "开工总投资"), tuple(shown))


def _rest(whole: Part, parts: Sequence[Part]) -> tuple[int, int]:
    """What a whole has beyond its parts: rows and 元."""
    return len(whole.ids) - sum(len(p.ids) for p in parts), (whole.yuan or 0) - sum(p.yuan or 0 for p in parts)


def _months(facts: Facts, ask: Ask) -> Grid:
    months = [month for month in by_month(facts, ask) if month.month.first <= ask.cutoff]
    rows = [
        (f"{m.month.first:%Y-%m}", str(len(m.signed.ids)), _yi(m.signed.yuan), str(len(m.started.ids)),
         _yi(m.started.yuan))
        for m in months
    ]  # fmt: skip
    anything = any(m.signed.ids or m.started.ids for m in months)
    return Grid("分月情况", ("月份", "签约数", "签约总投资", "开工数", "开工总投资"), tuple(rows) if anything else ())


def _channels(facts: Facts, ask: Ask) -> Grid:
    rows = [
        (way.name, str(len(way.leads.ids)), str(len(way.met.ids)), str(len(way.signed.ids)))
        for way in by_channel(facts, ask) if way.leads.ids
    ]  # fmt: skip
    return Grid("渠道转化", ("渠道", "线索", "有过洽谈", "已有签约"), tuple(rows))


_EXPLAINED = ("signed", "started", "new_start_rate", "start_to_signed", "fulfilment", "arrived_rate", "days_to_start",
              "appeal_rate", "matched")  # fmt: skip


def _definitions(found: Answers) -> tuple[str, ...]:
    told: list[Answer] = [found.of(code) for code in _EXPLAINED]
    return tuple(f"{one.label}：{one.definition}{one.rounding}。" for one in told if one.value is not None)
