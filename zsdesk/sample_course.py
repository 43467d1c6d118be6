"""The article's seven projects on their way: through the same acts and gates as an officer's own.

What the article says is taken as it says it: amounts, regions, stages; 开阳's 土地报批 and 资金配套, listed for all to
see, cleared, started; 兴义 three months from signing to start, with measures applied; 闽商联盟 taken into the reserve
in 2025.  What it does not say and a gate asks for — days, who signed, the papers themselves — is made up, marked 示例.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import resources
from zsdesk import sample_registers
from zsdesk.acts import appeals, attachments, leads, meetings, plans, records, reviews, supervision, transitions
from zsdesk.clock import BEIJING, Clock, to_ms
from zsdesk.desk import Desk
from zsdesk.kinds import Money, Person, Target
from zsdesk.kinds.places import places
from zsdesk.queries.lists import ListQuery, ids
from zsdesk.records import Plan
from zsdesk.records.review import Need
from zsdesk.reference import table
from zsdesk.samples import MARK, PLACES, SOURCE, TRADES, YI, looks
from zsdesk.store.work import Work

FROM = "示例：报道未给出日期，此日期仅供演示"
"""The reason beside every day that is not the article's."""


class Days(NamedTuple):
    """When a project came where: all of 2025, as the article's year; 兴义's three months are the article's."""

    received: date
    reserve: date
    talk: date | None = None
    signed: date | None = None
    started: date | None = None


DAYS: dict[str, Days] = {
    "520121": Days(date(2025, 1, 6), date(2025, 2, 14), date(2025, 2, 27), date(2025, 4, 18), date(2025, 11, 20)),
    "520000": Days(date(2025, 2, 10), date(2025, 3, 28)),
    "522300": Days(date(2025, 1, 16), date(2025, 3, 3), date(2025, 3, 20), date(2025, 6, 10)),
    "522301": Days(date(2025, 1, 13), date(2025, 2, 20), date(2025, 2, 28), date(2025, 4, 15), date(2025, 7, 15)),
    "522725": Days(date(2025, 2, 17), date(2025, 4, 2), date(2025, 4, 16), date(2025, 7, 8)),
    "520281": Days(date(2025, 2, 24), date(2025, 4, 10), date(2025, 4, 23), date(2025, 7, 22)),
    "520381": Days(date(2025, 3, 3), date(2025, 4, 17), date(2025, 5, 6), date(2025, 8, 12)),
}
"""By the region of a project: each of the seven lies in another."""
LOOKS: dict[str, dict[str, str]] = {
    "520121": {"sihua": "industrialisation", "cluster": "resources"},
    "520000": {"sihua": "industrialisation"},
    "522300": {"sihua": "industrialisation", "cluster": "energy"},
    "522301": {"sihua": "tourism"},
    "522725": {"sihua": "industrialisation", "cluster": "resources"},
    "520281": {"sihua": "industrialisation", "cluster": "resources"},
    "520381": {"sihua": "industrialisation"},
}
"""四化 and industry cluster, as far as the article's words leave no doubt."""
_ASKED = (("土地指标与用地报批", "land", "自然资源局"), ("能耗与环境容量", "energy", "生态环境局"),
          ("用水保障", "water", "水务局"), ("资金配套", "funding", "财政局"))  # fmt: skip


