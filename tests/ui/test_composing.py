"""Composing Chinese never triggers a shortcut, a search, a filter, a save or a close: every field that takes text."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

CONTROL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
KEYS = (
    (Qt.Key.Key_Return, PLAIN), (Qt.Key.Key_Escape, PLAIN), (Qt.Key.Key_Down, PLAIN), (Qt.Key.Key_1, PLAIN),
    (Qt.Key.Key_Return, CONTROL), (Qt.Key.Key_K, CONTROL), (Qt.Key.Key_N, CONTROL), (Qt.Key.Key_2, CONTROL),
    (Qt.Key.Key_Z, CONTROL), (Qt.Key.Key_E, CONTROL), (Qt.Key.Key_F1, PLAIN), (Qt.Key.Key_Slash, CONTROL),
)  # fmt: skip
"""Keys that do something somewhere in the window."""


def compose(qapp: QApplication, widget: QWidget, text: str) -> None:
    qapp.sendEvent(widget, QInputMethodEvent(text, []))


def commit(qapp: QApplication, widget: QWidget, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    qapp.sendEvent(widget, event)


def written(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLineEdit) else widget.toPlainText()  # type: ignore[attr-defined]


def state(window: Any) -> tuple[Any, ...]:
    """What a stray key would change."""
    shell = window.shell
    tops = [type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible() and w is not shell]
    page = shell.page(shell.current)
    form = getattr(getattr(page, "view", None), "form", None)
    return shell.current, shell.search.showing, shell.quick.isVisible(), form, tops


def press_all(qtbot: Any, window: Any, qapp: QApplication, widget: QWidget) -> None:
    widget.setFocus()
    before, text = state(window), written(widget)
    compose(qapp, widget, "lin'suan")
    for key, modifier in KEYS:
        qtbot.keyClick(widget, key, modifier)
        assert state(window) == before, f"{key} {modifier}"
        assert written(widget) == text
    commit(qapp, widget, "磷酸")
    assert "磷酸" in written(widget)


def test_the_lines_of_the_window(window: Any, qtbot: Any, qapp: QApplication) -> None:
    shell = window.shell
    shell.go("leads")
    qtbot.waitUntil(lambda: shell.page("leads").list.body.currentWidget() is shell.page("leads").list._empty)
    press_all(qtbot, window, qapp, shell.page("leads").list.line)
    shell.quick.start()
    press_all(qtbot, window, qapp, shell.quick.line)
    shell.quick.leave()
    shell.search.start()
    press_all(qtbot, window, qapp, shell.search.line)


@pytest.mark.parametrize("type_name", ["lead", "negotiation", "company"])
def test_every_field_of_a_form(window: Any, qtbot: Any, qapp: QApplication, type_name: str) -> None:
    window.shell.new_record(type_name, {})
    page = window.shell.page(window.shell.current)
    qtbot.waitUntil(lambda: page.view is not None and page.view.form is not None, timeout=10_000)
    form = page.view.form
    found = [
        widget for kind in (QLineEdit, QPlainTextEdit) for widget in form.findChildren(kind)
        if widget.isVisible() and widget.isEnabled() and not widget.isReadOnly()
    ]  # fmt: skip
    assert len(found) >= 8
    for widget in found:
        before = state(window)
        compose(qapp, widget, "lin'suan")
        widget.setFocus()
        compose(qapp, widget, "lin'suan")
        for key, modifier in KEYS:
            qtbot.keyClick(widget, key, modifier)
            assert state(window) == before, f"{widget.accessibleName()} {key} {modifier}"
        compose(qapp, widget, "")
