"""A generated province, every record of it marked 示例: its figures are those that were published, its rows nobody's.

What is published: of 2025 797 projects signed and 696 started, of industry 196 and 148, of private enterprises 731 and
641, new signings started 65 % (the article); January to November 863 projects taken in, 652 of them signed, 444
started, with 5486.93, 3371.24 and 1799.19 亿元 (public figures); appeals closed 98 %, here a tenth of the 11,000.
Everything else about a row is made up by dice that fall the same way for the same seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from zsdesk.acts import records
from zsdesk.acts.records import New
from zsdesk.clock import BEIJING
from zsdesk.errors import Refused
from zsdesk.ids import new_id
from zsdesk.kinds import Money, Person
from zsdesk.kinds.places import places
from zsdesk.samples import MARK, PLACES, TRADES, looks, person
from zsdesk.store import settings
from zsdesk.store.work import Work

WAN = 10_000
YEAR = 2025


@dataclass(frozen=True)
class Batch:
    """Projects with the same course: how many, of them industry and not private, what happened between which days.

    ``wan`` is what they sum up to in 万元 (0: whatever the dice say); the days are month ranges, ``None``: never.
    """

    count: int
    industry: int
    other: int
    entered: tuple[date, date]
    signed: tuple[date, date] | None = None
    started: tuple[date, date] | None = None
    wan: int = 0


def _months(first: int, last: int, year: int = YEAR) -> tuple[date, date]:
    end = date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
    return date(year, first, 1), end


TO_NOVEMBER, DECEMBER, BEFORE = _months(1, 11), _months(12, 12), _months(3, 12, YEAR - 1)
BATCHES = (
    Batch(444, 80, 30, TO_NOVEMBER, TO_NOVEMBER, TO_NOVEMBER, 17_991_900),
    Batch(74, 10, 4, TO_NOVEMBER, TO_NOVEMBER, DECEMBER, 5_720_500),
    Batch(134, 46, 14, TO_NOVEMBER, TO_NOVEMBER, None, 10_000_000),
    Batch(145, 60, 18, TO_NOVEMBER, DECEMBER, None, 14_000_000),
    Batch(66, 20, 6, TO_NOVEMBER, None, None, 7_156_900),
    Batch(178, 58, 21, BEFORE, BEFORE, TO_NOVEMBER),
    Batch(24, 8, 3, DECEMBER),  # taken in after November: in no figure up to then
    Batch(36, 9, 4, BEFORE, BEFORE, BEFORE),  # done in the year before: in no figure of this one
)
MATCHED = 196
"""Projects that came by offices, associations and leading enterprises; the same number as the industry's signings."""
APPEALS, CLOSED = 1_122, 1_100
_NEAR, _FAR = ("office", "association", "leader"), ("fund", "state", "central", "stationed", "referral", "event")


def province(seed: int = YEAR) -> Iterator[New]:
    """Every record of the province, those that others refer to first; the appeals last."""
    dice = random.Random(seed)
    counties = sorted(p.code for p in places().values() if p.level == "county")
    weights = [dice.choice((1, 1, 2, 2, 3, 5)) for _ in counties]
    private: list[str] = []
    other: list[str] = []
    for number in range(430):
        made = _company(dice, number, private=number < 360, county=dice.choices(counties, weights)[0])
        (private if number < 360 else other).append(made.id)
        yield made
    matched = 0
    for batch in BATCHES:
        sums = _sums(dice, batch)
        for number in range(batch.count):
            region = dice.choices(counties, weights)[0]
            owner = dice.choice(other if number >= batch.count - batch.other else private)
            # The industry stands at every n-th place: neither cut is a part of the other.
            industry = (number + 1) * batch.industry // batch.count > number * batch.industry // batch.count
            by_channel = batch.entered[0].year == YEAR and matched < MATCHED and dice.random() < 0.3
            matched += by_channel
            yield from _project(dice, batch, region, owner, industry, sums[number], near=by_channel)
    yield from _loose_leads(dice, counties, weights)
    yield from _appeals(dice, counties, weights, private)


