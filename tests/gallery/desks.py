"""The desks of the gallery: one that is in use, one that is new, both made of samples."""

from __future__ import annotations

import json
import os
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.gallery import pushing
from ui import demo
from zsdesk import sample_province, sample_registers, samples
from zsdesk.acts import attachments, commitments, plans, records
from zsdesk.clock import from_ms
from zsdesk.desk import Desk
from zsdesk.ids import new_id
from zsdesk.kinds import Money, Person, Target
from zsdesk.records import Conflict
from zsdesk.signing import papers
from zsdesk.store.work import Work

PASSPHRASE = "a passphrase for pictures"
LONG = (
    "示例·贵州乌蒙山区磷煤化工与新能源电池材料一体化循环经济产业园"
    "（一期年产二十万吨磷酸铁锂及配套硫酸装置）招商引资重大项目"
)
REGION = "520121"


def make(folder: Path) -> None:
    """``full`` and ``empty`` in a folder, and a text in place of a desk's database: ``broken``."""
    os.environ["ZSDESK_PASSPHRASE"] = PASSPHRASE
    with Desk.create(folder / "empty", passphrase=PASSPHRASE) as desk:
        desk.set_profile(user="李明", region=REGION)
    Desk.create(folder / "broken", passphrase=PASSPHRASE).close()
    (folder / "broken" / "desk.db").write_bytes(b"this is no database" * 400)
    with Desk.create(folder / "full", passphrase=PASSPHRASE) as desk:
        desk.set_profile(user="李明", region=REGION)
        fill(desk, folder)


def fill(desk: Desk, folder: Path) -> None:
    """A busy morning: projects of the article, generated leads, one lead with everything, a conflict."""
    today = desk.clock.today()
    desk.do(samples.article_projects)
    desk.do(samples.leads_and_talks, 120, seed=797, today=today)
    desk.do(samples.leads_and_talks, 12, seed=331, today=today, region=REGION)
    desk.do(_figures)
    names = desk.do(_main, today).result
    photo = folder / "厂区照片.jpg"
    photo.write_bytes(demo.photo())
    desk.do(attachments.attach, Target("negotiation", names["talk"]), photo, caption="示例：经开区 A 地块")
    desk.do(attachments.attach, Target("lead", names["lead"]), photo, caption="厂区")
    paper = folder / "环评现状报告.pdf"
    paper.write_bytes(desk.brief(names["talk"]))
    desk.do(attachments.attach, Target("lead", names["lead"]), paper)
    desk.do(_conflict, names["lead"], desk.device)
    _plans(desk, names["company"])
    pushing.fill(desk, names["company"])
    sample_registers.fill(desk, REGION)
    desk.do(_promises, names["talk"])
    desk.do(records.change, "lead", names["lead"], desk.parse("lead", {"intent_amount": "331亿"}))
    papers.make(desk, "brief", names["talk"])


def _plans(desk: Desk, company: str) -> None:
    """Three plans, one of which has begun its steps."""
    made = []
    for name, amount in (
        ("示例·磷石膏建材补链", 3_0000_0000),
        ("示例·电池回收补链", 8_0000_0000),
        ("示例·氟硅材料", 5_0000_0000),
    ):
        values = {"name": name, "amount": Money(amount), "company": company, "group": "industry", "owner": "李明",
                  "region_code": REGION, "lead_unit": "开阳县工信局", "summary": "依托园区副产品补链。"}  # fmt: skip
        made.append(desk.do(records.create, "plan", values).result)
    desk.do(plans.begin, made[-1])


def _figures(work: Work) -> None:
    """Of the generated province what lies in the capital's counties."""
    kept: list[Any] = []
    known: set[str] = set()
    for one in sample_province.province():
        whole = one.values.get("project") or one.values.get("lead") or one.values.get("company")
        if one.type == "company" or (
            str(one.values["region_code"]).startswith("5201") and (whole in known or not whole)
        ):
            kept.append(one)
            known.add(one.id)
    used = {i for one in kept for i in (*one.values.get("companies", ()), one.values.get("company"))}
    records.create_all(work, [one for one in kept if one.type != "company" or one.id in used])


