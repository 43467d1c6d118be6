"""The sync centre: what waits, what came back, conflicts side by side, enrolment, and a real province."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from sqlalchemy import update

from tests.province import Province
from ui import theme
from ui.pages.conflict import MINE, OWN, THEIRS, marked
from ui.pages.sync import Transfer, WaitingRow, time_left
from zsdesk.acts import merging, records
from zsdesk.clock import from_ms
from zsdesk.errors import Offline, Unauthorized
from zsdesk.ids import new_id
from zsdesk.kinds import Money, Target
from zsdesk.queries import detail
from zsdesk.records import Conflict, Quarantine
from zsdesk.store import settings
from zsdesk.store.tables import State, change
from zsdesk.sync.client import Progress

CONTROL = Qt.KeyboardModifier.ControlModifier
YI = 100_000_000


def on_data(qtbot: Any, window: Any, fn: Any) -> Any:
    answers: list[Any] = []
    window.work.data(lambda: (fn(window.work.desk),), then=answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    return answers[0][0]


def make_conflict(desk: Any, lead: str, **sides: tuple[Any, Any, Any]) -> str:
    """A conflict as the province makes it: field → (base, kept, offered), packed."""
    id, now = new_id(), desk.clock.now_ms()

    def act(work: Any) -> None:
        base, kept, offered = (json.dumps({n: v[i] for n, v in sides.items()}) for i in range(3))
        work.add(Conflict(
            id=id, version=1, updated_at=now, stamps="[]", extra="{}", target=Target("lead", lead),
            field_name="意向投资", base=base, kept=kept, kept_by="同事甲", kept_at=from_ms(now), offered=offered,
            offered_by="示例用户", offered_at=from_ms(now), offered_device=desk.device, status="open",
            created_at=from_ms(now),
        ))  # fmt: skip

    desk.do(act)
    return id


@pytest.fixture
def lead(window: Any, qtbot: Any) -> str:
    values = {"title": "固态电池隔膜二期", "intent_amount": Money(12 * YI)}
    return str(on_data(qtbot, window, lambda desk: desk.do(records.create, "lead", values).result))


@pytest.fixture
def conflict(window: Any, qtbot: Any, lead: str) -> Any:
    """The conflict's page: my 12.5 亿 against a colleague's 12.8 亿."""
    packed = {"intent_amount": ("1200000000", "1280000000", "1250000000")}
    id = on_data(qtbot, window, lambda desk: make_conflict(desk, lead, **packed))
    window.bus.open_conflict.emit(id)
    page = window.shell.page("sync")
    qtbot.waitUntil(lambda: page._conflict is not None and page.conflict.conflict is not None, timeout=10_000)
    return page.conflict


def amount(qtbot: Any, window: Any, lead: str) -> Any:
    from zsdesk.queries.detail import detail

    return on_data(qtbot, window, lambda desk: desk.read(detail, "lead", lead).shown["intent_amount"])


def test_both_sides_are_shown_and_mine_is_offered(conflict: Any, window: Any) -> None:
    texts = [label.text() for label in conflict.widget().findChildren(type(window.shell.rail.who))]
    assert "12.00 亿元" in texts
    assert "12.50 亿元" in texts
    assert "12.80 亿元" in texts
    assert conflict.choices() == {"intent_amount": MINE}
    assert not conflict.grab().isNull()


def test_theirs_is_taken_by_keyboard(conflict: Any, window: Any, qtbot: Any, lead: str) -> None:
    mine, theirs = conflict.sides["intent_amount"][MINE], conflict.sides["intent_amount"][THEIRS]
    mine.setFocus()
    qtbot.keyClick(mine, Qt.Key.Key_Right)
    assert theirs.isChecked()
    qtbot.keyClick(theirs, Qt.Key.Key_Return, CONTROL)
    page = window.shell.page("sync")
    qtbot.waitUntil(lambda: page.currentIndex() == 0, timeout=10_000)
    assert amount(qtbot, window, lead) == "12.80 亿元"
    qtbot.waitUntil(lambda: page.centre.conflicts == [], timeout=10_000)
    assert not page.conflicts.isVisible()


def test_a_value_of_ones_own_is_parsed_as_in_a_form(
    conflict: Any, window: Any, qtbot: Any, lead: str, typed: Any
) -> None:
    own = conflict.own["intent_amount"]
    own.line.setFocus()
    own.line.selectAll()
    typed(own.line, "12.6忆")
    assert conflict.choices() == {"intent_amount": ("12.6忆",)}
    conflict.settle()
    qtbot.waitUntil(lambda: own.problem.isVisible(), timeout=10_000)
    assert "亿" in own.problem.text()
    own.line.selectAll()
    typed(own.line, "12.6亿")
    conflict.settle()
    qtbot.waitUntil(lambda: window.shell.page("sync").currentIndex() == 0, timeout=10_000)
    assert amount(qtbot, window, lead) == "12.60 亿元"


def test_ones_own_value_starts_from_mine(conflict: Any, qtbot: Any) -> None:
    conflict.sides["intent_amount"][OWN].click()
    qtbot.waitUntil(lambda: conflict.own["intent_amount"].line.toPlainText() == "12.5亿", timeout=10_000)


def test_esc_leaves_the_conflict_for_later(conflict: Any, window: Any, qtbot: Any) -> None:
    qtbot.keyClick(conflict, Qt.Key.Key_Escape)
    page = window.shell.page("sync")
    assert page.currentIndex() == 0
    assert len(page.centre.conflicts) == 1
    window.loop.refresh()
    qtbot.waitUntil(lambda: window.shell.rail.buttons["sync"].count == "1", timeout=5_000)
    # what waits is one Enter away
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.conflicts.rows[0], timeout=10_000)


def test_what_differs_is_marked() -> None:
    t = theme.tokens()
    shown = marked("企业关注用电容量。", "企业关注用电容量，要求 2 万千伏安<b>。")
    assert f'color:{t.amber}">，要求 2 万千伏安&lt;b&gt;</span>' in shown
    assert marked("", "全新") == "全新"


def test_waiting_changes_are_listed(window: Any, qtbot: Any, lead: str) -> None:
    window.shell.go("sync")
    page = window.shell.page("sync")
    qtbot.waitUntil(lambda: page.waiting.heading.text() == "待发 1 项", timeout=10_000)
    assert page.enrol.isVisible()
    assert not page.now.isVisible()


def test_enrolment_says_what_is_missing_and_keeps_what_was_typed(window: Any, qtbot: Any) -> None:
    window.shell.go("sync")
    page = window.shell.page("sync")
    qtbot.waitUntil(lambda: page.enrol.isVisible(), timeout=10_000)
    page.enrol.enrol()
    assert "请填写" in page.enrol.problem.text()
    page.enrol.url.setText("http://127.0.0.1:9")
    page.enrol.account.setText("甲")
    page.enrol.password.setText("x")
    page.enrol.enrol()
    qtbot.waitUntil(lambda: page.enrol.go.isEnabled() and page.enrol.problem.isVisible(), timeout=20_000)
    assert page.enrol.url.text() == "http://127.0.0.1:9"
    assert page.enrol.password.text() == "x"


def test_an_offline_round_waits_and_says_why(window: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answer = threading.Event(), threading.Event()

    def offline(*_args: Any) -> Any:
        asked.set()
        answer.wait(20)
        raise Offline("No answer.")

    monkeypatch.setattr("ui.sync_asks.sync", offline)
    pretend_enrolled(window, qtbot)
    window.shell.go("sync")
    page = window.shell.page("sync")
    qtbot.waitUntil(lambda: page.centre is not None and page.centre.status.enrolled, timeout=10_000)
    page.now.click()
    qtbot.waitUntil(asked.is_set, timeout=10_000)
    assert page.now.text() == "正在联系省平台…"
    with qtbot.waitSignal(window.loop.finished, timeout=10_000):
        answer.set()
    assert page.now.text() == "立即同步"
    assert "No answer." in page.state.text()
    assert window.loop.state == "offline"
    assert 2_000 <= window.loop._next.remainingTime() <= 11_000
    qtbot.waitUntil(lambda: window.shell.pill.text().startswith("离线"), timeout=5_000)
    assert (window.shell.pill.property("tone"), window.shell.pill.toolTip()) == ("amber", "No answer.")
    assert QGuiApplication.topLevelWindows() == [window.shell.windowHandle()]  # never a dialog


def test_a_revoked_token_asks_for_the_officer_and_stops_trying(
    window: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def revoked(*_args: Any) -> Any:
        raise Unauthorized("The province no longer accepts this device. Enrol again; nothing is lost.")

    monkeypatch.setattr("ui.sync_asks.sync", revoked)
    pretend_enrolled(window, qtbot)
    with qtbot.waitSignal(window.loop.finished, timeout=10_000):
        window.loop.now()
    qtbot.waitUntil(lambda: "重新登记" in window.shell.pill.text(), timeout=5_000)
    assert not window.loop._next.isActive()
    window.shell.go("sync")
    page = window.shell.page("sync")
    qtbot.waitUntil(lambda: page.enrol.isVisible(), timeout=10_000)


def pretend_enrolled(window: Any, qtbot: Any) -> None:
    """A desk that thinks it belongs to a province."""
    from zsdesk.store import settings

    def act(desk: Any) -> None:
        with desk.transaction() as connection:
            settings.put(connection, server="https://province.example")

    on_data(qtbot, window, act)
    window.loop.refresh()
    qtbot.waitUntil(lambda: window.loop.status is not None and window.loop.status.enrolled, timeout=10_000)


def test_progress_of_files_says_how_much_and_how_long(qtbot: Any, themed: Any) -> None:
    bar = Transfer(None)  # type: ignore[arg-type]
    qtbot.addWidget(bar)
    bar.show_progress(Progress("files", 124_000_000, 200_000_000))
    assert "124 / 200 MB" in bar.words.text()
    assert bar.bar.value() == 620
    assert not bar.isHidden()
    bar.show_progress(Progress("index", 0, 0))
    assert bar.isHidden()
    assert time_left(170) == "约 3 分钟"
    assert time_left(20) == "约 20 秒"


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    made = Province(tmp_path / "province")
    yield made
    made.stop()


def test_the_window_enrols_and_syncs_with_a_real_province(
    window: Any, qtbot: Any, province: Province, lead: str
) -> None:
    password = province.add("示例用户")
    window.shell.go("sync")
    page = window.shell.page("sync")
    qtbot.waitUntil(lambda: page.enrol.isVisible(), timeout=10_000)
    page.enrol.url.setText(province.url)
    page.enrol.account.setText("示例用户")
    page.enrol.password.setText(password)
    with qtbot.waitSignal(window.bus.synced, timeout=30_000) as synced:
        page.enrol.enrol()
    assert synced.args[0].pushed == 1
    qtbot.waitUntil(lambda: window.shell.pill.text().startswith("已同步"), timeout=10_000)
    qtbot.waitUntil(lambda: page.waiting.heading.text() == "待发", timeout=10_000)
    window.shell.go("leads")
    leads = window.shell.page("leads")
    qtbot.waitUntil(lambda: leads.list.model.record(0) is not None, timeout=10_000)
    qtbot.waitUntil(lambda: leads.list.model.record(0).receipt == "accepted", timeout=10_000)
    province.stop()
    with qtbot.waitSignal(window.loop.finished, timeout=30_000):
        qtbot.keyClick(window.shell, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.shell.pill.text().startswith("离线"), timeout=10_000)


def keep_in_quarantine(desk: Any, lead: str) -> str:
    """A change in quarantine as the province makes it, on a supervisor's desk."""
    id, now = new_id(), desk.clock.now_ms()

    def act(work: Any) -> None:
        work.add(Quarantine(
            id=id, version=1, updated_at=now, stamps="[]", extra="{}", title="固态电池隔膜二期",
            target=Target("lead", lead), deed="change", written=json.dumps({"next_step": "周三去厂里"}), had="{}",
            author="赵强",
            written_at=from_ms(now), status="open", created_at=from_ms(now),
        ))  # fmt: skip

    desk.do(act)
    with desk.transaction() as connection:
        settings.put(connection, role="supervisor")
    return id


