"""诉求: six steps, none skipped; three terms; rates that a breach counts against."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Standing
from zsdesk.acts import appeals, records
from zsdesk.catalogue import bundled
from zsdesk.clock import BEIJING, from_ms, to_ms
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.queries import appeals as queries
from zsdesk.records import Appeal
from zsdesk.rules import appeals as rules


@pytest.fixture
def appeal(desk: Desk) -> str:
    company = desk.do(records.create, "company", {"name": "贵州华星冶金有限公司"}).result
    return desk.do(appeals.accept, company, "变电站接入", "110 kV 线路何时送电").result


def _later(desk: Desk, days: int) -> None:
    assert isinstance(desk.clock, Standing)
    desk.clock.ms += days * 86_400_000


def _standing(desk: Desk, appeal: str) -> queries.Standing:
    return desk.read(queries.standing, appeal, desk.clock.today())


def test_terms_are_working_days_from_acceptance(desk: Desk, appeal: str) -> None:
    found = _standing(desk, appeal)
    # Tuesday 24 November 2026: 1, 3 and 15 working days.
    assert [(t.name, t.clock.due) for t in found.terms] == [
        ("verify", date(2026, 11, 25)), ("reply", date(2026, 11, 27)), ("close", date(2026, 12, 15))
    ]  # fmt: skip
    desk.do(appeals.verify, appeal)
    desk.do(appeals.assess, appeal, "factors", complex=True)
    found = _standing(desk, appeal)
    assert (found.next.name, found.terms[2].clock.due.year) == ("reply", 2027)  # 30 working days


def test_no_step_is_skipped(desk: Desk, appeal: str) -> None:
    too_early = (
        (appeals.assess,), (appeals.assign, "供电局"), (appeals.reply, "答复"), (appeals.supervise,), (appeals.close,),
        (appeals.recheck, "very"),
    )  # fmt: skip
    for act, *given_too in too_early:
        with pytest.raises(Refused):
            desk.do(act, appeal, *given_too)
    assert _standing(desk, appeal).step == "collected"
    desk.do(appeals.verify, appeal)
    with pytest.raises(Refused, match="研判"):
        desk.do(appeals.verify, appeal)


def _dealt_with(desk: Desk, appeal: str) -> None:
    desk.do(appeals.verify, appeal)
    desk.do(appeals.assess, appeal)
    desk.do(appeals.assign, appeal, "供电局")
    with pytest.raises(Refused, match="答复"):
        desk.do(appeals.close, appeal)
    desk.do(appeals.reply, appeal, "12 月 10 日前送电")
    desk.do(appeals.supervise, appeal)
    desk.do(appeals.close, appeal)


def test_who_is_not_satisfied_opens_it_again(desk: Desk, appeal: str) -> None:
    _dealt_with(desk, appeal)
    with pytest.raises(Refused):
        desk.do(appeals.recheck, appeal, "not")
    desk.do(appeals.recheck, appeal, "not", "尚未送电")
    found = _standing(desk, appeal)
    assert (found.step, found.closed) == ("supervised", False)
    desk.do(appeals.reply, appeal, "已送电")
    desk.do(appeals.close, appeal)
    desk.do(appeals.recheck, appeal, "satisfied", "已核实")
    row = desk.read(lambda s: s.get(Appeal, appeal))
    assert (row.step, row.satisfaction) == ("rechecked", "satisfied")
    assert [line[11:] for line in row.recheck.splitlines()] == ["尚未送电", "已核实"]
    assert row.reply.splitlines() == ["12 月 10 日前送电", "已送电"]


def test_a_breach_counts_against_the_rate(desk: Desk, appeal: str) -> None:
    company = desk.read(lambda s: s.get(Appeal, appeal).company)
    second = desk.do(appeals.accept, company, "用工", "缺 200 人").result
    _dealt_with(desk, appeal)
    desk.do(appeals.recheck, appeal, "very")
    today = desk.clock.today()
    found = desk.read(queries.rate, today)
    assert (found.accepted, found.closed, found.closing, found.punctual, found.satisfaction) == (2, 1, 0.5, 1.0, 1.0)
    _later(desk, 40)
    assert desk.read(queries.rate, desk.clock.today()).punctual == 0.5  # the second one's term has passed
    assert [(one.id, one.next.late) for one in desk.read(queries.open_ones, desk.clock.today())] == [(second, True)]
    assert desk.read(queries.rate, desk.clock.today(), desk.clock.today()).accepted == 0


@given(st.integers(0, 90), st.integers(0, 90), st.booleans())
def test_in_time_means_by_its_day(waited: int, passed: int, hard: bool) -> None:
    accepted = from_ms(to_ms(from_ms(0).replace(year=2026, month=3, day=2, tzinfo=BEIJING)))
    closed = accepted + timedelta(waited) if waited <= passed else None
    made = Appeal(accepted_at=accepted, closed_at=closed, complex=hard)
    today = (accepted + timedelta(passed)).date()
    by = rules.close_by(made, bundled())
    found = rules.rate([made], bundled(), today)
    assert by is not None
    assert found.in_time == (closed is not None and closed.date() <= by)
    assert found.due == (closed is not None or today > by)
