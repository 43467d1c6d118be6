"""A list of any length asks the store for what is in view and a margin, and refreshes what was touched."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from ui import asks
from ui.pages.ledgers import LEADS
from ui.table import MARGIN, LazyModel
from ui.table_view import ListView
from zsdesk.acts import records
from zsdesk.kinds import Money

COUNT = 600
YI = 100_000_000


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The ids of every page that was asked for."""
    pages: list[list[str]] = []
    real = asks.page

    def watched(desk: Any, type_name: str, ids: list[str], columns: Any) -> Any:
        pages.append(list(ids))
        return real(desk, type_name, ids, columns)

    monkeypatch.setattr(asks, "page", watched)
    return pages


@pytest.fixture
def shown(room: Any, qtbot: Any, asked: list[list[str]]) -> tuple[LazyModel, ListView]:
    """A view of 600 leads, 15 rows high."""

    def fill(work: Any) -> None:
        for n in range(COUNT):
            records.create(work, "lead", {"title": f"线索 {n:03}", "intent_amount": Money((n + 1) * YI)})

    room.run(lambda desk: desk.do(fill))
    model = LazyModel(room.work, LEADS.columns)
    view = ListView(room.work, model)
    qtbot.addWidget(view)
    view.resize(900, 32 + 15 * 36)
    view.show()
    model.show_list(asks.Wanted("lead"))
    qtbot.waitUntil(lambda: model.record(0) is not None, timeout=10_000)
    room.bus.changed.connect(model.touch)
    return model, view


def settle(qtbot: Any, model: LazyModel) -> None:
    qtbot.waitUntil(lambda: not model._waiting and not model._soon.isActive() and not model._again.isActive())


def test_only_visible_rows_and_a_margin_are_asked_for(shown: Any, asked: list[list[str]], qtbot: Any) -> None:
    model, view = shown
    settle(qtbot, model)
    assert model.rowCount() == COUNT
    assert 15 <= len(asked[0]) <= 16 + MARGIN
    assert len(asked) == 1
    view.verticalScrollBar().setValue(300 * 36)
    qtbot.waitUntil(lambda: model.record(305) is not None)
    settle(qtbot, model)
    assert sum(map(len, asked)) <= 2 * (17 + 2 * MARGIN)
    assert model.record(150) is None  # passed by, never loaded


def test_dragging_the_bar_through_the_list_queues_nothing_up(shown: Any, asked: list[list[str]], qtbot: Any) -> None:
    model, view = shown
    settle(qtbot, model)
    bar = view.verticalScrollBar()
    for step in range(1, 21):
        bar.setValue(bar.maximum() * step // 20)
    qtbot.waitUntil(lambda: model.record(COUNT - 1) is not None)
    assert len(asked) <= 4


def test_a_touched_row_is_asked_for_again_alone(shown: Any, asked: list[list[str]], qtbot: Any, room: Any) -> None:
    model, _view = shown
    settle(qtbot, model)
    asked.clear()
    id = model.ids[4]
    room.run(lambda desk: desk.do(records.change, "lead", id, {"title": "改过的名称"}))
    qtbot.waitUntil(lambda: model.record(4).cells["title"] == "改过的名称")
    settle(qtbot, model)
    assert asked == [[id]]


def test_a_new_row_comes_in_and_the_choice_stays(shown: Any, qtbot: Any, room: Any) -> None:
    model, view = shown
    id = model.ids[7]
    view.choose(id)
    new = room.run(lambda desk: desk.do(records.create, "lead", {"title": "新来的"})).result
    qtbot.waitUntil(lambda: len(model.ids) == COUNT + 1)
    assert model.ids[0] == new
    assert view.current_id() == id
    room.run(lambda desk: desk.do(records.delete, "lead", model.ids[3]))
    qtbot.waitUntil(lambda: len(model.ids) == COUNT)
    assert view.current_id() == id


def test_sorting_keeps_the_choice(shown: Any, qtbot: Any) -> None:
    model, view = shown
    id = model.ids[7]
    view.choose(id)
    with qtbot.waitSignal(model.arrived):
        model.show_list(asks.Wanted("lead", sort="intent_amount"))
    qtbot.waitUntil(lambda: model.record(model.row_of(id)) is not None)
    assert view.current_id() == id
    assert view.visualRect(model.index(model.row_of(id), 0)).intersects(view.viewport().rect())


def test_a_heading_sorts_sums_from_the_largest(shown: Any, qtbot: Any) -> None:
    _model, view = shown
    wanted: list[tuple[str, bool]] = []
    view.sort_wanted.connect(lambda field, down: wanted.append((field, down)))
    view._head_clicked(3)
    view._head_clicked(0)
    view._head_clicked(1)  # a company's name is no column of the lead
    assert wanted == [("intent_amount", True), ("title", False)]


def test_rows_are_copied_as_cells(shown: Any, qtbot: Any) -> None:
    model, view = shown
    view.choose(model.ids[0])
    with qtbot.waitSignal(view.copied) as copied:
        qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied.args == [1]
    head, row = QGuiApplication.clipboard().text().split("\n")
    assert head.split("\t")[0] == "线索名称"  # the field's label: what is pasted back is understood
    assert row.split("\t")[0] == "线索 599"
    assert row.split("\t")[3] == "600.00 亿元"


def test_short_of_room_the_spare_columns_go(shown: Any) -> None:
    model, view = shown
    view.resize(320, 400)
    hidden = [column.name for at, column in enumerate(model.columns) if view.isColumnHidden(at)]
    assert "channel" in hidden
    assert "title" not in hidden
    used = sum(view.columnWidth(at) for at in range(len(model.columns)) if not view.isColumnHidden(at))
    assert used == view.viewport().width()


def test_a_cell_reads_aloud_what_it_shows(shown: Any) -> None:
    model, _view = shown
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "线索 599"
    assert model.data(model.index(0, 5)) == "本机"
