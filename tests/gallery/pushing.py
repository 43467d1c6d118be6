"""What the gallery's full desk has of pushing projects on: lights, a review, a listed blocker, appeals, tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from zsdesk.acts import appeals, meetings, records, reviews, supervision
from zsdesk.desk import Desk
from zsdesk.kinds import MoneyKind
from zsdesk.records.meeting import Decision
from zsdesk.records.opinion import Condition
from zsdesk.records.review import Need

_NEEDS = (
    Need("2,400 亩工业用地", "land", "自然资源局"), Need("年综合能耗 12 万吨标准煤", "energy", "发展改革局"),
    Need("日用水 8,000 立方米", "water", "水务局"), Need("10 亿元产业基金配套", "funding", "财政局"),
)  # fmt: skip


def fill(desk: Desk, company: str) -> None:
    """Two projects that do not go on as planned, and what is done about it."""
    today = desk.clock.today()

    def add(type_name: str, **values: Any) -> str:
        return desk.do(records.create, type_name, {"region_code": "520121", "owner": "李明", **values}).result

    late = add("project", name="示例·磷系正极材料一体化", stage="signed", signed_on=today - timedelta(200),
               group="industry",
               planned_start=today - timedelta(100), delay_reason="土地报批未完成", lead_unit="开阳县投促局",
               contract_amount=MoneyKind().parse("20亿"), total_investment=MoneyKind().parse("32亿"))  # fmt: skip
    built = add("project", name="示例·电动重卡换电", stage="started", started_on=today - timedelta(170),
                group="industry",
                library="building", lead_unit="黔西市投促局", total_investment=MoneyKind().parse("6亿"))  # fmt: skip
    add(
        "progress",
        summary="主体结构施工",
        project=built,
        on=today - timedelta(3),
        percent_planned=60,
        percent_actual=42,
    )
    for name, planned, actual in (("取得施工许可", -60, -58), ("主体封顶", -10, None), ("设备安装", 40, None)):
        add("milestone", name=name, project=built, planned_on=today + timedelta(planned), owner_unit="项目公司",
            actual_on=today + timedelta(actual) if actual else None)  # fmt: skip
    for amount, proof in (("5亿", "银行回单 0021"), ("3.5亿", None)):
        add("fund_arrival", payer="示例·磷化集团", project=late, on=today - timedelta(9), proof=proof,
            amount=MoneyKind().parse(amount))  # fmt: skip
    found = [
        add("blocker", title=title, project=project, kind=kind, owner_unit=unit, owner="赵明", done_when="取得批复文件",
            raised_on=today - timedelta(80), due=today + timedelta(days), coordinate=kind == "funding")
        for title, project, kind, unit, days in (
            ("2,400 亩农用地转用报批", late, "land", "自然资源局", -28),
            ("配套资金 3 亿元未落实", late, "funding", "财政局", -4),
            ("110 kV 用电接入", built, "utilities", "供电局", 2),
        )
    ]  # fmt: skip
    listed = desk.do(supervision.list_blocker, found[0], "超期近一月，影响开工").result
    desk.do(supervision.extend, listed, today + timedelta(60), "等省厅批复", "李局")
    desk.do(supervision.apply_measure, late, "measure_01", usual=45, taken=20)
    review = desk.do(reviews.draft, late, "要素保障会审", _NEEDS).result
    opinions = desk.do(reviews.open_review, review).result
    desk.do(reviews.opine, opinions[0], "agree", text="可保障，分两期供地")
    conditions = [Condition("办理取水许可", "项目公司", (today + timedelta(5)).isoformat())]
    desk.do(reviews.opine, opinions[2], "conditional", text="水源可保障", conditions=conditions)
    appeal = desk.do(appeals.accept, company, "110 kV 变电站何时接入", "设备已到场，等待送电").result
    desk.do(appeals.verify, appeal)
    desk.do(appeals.assess, appeal, "factors")
    desk.do(appeals.assign, appeal, "供电局")
    desk.do(appeals.accept, company, "缺少熟练工 200 人", "希望组织校企对接")
    meeting = desk.do(meetings.convene, "industry", place="二号会议室", chair="张副县长").result
    decided = (Decision("用地组卷上报省厅", "自然资源局", (today + timedelta(6)).isoformat()),)
    desk.do(meetings.decide, meeting, decided)
    desk.do(meetings.assign, meeting)
