"""How everything looks: the palette, fonts and stylesheet that are made of the tokens of the theme in force.

No file but ``tokens`` names a colour.  Widgets that paint themselves ask ``tokens()`` while painting; the rest
are styled by their ``role`` property (listed in ``_SHEET``) or by their class.
"""

from __future__ import annotations

from functools import cache
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

import resources
from ui import theme_forms
from ui.tokens import BODY, DARK, GUTTER, HEAD, LIGHT, RADIUS, RAIL, ROUND, ROW, SMALL, TAG, THEMES, TITLE, Tokens

__all__ = ["BODY", "DARK", "GUTTER", "HEAD", "LIGHT", "RAIL", "ROW", "SMALL", "TITLE", "Tokens"]
CHOICES = ("system", "light", "dark", "contrast")
STYLE = ("-style", "Fusion")
"""For the arguments of ``QApplication``: its ``setStyle`` loads all of ``QStyle``, 6 ms of the first paint."""
_current = LIGHT


def tokens() -> Tokens:
    """The tokens of the theme in force."""
    return _current


def colour(tone: str) -> QColor:
    """The colour of a token by its name."""
    return QColor(getattr(_current, tone))


_SYSTEM_FONTS = (
    "Microsoft YaHei UI", "PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC",
)  # fmt: skip
_family = "Noto Sans SC"
_strong = 500


@cache
def load_fonts() -> str:
    """The family for everything: the system's Chinese one, or the bundled Noto Sans SC."""
    global _family, _strong
    present = set(QFontDatabase.families())
    _family = next((name for name in _SYSTEM_FONTS if name in present), "")
    _strong = 600
    if not _family:
        _strong = 500  # of the bundled family there are Regular and Medium
        for weight in ("Regular", "Medium"):
            path = resources.path("fonts", f"NotoSansSC-{weight}.ttf")
            loaded = QFontDatabase.addApplicationFont(str(path))
            if loaded >= 0:
                _family = QFontDatabase.applicationFontFamilies(loaded)[0]
    return _family


def font(size: int = BODY, *, strong: bool = False) -> QFont:
    """The program's font in a type size, with figures of equal width."""
    made = QFont(_family)
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(_strong) if strong else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property and let the stylesheet look at the widget again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Theme(QObject):
    """Puts a theme into force and follows the system's light and dark."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        load_fonts()
        app.setFont(font())
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)
        self._apply()

    @property
    def choice(self) -> str:
        """``system``, ``light``, ``dark`` or ``contrast``."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Put ``choice`` into force."""
        self._choice = choice if choice in CHOICES else "system"
        self._apply()

    @property
    def dark(self) -> bool:
        """Whether the theme in force is the dark one."""
        if self._choice in ("system", "contrast"):
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._choice == "dark"

    @property
    def contrast(self) -> bool:
        """Whether everything is drawn in high contrast: chosen here, or asked for by the system."""
        if self._choice == "system":
            asked = QGuiApplication.styleHints().accessibility().contrastPreference()
            return asked == Qt.ContrastPreference.HighContrast
        return self._choice == "contrast"

    def calm(self, calm: bool) -> None:
        """Let nothing move by itself: no blinking cursor, no menus that slide or fade."""
        self._app.setCursorFlashTime(0 if calm else QGuiApplication.styleHints().cursorFlashTime() or 1000)
        effects = (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_AnimateCombo,
                   Qt.UIEffect.UI_AnimateTooltip, Qt.UIEffect.UI_FadeTooltip)  # fmt: skip
        for effect in effects:
            self._app.setEffectEnabled(effect, not calm)

    def _system_changed(self) -> None:
        if self._choice in ("system", "contrast"):
            self._apply()

    def _apply(self) -> None:
        global _current
        _current = THEMES["contrast" if self.contrast else "plain", self.dark]
        self._app.setPalette(palette(_current))
        self._app.setStyleSheet(sheet(_current))
        self.changed.emit()


def palette(t: Tokens) -> QPalette:
    """The tokens as Qt's palette, for everything that the stylesheet does not reach."""
    made = QPalette()
    role = QPalette.ColorRole
    for name, colour_of in {
        role.Window: t.paper, role.WindowText: t.ink, role.Base: t.surface, role.AlternateBase: t.sunk,
        role.Text: t.ink, role.Button: t.surface, role.ButtonText: t.ink, role.PlaceholderText: t.faint,
        role.Highlight: t.jade, role.HighlightedText: t.on_jade, role.ToolTipBase: t.surface, role.ToolTipText: t.ink,
        role.Link: t.jade, role.LinkVisited: t.jade, role.Light: t.surface, role.Midlight: t.line, role.Mid: t.line,
        role.Dark: t.line_strong, role.Shadow: t.line_strong, role.BrightText: t.red, role.Accent: t.jade,
    }.items():  # fmt: skip
        made.setColor(name, QColor(colour_of))
    for name in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(t.faint))
    return made