def _main(work: Work, today: date) -> dict[str, str]:
    def add(type_name: str, **texts: Any) -> str:
        return records.create(work, type_name, texts)

    company = add("company", name="示例·黔磷新材料有限公司", uscc="91350100M000100Y43", revenue=Money(86_4000_0000),
                  ownership="private", tags=("chain_leader", "high_tech"), origin="350000", industry="C26",
                  profile="磷系正极材料企业，现有产能 12 万吨/年。", region_code=REGION)  # fmt: skip
    add("contact", name="陈䶮", job_title="投资部总监", company=company, phones=("13800001234",))
    add("contact", name="林桂英", job_title="董事长", company=company, phones=("13900005678",))
    lead = add("lead", title="示例·“磷—硫—铁—锂—氟”耦合循环经济", company=company, channel="referral",
               intent_amount=Money(300_0000_0000), industry="C26", preferred_regions=(REGION,),
               needs=("land", "funding", "environment"), first_contact_unit="开阳县投促局", owner="李明",
               next_step="提交并联会审：土地、能耗", next_due=today, region_code=REGION)  # fmt: skip
    add("lead", title=LONG, company=company, intent_amount=Money(1_2345_0000_0000), owner="李明", summary=LONG * 6,
        next_step=LONG, next_due=today + timedelta(days=1), region_code=REGION)  # fmt: skip
    talk = samples.talk(random.Random(5), lead, "耦合循环经济", 1, REGION, today)
    talk_id = records.create(work, "negotiation", talk | {"owner": "李明"})
    add("visit", subject="示例·厂区考察接待", company=company, place="西秀区", region_code=REGION, owner="李明",
        held_at=from_ms(work.clock.now_ms()).replace(hour=15, minute=30))  # fmt: skip
    add("visit", subject="示例·董事长一行考察磷氟产业园", company=company, lead=lead, place="开阳经开区", owner="李明",
        region_code=REGION, agenda="9:30 看地块\n14:30 座谈",
        guests=(Person("林桂英", "董事长", "示例·黔磷", "theirs"), Person("陈䶮", "投资部总监", "示例·黔磷", "theirs")),
        hosts=(Person("张某", "副县长", "开阳县人民政府", "ours"), Person("李明", "科长", "开阳县投促局", "ours")),
        held_at=from_ms(work.clock.now_ms()).replace(hour=9, minute=30) + timedelta(days=1))  # fmt: skip
    return {"lead": lead, "talk": talk_id, "company": company}


def _promises(work: Work, talk: str) -> None:
    """What was promised in a round, one thing of it forbidden."""
    for title, text in (
        ("土地分两期供应", "2027 年 6 月前供应一期用地 1200 亩"),
        ("税收奖励", "缴纳的地方税收先征后返 50%"),
    ):
        made = records.create(work, "commitment", {"title": title, "text": text, "party": "government",
                                                   "negotiation": talk, "region_code": REGION})  # fmt: skip
        commitments.rescreen(work, made)


def _conflict(work: Work, lead: str, device: str) -> None:
    """Two people changed the sum of a lead and its next step."""
    now = work.clock.now_ms()
    sides = {
        "intent_amount": ("30000000000", "33500000000", "33100000000"),
        "next_step": ("电话回访", "周五回访，市供电局同去", "周四回访，带用电方案"),
    }
    base, kept, offered = (json.dumps({n: v[i] for n, v in sides.items()}) for i in range(3))
    work.add(Conflict(
        id=new_id(), version=1, updated_at=now, stamps="[]", extra="{}", target=Target("lead", lead),
        field_name="意向投资、下一步", base=base, kept=kept, kept_by="同事甲", kept_at=from_ms(now), offered=offered,
        offered_by="李明", offered_at=from_ms(now), offered_device=device, status="open", created_at=from_ms(now),
    ))  # fmt: skip