def test_a_supervisor_lets_a_change_in_quarantine_hold(window: Any, qtbot: Any, lead: str) -> None:
    on_data(qtbot, window, lambda desk: keep_in_quarantine(desk, lead))
    window.shell.go("sync")
    card = window.shell.page("sync").kept
    qtbot.waitUntil(lambda: card.isVisible() and bool(card.rows), timeout=10_000)
    row = card.rows[0]
    said = {child.text() for child in row.findChildren(QLabel)}
    assert {"周三去厂里", "线索 · 固态电池隔膜二期"} <= said
    qtbot.mouseClick(row.adopt, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not card.isVisible(), timeout=10_000)
    assert (
        on_data(qtbot, window, lambda desk: desk.read(detail.detail, "lead", lead)).values["next_step"] == "周三去厂里"
    )


def test_logging_out_in_the_window_says_what_waits(window: Any, qtbot: Any, lead: str) -> None:
    def enrolled(desk: Any) -> None:
        with desk.transaction() as connection:
            settings.put(connection, server="http://127.0.0.1:9")

    on_data(qtbot, window, enrolled)
    window.shell.go("sync")
    page = window.shell.page("sync")
    qtbot.waitUntil(lambda: page.log_out.isVisible(), timeout=10_000)
    qtbot.mouseClick(page.log_out, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "固态电池隔膜二期" in page.state.text(), timeout=10_000)
    assert page.log_out.isEnabled()


