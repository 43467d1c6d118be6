"""Lists of choice that several record types share."""

from __future__ import annotations

from functools import cache

from zsdesk.kinds import Choice, Option
from zsdesk.reference import table


@cache
def industries() -> Choice:
    """GB/T 4754-2017 国民经济行业分类: sections (A) and divisions (C38)."""
    rows = table("industries")
    names = [row["name"] for row in rows]
    return Choice(*(
        # Five sections have a single division of the same name: the label says which is meant.
        Option(row["code"], row["name"] if names.count(row["name"]) == 1 else f"{row['name']}（{row['code']}）",
               (row["code"][1:],) if len(row["code"]) > 1 else ())
        for row in rows
    ))  # fmt: skip


CHANNELS = Choice(
    Option("office", "驻外办", ("驻外办事处",)),
    Option("association", "商协会", ("商会", "协会")),
    Option("leader", "龙头企业"),
    Option("fund", "基金", ("基金助推", "基金招商")),
    Option("state", "国企", ("国企助推",)),
    Option("central", "央企", ("央企招商",)),
    Option("stationed", "驻点", ("驻点招商",)),
    Option("referral", "以商招商"),
    Option("event", "活动", ("重大活动",)),
    Option("scenario", "场景", ("应用场景", "应用场景招商")),
)
NEEDS = (
    ("land", "土地"), ("plant", "厂房"), ("energy", "能耗"), ("power", "用电"), ("water", "用水"),
    ("environment", "环境容量"), ("funding", "资金"), ("talent", "人才"), ("policy", "政策"), ("other", "其他"),
)  # fmt: skip
GROUPS = Choice(("agriculture", "农业"), ("industry", "工业"), ("services", "服务业"))
SIHUA = Choice(
    ("industrialisation", "新型工业化"),
    ("urbanisation", "新型城镇化"),
    ("agriculture", "农业现代化"),
    ("tourism", "旅游产业化"),
)
CLUSTERS = Choice(
    ("resources", "资源精深加工"),
    ("battery", "新能源动力电池及材料"),
    ("energy", "新型综合能源"),
    ("computing", "算力保障"),
    ("baijiu", "白酒"),
    ("backup", "产业备份"),
)
STAGES = Choice(
    ("lead", "线索"),  # not in the reserve yet: where every project begins
    ("reserve", "储备"),
    ("negotiation", "洽谈"),
    ("signed", "签约"),
    ("started", "开工"),
    ("production", "投产"),
    ("suspended", "搁置"),
    ("terminated", "终止"),
)
PARTNERS = Choice(("fund", "基金"), ("state", "省属国企"), ("central", "央企"), ("other", "其他"))
FAULTS = Choice(("government", "政府方"), ("enterprise", "企业方"), ("market", "市场"), ("force", "不可抗力"))
"""Whose fault a delay is: exit rules differ."""