def _sums(dice: random.Random, batch: Batch) -> list[int]:
    """Investments in 万元 that add up to what is published."""
    weights = [dice.lognormvariate(0, 1.1) for _ in range(batch.count)]
    whole = batch.wan or 42_000 * batch.count
    found = [max(1_000, int(whole * w / sum(weights)) // 100 * 100) for w in weights]
    found[found.index(max(found))] += whole - sum(found)
    return found


def _company(dice: random.Random, number: int, *, private: bool, county: str) -> New:
    _, code, trade = dice.choice(TRADES)
    name = f"{MARK}{dice.choice(PLACES)}{dice.choice('恒云华兴远同瑞')}{trade}{number + 1:03d}有限公司"
    return New("company", new_id(), {
        "name": name, "uscc_pending": True, "industry": code, "region_code": county,
        "ownership": "private" if private else dice.choice(("state", "foreign", "hmt")),
        "origin": dice.choice(("350000", "440000", "310000", "330000", "510000", "520000")),
    })  # fmt: skip


def _day(dice: random.Random, span: tuple[date, date], after: date | None = None) -> date:
    first = max(span[0], after) if after else span[0]
    # Early days are likelier: what follows has to find room in the same span.
    return first + timedelta(days=int(max(0, (span[1] - first).days) * dice.random() ** 1.7))


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), BEIJING)


