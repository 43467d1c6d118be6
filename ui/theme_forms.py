"""The stylesheet of editors, forms and details: roles that only they use.

Roles that the whole window shares (``title``, ``muted``, ``card``, ``primary`` …) are in ``theme``.
"""

from __future__ import annotations

from string import Template
from typing import Any


def stylesheet(tokens: Any) -> str:
    """The rules in the colours of a theme."""
    return Template(_SHEET).substitute(tokens._asdict())


_SHEET = """
QFrame[role="field"][focused="true"] { border-color: $jade; }
QFrame[role="field"][state="doubt"] { border-color: $amber; }
QFrame[role="field"][state="bad"] { border-color: $red; }
QFrame[role="field"] QLineEdit, QFrame[role="field"] QPlainTextEdit { border: none; background: transparent;
  padding: 0; min-height: 0; }
QFrame[role="field"] QToolButton, QWidget[role="chip"] QToolButton, QFrame[role="table-row"] QToolButton {
  border: none; padding: 1px; }
QLabel[role="echo"] { color: $muted; font-size: 12px; }
QLabel[role="echo"][tone="jade"] { color: $jade; }
QLabel[role="field-label"] { color: $muted; }
QLabel[role="field-label"][tone="amber"] { color: $amber; }
QLabel[role="field-label"][required="missing"] { color: $ink; }
QLabel[role="problem"] { color: $red; font-size: 12px; }
QLabel[role="problem"][state="doubt"] { color: $amber; }
QLabel[role="link"], QLabel[role="quiet-link"] { color: $jade; }
QLabel[role="quiet-link"] { color: $muted; }
QLabel[role="link"]:hover, QLabel[role="quiet-link"]:hover, QLabel[role="link"]:focus, QLabel[role="quiet-link"]:focus {
  text-decoration: underline; }

QWidget[role="chip"] { background: $sunk; border: 1px solid $line; border-radius: 11px; }
QWidget[role="chip"][state="bad"] { background: $red_soft; border-color: $red_soft; }
QWidget[role="chip"][state="bad"] QLabel { color: $red; }
QWidget[role="chip"] QLabel { font-size: 12px; }
QLabel[role="strange"] { color: $red; background: $red_soft; border-radius: 11px; padding: 3px 9px; font-size: 12px; }
QPushButton[role="toggle"] { border-radius: 13px; border: 1px solid $line; background: $surface; color: $muted;
  padding: 0 11px; min-height: 24px; font-size: 12px; }
QPushButton[role="toggle"]:hover { border-color: $line_strong; color: $ink; }
QPushButton[role="toggle"]:checked { background: $jade_soft; border-color: $jade_soft; color: $jade; }
QPushButton[role="toggle"]:focus { border-color: $jade; }

QFrame[role="table"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[role="table"][state="bad"] { border-color: $red; }
QFrame[role="table"][state="doubt"] { border-color: $amber; }
QFrame[role="table-head"] { background: transparent; border: none; border-bottom: 1px solid $line; }
QFrame[role="table-row"] { background: transparent; border: none; border-bottom: 1px solid $line; }
QFrame[role="table-row"][last="true"] { border-bottom: none; }
QLabel[role="column"] { color: $muted; font-size: 12px; }
QLabel[role="column"][tone="amber"] { color: $amber; }
QFrame[role="cell"] { background: transparent; border: none; border-radius: 0; }
QFrame[role="cell"] QPlainTextEdit { border: none; background: transparent; padding: 0; }
QFrame[role="cell"][state="bad"] { background: $red_soft; }
QPlainTextEdit[tone="jade"] { color: $jade; }
QPlainTextEdit[tone="amber"] { color: $amber; }
QPlainTextEdit[tone="red"] { color: $red; }

QPushButton[role="fold"] { color: $muted; border: none; background: transparent; padding: 0; text-align: left;
  font-weight: 400; }
QPushButton[role="fold"]:hover { color: $ink; } QPushButton[role="fold"]:focus { color: $jade; }
QFrame[role="banner"] { border: none; border-radius: 7px; background: $amber_soft; }
QFrame[role="banner"] QLabel { color: $amber; }
QFrame[role="banner"] QLabel[role="link"] { text-decoration: underline; }
QFrame[role="banner"][tone="red"] { background: $red_soft; }
QFrame[role="banner"][tone="red"] QLabel { color: $red; }
QFrame[role="banner"][tone="jade"] { background: $jade_soft; }
QFrame[role="banner"][tone="jade"] QLabel { color: $jade; }
QFrame[role="banner"][tone="blue"] { background: $blue_soft; }
QFrame[role="banner"][tone="blue"] QLabel { color: $blue; }
QLineEdit[role="caption"] { border: 1px solid $jade; border-radius: 4px; padding: 0 4px; min-height: 0;
  font-size: 12px; background: $surface; }

QPushButton QLabel { background: transparent; }
QWidget[role="actions"] QPushButton { padding: 0 12px; }
QPushButton[role="primary"] QLabel { color: $on_jade; font-weight: 500; }
QPushButton[role="primary"] QLabel[role="key"] { color: $on_jade; background: transparent; border-color: $jade_soft;
  font-weight: 400; }
QPushButton[role="primary"] QLabel:disabled, QPushButton[role="primary"] QLabel[role="key"]:disabled { color: $muted;
  border-color: $line_strong; }
QLabel[role="value"][tone="amber"] { color: $amber; }
QFrame[role="related"] { background: transparent; border: none; border-radius: 6px; }
QFrame[role="related"]:hover, QFrame[role="related"]:focus { background: $hover; }
QLabel[role="large-title"] { font-size: 28px; font-weight: 600; }
QLabel[role="large-head"] { font-size: 20px; font-weight: 600; }
QLabel[role="large"] { font-size: 20px; }
QLabel[role="large-quiet"] { font-size: 15px; color: $muted; }
QLabel[role="large-tag"] { border-radius: 6px; padding: 3px 12px; font-size: 15px; background: $hover; color: $muted; }
QLabel[role="large-tag"][tone="jade"] { background: $jade_soft; color: $jade; }
QLabel[role="large-tag"][tone="amber"] { background: $amber_soft; color: $amber; }
QLabel[role="large-tag"][tone="red"] { background: $red_soft; color: $red; }
QFrame[role="read"] { background: $surface; border: 1px solid $line; border-left: 4px solid $line; border-radius: 8px; }
QFrame[role="read"][state="now"] { border-color: $jade; border-left: 4px solid $jade; background: $jade_soft; }
QFrame[role="read"][state="done"] { border-left: 4px solid $jade; }
QFrame[role="sheet"] { background: $surface; border: 1px solid $line; }
"""
