"""Gates and the screen: every condition of every gate, and the wordings of promises."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from zsdesk import catalogue
from zsdesk.catalogue.needed import CHECKS as NAMED
from zsdesk.errors import Refused
from zsdesk.records.plan import Element, SignOff
from zsdesk.rules import gates, screening
from zsdesk.rules.gates import Facts, File, Move, Promise, judge
from zsdesk.rules.rights import Account
from zsdesk.rules.stages import following, path, way
from zsdesk.rules.waivers import Waiver, waiver_refusal

MADE = catalogue.bundled()
DAY = date(2026, 6, 1)
FULL = tuple(Element(e.label, "有", e.threshold, "met", "", "县自然资源局") for e in MADE.element)
SIGNED = tuple(SignOff(unit, party, "张三", "agree") for unit, party in
               (("县发改局", "department"), ("某企业", "enterprise"), ("专家组", "expert")))  # fmt: skip


def test_every_check_that_a_catalogue_may_name_is_there() -> None:
    assert set(gates.CHECKS) == set(NAMED)


def _missing(facts: Facts, come_from: str, to: str, **more: Any) -> list[str]:
    gate = MADE.gate_of(come_from, to)
    assert gate is not None
    return [gap.condition.check for gap in judge(MADE, facts, Move(to, DAY, **more), gate).unmet]


def test_the_gate_into_the_reserve() -> None:
    right = Facts({}, {"triage": "follow", "duplicates": "none"}, FULL, (), SIGNED)
    assert _missing(right, "lead", "reserve") == []
    bare = Facts({})
    assert _missing(bare, "lead", "reserve") == [
        "triage_follow",
        "duplicates_resolved",
        "elements_filled",
        "signed_off",
    ]
    for lead in ({"triage": "drop", "duplicates": "none"}, {"triage": None, "duplicates": "none"}):
        assert _missing(right._replace(lead=lead), "lead", "reserve") == ["triage_follow"]
    for duplicates in (None, "open"):
        lead = {"triage": "follow", "duplicates": duplicates}
        assert _missing(right._replace(lead=lead), "lead", "reserve") == ["duplicates_resolved"]
    no_source = msgspec.structs.replace(FULL[3], source="")
    gap = msgspec.structs.replace(FULL[3], status="gap")
    told = msgspec.structs.replace(gap, gap="缺 200 吨/日")
    unknown = msgspec.structs.replace(FULL[3], status="unknown")
    for row, lacks in ((no_source, True), (gap, True), (told, False), (unknown, True)):
        facts = right._replace(elements=(*FULL[:3], row, *FULL[4:]))
        assert _missing(facts, "lead", "reserve") == (["elements_filled"] if lacks else [])
    for signoffs in (SIGNED[:2], (*SIGNED, SignOff("县环保局", "department", "李", "amend")),
                     (*SIGNED, SignOff("县发改局", "department", "张三", "disagree"))):  # fmt: skip
        assert _missing(right._replace(signoffs=signoffs), "lead", "reserve") == ["signed_off"]
    again = (SignOff("县发改局", "department", "张三", "amend"), *SIGNED)
    assert _missing(right._replace(signoffs=again), "lead", "reserve") == [], "the last word of a unit counts"


def test_the_gates_of_talks_and_signing() -> None:
    assert _missing(Facts({}), "reserve", "negotiation") == ["met", "first_contact"]
    assert _missing(Facts({"first_contact_unit": "开阳县投促局"}, meetings=1), "reserve", "negotiation") == []
    assert _missing(Facts({}, meetings=1, claims=1), "reserve", "negotiation") == []
    right = Facts({}, files=(File("contract"),), reviews=("refused", "conditional"))
    assert _missing(right, "negotiation", "signed") == []
    assert _missing(Facts({}), "negotiation", "signed") == ["contract_attached", "review_passed"]
    assert _missing(right._replace(reviews=("passed", "refused")), "negotiation", "signed") == ["review_passed"]
    bad = Promise("奖补", "按土地出让金的50%返还企业", "government", "", "")
    assert _missing(right._replace(promises=(bad,)), "negotiation", "signed") == ["nothing_banned"], "also unscreened"
    assert _missing(right._replace(promises=(bad._replace(party="enterprise"),)), "negotiation", "signed") == []
    assert _missing(right._replace(promises=(bad._replace(override="pass"),)), "negotiation", "signed") == []
    harmless = Promise("审批", "全程代办", "government", "banned", "")
    assert _missing(right._replace(promises=(harmless,)), "negotiation", "signed") == ["nothing_banned"]


def test_the_gates_of_start_and_production() -> None:
    signed = {"signed_on": date(2026, 6, 2)}
    permit = (File("permit"),)
    assert _missing(Facts(signed, files=permit), "signed", "started") == ["start_after_signing"]
    assert _missing(Facts(signed, files=permit), "signed", "started", reason="先行用地批复") == []
    right = {"signed_on": DAY}
    for evidence, lacks in ((permit, False), ((File("building"),), False), ((File("photo", DAY),), False),
                            ((File("photo"),), True), ((File("contract"),), True)):  # fmt: skip
        wanted = ["start_evidence"] if lacks else []
        assert _missing(Facts(right, files=evidence), "signed", "started") == wanted
    assert _missing(Facts({**right, "library": "building", "library_on": DAY}), "signed", "started") == []
    started = {"started_on": date(2026, 6, 2)}
    assert _missing(Facts(started, files=(File("production"),)), "started", "production") == ["production_after_start"]
    old_photo = (File("photo", date(2026, 1, 1)),)
    assert _missing(Facts({"started_on": date(2026, 2, 1)}, files=old_photo), "started", "production") == [
        "production_evidence"
    ]


def test_the_gates_aside_out_and_elsewhere() -> None:
    assert _missing(Facts({}), "signed", "suspended") == ["reason", "review_day"]
    assert _missing(Facts({}), "signed", "suspended", reason="等指标", review_on=DAY) == ["review_day"]
    assert _missing(Facts({}), "signed", "suspended", reason="等指标", review_on=date(2026, 9, 1)) == []
    assert _missing(Facts({}), "reserve", "terminated", reason="企业退出") == []
    assert _missing(Facts({"signed_on": DAY}), "signed", "terminated", reason="企业退出") == ["release_attached"]
    here = {"region_code": "520121"}
    assert _missing(Facts(here), "reserve", "transfer", reason="资源在瓮安") == ["region_changes"]
    assert _missing(Facts(here), "reserve", "transfer", reason="资源在瓮安", to_region="522725") == []


@pytest.mark.parametrize(
    ("come_from", "to", "kind"),
    [("lead", "reserve", "advance"), ("signed", "started", "advance"), ("signed", "suspended", "suspension"),
     ("started", "terminated", "termination"), ("suspended", "signed", "resumption"),
     ("suspended", "terminated", "termination"), ("lead", "signed", ""), ("signed", "negotiation", ""),
     ("terminated", "signed", ""), ("suspended", "started", ""), ("signed", "signed", "")],
)  # fmt: skip
def test_which_ways_there_are(come_from: str, to: str, kind: str) -> None:
    if kind:
        assert way(MADE, come_from, to, "signed").kind == kind
    else:
        with pytest.raises(Refused):
            way(MADE, come_from, to, "signed")


def test_the_way_there_is_data() -> None:
    assert [gate.code for gate in path(MADE, "started")] == ["reserve", "negotiate", "sign", "start"]
    assert following(MADE, "signed") == ["started", "suspended", "terminated"]


@pytest.mark.parametrize(
    ("text", "verdict", "article"),
    [
        ("项目投产后，按企业缴纳增值税地方留成部分的50%给予奖励", "banned", "第十条第（二）项"),
        ("土地出让金缴纳后30日内全额返还", "banned", "第十条第（三）项"),
        ("前三年税收先征后返", "banned", "第十条第（一）项"),
        ("按固定资产投资的3%给予一事一议支持", "doubt", "第十条第（二）项"),
        ("企业享受西部大开发减半征收政策", "doubt", "第十条第（一）项"),
        ("对企业免收城市基础设施配套费", "banned", "第十条第（三）项"),
        ("本县不再引进同类项目", "doubt", "第八条"),
        ("专班代办审批，30个工作日内办结施工许可", "pass", ""),
        ("不予返还土地出让金", "pass", ""),
        ("企业不得迁出，政府返还税收", "banned", "第十条第（一）项"),
        ("不承诺税收返还；由企业自行负责", "pass", ""),
        ("税 收 返 还 ５０％", "banned", "第十条第（一）项"),
    ],
)
def test_promises_are_screened_with_the_clause(text: str, verdict: str, article: str) -> None:
    found = screening.screen(MADE, text)
    assert found.verdict == verdict
    assert article in found.clause
    assert bool(found.clause) == (verdict != "pass")


def test_who_may_waive() -> None:
    gate = MADE.gate_of("lead", "reserve")
    assert gate is not None
    gaps = judge(MADE, Facts({}), Move("reserve", DAY), gate).unmet
    officer = Account("李明", "officer", "520121")
    chief = Account("王芳", "supervisor", "520100")
    county = Account("赵强", "supervisor", "520121")
    assert waiver_refusal(gaps, Waiver("先行", "王芳"), officer) is None, "another person approves"
    assert waiver_refusal(gaps, Waiver("先行", "王芳"), chief) is None
    for waiver, who in ((Waiver("", "王芳"), officer), (Waiver("先行", " "), officer),
                        (Waiver("先行", "李明"), officer), (Waiver("先行", "赵强"), county)):  # fmt: skip
        assert waiver_refusal(gaps, waiver, who) is not None, (waiver, who)
    sign = MADE.gate_of("negotiation", "signed")
    assert sign is not None
    bad = Facts({}, promises=(Promise("", "先征后返", "government", "", ""),))
    banned = judge(MADE, bad, Move("signed", DAY), sign).unmet
    assert waiver_refusal(banned, Waiver("先行", "省长"), officer) is not None, "the law is nobody's to waive"