def _picture(name: str) -> str:
    """An icon as a stylesheet names it: such a one has its colour in the file."""
    return resources.path("icons", f"{name}.svg").as_posix()


def sheet(t: Tokens) -> str:
    """The stylesheet of a theme."""
    tick = "light" if QColor(t.on_jade).lightness() > 127 else "dark"
    values = {**t._asdict(), "strong": str(_strong), "body": BODY, "small": SMALL, "head": HEAD, "title": TITLE,
              "r": RADIUS, "round": ROUND, "tag": TAG, "tick": _picture(f"tick-{tick}"),
              "fold": _picture("fold")}  # fmt: skip
    return Template(_SHEET).substitute(values) + theme_forms.stylesheet(t)


_SHEET = """
QAbstractScrollArea { background: transparent; border: none; }
QToolTip { background: $surface; color: $ink; border: 1px solid $line_strong; padding: 4px 7px; font-size: ${small}px; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}px; font-weight: $strong; }
QLabel[role="head"] { font-size: ${head}px; font-weight: $strong; }
QLabel[role="strong"] { font-weight: $strong; }
QLabel[role="figure"] { font-size: 24px; font-weight: $strong; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: ${small}px; }
QLabel[role="faint"] { color: $faint; }
QLabel[role="brand"] { color: $jade; font-size: ${head}px; font-weight: $strong; }
QLabel[tone="jade"] { color: $jade; } QLabel[tone="amber"] { color: $amber; }
QLabel[tone="red"] { color: $red; } QLabel[tone="blue"] { color: $blue; }
QLabel[role="tag"] { border-radius: ${tag}px; padding: 1px 7px; font-size: ${small}px; background: $hover;
  color: $muted; }
QLabel[role="tag"][tone="jade"] { background: $jade_soft; color: $jade; }
QLabel[role="tag"][tone="amber"] { background: $amber_soft; color: $amber; }
QLabel[role="tag"][tone="red"] { background: $red_soft; color: $red; }
QLabel[role="tag"][tone="blue"] { background: $blue_soft; color: $blue; }
QLabel[role="key"] { color: $muted; font-size: 11px; border: 1px solid $line; border-radius: ${tag}px; padding: 0 4px;
  background: $paper; }

#shell, #page { background: $paper; }
#rail { background: $paper; border: none; border-right: 1px solid $line; }
#bar { background: $paper; border: none; border-bottom: 1px solid $line; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: ${round}px; }
QFrame[role="lane"] { background: $sunk; border: 1px solid $line; border-radius: ${round}px; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="note"] { border-radius: ${r}px; border: none; background: $amber_soft; }
QFrame[role="note"][tone="red"] { background: $red_soft; }
QFrame[role="note"][tone="blue"] { background: $blue_soft; }
QFrame[role="side"] { background: transparent; border: none; border-left: 3px solid transparent; }
QFrame[role="side"]:hover { background: $hover; }
QFrame[role="side"][chosen="true"] { background: $jade_soft; border-left: 3px solid $jade; }
QFrame[role="popup"], QFrame[role="overlay"] { background: $surface; border: 1px solid $line_strong;
  border-radius: ${round}px; }
QFrame[role="toast"] { background: $ink; border-radius: 8px; }
QFrame[role="toast"] QLabel { color: $paper; }
QFrame[role="toast"] QPushButton { background: transparent; border: none; color: $paper; padding: 2px 4px;
  font-weight: $strong; text-decoration: underline; min-height: 20px; }

QPushButton { background: $surface; color: $ink; border: 1px solid $line; border-radius: ${r}px; padding: 0 14px;
  min-height: 30px; }
QPushButton, QToolButton, QRadioButton, QCheckBox { outline: none; }
QPushButton:hover { border-color: $line_strong; background: $sunk; }
QPushButton:pressed { background: $hover; }
QPushButton:focus { border-color: $jade; }
QPushButton:disabled { color: $faint; background: $paper; }
QPushButton:checked { background: $jade_soft; border-color: $jade_soft; color: $jade; font-weight: $strong; }
QPushButton[role="primary"], QPushButton:default[role="primary"] { background: $jade; border-color: $jade;
  color: $on_jade; font-weight: $strong; }
QPushButton[role="primary"]:hover { background: $jade_hover; border-color: $jade_hover; }
QPushButton[role="primary"]:focus { border-color: $ink; }
QPushButton[role="primary"]:disabled { background: $line; border-color: $line; color: $muted; }
QPushButton[role="danger"] { color: $red; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; color: $muted; padding: 0 8px; }
QPushButton[role="quiet"]:hover { background: $hover; color: $ink; }
QPushButton[role="quiet"]:focus { border-color: $jade; }
QPushButton[slim="true"] { min-height: 24px; }
QPushButton[role="menu"] { text-align: left; padding: 0 10px; }
QPushButton[role="link"] { background: transparent; border: none; color: $jade; padding: 0; min-height: 20px;
  text-align: left; }
QPushButton[role="link"]:hover, QPushButton[role="link"]:focus { text-decoration: underline; }
QPushButton[role="chip"] { border-radius: 11px; min-height: 20px; padding: 0 10px; color: $muted;
  font-size: ${small}px; }
QPushButton[role="chip"]:hover { color: $ink; }
QPushButton[role="chip"]:checked { color: $jade; background: $jade_soft; border-color: $jade_soft; }
QPushButton[role="chip"]:focus { border-color: $jade; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }
QPushButton[role="pill"] { border-radius: 13px; min-height: 24px; padding: 0 12px; border: 1px solid transparent;
  font-size: ${small}px; font-weight: $strong; background: $hover; color: $muted; }
QPushButton[role="pill"][tone="jade"] { background: $jade_soft; color: $jade; }
QPushButton[role="pill"][tone="amber"] { background: $amber_soft; color: $amber; }
QPushButton[role="pill"][tone="red"] { background: $red_soft; color: $red; }
QPushButton[role="pill"][tone="blue"] { background: $blue_soft; color: $blue; }
QPushButton[role="pill"]:focus { border-color: $jade; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border-color: $jade; }
QToolButton[role="toggle"] { border: 1px solid $line; border-radius: ${r}px; padding: 4px 10px; background: $surface; }
QToolButton[role="toggle"]:checked { background: $jade_soft; color: $jade; border-color: $jade_soft; }

QLineEdit, QPlainTextEdit, QTextEdit { background: $surface; color: $ink; border: 1px solid $line;
  border-radius: ${r}px;
  padding: 0 9px; selection-background-color: $jade; selection-color: $on_jade; }
QLineEdit { min-height: 30px; }
QPlainTextEdit, QTextEdit { padding: 5px 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: $jade; }
QLineEdit:read-only { background: $sunk; color: $muted; }
QLineEdit[role="bare"], QPlainTextEdit[role="bare"], QTextEdit[role="bare"], QPlainTextEdit[role="cell"],
QLineEdit[role="cell"] { border: none; background: transparent; padding: 0; min-height: 0; }
QLineEdit[role="filter"] { min-height: 24px; border-radius: 12px; padding: 0 10px; font-size: ${small}px; }
QFrame[role="field"] { background: $surface; border: 1px solid $line; border-radius: ${r}px; }
QComboBox { background: $surface; border: 1px solid $line; border-radius: ${r}px; padding: 0 9px; min-height: 30px; }
QComboBox:focus { border-color: $jade; }
QRadioButton { spacing: 8px; background: transparent; }
QRadioButton::indicator { width: 14px; height: 14px; border-radius: 8px; border: 1px solid $muted;
  background: $surface; }
QRadioButton::indicator:hover, QRadioButton::indicator:focus { border-color: $jade; }
QRadioButton::indicator:checked { border: 5px solid $jade; width: 6px; height: 6px; background: $surface; }

QCheckBox { spacing: 8px; background: transparent; }
QCheckBox::indicator, QListView::indicator { width: 14px; height: 14px; border: 1px solid $muted;
  border-radius: ${tag}px; background: $surface; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: $jade; }
QCheckBox::indicator:checked, QListView::indicator:checked { border-color: $jade; background: $jade;
  image: url("$tick"); }
QListWidget { background: $surface; border: 1px solid $line; border-radius: ${r}px; padding: 4px; }
QListWidget[role="bare"] { background: transparent; border: none; padding: 0; }
QListWidget::item { padding: 4px 6px; border-radius: 5px; }
QListWidget::item:selected { background: $selection; color: $ink; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url("$fold"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line_strong; padding: 4px; }

QMenu { background: $surface; border: 1px solid $line_strong; border-radius: 8px; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 12px; border-radius: 5px; }
QMenu::item:selected { background: $jade_soft; color: $jade; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QMenu::icon { padding-left: 10px; }

QTableView, QListView, QTreeView { background: transparent; border: none; outline: none;
  selection-background-color: $selection; selection-color: $ink; }
QTableView[role="grid"]::item { padding: 0 10px; }
QTableView[role="grid"]::item:selected { background: $selection; color: $ink; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; border: none; border-bottom: 1px solid $line; color: $muted;
  padding: 0 10px; font-size: ${small}px; }
QHeaderView::section:hover { color: $ink; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; margin: 2px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $jade; border-radius: 3px; }
QDialog, QMessageBox { background: $paper; }
"""
