"""The gate sheet: what a project has and what it lacks for another stage, and the way to each of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.bus import Bus
from ui.deeds.base import Asked, value
from ui.editors import editor_for
from ui.form_parts import Banner, FieldBox, button, clear
from ui.panels.parts import StateRow, heading
from ui.records import Records
from ui.shown import line
from ui.work import Work
from zsdesk.acts import transitions
from zsdesk.desk import Desk, Done
from zsdesk.errors import Invalid
from zsdesk.kinds import Day, LongText, Region, Text
from zsdesk.queries import stages
from zsdesk.queries.stages import ConditionView, GateView
from zsdesk.records import Project
from zsdesk.records.choices import STAGES
from zsdesk.rules.waivers import Waiver
from zsdesk.store.gate_facts import plan_of
from zsdesk.words import tr

LABEL, WIDTH = 96, 560


class Sheet(NamedTuple):
    """What the sheet shows: the gate, and the records to which its conditions lead."""

    gate: GateView
    ways: tuple[tuple[str, str], ...]
    lead: str
    plan: str
    today: date


def read_sheet(desk: Desk, project: str, to: str, values: Mapping[str, Any]) -> Sheet:
    """The gate as it stands with what is typed so far; runs on the data thread."""
    today = desk.clock.today()
    ways = desk.read(stages.ways, project, today)
    to = to or (ways[0] if ways else "transfer")
    view = desk.read(
        stages.gate, project, to, today=today, on=values.get("on"), reason=values.get("reason") or "",
        review_on=values.get("review_on"), to_region=values.get("to_region") or "",
    )  # fmt: skip
    lead, plan = desk.read(_around, project)
    shown = [(code, STAGES.show(code)) for code in dict.fromkeys((*ways, to)) if code != "transfer"]
    return Sheet(view, (*shown, ("transfer", tr("another region"))), lead, plan, today)


def _around(session: Any, project: str) -> tuple[str, str]:
    found = session.get(Project, project)
    plan = plan_of(session, found)
    return found.lead or "", plan.id if plan else ""


def move(desk: Desk, project: str, view: GateView, values: Mapping[str, Any], files: list[Path]) -> Done[str]:
    """Go there: through the gate, past it with a waiver, or back by a correction."""
    waiver = None
    if values.get("waiver_reason") or values.get("approver"):
        waiver = Waiver(values.get("waiver_reason") or "", values.get("approver") or "")
    reason, on = values.get("reason") or "", values.get("on")
    if view.refusal:
        return desk.do(transitions.correct, project, view.to, reason=reason, on=on)
    if view.to == "transfer":
        return desk.do(
            transitions.transfer, project, values.get("to_region") or "", reason=reason, on=on, waiver=waiver
        )
    return desk.do(
        transitions.advance, project, view.to, on=on, reason=reason, review_on=values.get("review_on"),
        evidence=[transitions.Evidence(path) for path in files], waiver=waiver,
    )  # fmt: skip


class GateSheet(QDialog):
    """Asks what the gate wants to know; each thing that is missing leads to where it is seen to."""

    def __init__(self, work: Work, bus: Bus, project: str, to: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Another stage"))
        self._work, self._bus, self._project, self._to = work, bus, project, to
        self.sheet: Sheet | None = None
        self.files: list[Path] = []
        self.fields: dict[str, FieldBox] = {}
        self.rows: list[StateRow] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(22, 18, 22, 16)
        outer.setSpacing(10)
        self.title = line("", "head")
        self.about = line("", "muted")
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(tr("Another stage"))
        self.choice.activated.connect(lambda at: self.choose(self.choice.itemData(at)))
        self.banner = Banner("red", self)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._form = QVBoxLayout()
        self._form.setSpacing(8)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(self._list)
        column.addSpacing(6)
        column.addLayout(self._form)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        for widget in (self.title, self.about, self.choice, self.banner, scroll):
            outer.addWidget(widget)
        outer.setStretchFactor(scroll, 1)
        outer.addLayout(self._foot())
        self.resize(WIDTH, 600)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        bus.changed.connect(self._changed)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.done_button.click)
        self.refresh()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.done_button = button(tr("Go there"), "primary", tip=f"{tr('Go there')} (Ctrl+Enter)")
        self.done_button.setAutoDefault(False)
        self.done_button.setEnabled(False)
        self.done_button.clicked.connect(self.submit)
        self.attach_button = button(
            tr("Evidence…"), tip=tr("Attach the files that prove it (Ctrl+O)"), shortcut="Ctrl O"
        )
        self.attach_button.setAutoDefault(False)
        self.attach_button.clicked.connect(self._choose)
        QShortcut(QKeySequence("Ctrl+O"), self).activated.connect(self._choose)
        cancel = button(tr("Cancel"), shortcut="Esc", tip=tr("Nothing is changed (Esc)"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        for one in (self.done_button, self.attach_button, cancel):
            row.addWidget(one)
        row.addStretch(1)
        return row

    # -- what the gate says --------------------------------------------------------------------

    def _changed(self, _touched: object) -> None:
        self._soon.start(150)

    def choose(self, to: str) -> None:
        """Look at another way from where the project is."""
        self._to, self.fields = to, {}
        clear(self._form)
        self.refresh()

    def refresh(self) -> None:
        """Look at the gate again, with what is typed."""
        values, _ = self._values()
        self._work.ask(read_sheet, self._project, self._to, values, then=self._show)

    def _show(self, sheet: Sheet) -> None:
        self.sheet, view = sheet, sheet.gate
        self._to = view.to
        if [self.choice.itemData(at) for at in range(self.choice.count())] != [code for code, _ in sheet.ways]:
            self.choice.clear()
            for code, words in sheet.ways:
                self.choice.addItem(words, code)
        self.choice.setCurrentIndex(self.choice.findData(view.to))
        back = bool(view.refusal)
        self.title.setText(f"{view.here_label} → {view.to_label}")
        version = tr("catalogue version {version}", version=view.version)
        self.about.setText(" · ".join(part for part in (view.heading, view.clause, version) if part))
        self.banner.set_tone("amber" if back else "red")
        self.banner.say(view.refusal)
        if not self.fields:
            self._ask(view, sheet.today)
        for name in ("waiver_reason", "approver"):
            if name in self.fields:
                waivable = bool(view.unmet) and all(c.waivable for c in view.unmet) and not self.files
                self.fields[name].setVisible(waivable)
        self.attach_button.setVisible(view.to in (*transitions.PURPOSES, "transfer") and not back)
        self._conditions(view)
        words = tr("Correct it") if back else tr("Go there") if not view.unmet else tr("Go there all the same")
        self.done_button.setText(words)
        self.done_button.setEnabled(not view.unmet or bool(self.files) or any(self._waiver()) or back)

    def _conditions(self, view: GateView) -> None:
        clear(self._list)
        self.rows = []
        if view.conditions:
            met = len(view.conditions) - len(view.unmet)
            head = heading(tr("What the gate asks for"), tr("{met} of {all} met", met=met, all=len(view.conditions)))
            self._list.addWidget(head)
        for one in view.conditions:
            state, tone = (tr("met"), "jade") if one.met else (tr("missing"), "red")
            note = one.clause if one.met else f"{one.missing} {one.clause}。{one.waiver}"
            row = StateRow(state, tone, one.label, note, "" if one.met else self._way_words(one), opens=not one.met)
            row.clicked.connect(lambda one=one: self._lead_to(one))
            self.rows.append(row)
            self._list.addWidget(row)
        for path in self.files:
            self._list.addWidget(
                StateRow(tr("file"), "blue", path.name, tr("attached when it goes there"), opens=False)
            )

    @staticmethod
    def _way_words(one: ConditionView) -> str:
        return tr("below ↓") if one.check in BELOW else tr("open →")

    def _lead_to(self, one: ConditionView) -> None:
        """Go to where it is seen to; what is typed here is asked again when the sheet is opened next."""
        sheet = self.sheet
        if sheet is None:
            return
        if one.check in BELOW:
            box = self.fields.get(BELOW[one.check])
            if box is not None:
                box.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self._choose()
            return
        self.reject()
        of = {"project": self._project}
        if one.check in ("triage_follow", "duplicates_resolved", "first_contact") and sheet.lead:
            self._bus.open_record.emit("lead", sheet.lead)
        elif one.check in ("elements_filled", "steps_done", "signed_off"):
            if sheet.plan:
                self._bus.open_record.emit("plan", sheet.plan)
            else:
                self._bus.new_record.emit("plan", of)
        elif one.check == "met":
            self._bus.new_record.emit("negotiation", of)
        elif one.check == "review_passed":
            self._bus.new_record.emit("review", of)
        else:
            self._bus.open_record.emit("project", self._project)

    # -- what is asked -------------------------------------------------------------------------

    def _ask(self, view: GateView, today: date) -> None:
        records = Records(self._work, today, self)
        wanted = [value("on", Day(), "业务日期", today.isoformat()),
                  value("reason", LongText(), "理由", required=False, lines=2)]  # fmt: skip
        if view.to == "suspended":
            wanted.append(value("review_on", Day(), "复查日期", required=False))
        if view.to == "transfer":
            wanted.append(value("to_region", Region(), "转入地区", required=False))
        wanted += [value("waiver_reason", LongText(), "豁免理由", required=False, lines=2),
                   value("approver", Text(), "批准人", required=False)]  # fmt: skip
        for one in wanted:
            self._field(one, records)

    def _field(self, one: Asked, records: Records) -> None:
        editor = editor_for(one.declared.kind, records.around({"label": LABEL, **one.options}), self)
        box = FieldBox(one.declared, editor, LABEL, labelled=not editor.labels_itself)
        if one.text:
            editor.set_text(one.text)
        editor.edited.connect(lambda: self._soon.start(250))
        self.fields[one.declared.name] = box
        self._form.addWidget(box)

    def _values(self) -> tuple[dict[str, Any], bool]:
        values: dict[str, Any] = {}
        sound = True
        for name, box in self.fields.items():
            sentence = ""
            try:
                values[name] = box.editor.value()
            except Invalid as error:
                sentence, sound = str(error), False
            box.say(sentence, "bad" if sentence else "")
        return values, sound

    def _waiver(self) -> tuple[str, str]:
        values, _ = self._values()
        return values.get("waiver_reason") or "", values.get("approver") or ""

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, tr("Evidence"))
        self.attach([Path(name) for name in names])

    def attach(self, paths: list[Path]) -> None:
        """Hand files over that prove it; they are attached when it goes there."""
        self.files += [path for path in paths if path not in self.files]
        if self.sheet is not None:
            self._show(self.sheet)

    def submit(self) -> None:
        """Go there, or say why not."""
        values, sound = self._values()
        if self.sheet is None or not sound:
            return
        self.done_button.setEnabled(False)
        self._work.ask(move, self._project, self.sheet.gate, values, self.files, then=self._done, failed=self._failed)

    def _done(self, done: Done[str]) -> None:
        if self.sheet is not None:
            gate = self.sheet.gate
            self._bus.said.emit(tr("{name}: {here} → {there}", name=gate.heading, here=gate.here_label,
                                   there=gate.to_label), "")  # fmt: skip
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.done_button.setEnabled(True)
        self.banner.set_tone("red")
        self.banner.say(str(error))


BELOW = {"reason": "reason", "review_day": "review_on", "region_changes": "to_region", "start_after_signing": "reason",
         "production_after_start": "on", "contract_attached": "", "start_evidence": "", "production_evidence": "",
         "release_attached": ""}  # fmt: skip
"""What is seen to on the sheet itself: in which field, or with a file."""