class Then(Clock):
    """A clock that stands at half past nine of the day that is played."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now_ms(self) -> int:
        """That moment."""
        return to_ms(_at(self.day))


def play(desk: Desk) -> dict[str, str]:
    """Play all seven on a desk whose officer sees the province; the project's id by its region.

    The desk's own clock is put back when the last is done.
    """
    now = desk.clock
    try:
        return {row["region_code"]: _Course(desk, row).run() for row in table("article-projects")}
    finally:
        desk.clock = now


@contextmanager
def on(desk: Desk, day: date) -> Iterator[None]:
    """What is done inside is done on this day."""
    before, desk.clock = desk.clock, Then(day)
    try:
        yield
    finally:
        desk.clock = before


class _Course:
    """One project from its lead on, as far as the article says that it came."""

    def __init__(self, desk: Desk, row: dict[str, str]) -> None:
        self.desk, self.row = desk, row
        self.region = row["region_code"]
        self.days = DAYS[self.region]
        self.place = places()[self.region].name
        self.name = row["name"]

    def run(self) -> str:
        """All of it; the project's id."""
        with on(self.desk, self.days.received):
            lead = self._lead()
        with on(self.desk, self.days.received + timedelta(days=2)):
            self._do(leads.triage, lead, "follow")
            self._do(leads.conclude, lead, "none")
            self.project = self._do(leads.make_project, lead, self.row["coordination_group"])
            self._more()
            plan = self._plan(lead)
        with on(self.desk, self.days.reserve):
            self._planned(plan)
            self._go("reserve")
        if self.days.talk is not None:
            with on(self.desk, self.days.talk):
                self._talk(lead)
                self._go("negotiation")
        if self.days.signed is not None:
            self._reviewed(self.days.signed - timedelta(days=24))
            with on(self.desk, self.days.signed):
                self._sign(self.days.signed)
        if self.region == "520121":
            self._blocked()
        if self.region == "522301":
            self._eased()
        if self.days.started is not None:
            with on(self.desk, self.days.started):
                self._paper(Target("project", self.project), "施工许可证", "permit")
                self._go("started")
                self._change(library="building", library_on=self.days.started)
        return self.project

    # -- 谋 and 招 ------------------------------------------------------------------------------

    def _lead(self) -> str:
        investor, amount = self.row["investor"], self.row["total_investment_yi"]
        company = self._investor(investor) if investor else None
        return self._do(records.create, "lead", {
            "title": self.name, "company": company, "received_at": _at(self.days.received),
            "intent_amount": Money(int(amount) * YI) if amount else None, "region_code": self.region,
            "first_contact_unit": f"{self.place}投促局", "answered_at": _at(self.days.received),
            "summary": f"{self.row['facts']}（来源：{SOURCE}）",
        })  # fmt: skip

    def _investor(self, name: str) -> str:
        known = self.desk.read(ids, ListQuery("company", text=name))
        if known:
            return known[0]
        return self._do(records.create, "company", {"name": name, "uscc_pending": True, "region_code": self.region})

    def _more(self) -> None:
        self._change(major=True, **LOOKS[self.region], lead_unit=f"{self.place}投促局",
                     planned_start=self.days.started or self.days.received + timedelta(days=690))  # fmt: skip

    def _plan(self, lead: str) -> str:
        amount = self.row["total_investment_yi"]
        plan = self._do(records.create, "plan", {
            "name": self.name, "lead": lead, "project": self.project, "group": self.row["coordination_group"],
            "lead_unit": f"{self.place}工业和信息化局", "amount": Money(int(amount) * YI) if amount else None,
            "region_code": self.region, "origin": "new",
        })  # fmt: skip
        self._do(plans.begin, plan)
        return plan

    def _planned(self, plan: str) -> None:
        """Twelve steps, six elements, three sign-offs: that there were some is the article's, what they say is not."""
        self.desk.do(self._plan_filled, plan)

    def _plan_filled(self, work: Work, plan: str) -> None:
        found = work.need(Plan, plan)
        for step in found.steps or ():
            plans.do_step(work, plan, step.step, f"{MARK}{step.step}材料")
        lacking = {"土地": "报批未完成", "资金": "配套资金未落实"} if self.region == "520121" else {}
        for element in found.elements or ():
            gap = lacking.get(element.element, "")
            plans.assess(
                work, plan, element.element, value=f"{MARK}{'部分落实' if gap else '已落实'}",
                source=SOURCE if gap else f"{MARK}主管部门", status="gap" if gap else "met", gap=gap,
            )  # fmt: skip
        for party, unit in (("department", f"{self.place}发展改革局"), ("enterprise", self.row["investor"] or "投资方"),
                            ("expert", f"{MARK}专业评审组")):  # fmt: skip
            plans.sign(work, plan, party, unit, "", "agree")

    def _talk(self, lead: str) -> None:
        assert self.days.talk is not None
        self._do(records.create, "negotiation", {
            "lead": lead, "project": self.project, "round": 1, "held_at": _at(self.days.talk), "place": self.place,
            "topics": self.name, "region_code": self.region, "agreed": f"{MARK}提交并联会审，敲定合作细节。",
            "attendees": (Person(f"{MARK}干部", "局长", f"{self.place}投促局", "ours"),
                          Person(f"{MARK}代表", "", self.row["investor"] or "投资方", "theirs")),
        })  # fmt: skip

    # -- 推 ------------------------------------------------------------------------------------

    def _reviewed(self, opened: date) -> None:
        """多部门并联会审: every department at once, all answered in less than a month (“不到一个月”)."""
        with on(self.desk, opened):
            review = self._do(reviews.draft, self.project, "要素保障并联会审", [Need(*one) for one in _ASKED])
            opinions = self._do(reviews.open_review, review)
        with on(self.desk, opened + timedelta(days=5)):
            for opinion in opinions:
                self.desk.do(reviews.opine, opinion, "agree", text=f"{MARK}可保障")
        with on(self.desk, opened + timedelta(days=20)):
            self._do(reviews.close, review)

    def _sign(self, day: date) -> None:
        amount = self.row["total_investment_yi"]
        money = Money(int(amount) * YI) if amount else None
        made = self._do(records.create, "agreement", {
            "name": f"{self.name}投资合同", "project": self.project, "kind": "contract", "signed_on": day,
            "parties": tuple(p for p in (f"{self.place}人民政府", self.row["investor"]) if p), "amount": money,
            "region_code": self.region,
        })  # fmt: skip
        self._paper(Target("agreement", made), "投资合同扫描件", "contract")
        self._go("signed")
        self._change(contract_amount=money)

    def _blocked(self) -> None:
        """开阳: land and funding stood in the way, were listed for all to see, and were cleared."""
        assert self.days.signed is not None
        raised = self.days.signed + timedelta(days=12)
        for title, kind, unit, cleared in (
            ("土地报批", "land", "自然资源局", 185),
            ("资金配套", "funding", "财政局", 150),
        ):
            with on(self.desk, raised):
                blocker = self._do(records.create, "blocker", {
                    "title": title, "project": self.project, "kind": kind, "owner_unit": unit, "raised_on": raised,
                    "due": raised + timedelta(days=45), "done_when": f"{MARK}取得批复文件", "region_code": self.region,
                    "coordinate": True, "owner": f"{MARK}经办人",
                })  # fmt: skip
            with on(self.desk, raised + timedelta(days=60)):
                listed = self._do(supervision.list_blocker, blocker, f"{title}超期，影响开工（{FROM}）")
            with on(self.desk, raised + timedelta(days=cleared)):
                self._do(supervision.clear, blocker, f"{MARK}多部门联动，{title}已完成")
                self._paper(Target("blocker", blocker), f"{title}批复", "clearance")
                self._do(supervision.delist, listed, f"{MARK}销号标准已达到", f"{MARK}督查专员")

    def _eased(self) -> None:
        """兴义: the article says that measures of the “24条举措” shortened approvals, not which nor by how much."""
        assert self.days.signed is not None
        for code, usual, taken in (("measure_01", 45, 20), ("measure_02", 30, 12)):
            day = self.days.signed + timedelta(days=40)
            with on(self.desk, day):
                self.desk.do(supervision.apply_measure, self.project, code, usual=usual, taken=taken,
                             unit=f"{self.place}行政审批局", note=f"精简审批服务；{MARK}天数仅供演示")  # fmt: skip

    # -- parts ---------------------------------------------------------------------------------

    def _go(self, stage: str) -> None:
        self.desk.do(transitions.advance, self.project, stage, reason=FROM)

    def _change(self, **values: Any) -> None:
        self._do(records.change, "project", self.project, {k: v for k, v in values.items() if v is not None})

    def _paper(self, target: Target, name: str, purpose: str) -> None:
        """A page that says what it stands for."""
        made = self._do(attachments.attach_bytes, target, f"{name}（示例）.png", page(f"示例\n{name}\n{self.name}"))
        self._do(records.change, "attachment", made, {"purpose": purpose, "caption": f"{MARK}{name}"})

    def _do(self, act: Callable[..., Any], *args: Any) -> str:
        return self.desk.do(act, *args).result or ""


