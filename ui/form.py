"""The form of a record, drawn from its fields by its layout.

A half-filled form always saves.  What is no value stays in the form and in its draft, word for word.
While something is unsaved the draft is kept every two seconds, so a crash loses no more than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui import sources
from ui.bus import Bus
from ui.editors import Found
from ui.form_frame import FormFrame
from ui.sources import Saved, Source
from ui.work import Work
from zsdesk.clock import from_ms
from zsdesk.desk import Draft
from zsdesk.errors import Invalid, NotFound
from zsdesk.ids import is_id
from zsdesk.kinds import Target
from zsdesk.records import record_type
from zsdesk.rules.completeness import missing, problems
from zsdesk.words import tr

DRAFT_MS = 2000
REVIEW_MS = 120
_NEVER = "\0"
"""Stands for a text that no field can hold: a field that began with it counts as changed until it is saved."""


class Form(FormFrame):
    """Writes one record."""

    saved = Signal(str, str)
    """Saved for good: type and id; the form can go."""
    stored = Signal(str, str)
    """Saved, and the form stays."""
    closed = Signal(bool)
    """Closed without saving; whether a draft was kept."""
    open_record = Signal(str, str)
    brief_wanted = Signal(str)

    def __init__(self, work: Work, bus: Bus, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(work, bus, source, self._need_target, parent)
        self._work = work
        self.source = source
        self._first = dict(source.texts)
        self._saving = False
        self._after: Any = None
        self._waiting: list[str] = []
        self._seen: set[str] = set()
        self._returned: dict[str, str] = {}
        self._draft_timer = self._timer(DRAFT_MS, self.keep_draft)
        self._review_timer = self._timer(REVIEW_MS, self.review)
        self._similar_timer = self._timer(250, self._ask_similar)
        self.touched.connect(self._touched)
        self.judged.connect(self._review_timer.start)
        self.save_pressed.connect(self.save)
        self.brief_pressed.connect(lambda: self.save(self.brief_wanted.emit))
        self.close_pressed.connect(self.close_form)
        self.lacking_pressed.connect(self._go_to_lacking)
        self.round_opened.connect(lambda id: self._leave_for("negotiation", id))
        self.round_carried.connect(self._carry)
        for name, text in source.texts.items():
            if name in self.fields:
                self.fields[name].editor.set_text(text)
        self._first = self.texts()
        self._offer_drafts()
        self.review()

    def _timer(self, ms: int, act: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(act)
        return timer

    # -- content -------------------------------------------------------------------------------

    def texts(self) -> dict[str, str]:
        """What stands in every field that the officer writes."""
        return {name: box.editor.text() for name, box in self.fields.items() if not box.declared.server}

    def changed(self) -> dict[str, str]:
        """The fields whose text is not what the form began with."""
        filled = self.source.needs_saving
        return {n: t for n, t in self.texts().items() if t != self._first.get(n, "") or (n in filled and t)}

    @property
    def dirty(self) -> bool:
        """Whether the officer wrote anything that is not saved."""
        return any(text != self._first.get(name, "") for name, text in self.texts().items())

    def put(self, texts: Mapping[str, str]) -> None:
        """Write texts into the fields, as if they were typed."""
        for name, text in texts.items():
            if name in self.fields and not self.fields[name].declared.server:
                self.fields[name].editor.set_text(text)
                self._seen.add(name)
        self._touched("")

    def begin(self) -> None:
        """Give the focus to the first field that waits for something."""
        first = self._waiting[0] if self._waiting and self.source.new else self.layout_of_type.first
        self.fields[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def mend(self, name: str, reason: str) -> None:
        """Say why the province returned the record, at the field that it is about where one is named."""
        if name in self.fields:
            self._returned = {name: reason}
            self.review()
            self.go_to(name)
        else:
            self.banner.say(tr("Returned by the province: {why}", why=reason))

    def _touched(self, name: str) -> None:
        self._seen.add(name)
        self._returned.pop(name, None)
        self._review_timer.start()
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        if name in ("name", "uscc") and self.source.type == "company":
            self._similar_timer.start()
        if name == "uscc" and self.source.type == "company" and self.fields["uscc"].editor.text().strip():
            self.fields["uscc_pending"].editor.set_text("")  # the code is there: it is no longer to follow
        if name in ("lead", "project") and self.source.type == "negotiation" and self.source.new:
            self._follow(name)

    def _follow(self, name: str) -> None:
        """The lead or project of a new round is chosen: its number, its topic and the round before follow."""
        id = self.fields[name].editor.text()
        if is_id(id):
            self._work.ask(sources.open_form, self.source.type, "", {name: id}, then=self._followed)

    def _followed(self, known: Source) -> None:
        self.title.setText(known.title)
        self.about.setText(known.about)
        self._fit_head()
        for name, text in known.texts.items():
            if name in sources.FOLLOWING and name not in self._seen:
                self.fields[name].editor.set_text(text)
        self.source = replace(self.source, last_round=known.last_round,
                              needs_saving=self.source.needs_saving | sources.FOLLOWING)  # fmt: skip
        self.show_last_round(known.last_round)
        self._review_timer.start()

    def values(self) -> dict[str, Any]:
        """The values of the fields whose text is one."""
        found: dict[str, Any] = {}
        for name, box in self.fields.items():
            try:
                found[name] = box.editor.value()
            except Invalid:
                found[name] = None
        return found

    def review(self) -> None:
        """Say beside each field what is wrong, and at the foot how much is missing."""
        values = self.values()
        lacking = missing(self.source.type, values)
        found = problems(self.source.type, values, self.source.today)
        for name, box in self.fields.items():
            typed = box.editor.text().strip()
            box.require(name in lacking and not typed)
            wrong = box.editor.sentence()
            if wrong or name in self._returned:
                box.say(wrong or self._returned[name], "bad")
            elif self.source.new and name not in self._seen:
                box.say("", "")  # what was filled in for the officer is not held against him
            elif name in found and typed and name not in lacking:
                doubted = type(values[name]) is tuple or found[name] in box.declared.kind.check(values[name])
                box.say(found[name], "doubt" if doubted else "bad")
            elif name in found and name not in lacking:
                box.say(found[name], "doubt")
            else:
                box.say("", "")
        self._count(lacking, [n for n, box in self.fields.items() if box.problem.property("state") == "bad"])

    def _count(self, lacking: list[str], bad: list[str]) -> None:
        self._waiting = [name for name in self.layout_of_type.names() if name in {*lacking, *bad}]
        count = len(self._waiting)
        self.lacking.setText(tr("Only {count} to go, the rest can follow any time", count=count) if count
                             else tr("Complete"))  # fmt: skip
        self.lacking.setToolTip("、".join(self.fields[name].declared.label for name in self._waiting))

    def _go_to_lacking(self) -> None:
        if self._waiting:
            self.go_to(self._waiting[0])

    # -- enterprises that may be the same ------------------------------------------------------

    def _ask_similar(self) -> None:
        texts = self.texts()
        name = texts["name"].strip()
        if len(name) < 2:
            self._show_similar([])
            return
        self._work.ask(sources.similar, name, texts.get("uscc", "").strip(), self.source.id, then=self._show_similar)

    def _show_similar(self, found: list[Found]) -> None:
        if not found:
            self.similar.say("")
            return
        names = "、".join(f"{one.text}（{one.note}）" if one.note else one.text for one in found[:3])
        self.similar.say(tr("Perhaps already here: {names}", names=names),
                         (tr("Look"), lambda: self._leave_for("company", found[0].value)))  # fmt: skip

    def _leave_for(self, type_name: str, id: str) -> None:
        self.keep_draft()
        self.open_record.emit(type_name, id)

    def _carry(self, text: str) -> None:
        if not self.fields["positions"].editor.text():
            self.put({"positions": text})
            self.fields["positions"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- drafts --------------------------------------------------------------------------------

    def _offer_drafts(self) -> None:
        if not self.source.drafts:
            return
        draft = self.source.drafts[0]
        when = from_ms(draft.saved_at).strftime("%m-%d %H:%M")
        self.banner.say(
            tr("A draft of {when} was not saved: “{start}”", when=when, start=_start_of(draft)),
            (tr("Go on with it"), lambda: self.take_draft(draft)),
            (tr("Throw away"), lambda: self._drop(draft)),
        )

    def take_draft(self, draft: Draft) -> None:
        """Put a kept draft into the form, which takes over its key: it stays one draft, also if this crashes."""
        self.banner.say("")
        if self.source.new:
            self.source = replace(self.source, id=draft.key.partition("/")[2])
        self.put(draft.texts)
        self.review()
        self.begin()

    def _drop(self, draft: Draft) -> None:
        self.banner.say("")
        self._work.ask(_drop_draft, draft.key)
        self.begin()

    def keep_draft(self) -> None:
        """Keep what is typed, if anything is unsaved."""
        self._draft_timer.stop()
        if self.dirty and not self._saving:
            self._work.ask(sources.keep_draft, self.source, self.texts(), then=self._draft_kept)

    def _draft_kept(self, ms: int) -> None:
        self.draft_note.setText(tr("Draft kept {time}", time=from_ms(ms).strftime("%H:%M")))

    # -- saving and closing --------------------------------------------------------------------

    def save(self, after: Any = None) -> None:
        """Save the fields that were changed; then go, or do ``after(id)`` and stay."""
        if self._saving:
            return
        focus = QGuiApplication.focusObject()
        if focus is not None and getattr(focus, "composing", False):
            return
        for box in self.fields.values():
            box.editor.tidy()
        self._saving = True
        self._after = after if callable(after) else None
        self._draft_timer.stop()
        self._work.ask(sources.save, self.source, self.changed(), self.texts(),
                       then=self._saved, failed=self._not_saved)  # fmt: skip

    def _saved(self, result: Saved) -> None:
        self._saving = False
        if result.done is not None:
            self._work.did.emit(result.done)
        texts = self.texts()
        self._first = {n: (_NEVER if n in result.wrong else t) for n, t in texts.items()}
        self._now_exists()
        after, self._after = self._after, None
        if result.wrong:
            self._stay(result.wrong)
        elif after is not None:
            self.draft_note.setText(tr("Saved"))
            self.stored.emit(self.source.type, self.source.id)
            after(self.source.id)
        else:
            self.saved.emit(self.source.type, self.source.id)

    def _now_exists(self) -> None:
        self.source = replace(self.source, new=False, needs_saving=frozenset(), drafts=())
        self.files.set_target(Target(self.source.type, self.source.id))

    def _stay(self, wrong: dict[str, str]) -> None:
        for name, sentence in wrong.items():
            self.fields[name].say(sentence, "bad")
        self.banner.say(tr("The rest is saved. {count} texts are not understood; they stay here as a draft.",
                           count=len(wrong)))  # fmt: skip
        self.stored.emit(self.source.type, self.source.id)
        self.go_to(next(iter(wrong)))

    def _not_saved(self, error: Exception) -> None:
        self._saving = False
        self._after = None
        gone = isinstance(error, NotFound) and not self.source.new
        why = tr("the record left this desk, because it belongs to another region now.") if gone else str(error)
        self.banner.say(tr("Not saved: {why} Nothing that you typed is lost.", why=why))
        self.keep_draft()

    def _need_target(self, then: Any) -> None:
        """A file wants a record to belong to: save what stands, and stay."""
        self.save(lambda id: then(Target(self.source.type, id)))

    def close_form(self) -> None:
        """Leave without saving; what is unsaved stays as a draft."""
        kept = self.dirty
        self.keep_draft()
        self.closed.emit(kept)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_draft()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = QGuiApplication.focusObject()
        if focus is not None and getattr(focus, "composing", False):
            return
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self.save()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_form()
        elif self.files.on_paste(event):
            event.accept()
        else:
            super().keyPressEvent(event)


def _drop_draft(desk: Any, key: str) -> None:
    desk.drop_draft(key)


def _start_of(draft: Draft) -> str:
    record = record_type(draft.type)
    first = draft.texts.get(record.title_field, "") or next(iter(draft.texts.values()), "")
    return first if len(first) <= 24 else first[:23] + "…"
