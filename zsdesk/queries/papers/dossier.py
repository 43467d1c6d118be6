"""What the dossier of a signed project says: ten chapters, each from the records that it names."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from zsdesk.documents.content import (
    Arrival,
    Arrivals,
    Block,
    Chapter,
    Document,
    EnclosureList,
    Facts,
    Gantt,
    Heading,
    Node,
    Picture,
    Pictures,
    Revenues,
    Said,
    Table,
    Text,
)
from zsdesk.documents.wording import MISSING
from zsdesk.queries.papers.brief import revenue
from zsdesk.queries.papers.commitments import commitments
from zsdesk.queries.papers.project_file import project_file
from zsdesk.queries.papers.reading import Reading, dashed, lined, short, shown
from zsdesk.queries.papers.reviews import reviews
from zsdesk.queries.papers.talks import position_chart, talk_blocks
from zsdesk.records import Appeal, Company, Plan, Project, Supervision
from zsdesk.records.choices import PARTNERS
from zsdesk.records.plan import ELEMENT_STATUS, PARTIES, SIGN_OFF, STEP_STATUS
from zsdesk.rules.dossier import ProjectFile, meter


def dossier_content(session: Session, project_id: str) -> Document:
    """The content of a project's dossier; ``NotFound`` where there is no such project."""
    reading = Reading(session)
    file = project_file(reading, project_id)
    project = file.project
    enclosures, pictures = reading.enclosures(file.attachments)
    chapters: tuple[tuple[str, list[Block]], ...] = (
        ("overview", _overview(reading, file)),
        ("companies", _companies(reading, file)),
        ("talks", _talks(reading, file)),
        ("elements", _elements(reading, file)),
        ("commitments", commitments(reading, file)),
        ("reviews", reviews(reading, file)),
        ("milestones", _milestones(reading, file)),
        ("blockers", _blockers(reading, file)),
        ("photos", _photos(pictures)),
        ("enclosures", [EnclosureList(), Said("enclosure_note")] if enclosures else [Said("no_enclosures")]),
    )
    return Document(
        title=project.name or "",
        generated=reading.day,
        number=project.number or "",
        version=str(project.version) if project.version else "",
        unit=project.lead_unit or "",
        secrecy=reading.show(project, "secrecy"),
        prepared_by=project.owner or "",
        chapters=tuple(Chapter(key, tuple(blocks)) for key, blocks in chapters),
        values=(
            ("files", str(len(enclosures))),
            ("gaps", str(len(meter(file).gaps))),
            ("region", reading.show(project, "region_code")),
            ("coordinates", ""),
        ),
        enclosures=enclosures,
    )


# -- one and two: project and enterprises ----------------------------------------------------------


def _overview(reading: Reading, file: ProjectFile) -> list[Block]:
    project = file.project
    blocks: list[Block] = [
        Facts(reading.facts(project, file.asks("project"), skip=("summary", "partners", "delay_reason"))),
        Text(project.summary or "", lead=f"{reading.label(Project, 'summary')}。"),
    ]
    if project.delay_reason:
        blocks.append(Text(project.delay_reason, lead=f"{reading.label(Project, 'delay_reason')}。"))
    if project.partners:
        rows = [(p.name, shown(PARTNERS, p.role), p.note) for p in project.partners]
        blocks += [Heading("合作单位"), dashed(("单位", "类别", "说明"), rows, (10, 6, 14), 1)]
    if file.transitions:
        blocks += [Heading("阶段流转"), _transitions(reading, file)]
    return blocks


def _transitions(reading: Reading, file: ProjectFile) -> Table:
    rows = []
    for t in file.transitions:
        way = "→".join(filter(None, (reading.show(t, "from_stage"), reading.show(t, "to_stage"))))
        told = (t.reason, t.evidence and f"佐证：{t.evidence}", _waived(t.waiver_reason, t.waiver_approver))
        rows.append((short(t.on), reading.show(t, "kind"), way, lined(*told)))
    return dashed(("日期", "方式", "阶段", "理由与佐证"), rows, (8, 5, 8, 19), 0, 1, 2)


def _waived(reason: str | None, approver: str | None) -> str:
    return f"豁免：{reason or ''}（批准人：{approver or MISSING}）" if reason or approver else ""