def page(words: str) -> bytes:
    """A drawn page with a few words on it, as PNG."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (620, 877), 255)
    font = ImageFont.truetype(str(resources.path("fonts", "NotoSansSC-Regular.ttf")), 26)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((24, 24, 596, 853), outline=150, width=2)
    for at, line in enumerate(words.splitlines()):
        for part in range(0, len(line), 20):
            draw.text((60, 120 + 90 * at + 38 * (part // 20)), line[part : part + 20], font=font, fill=30)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=BEIJING)


def busy(desk: Desk, region: str) -> None:
    """What is under way today, all of it 示例: projects of this year, a review that waits, a listed matter, appeals,
    a meeting — so that no page of a demonstration is empty."""
    today = desk.clock.today()
    company = desk.do(_this_year, today, region).result
    project = desk.do(records.create, "project", {
        "name": f"{MARK}磷石膏综合利用", "companies": (company,), "group": "industry", "stage": "signed", "major": True,
        "signed_on": today - timedelta(days=160), "planned_start": today - timedelta(days=45), "region_code": region,
        "total_investment": Money(12 * YI), "contract_amount": Money(12 * YI), "lead_unit": f"{MARK}投促局",
    }).result  # fmt: skip
    with on(desk, today - timedelta(days=2)):
        review = desk.do(reviews.draft, project, "要素保障并联会审", [Need(*one) for one in _ASKED]).result
        opinions = desk.do(reviews.open_review, review).result
        desk.do(reviews.opine, opinions[0], "agree", text=f"{MARK}可分两期供地")
    blocker = desk.do(records.create, "blocker", {
        "title": f"{MARK}用地报批", "project": project, "kind": "land", "owner_unit": "自然资源局", "coordinate": True,
        "raised_on": today - timedelta(days=70), "due": today - timedelta(days=20), "done_when": "取得批复文件",
        "region_code": region,
    }).result  # fmt: skip
    desk.do(supervision.list_blocker, blocker, "超期，影响开工")
    with on(desk, today - timedelta(days=1)):
        appeal = desk.do(
            appeals.accept, company, f"{MARK}110 kV 变电站何时接入", "设备已到场，等待送电", project
        ).result
        desk.do(appeals.verify, appeal)
        desk.do(appeals.accept, company, f"{MARK}缺少熟练工", "希望组织校企对接")
    desk.do(meetings.convene, "industry", place="二号会议室")
    sample_registers.fill(desk, region)


def _this_year(work: Work, today: date, region: str) -> str:
    """Projects that were signed or started this year, for the figures; an enterprise of theirs."""
    dice = random.Random(today.year)
    company = records.create(work, "company", {
        "name": f"{MARK}黔磷环保科技有限公司", "uscc_pending": True, "ownership": "private", "region_code": region,
    })  # fmt: skip
    first = date(today.year, 1, 1)
    for topic, industry, _trade in TRADES:
        signed = first + timedelta(days=dice.randrange(max(1, (today - first).days // 2)))
        started = signed + timedelta(days=dice.randint(40, 200))
        money = Money(dice.randint(8, 300) * YI // 10)
        done = started <= today and dice.random() < 0.7
        planned = started if done else today + timedelta(days=dice.randint(20, 150))
        group = "services" if industry[0] in "HIG" else "industry"
        records.create(work, "project", {
            **looks(group, industry), "group": group, "industry": industry,
            "name": f"{MARK}{dice.choice(PLACES)}{topic}", "companies": (company,),
            "stage": "started" if done else "signed",
            "signed_on": signed, "started_on": started if done else None, "contract_amount": money,
            "planned_start": planned, "total_investment": money, "region_code": region,
            "library": "building" if done else "prospective",
        })  # fmt: skip
    return company