def test_an_enterprise_entered_twice_becomes_one_and_two_again(window: Any, qtbot: Any) -> None:
    """By keyboard: the line of the pair, a field, the other side, Ctrl+Enter."""

    def both(desk: Any) -> tuple[str, str, str]:
        names = ({"name": "华星冶金", "legal_person": "张三"}, {"name": "贵州华星冶金有限公司"})
        first, second = (desk.do(records.create, "company", {"uscc": "91520121MA6DLWX369", **n}).result for n in names)
        return first, second, desk.do(records.create, "lead", {"title": "一", "company": second}).result

    first, second, lead = on_data(qtbot, window, both)
    window.shell.go("sync")
    page = window.shell.page("sync")
    qtbot.waitUntil(lambda: page.twice.isVisible() and bool(page.twice.rows), timeout=10_000)
    qtbot.keyClick(page.twice.rows[0], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.currentWidget() is page._merging and page.merging.pair is not None, timeout=10_000)
    view = page.merging
    assert view.taken() == []  # the older entry lacks nothing that the other has
    assert any("线索 1" in label.text() for label in view.findChildren(QLabel))  # what follows is said before
    mine, theirs = view.sides["name"]
    assert QApplication.focusWidget() is mine
    qtbot.keyClick(mine, Qt.Key.Key_Right)
    assert view.taken() == ["name"]
    qtbot.keyClick(theirs, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.currentIndex() == 0 and not page.twice.isVisible(), timeout=10_000)
    kept = on_data(qtbot, window, lambda desk: desk.read(detail.detail, "company", first)).values
    assert (kept["name"], kept["legal_person"]) == ("贵州华星冶金有限公司", "张三")
    assert on_data(qtbot, window, lambda desk: desk.read(detail.detail, "lead", lead)).values["company"] == first
    on_data(qtbot, window, lambda desk: desk.do(merging.unmerge, second))
    assert on_data(qtbot, window, lambda desk: desk.read(detail.detail, "lead", lead)).values["company"] == second


def test_mending_opens_the_form_at_the_field_with_the_reason(window: Any, qtbot: Any, lead: str) -> None:
    """The field is folded away otherwise; and nothing in the row is a number of a change."""
    reason = "地区“贵州省”不在“红花岗区”之内，请选择其中的地区。"

    def refuse(desk: Any) -> None:
        with desk.transaction() as connection:
            connection.execute(
                update(change).values(state=State.PARKED, reason=reason, field="region_code")
                .where(change.c.id == lead)
            )  # fmt: skip

    on_data(qtbot, window, refuse)
    window.shell.go("sync")
    page = window.shell.page("sync")
    page._ask()
    qtbot.waitUntil(lambda: page.centre is not None and any(w.reason for w in page.centre.waiting), timeout=10_000)
    row = next(r for r in page.waiting.rows if isinstance(r, WaitingRow))
    next(b for b in row.findChildren(QPushButton) if b.text() == "去改").click()
    leads = window.shell.page("leads")
    qtbot.waitUntil(lambda: leads.view is not None and leads.view.form is not None, timeout=10_000)
    box = leads.view.form.fields["region_code"]
    assert box.isVisible()
    assert box.problem.text() == reason
    assert box.isAncestorOf(QGuiApplication.focusObject())
