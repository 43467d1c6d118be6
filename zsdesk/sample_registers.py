"""What a bureau keeps besides leads and projects, every line 示例: registers, and a lead that was claimed.

The kinds are the article's: 驻外办, 商协会 and 龙头企业 that bring leads, the “四化” fund and state enterprises that
come in early, 应用场景, 重大活动, “二次招商”, 闲置低效项目; the names are nobody's.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from zsdesk.acts import claims, records
from zsdesk.clock import BEIJING, from_ms
from zsdesk.desk import Desk
from zsdesk.kinds import Money
from zsdesk.records.partner import Introduction
from zsdesk.samples import MARK, YI
from zsdesk.store.work import Work

_CHANNELS = (
    ("office", "驻上海办事处", "郑某"), ("office", "驻广州办事处", "何某"), ("office", "驻北京办事处", "段某"),
    ("association", "福建商会", "林某"), ("association", "新材料行业协会", "邱某"), ("leader", "磷化龙头企业", "汪某"),
    ("fund", "“四化”产业基金", "孟某"),
)  # fmt: skip
_SCENARIOS = (
    ("digital", "城市数字底座", "大数据局", "开放政务数据专区，征集算法与运营方"),
    ("low_altitude", "景区低空游览航线", "文旅局", "提供起降点和空域申报协助"),
    ("electric", "矿区电动重卡换电", "工业和信息化局", "首批 200 台重卡运力需求"),
    ("logistics", "冷链干支线联运", "商务局", "农产品冷链仓配一体"),
    ("wellness", "温泉康养旅居社区", "民政局", "存量酒店改造与运营"),
)  # fmt: skip
_CAMPAIGNS = (
    ("event", "产业招商推介会", 40, "引出线索 6 条"), ("elite", "优强企业专题对接", 25, "逐家走访 12 家"),
    ("second", "“二次招商”走访月", 15, "存量企业增资扩产 3 项"), ("idle", "闲置厂房盘活专项", 8, "")
)  # fmt: skip
_ASSETS = (
    ("plant", "经开区 2 号标准厂房", 45.0, 8_000_0000, "原企业外迁", "引进正极材料中试线", "talks"),
    ("land", "磷石膏堆场旁闲置用地", 120.0, 3_600_0000, "规划调整后未供地", "磷石膏建材", "idle"),
    ("project", "停产焦化生产线", 260.0, 2_1000_0000, "产能置换后停产", "煤层气综合利用", "idle"),
)  # fmt: skip

_PARTNERS = (("fund", "“四化”产业基金", 2 * YI, "换电运营团队"), ("state", "省属能源集团", YI, "矿区业主"))


def fill(desk: Desk, region: str) -> None:
    """Put the registers into a desk, with a lead whose first contact is claimed."""
    lead = desk.do(_registers, region).result
    met = datetime.combine(desk.clock.today() - timedelta(days=3), time(10), BEIJING)
    desk.do(claims.claim, lead, f"{MARK}投促局", met, "在商会座谈会上首次见面，交换了名片")


def _registers(work: Work, region: str) -> str:
    today = work.clock.today()

    def add(type_name: str, **values: Any) -> str:
        return records.create(work, type_name, {"region_code": region, **values})

    for domain, name, unit, sought in _SCENARIOS:
        add("scenario", name=f"{MARK}{name}", domain=domain, owner_unit=unit, sought=sought,
            open_from=today - timedelta(days=30), open_until=today + timedelta(days=150))  # fmt: skip
    for kind, name, days, outcome in _CAMPAIGNS:
        held = today - timedelta(days=days)
        add("campaign", name=f"{MARK}{name}", kind=kind, held_from=held, held_until=held + timedelta(days=1),
            host_unit=f"{MARK}投促局", outcome=outcome or None)  # fmt: skip
    for kind, name, mu, yuan, cause, reuse, status in _ASSETS:
        add("idle_asset", name=f"{MARK}{name}", kind=kind, place="经开区", area=mu, amount=Money(yuan), cause=cause,
            reuse=reuse, status=status, owner_unit="工业和信息化局")  # fmt: skip
    owner = add("company", name=f"{MARK}乌江换电服务有限公司", uscc_pending=True, ownership="private", origin="310000",
                tags=("chain_leader", "high_tech"), profile="重卡换电站建设运营，兼营废旧电池回收")  # fmt: skip
    grown = add("project", name=f"{MARK}换电网络二期（增资扩产）", companies=(owner,), expands=owner, group="industry",
                sihua="industrialisation", cluster="battery", stage="lead", major=True,
                total_investment=Money(6 * YI))  # fmt: skip
    for role, name, yuan, whom in (
        ("fund", "“四化”产业基金", 2 * YI, "换电运营团队"),
        ("state", "省属能源集团", YI, "矿区业主"),
    ):
        add("partner", name=f"{MARK}{name}", role=role, project=grown, early=True, since=today - timedelta(days=20),
            amount=Money(yuan), note="提前介入尽调",
            introductions=(Introduction(whom, (today - timedelta(days=12)).isoformat(), "已约实地考察"),))  # fmt: skip
    channels = [add("channel", kind=kind, name=f"{MARK}{name}", liaison=who) for kind, name, who in _CHANNELS]
    return add("lead", title=f"{MARK}废旧电池回收与梯次利用", company=owner, channel="association", triage="follow",
               channel_entry=channels[3], intent_amount=Money(12 * YI), received_at=from_ms(work.clock.now_ms()),
               duplicates="none", next_step="邀请实地考察", next_due=today + timedelta(days=5))  # fmt: skip
