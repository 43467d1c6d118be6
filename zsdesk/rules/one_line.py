"""A lead in one line, as an officer types it while the telephone is still warm.

``宁德时代 投资部 138… 意向3亿 开阳`` names an enterprise, a person to call, a sum and a county.  What is
understood is taken out of the line; what is left is the enterprise and the lead's name.  Nothing is
certain: the reading is shown to the officer, who can leave any part of it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from zsdesk.errors import Invalid
from zsdesk.kinds.amounts import MoneyKind
from zsdesk.kinds.places import Place, named, spelled
from zsdesk.kinds.times import parse_day
from zsdesk.records.choices import CHANNELS

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<!\d)(?:(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}|400[ -]?\d{3}[ -]?\d{4})(?!\d)"
)
_MONEY = re.compile(
    r"(?:意向|拟|计划|总|约|投资|金额|额|[:：])*(\d[\d.,，]*(?:万亿|千亿|百亿|千万|百万|亿|万)(?:美元|港元|欧元|元)?)"
    r"(?![吨亩千瓦台辆平㎡人辆度户套头株])"
)
_DUE = re.compile(
    r"^(今天|明天|后天|下?(?:周|星期)[一二三四五六日天]|\d{1,2}月\d{1,2}日?|\d{1,2}[-/]\d{1,2}|\d{1,3}(?:天|日|周|个月)后)(.*)$"
)
_PERSON = re.compile(r"^[\u4e00-\u9fff]{1,3}(?:总|董|工|先生|女士|经理|主任|处长|局长|部长|秘书长|会长)$")
POSITION = re.compile(
    r"(?:部|办|处|科|总监|经理|董事长|董事|总裁|总工|主任|处长|局长|部长|秘书长|会长|主管|专员|助理|负责人|合伙人|CEO|CFO|VP)$"
)
FAMILIES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
COMPANY = re.compile(r"(?:公司|集团|股份|企业|厂|实业|科技|控股|商会|协会|研究院|设计院|合作社|银行|基金)$")


@dataclass(frozen=True)
class Reading:
    """What a line says: texts of a lead's and a contact's fields, and the enterprise's name."""

    lead: dict[str, str] = field(default_factory=dict)
    company: str = ""
    contact: dict[str, str] = field(default_factory=dict)

    def without(self, left_out: set[str]) -> Reading:
        """The same without some parts: ``company``, a lead's field, or ``contact.`` and a contact's."""
        return Reading(
            {name: text for name, text in self.lead.items() if name not in left_out},
            "" if "company" in left_out else self.company,
            {name: text for name, text in self.contact.items() if f"contact.{name}" not in left_out},
        )


def region_of(word: str) -> Place | None:
    """The county or prefecture of Guizhou that a word means, by name, or in small letters by pinyin or its initials."""
    if len(word) < 2:
        return None
    if word.isascii() and not word.islower():
        return None
    found = spelled(word) if word.isascii() else named(word)
    here = [place for place in found if place.code.startswith("52") and not place.code.endswith("0000")]
    return here[0] if len(here) == 1 else None


def _sum(text: str) -> str:
    try:
        MoneyKind().parse(text)
    except Invalid:
        return ""
    return text


def _due(word: str, today: date) -> tuple[str, str] | None:
    """A day with what is to be done on it: ``周五回访``."""
    match = _DUE.match(word)
    if match is None:
        return None
    try:
        day = parse_day(match[1], today, "future")
    except Invalid:
        return None
    return day.isoformat(), match[2]


def read_line(text: str, today: date) -> Reading:
    """What a line says."""
    lead: dict[str, str] = {}
    contact: dict[str, str] = {}
    rest = text
    for pattern, name in ((EMAIL, "email"), (PHONE, "phones")):
        if found := [match[0] for match in pattern.finditer(rest)]:
            contact[name] = "；".join(found) if name == "phones" else found[0]
            rest = pattern.sub(" ", rest)
    if (match := _MONEY.search(rest)) and (amount := _sum(match[1])):
        lead["intent_amount"] = amount
        rest = rest[: match.start()] + " " + rest[match.end() :]
    free: list[str] = []
    for word in re.split(r"[\s，,；;、]+", rest):
        if word and not _take(word, lead, contact, today, first=not free):
            free.append(word)
    return _named(free, lead, contact)


def _take(word: str, lead: dict[str, str], contact: dict[str, str], today: date, *, first: bool) -> bool:
    """Put a word where it belongs; whether it belongs anywhere."""
    if not first and "preferred_regions" not in lead and (place := region_of(word)):
        lead["preferred_regions"] = place.name
    elif "next_due" not in lead and (due := _due(word, today)):
        lead["next_due"] = due[0]
        if due[1]:
            lead["next_step"] = due[1]
    elif "channel" not in lead and (channel := _channel(word)):
        lead["channel"] = channel
    elif first:
        return False
    elif "name" not in contact and (_PERSON.match(word) or _name(word, contact)):
        contact["name"] = word
    elif "job_title" not in contact and POSITION.search(word):
        contact["job_title"] = word
    else:
        return False
    return True


def _name(word: str, contact: dict[str, str]) -> bool:
    """Two or three characters that begin with a family name are a person where there is a number to call."""
    return "phones" in contact and 2 <= len(word) <= 3 and word[0] in FAMILIES and not POSITION.search(word)


def _channel(word: str) -> str:
    return next((o.label for o in CHANNELS.options if word in (o.label, *o.also)), "")


def _named(free: list[str], lead: dict[str, str], contact: dict[str, str]) -> Reading:
    """The words that are left: the first is the enterprise, unless they are nothing but the lead's name."""
    company = ""
    if free and (contact or len(free) > 1 or COMPANY.search(free[0]) or "intent_amount" in lead):
        company, *free = free
    title = " ".join(free) or (f"{company}投资意向" if company else "")
    if title:
        lead = {"title": title, **lead}
    if contact and "name" not in contact and "job_title" in contact:
        contact = {"name": contact["job_title"], **{n: t for n, t in contact.items() if n != "job_title"}}
    return Reading(lead, company, contact)
