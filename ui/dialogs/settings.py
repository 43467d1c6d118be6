"""The settings: few, each with a sentence that says what it does; they hold at once where nothing else is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import settings as stored
from ui import support
from ui.bus import Bus
from ui.editors.chips import Toggles
from ui.pages.parts import button, text
from ui.theme import Theme
from zsdesk import __version__
from zsdesk.words import language, tr

SCALES = (100, 125, 150, 175, 200)


class SettingsDialog(QDialog):
    """Appearance, size, language, motion, notices; and what support asks for."""

    def __init__(
        self, settings: stored.Settings, theme: Theme, bus: Bus, set_language: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._settings, self._theme, self._bus, self._set_language = settings, theme, bus, set_language
        self.setWindowTitle(tr("Settings"))
        self.setMinimumWidth(560)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(28, 22, 28, 20)
        self._column.setSpacing(6)
        self._column.addWidget(text(tr("Settings"), "title", self))
        self.theme = self._choice(
            tr("Appearance"), tr("High contrast has black on white and clear lines, for bright halls and tired eyes."),
            (("system", tr("Like the system")), ("light", tr("Light")), ("dark", tr("Dark")),
             ("contrast", tr("High contrast"))), settings.theme, self._chose_theme,
        )  # fmt: skip
        self.scale = self._choice(
            tr("Size"), tr("Everything larger, on top of what the system says. From the next start."),
            tuple((str(n), f"{n}%") for n in SCALES), str(settings.scale), self._chose_scale,
        )  # fmt: skip
        self.language = self._choice(
            "语言 · Language", tr("A form that is open stays as a draft."),
            (("zh_CN", "中文"), ("en", "English")), language(), self._chose_language,
        )  # fmt: skip
        self.motion = self._choice(
            tr("Motion"), tr("Calm: no blinking cursor, no menus that slide."),
            (("yes", tr("Common")), ("no", tr("Calm"))), "no" if settings.calm else "yes", self._chose_motion,
        )  # fmt: skip
        self.notices = self._choice(
            tr("Notices"), tr("The system tells you what came in while this window lies below others."),
            (("yes", tr("On")), ("no", tr("Off"))), "yes" if settings.notices else "no", self._chose_notices,
        )  # fmt: skip
        self._column.addSpacing(12)
        self._column.addLayout(self._foot())

    def _choice(
        self, title: str, why: str, options: Sequence[tuple[str, str]], chosen: str, then: Callable[[str], None]
    ) -> Toggles:
        self._column.addSpacing(10)
        self._column.addWidget(text(title, "strong", self))
        self._column.addWidget(text(why, "small", self, wrap=True))
        toggles = Toggles(options, single=True, parent=self)
        toggles.choose([chosen])
        toggles.setAccessibleName(title)

        def changed() -> None:
            if not toggles.chosen():  # one of them always holds
                toggles.choose([chosen_now[0]])
                return
            chosen_now[0] = toggles.chosen()[0]
            then(chosen_now[0])
            stored.save(self._settings)

        chosen_now = [chosen]
        toggles.toggled.connect(changed)
        self._column.addWidget(toggles)
        return toggles

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(text(f"zsdesk {__version__}", "small", self))
        row.addStretch(1)
        row.addWidget(button(tr("Copy the log for support"), lambda: support.copy_log(self._bus), role="quiet",
                             tip=tr("The log holds no field of any record."), parent=self))  # fmt: skip
        row.addWidget(button(tr("Open the folder of the log"), support.open_log_folder, role="quiet", parent=self))
        row.addWidget(button(tr("Close"), self.accept, tip=tr("Close (Esc)"), parent=self))
        return row

    def _chose_theme(self, choice: str) -> None:
        self._settings.theme = choice
        self._theme.choose(choice)

    def _chose_scale(self, choice: str) -> None:
        self._settings.scale = int(choice)

    def _chose_language(self, code: str) -> None:
        self._settings.language = code
        if code != language():
            self.accept()
            self._set_language(code)

    def _chose_motion(self, choice: str) -> None:
        self._settings.calm = choice == "no"
        self._theme.calm(self._settings.calm)

    def _chose_notices(self, choice: str) -> None:
        self._settings.notices = choice == "yes"