def _companies(reading: Reading, file: ProjectFile) -> list[Block]:
    companies, asked = file.companies, file.asks("company")
    if not companies:
        return [Text("")]
    blocks: list[Block] = []
    for company in companies:
        if len(companies) > 1:
            blocks.append(Heading(company.name or ""))
        blocks.append(Facts(reading.facts(company, asked, skip=("profile", "financials", "uscc_pending"))))
        if company.financials:
            rows = [(y.year, y.revenue, y.profit, y.note) for y in company.financials]
            blocks.append(dashed(("年度", "营业收入", "利润", "备注"), rows, (6, 10, 10, 14), 0, 1, 2))
            if years := revenue(company.financials):
                blocks.append(Revenues(years))
        blocks.append(Text(company.profile or "", lead=f"{reading.label(Company, 'profile')}。"))
    return blocks


# -- three and four: talks and elements ------------------------------------------------------------


def _talks(reading: Reading, file: ProjectFile) -> list[Block]:
    if not file.talks:
        return [Said("no_talks")]
    blocks: list[Block] = []
    chart = position_chart(file.talks)
    if chart is not None and len(file.talks) > 1:
        blocks.append(chart)
    for number, talk in enumerate(file.talks, 1):
        round_ = talk.round or number
        blocks.append(Heading(f"第{round_}轮洽谈：{talk.topics or MISSING}"))
        blocks += talk_blocks(reading, talk)
    return blocks


def _elements(reading: Reading, file: ProjectFile) -> list[Block]:
    blocks: list[Block] = []
    for plan in file.plans:
        blocks += [
            Heading(plan.name or ""),
            Facts(
                reading.facts(
                    plan, (), skip=("name", "project", "steps", "elements", "signoffs", "number", "region_code")
                )
            ),
        ]
        blocks += _sheets(plan)
    if file.measures:
        rows = [
            (
                m.measure or "",
                short(m.applied_on),
                m.unit or "",
                reading.show(m, "days_usual"),
                reading.show(m, "days_taken"),
                reading.show(m, "days_saved"),
            )
            for m in file.measures
        ]
        heads = ("营商环境举措", "应用日期", "办理单位", "常规（天）", "实际（天）", "节省（天）")
        blocks += [Heading("营商环境举措应用"), dashed(heads, rows, (12, 8, 8, 5, 5, 5), 1, 3, 4, 5)]
    return blocks or [Said("no_elements")]


def _sheets(plan: Plan) -> list[Block]:
    """The six-element sheet, the sign-offs, the steps."""
    blocks: list[Block] = []
    if plan.elements:
        rows = tuple(
            (e.element, e.value, e.threshold or "—", shown(ELEMENT_STATUS, e.status), e.gap or "—", e.source or "—")
            for e in plan.elements
        )
        heads = ("要素", "现状", "标准", "状态", "缺口", "来源")
        blocks.append(Table(heads, rows, (6, 9, 9, 5, 7, 7), (0, 3)))
    if plan.signoffs:
        signed = [
            (s.unit, shown(PARTIES, s.party), s.name, shown(SIGN_OFF, s.verdict), s.on, s.note) for s in plan.signoffs
        ]
        heads = ("会签单位", "哪一方", "姓名", "结论", "日期", "意见")
        blocks.append(dashed(heads, signed, (9, 6, 5, 6, 8, 9), 1, 2, 3, 4))
    if plan.steps:
        steps = [(s.step, s.owner, s.due, shown(STEP_STATUS, s.status), s.evidence) for s in plan.steps]
        blocks.append(dashed(("关键环节", "责任人", "时限", "状态", "佐证"), steps, (11, 7, 8, 5, 10), 1, 2, 3))
    return blocks


# -- seven to nine ---------------------------------------------------------------------------------


def _milestones(reading: Reading, file: ProjectFile) -> list[Block]:
    blocks: list[Block] = []
    if file.milestones:
        nodes = tuple(Node(m.name or "", m.planned_on, m.actual_on) for m in file.milestones)
        rows = tuple(
            (
                m.name or "",
                reading.show(m, "kind") or "—",
                short(m.planned_on),
                short(m.actual_on) or "—",
                m.owner_unit or "",
                m.note or "—",
            )
            for m in file.milestones
        )
        heads = ("节点", "类别", "计划日期", "实际日期", "责任单位", "说明")
        blocks += [Gantt(nodes, _start(file)), Table(heads, rows, (9, 4.5, 7.5, 7.5, 8, 7.5), (1, 2, 3))]
    else:
        blocks.append(Said("no_milestones"))
    if file.arrivals:
        blocks += [Heading("资金到位"), *_arrivals(reading, file)]
    if file.progress:
        rows = tuple(
            (
                short(p.on),
                p.summary or "",
                _percent(p.percent_planned),
                _percent(p.percent_actual),
                reading.show(p, "invested"),
                p.detail or "",
            )
            for p in file.progress
        )
        heads = ("日期", "进展情况", "计划", "实际", "累计投资", "详细说明")
        blocks += [Heading("建设进展"), dashed(heads, rows, (8, 11, 4, 4, 7, 10), 0, 2, 3)]
    return blocks


