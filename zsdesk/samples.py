"""Sample records: the article's seven projects, and generated ones clearly marked 示例.

The article (兰荣江, “创新赋能引‘活水’ 协同聚力向未来”, on Guizhou's “5+3” mechanism) names the projects
of ``resources/data/article-projects.csv``; what it does not say is left empty, not invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zsdesk.acts import records
from zsdesk.clock import BEIJING
from zsdesk.kinds import Money, Person
from zsdesk.kinds.places import places
from zsdesk.records.choices import CHANNELS
from zsdesk.records.company import Year
from zsdesk.records.negotiation import Position
from zsdesk.reference import table
from zsdesk.store.work import Work

YI = 100_000_000
MARK = "示例·"
SOURCE = "贵州“5+3”拟招重大项目协同推进机制报道"

_FAMILIES = ("王", "李", "张", "刘", "陈", "杨", "黄", "周", "吴", "徐", "孙", "罗", "龙", "潘", "韦", "石")
_GIVEN = ("明", "芳", "伟", "静", "磊", "洋", "丽", "军", "娟", "涛", "超", "霞", "平", "刚", "桂英", "䶮")
PLACES = ("黔", "筑", "赤水", "乌江", "云岭", "苗岭", "夜郎", "梵净", "花溪", "甲秀", "赤竹", "㵲阳河", "万峰", "娄山")
TRADES = (
    ("磷系正极材料", "C26", "新材料"), ("固态电池隔膜", "C38", "能源"), ("竹基材料代塑", "C20", "竹业"),
    ("山地康养度假", "H61", "文旅"), ("低空整机总装", "C37", "航空"), ("算力基地扩容", "I65", "数据"),
    ("电动重卡换电网络", "D44", "出行"), ("刺梨精深加工", "C15", "食品"), ("煤层气综合利用", "B07", "能源"),
    ("氟化工循环利用", "C26", "化工"), ("酱酒包装配套", "C22", "包装"), ("云服务交付中心", "I65", "云科技"),
    ("铝基新材料", "C32", "铝业"), ("中药材标准化加工", "C27", "药业"), ("冷链物流枢纽", "G59", "物流"),
)  # fmt: skip
_CLUSTERS = {
    "C26": "resources", "C20": "resources", "B07": "energy", "D44": "battery", "C38": "battery", "C37": "backup",
    "I65": "computing", "C22": "baijiu", "C32": "resources", "C27": "backup",
}  # fmt: skip
_SIHUA = {"agriculture": "agriculture", "industry": "industrialisation", "services": "urbanisation"}
_CHANNELS = tuple(option.code for option in CHANNELS.options)
_STEPS = ("电话回访", "赴厂考察", "二轮洽谈", "并联会审材料", "要素对接", "选址踏勘", "报批进展", "互换框架文本")
TALKS = (
    "企业关注用电容量与产线环评，希望先租标准厂房过渡。", "对方提出分两期建设，一期用地先行保障，余地随二期供应。",
    "双方就产业基金尽调安排达成一致，下周交换清单。", "变电站建设主体待议，供电部门书面答复后再谈。",
    "企业愿意提供环评现状报告，并组织一次经开区踏勘。", "对方询问人才公寓与子女就学安排，已记录待答复。",
)  # fmt: skip
_NEEDS = ("land", "plant", "energy", "power", "water", "environment", "funding", "talent", "policy")


@dataclass(frozen=True)
class Sample:
    """A record to make: its type, its values, and a name under which others refer to it."""

    type: str
    name: str
    values: dict[str, Any]


def looks(group: str, industry: str = "") -> dict[str, Any]:
    """The 四化 and the industry cluster of a sample project; some trades belong to no cluster."""
    sihua = "tourism" if industry.startswith("H") else _SIHUA[group]
    return {"sihua": sihua, "cluster": _CLUSTERS.get(industry)}


def article_projects(work: Work) -> list[str]:
    """Put the article's seven projects with their investors into the desk; their ids."""
    made: list[str] = []
    companies: dict[str, str] = {}
    for row in table("article-projects"):
        investor = row["investor"]
        if investor and investor not in companies:
            values: dict[str, Any] = {"name": investor, "uscc_pending": True, "region_code": row["region_code"]}
            companies[investor] = records.create(work, "company", values)
        amount = row["total_investment_yi"]
        made.append(
            records.create(work, "project", {
                "name": row["name"],
                "companies": (companies[investor],) if investor else None,
                "group": row["coordination_group"],
                "stage": row["stage"],
                "total_investment": Money(int(amount) * YI) if amount else None,
                "region_code": row["region_code"],
                "major": True,
                "summary": f"{row['facts']}（来源：{SOURCE}）",
            })
        )  # fmt: skip
    return made


