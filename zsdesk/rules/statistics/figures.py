"""The figures, each with its one definition.

Sources: the table of figures that this project was given, its checks from public figures (the article on Guizhou's
“5+3” mechanism; Weinan's 291 of 292, printed as 99.65, which is why a mode of rounding is part of a definition).
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from statistics import median

from zsdesk.errors import NotFound
from zsdesk.records.choices import CHANNELS
from zsdesk.rules.statistics import sets
from zsdesk.rules.statistics.facts import Facts, ProjectFact
from zsdesk.rules.statistics.measuring import Figure, Measured, Part, Rounding, counted, part, share
from zsdesk.rules.statistics.periods import Ask

WHOLE, TENTH, CUT = Rounding(0), Rounding(1), Rounding(2, "truncate")
TWO_196 = "公开报道中“196”有两种含义：工业项目签约数，以及协同谋划促成的对接项目数。两者分开统计，互不混用。"
TWO_RATES = "“开工率65%”与“696/797”是两个口径：前者只看本期新签约项目，后者不论签约年份。两者并列，互不混用。"


def _not_known(facts: Facts, ask: Ask, cut: str) -> tuple[Part, ...]:
    return (part("企业性质不明", sets.unknown_owner(facts, ask)),) if cut == "private" else ()


def _signed(cut: str, facts: Facts, ask: Ask) -> Measured:
    return counted(part("签约", sets.signed(facts, ask, cut)), *_not_known(facts, ask, cut))


def _started(cut: str, facts: Facts, ask: Ask) -> Measured:
    return counted(part("开工", sets.started(facts, ask, cut)), *_not_known(facts, ask, cut))


def _new_start_rate(cut: str, facts: Facts, ask: Ask) -> Measured:
    of = part("本期签约且已开工", sets.newly_started(facts, ask, cut))
    return share(of, part("签约", sets.signed(facts, ask, cut)), *_not_known(facts, ask, cut))


def _start_to_signed(cut: str, facts: Facts, ask: Ask) -> Measured:
    of = part("开工", sets.started(facts, ask, cut))
    return share(of, part("签约", sets.signed(facts, ask, cut)), *_not_known(facts, ask, cut))


def _entered(facts: Facts, ask: Ask) -> Measured:
    return counted(part("纳入", sets.entered(facts, ask)))


def _entered_signed(facts: Facts, ask: Ask) -> Measured:
    return counted(part("纳入后签约", (p for p in sets.entered(facts, ask) if sets.by(p.signed_on, ask.cutoff))))


def _entered_started(facts: Facts, ask: Ask) -> Measured:
    both = (p for p in sets.entered(facts, ask)
            if sets.by(p.signed_on, ask.cutoff) and sets.by(p.started_on, ask.cutoff))  # fmt: skip
    return counted(part("签约后开工", both))


def _fulfilment(facts: Facts, ask: Ask) -> Measured:
    signed = tuple(sets.signed(facts, ask))
    return share(
        part("手续办理中、在建、投产", (p for p in signed if sets.going_on(p, ask.cutoff))), part("签约", signed)
    )


def _production(facts: Facts, ask: Ask) -> Measured:
    signed = tuple(sets.signed(facts, ask))
    return share(part("投产", (p for p in signed if sets.by(p.produced_on, ask.cutoff))), part("签约", signed))


def _over(project: ProjectFact, over: str) -> int | None:
    return {"contract": project.contract, "total": project.total, "fixed": project.fixed}[over]


def _arrived(facts: Facts, ask: Ask) -> Measured:
    signed = tuple(sets.signed(facts, ask))
    sums = {p.id: yuan for p in signed if (yuan := _over(p, ask.over))}
    money = [a for a in facts.arrivals if a.project in sums and sets.by(a.on, ask.cutoff)]
    arrived = [a for a in money if a.yuan is not None]
    whole, came = sum(sums.values()), sum(a.yuan or 0 for a in arrived)
    parts = (
        Part("到位资金", "fund_arrival", tuple(a.id for a in arrived), came, len(money) - len(arrived)),
        Part("签约且金额已知", "project", tuple(sums), whole),
    )
    without = part("没有可比金额", (p for p in signed if p.id not in sums))
    return Measured(Fraction(100 * came, whole) if whole else None, parts, (without,) if without.ids else ())


def _days(facts: Facts, ask: Ask) -> Measured:
    begun = tuple(sets.started(facts, ask))
    known = [p for p in begun if p.signed_on is not None and p.started_on is not None and p.signed_on <= p.started_on]
    days = [Fraction((p.started_on - p.signed_on).days) for p in known if p.started_on and p.signed_on]
    ids = {p.id for p in known}
    without = part("签约日期不明或晚于开工", (p for p in begun if p.id not in ids))
    return Measured(median(days) if days else None, (part("开工且签约日期已知", known),),
                    (without,) if without.ids else ())  # fmt: skip


def _appeals(facts: Facts, ask: Ask) -> tuple[Part, Part, Part]:
    """Accepted in the period; closed of them up to T; closed in the period, whenever accepted."""
    accepted = [a for a in facts.appeals if a.accepted_on in ask.seen]
    return (
        part("受理", accepted, "appeal"),
        part("受理且已办结", (a for a in accepted if sets.by(a.closed_on, ask.cutoff)), "appeal"),
        part("办结", (a for a in facts.appeals if a.closed_on in ask.seen), "appeal"),
    )


def _appeal_rate(facts: Facts, ask: Ask) -> Measured:
    accepted, closed, _ = _appeals(facts, ask)
    return share(closed, accepted)


def _channel(channel: str, facts: Facts, ask: Ask) -> Measured:
    leads = tuple(sets.received(facts, ask, channel))
    met = part("洽谈", (lead for lead in leads if sets.by(lead.met_on, ask.cutoff)), "lead")
    of = part("签约", (lead for lead in leads if sets.by(lead.signed_on, ask.cutoff)), "lead")
    return share(of, part("线索", leads, "lead"), between=(met,))


def _matched(facts: Facts, ask: Ask) -> Measured:
    return counted(part("对接", (p for p in facts.projects if p.channel in sets.BROUGHT and p.met_on in ask.seen)))


_NAMES = ("签约数", "开工数", "新签约开工率", "开工/签约比")
_CUT_NAMES = ("{what}签约数", "{what}开工数", "{what}新签约开工率", "{what}开工/签约比")


def _cut_figures(cut: str) -> tuple[Figure, ...]:
    what, dot = sets.CUTS[cut][0], f".{cut}" if cut else ""
    names = _CUT_NAMES if cut else _NAMES
    across = "{what}口径与其他口径交叉，不可相加。" if cut else ""
    of = {"about": what, "across": across}
    return (
        Figure(f"signed{dot}", names[0], "首份投资合同签署日期在本期内、不晚于截止日的{what}数。",
               "count", WHOLE, partial(_signed, cut), TWO_196 if cut == "industry" else "", **of),
        Figure(f"started{dot}", names[1], "开工日期在本期内、不晚于截止日的{what}数，不论签约年份。",
               "count", WHOLE, partial(_started, cut), **of),
        Figure(f"new_start_rate{dot}", names[2],
               "本期签约、截止日前已开工的{what}数 ÷ 本期签约的{what}数。",
               "percent", TENTH, partial(_new_start_rate, cut), TWO_RATES, **of),
        Figure(f"start_to_signed{dot}", names[3],
               "本期开工的{what}数（不论签约年份）÷ 本期签约的{what}数；不称“开工率”。",
               "percent", TENTH, partial(_start_to_signed, cut), TWO_RATES, **of),
    )  # fmt: skip


_FUNNEL = (
    Figure("funnel.entered", "纳入", "本期内进入储备库（或直接进入以后阶段）的项目数与总投资；取有记录的最早日期。",
           "count", WHOLE, _entered),
    Figure("funnel.signed", "纳入后签约", "本期纳入的项目中，截止日前已签首份投资合同的项目数与总投资。",
           "count", WHOLE, _entered_signed),
    Figure("funnel.started", "签约后开工", "本期纳入且已签约的项目中，截止日前已开工的项目数与总投资。",
           "count", WHOLE, _entered_started),
)  # fmt: skip
_COURSE = (
    Figure("fulfilment", "履约率", "（手续办理中 + 在建 + 投产）÷ 本期签约项目数；搁置、终止的项目不计入分子。",
           "percent", CUT, _fulfilment),
    Figure("production_rate", "投产率", "本期签约、截止日前已投产的项目数 ÷ 本期签约项目数。",
           "percent", TENTH, _production),
    Figure("arrived_rate", "资金到位率",
           "本期签约项目截止日前到位资金之和 ÷ 同一批项目的金额之和；除数可选合同额、总投资或固定资产投资。",
           "percent", TENTH, _arrived),
    Figure("days_to_start", "签约到开工天数", "本期开工项目从首份投资合同签署到开工的自然日数，取中位数。",
           "days", TENTH, _days),
)  # fmt: skip
_APPEALS = (
    Figure("appeals_accepted", "诉求受理数", "本期内受理、不晚于截止日的企业诉求数。", "count", WHOLE,
           lambda facts, ask: counted(_appeals(facts, ask)[0])),
    Figure("appeals_closed", "诉求办结数", "本期内办结、不晚于截止日的企业诉求数，不论受理时间。", "count", WHOLE,
           lambda facts, ask: counted(_appeals(facts, ask)[2])),
    Figure("appeal_rate", "诉求办结率", "本期受理、截止日前已办结的诉求数 ÷ 本期受理的诉求数。", "percent", TENTH,
           _appeal_rate),
)  # fmt: skip
_MATCHED = Figure(
    "matched", "协同谋划对接项目数",
    "经驻外办、商协会、龙头企业线索而来，首次洽谈或考察在本期内的项目数。", "count", WHOLE, _matched, TWO_196,
)  # fmt: skip
_CHANNELS = (
    Figure("channel", "渠道转化率", "本期线索中截止日前已有项目签约的线索数 ÷ 本期线索数；同时列出有过洽谈的线索。",
           "percent", TENTH, partial(_channel, "")),
    *(Figure(f"channel.{option.code}", "{what}渠道转化率",
             "本期经{what}渠道的线索中截止日前已有项目签约的线索数 ÷ 该渠道本期线索数；同时列出有过洽谈的线索。",
             "percent", TENTH, partial(_channel, option.code), about=option.label)
      for option in CHANNELS.options),
)  # fmt: skip

FIGURES: tuple[Figure, ...] = (
    *(figure for cut in sets.CUTS for figure in _cut_figures(cut)),
    *_FUNNEL, *_COURSE, *_APPEALS, _MATCHED, *_CHANNELS,
)  # fmt: skip
_BY_CODE = {figure.code: figure for figure in FIGURES}


def figure(code: str) -> Figure:
    """The figure with this code; ``NotFound`` naming those that exist."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise NotFound("There is no figure “{code}”. The figures are: {known}.",
                       code=code, known=", ".join(_BY_CODE)) from None  # fmt: skip