def _percent(value: int | None) -> str:
    return "" if value is None else f"{value}%"


def _start(file: ProjectFile) -> date:
    """Where the chart begins: the signing, else the first day that is known."""
    days = [d for m in file.milestones for d in (m.planned_on, m.actual_on) if d]
    days += [a.on for a in file.arrivals if a.on]
    return file.project.signed_on or (min(days) if days else date(2026, 1, 1))


def _arrivals(reading: Reading, file: ProjectFile) -> list[Block]:
    known = [(a.on, a.amount.yuan) for a in file.arrivals if a.on and a.amount and a.amount.yuan is not None]
    contract = file.project.contract_amount or file.project.total_investment
    promised = contract.yuan / 100_000_000 if contract and contract.yuan else None
    rows = [
        (short(a.on), a.payer or "", reading.show(a, "kind"), reading.show(a, "amount"), a.proof or "", a.note or "")
        for a in file.arrivals
    ]
    blocks: list[Block] = []
    if known:
        blocks.append(Arrivals(tuple(Arrival(d, yuan / 100_000_000) for d, yuan in known), promised, _start(file)))
    heads = ("到位日期", "出资方", "类别", "金额", "凭证", "说明")
    return [*blocks, dashed(heads, rows, (8, 10, 5, 8, 8, 6), 0, 2)]


def _blockers(reading: Reading, file: ProjectFile) -> list[Block]:
    blocks: list[Block] = []
    if file.blockers:
        rows = tuple(
            (
                lined(b.title, b.detail, b.fault and f"成因：{reading.show(b, 'fault')}"),
                reading.show(b, "kind"),
                b.owner_unit or "",
                short(b.raised_on),
                short(b.due),
                b.done_when or "",
                lined(short(b.cleared_on), b.cleared_by, b.cleared_note) or "未销号",
            )
            for b in file.blockers
        )
        heads = ("堵点", "类别", "责任单位", "提出日期", "办结时限", "销号标准", "销号情况")
        blocks.append(Table(heads, rows, (9, 4.3, 6, 7.2, 7.2, 6.5, 6.5), (1, 3, 4)))
    else:
        blocks.append(Said("no_blockers"))
    if file.supervisions:
        columns = ("督办事项与理由", "层级", "责任单位", "挂牌", "整改时限", "摘牌情况")
        listed = [_listed(reading, s) for s in file.supervisions]
        blocks += [Heading("挂牌督办"), dashed(columns, listed, (11, 4.5, 7, 6.5, 7.5, 7.5), 1, 3)]
    if file.appeals:
        columns = ("诉求事项与内容", "类别", "承办单位", "办结时限", "答复内容", "满意度")
        asked = [_asked(reading, a) for a in file.appeals]
        blocks += [Heading("企业诉求"), dashed(columns, asked, (10.5, 5, 7, 6.5, 10, 5), 1, 3, 5)]
    return blocks


def _listed(reading: Reading, s: Supervision) -> tuple[str, ...]:
    longer = (f"延至{e.until}：{e.reason}（批准人：{e.approver or MISSING}）" for e in s.extensions or ())
    return (
        lined(s.subject, s.reason), reading.show(s, "level"), s.owner_unit or "",
        lined(short(s.listed_on), s.listed_by), lined(short(s.due), *longer), _delisted(s),
    )  # fmt: skip


def _asked(reading: Reading, a: Appeal) -> tuple[str, ...]:
    return (
        lined(a.title, a.text), reading.show(a, "kind"), a.handler or "", short(a.due),
        lined(a.reply, a.recheck and f"复核：{a.recheck}"), reading.show(a, "satisfaction"),
    )  # fmt: skip


def _delisted(s: Supervision) -> str:
    return lined(short(s.delisted_on), s.delisted_by, s.delisted_note) or "在督"


def _photos(pictures: tuple[Picture, ...]) -> list[Block]:
    return [Pictures(pictures)] if pictures else [Said("no_photos")]