def _project(
    dice: random.Random, batch: Batch, region: str, owner: str, industry: bool, wan: int, *, near: bool
) -> Iterator[New]:
    topic, code, _ = dice.choice(TRADES)
    entered = _day(dice, batch.entered)
    signed = _day(dice, batch.signed, entered) if batch.signed else None
    started = _day(dice, batch.started, signed) if batch.started else None
    stage, on = ("started", started) if started else ("signed", signed) if signed else ("reserve", entered)
    produced = started + timedelta(days=95) if started and started.month < 9 and dice.random() < 0.08 else None
    if produced:
        stage, on = "production", produced
    elif stage == "signed" and dice.random() < 0.02:
        stage, on = "terminated", date(YEAR, 12, 20)
    name = f"{MARK}{places()[region].name}{dice.choice(PLACES)}{topic}项目"
    id, lead = new_id(), ""
    if near or (entered.year == YEAR and dice.random() < 0.25):
        channel = dice.choice(_NEAR if near else _FAR)
        lead = new_id()
        yield _lead(dice, lead, f"{MARK}{topic}线索", owner, region, channel, entered, wan)
        yield _talk(dice, lead, id, name, region, entered)
    values: dict[str, Any] = {
        "name": name, "companies": (owner,), "region_code": region, "industry": code, "major": True,
        "group": "industry" if industry else dice.choice(("agriculture", "services", "services")),
        "stage": stage, "stage_on": on, "signed_on": signed, "started_on": started, "produced_on": produced,
        "lead": lead or None,
        "total_investment": Money(wan * WAN), "library": "building" if started else "prospective",
        "library_on": started or entered, "planned_start": (signed or entered) + timedelta(days=180),
    }  # fmt: skip
    values |= looks(values["group"], code)
    if signed:
        values["contract_amount"] = Money(wan * WAN * dice.randint(60, 100) // 100)
    yield New("project", id, values)
    yield from _course(dice, id, name, region, entered, signed, started, values)


def _course(
    dice: random.Random, project: str, name: str, region: str, entered: date, signed: date | None,
    started: date | None, values: dict[str, Any],
) -> Iterator[New]:  # fmt: skip
    """How it went: the entry into the reserve, the contract, money."""
    yield New("transition", new_id(), {"to_stage": "reserve", "from_stage": "lead", "project": project,
                                        "kind": "entry", "on": entered, "region_code": region})  # fmt: skip
    if signed:
        yield New("agreement", new_id(), {
            "name": f"{name}投资合同", "project": project, "kind": "contract", "signed_on": signed,
            "parties": (f"{places()[region].name}人民政府", f"{MARK}投资方"), "amount": values["contract_amount"],
            "region_code": region,
        })  # fmt: skip
    if started and dice.random() < 0.6:
        amount = values["contract_amount"].amount * dice.randint(5, 40) // 100
        yield New("fund_arrival", new_id(), {
            "payer": f"{MARK}投资方", "project": project, "on": started + timedelta(days=dice.randint(0, 25)),
            "amount": Money(amount), "kind": "capital", "proof": f"{MARK}银行回单", "region_code": region,
        })  # fmt: skip


def _lead(
    dice: random.Random, id: str, title: str, company: str, region: str, channel: str, day: date, wan: int
) -> New:
    received = max(date(day.year, 1, 1), day - timedelta(days=dice.randint(0, 40)))
    return New("lead", id, {
        "title": title, "company": company, "channel": channel, "received_at": _moment(received, 9),
        "intent_amount": Money(wan * WAN), "triage": "follow", "duplicates": "none", "region_code": region,
    })  # fmt: skip


def _talk(dice: random.Random, lead: str, project: str, topic: str, region: str, day: date) -> New:
    return New("negotiation", new_id(), {
        "lead": lead, "topics": topic, "round": 1, "held_at": _moment(day, dice.randint(9, 16)),
        "place": f"{places()[region].name}投促局会议室", "region_code": region,
        "attendees": (Person(person(dice), "局长", "投促局", "ours"), Person(person(dice), "总监", "企业", "theirs")),
    })  # fmt: skip


def _loose_leads(dice: random.Random, counties: Sequence[str], weights: Sequence[int]) -> Iterator[New]:
    """Leads that no project grew out of; with some of them there was a round."""
    for _ in range(240):
        region, topic = dice.choices(counties, weights)[0], dice.choice(TRADES)[0]
        lead, day = new_id(), _day(dice, _months(1, 12))
        title = f"{MARK}{dice.choice(PLACES)}{topic}"
        yield New("lead", lead, {
            "title": title, "channel": dice.choice((*_NEAR, *_FAR, "scenario")), "received_at": _moment(day, 10),
            "intent_amount": Money(dice.randint(8, 400) * 10_000_000), "region_code": region,
            "triage": dice.choice(("follow", "transfer", "drop")),
        })  # fmt: skip
        if dice.random() < 0.4:
            yield _talk(dice, lead, "", title, region, min(day + timedelta(days=7), date(YEAR, 12, 31)))


def _appeals(
    dice: random.Random, counties: Sequence[str], weights: Sequence[int], companies: Sequence[str]
) -> Iterator[New]:
    kinds = ("factors", "approval", "policy", "funding", "labour", "arrears", "other")
    for number in range(APPEALS):
        day = _day(dice, _months(1, 11))
        closed = None if number >= CLOSED else min(day + timedelta(days=dice.randint(1, 21)), date(YEAR, 12, 31))
        yield New("appeal", new_id(), {
            "title": f"{MARK}{dice.choice(('用电增容', '物流补贴兑现', '员工子女入学', '用地手续', '应收账款'))}",
            "company": dice.choice(companies), "kind": dice.choice(kinds), "text": f"{MARK}诉求",
            "accepted_at": _moment(day, 9), "closed_at": _moment(closed, 17) if closed else None,
            "step": "rechecked" if closed else "assigned", "region_code": dice.choices(counties, weights)[0],
            "verified_at": _moment(day, 15), "handler": f"{MARK}承办单位",
            "reply": f"{MARK}已答复企业" if closed else None,
        })  # fmt: skip


def put_in(work: Work, part: Sequence[New]) -> None:
    """Put some of the records into a desk; ``Refused`` on one that is enrolled: nothing made up reaches a province."""
    if settings.get(work.session.connection(), "server"):
        raise Refused("This desk is enrolled at a province: sample records are put into desks of their own only.")
    records.create_all(work, part)
