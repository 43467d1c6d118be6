"""Desk and province agree on every figure: a real server process, a real sync, the same rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.province import Province
from zsdesk import sample_province
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.kinds import Money
from zsdesk.queries import figures
from zsdesk.rules.statistics.answers import Answers
from zsdesk.rules.statistics.figures import FIGURES
from zsdesk.rules.statistics.periods import asked
from zsdesk.sync import client

CODES = [figure.code for figure in FIGURES]


@pytest.fixture(scope="module")
def filled(province: Province, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Province, Desk, Desk]]:
    """The province with three hundred projects and what belongs to them; the desks of 王芳 (the province) and of
    李明 (开阳), both synced."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZSDESK_PASSPHRASE", "test")
        desks = []
        for user in ("王芳", "李明"):
            desk = Desk.create(tmp_path_factory.mktemp("desk") / user)
            client.enrol(desk, province.url, user, province.passwords[user])
            desks.append(desk)
    wide, narrow = desks
    dice = random.Random(5)
    made = [one for one in sample_province.province(7) if one.type != "appeal" or dice.random() < 0.05]
    companies = [one for one in made if one.type == "company"][::4]
    known = {one.id for one in companies}
    kept: list[Any] = list(companies)
    for one in made:
        whole = one.values.get("project") or one.values.get("lead")
        mine = one.type in ("lead", "appeal", "project") and dice.random() < 0.2
        if one.type != "company" and (mine or whole in known):
            region = dice.choice((one.values["region_code"], "520121"))  # 开阳 has a good part of them
            kept.append(one._replace(values={**one.values, "region_code": region, **_only(one.values, known)}))
            known.add(one.id)
    wide.do(records.create_all, kept)
    client.sync(wide)
    client.sync(narrow)
    yield province, wide, narrow
    for desk in desks:
        desk.close()


def _only(values: Any, known: set[str]) -> dict[str, Any]:
    """References to records that were left out are left out too."""
    found = {name: None for name in ("lead", "company", "project") if values.get(name) and values[name] not in known}
    if values.get("companies"):
        found["companies"] = tuple(i for i in values["companies"] if i in known) or None
    return found


def told(desk: Desk, province: Province, params: dict[str, Any]) -> Answers:
    """What the province answers to the account of a desk."""
    token = desk.vault.get("token")
    assert token is not None
    answer = httpx.get(f"{province.url}/v1/figures", params=params, trust_env=False,
                       headers={"Authorization": f"Bearer {token.decode()}"})  # fmt: skip
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Answers)


PARAMS = st.fixed_dictionaries({
    "period": st.sampled_from(("2025", "2024", "2025-01..2025-11", "2025Q2", "2025-07", "2024-06..2025-03")),
    "cutoff": st.sampled_from(("", "2025-06-30", "2025-11-30", "2026-03-01")),
    "scope": st.sampled_from(("520000", "520100", "520121", "522300")),
    "major": st.booleans(),
    "over": st.sampled_from(("contract", "total", "fixed")),
})  # fmt: skip


@settings(max_examples=25)
@given(PARAMS)
def test_desk_and_province_agree_on_every_figure(filled: tuple[Province, Desk, Desk], params: dict[str, Any]) -> None:
    province, wide, narrow = filled
    for desk in (wide, narrow):
        scope = params["scope"] if desk is wide else "520121"
        ask = asked(params["period"], params["cutoff"], scope, today=desk.clock.today(), major=params["major"],
                    over=params["over"])  # fmt: skip
        here = desk.read(figures.figures, ask)
        there = told(desk, province, {**params, "scope": scope, "rows": CODES})
        assert there == here


def test_the_agreement_is_about_something(filled: tuple[Province, Desk, Desk]) -> None:
    province, wide, narrow = filled
    there = told(wide, province, {"period": "2025", "rows": CODES})
    filled_in = {one.code for one in there.figures if one.parts[0].count}
    assert filled_in >= {"signed", "started.industry", "signed.private", "funnel.started", "arrived_rate", "matched",
                         "appeal_rate", "channel.office", "days_to_start"}  # fmt: skip
    mine = told(narrow, province, {"period": "2025"})
    assert 0 < mine.of("signed").parts[0].count < there.of("signed").parts[0].count
    assert mine.of("signed").parts[0].ids == ()  # rows only where they are asked for
    assert mine.region == "520121"


def test_after_a_change_they_agree_again(filled: tuple[Province, Desk, Desk]) -> None:
    province, wide, narrow = filled
    before = told(wide, province, {"period": "2023"}).of("signed").value
    values = {
        "name": "新项目",
        "signed_on": date(2023, 6, 1),
        "total_investment": Money(10**8),
        "region_code": "520121",
    }
    narrow.do(records.create, "project", values)
    ask = asked("2023", "", "520121", today=narrow.clock.today())
    assert (before, narrow.read(figures.figures, ask).of("signed").value) == ("0", "1")  # the desk knows it already
    client.sync(narrow)
    client.sync(wide)
    ask = asked("2023", "", "520000", today=narrow.clock.today())
    assert told(wide, province, {"period": "2023", "rows": CODES}) == wide.read(figures.figures, ask)


def test_another_region_is_not_told(filled: tuple[Province, Desk, Desk]) -> None:
    province, _, narrow = filled
    token = narrow.vault.get("token")
    assert token is not None
    head = {"Authorization": f"Bearer {token.decode()}"}

    def ask(**params: str) -> httpx.Response:
        return httpx.get(f"{province.url}/v1/figures", params=params, headers=head, trust_env=False)

    assert (ask(scope="520122").status_code, ask(scope="520122").json()["code"]) == (403, "forbidden")
    for wrong in ({"period": "gestern"}, {"scope": "999999"}, {"cutoff": "nie"}, {"over": "x"}, {"rows": "nothing"}):
        answer = ask(**wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), wrong
    assert httpx.get(f"{province.url}/v1/figures", trust_env=False).status_code == 401


def test_the_api_describes_it(filled: tuple[Province, Desk, Desk]) -> None:
    schema = httpx.get(f"{filled[0].url}/schema/openapi.json", trust_env=False).json()
    told_of = {p["name"]: p.get("description", "") for p in schema["paths"]["/v1/figures"]["get"]["parameters"]}
    assert set(told_of) == {"period", "cutoff", "scope", "major", "over", "rows"}
    assert all(told_of.values())