def leads_and_talks(work: Work, count: int, *, seed: int, today: date, region: str = "") -> list[str]:
    """Put ``count`` generated leads with enterprises and negotiations into the desk; the leads' ids."""
    ids: dict[str, str] = {}
    for sample in generate(count, seed=seed, today=today, region=region):
        values = {
            name: ids.get(value, value) if isinstance(value, str) else value for name, value in sample.values.items()
        }
        ids[sample.name] = records.create(work, sample.type, values)
    return [record_id for name, record_id in ids.items() if name.startswith("lead:")]


def generate(count: int, *, seed: int, today: date, region: str = "") -> Iterator[Sample]:
    """Enterprises, leads and negotiations, the same for the same seed; references go by ``Sample.name``."""
    dice = random.Random(seed)
    counties = [region] if region else sorted(p.code for p in places().values() if p.level == "county")
    for number in range(count):
        topic, industry, trade = dice.choice(TRADES)
        home, county = dice.choice(PLACES), dice.choice(counties)
        company, lead = f"company:{number}", f"lead:{number}"
        name = f"{MARK}{home}{dice.choice(('', '恒', '云', '华', '兴'))}{trade}有限公司"
        yield Sample("company", company, _company(dice, name, industry, county))
        yield Sample("lead", lead, _lead(dice, f"{home}{topic}", company, industry, county, today))
        for round_ in range(1, dice.choice((1, 1, 2, 3))):
            yield Sample(
                "negotiation", f"talk:{number}:{round_}", talk(dice, lead, f"{home}{topic}", round_, county, today)
            )


def _company(dice: random.Random, name: str, industry: str, county: str) -> dict[str, Any]:
    base = dice.randint(1, 90)
    return {
        "name": name,
        "uscc_pending": True,
        "ownership": dice.choice(("state", "private", "private", "foreign", "hmt")),
        "tags": dice.choice((None, ("high_tech",), ("chain_leader", "high_tech"), ("little_giant",), ("fortune500",))),
        "origin": dice.choice(("350000", "440000", "310000", "330000", "510000", "520000")),
        "industry": industry,
        "revenue": Money(base * YI),
        "financials": tuple(
            Year(str(y), f"{base * (80 + 10 * i) / 100:.2f}亿") for i, y in enumerate((2023, 2024, 2025))
        ),
        "region_code": county,
    }


def _lead(dice: random.Random, topic: str, company: str, industry: str, county: str, today: date) -> dict[str, Any]:
    due = today + timedelta(days=dice.randint(-2, 30))
    return {
        "title": f"{MARK}{topic}",
        "company": company,
        "channel": dice.choice(_CHANNELS),
        "intent_amount": Money(dice.randint(8, 4000) * 10_000_000),
        "industry": industry,
        "preferred_regions": (county,),
        "needs": tuple(n for n in _NEEDS if dice.random() < 0.25) or None,
        "summary": dice.choice(TALKS),
        "triage": dice.choice((None, "follow", "follow", "transfer")),
        "next_step": dice.choice(_STEPS),
        "next_due": due,
        "region_code": county,
    }


def talk(dice: random.Random, lead: str, topic: str, round_: int, county: str, today: date) -> dict[str, Any]:
    """The values of a generated negotiation about a lead."""
    day = today - timedelta(days=dice.randint(0, 40))
    area = dice.randint(3, 240) * 10
    return {
        "lead": lead,
        "topics": f"{MARK}{topic}",
        "round": round_,
        "held_at": datetime(day.year, day.month, day.day, dice.randint(9, 16), dice.choice((0, 30)), tzinfo=BEIJING),
        "place": f"{places()[county].name}{dice.choice(('迎宾楼', '投促局会议室', '经开区管委会'))}",
        "attendees": (
            Person(person(dice), "局长", "投促局", "ours"),
            Person(person(dice), dice.choice(("董事长", "投资总监")), f"{MARK}企业", "theirs"),
        ),
        "positions": (
            Position("用地", f"{area} 亩", f"先供 {area // 2} 亩，余地随二期", f"一期不少于 {area // 2} 亩", "close"),
            Position("用电", "双回路供电", "列入电网计划", "", "open"),
        ),
        "agreed": dice.choice(TALKS),
        "open_points": dice.choice(TALKS),
        "next_step": dice.choice(_STEPS),
        "next_owner": f"{places()[county].name}投促局",
        "next_due": day + timedelta(days=dice.randint(3, 30)),
        "region_code": county,
    }


def person(dice: random.Random) -> str:
    """A name that is nobody's."""
    return dice.choice(_FAMILIES) + dice.choice(_GIVEN)
