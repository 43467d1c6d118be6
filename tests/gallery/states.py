"""The states: what is done on the stage before each picture.  Their order is that of a morning's work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from tests.gallery.desks import LONG
from tests.gallery.stage import CONTROL, Stage
from tests.zsdesk.signing.papers import certified
from ui.dialogs.certificate import CertificateDialog
from ui.dialogs.paper import PaperDialog
from ui.dialogs.signing_places import SigningPlaces
from ui.dialogs.table_mode import TableMode
from ui.dialogs.templates import TemplatesDialog
from ui.log import unexpected
from ui.notice import Notice
from ui.shell import PLACES


class State(NamedTuple):
    """A picture: its name, the desk that it is of, what is played, and whether it is wanted in every look."""

    name: str
    desk: str
    play: Callable[[Stage], Any]
    everywhere: bool = True


STATES: list[State] = []


def state(name: str, desk: str = "full", *, everywhere: bool = True) -> Callable[[Callable[[Stage], Any]], Any]:
    """Declare a state."""

    def declare(play: Callable[[Stage], Any]) -> Callable[[Stage], Any]:
        STATES.append(State(name, desk, play, everywhere))
        return play

    return declare


for place in PLACES:
    STATES.append(State(f"page-{place.name}", "full", lambda stage, page=place.name: stage.go(page)))
    STATES.append(State(f"empty-{place.name}", "empty", lambda stage, page=place.name: stage.go(page), False))


def _segments(stage: Stage, page: str, key: str) -> None:
    stage.go(page).show_segment(key)


for page, key in (("companies", "contact"), ("companies", "channel"), ("negotiations", "visit"),
                  ("projects", "project"), ("projects", "milestone"), ("reviews", "opinion"), ("reviews", "queues"),
                  ("reviews", "meeting"), ("reviews", "task"), ("supervision", "blocker"),
                  ("supervision", "supervision")):  # fmt: skip
    STATES.append(State(f"list-{key}", "full", lambda stage, p=page, k=key: _segments(stage, p, k), False))


@state("chain-map")
def _chain(stage: Stage) -> None:
    made = stage.go("planning")
    made.show_segment("chains")
    stage.until(lambda: made.chains.found)
    made.chains.show_chain("battery")
    made.chains.map.open_mark(next(at for at, mark in enumerate(made.chains.map.marks) if "回收" in mark.words))


@state("claim", everywhere=False)
def _claim(stage: Stage) -> None:
    _segments(stage, "leads", "claim")
    stage.calm()
    page = stage.shell.page("leads")
    page.list.view.choose(page.list.model.ids[0])


@state("commitment", everywhere=False)
def _commitment(stage: Stage) -> None:
    _segments(stage, "projects", "commitment")
    stage.calm()
    page = stage.shell.page("projects")
    page.list.view.choose(page.list.model.ids[0])


def _find(stage: Stage, page: str, words: str) -> Any:
    """The page with the list narrowed to some words."""
    made = stage.go(page)
    made.show_segment(made.types[0])
    made.list.line.setText(words)
    stage.calm()
    stage.until(lambda: made.list.model.ids and not made.list._pause.isActive())
    stage.calm()
    made.list.view.choose(made.list.model.ids[0])
    return made


@state("record-rich")
def _rich(stage: Stage) -> None:
    _find(stage, "leads", "耦合循环")


@state("record-long-text")
def _long(stage: Stage) -> None:
    _find(stage, "leads", LONG[5:12])


@state("list-nothing-fits", everywhere=False)
def _nothing(stage: Stage) -> None:
    made = stage.go("leads")
    made.list.line.setText("没有这样的词")
    stage.until(lambda: made.list.body.currentWidget() is not made.list.view)


def _figures(stage: Stage) -> Any:
    """The figures of the year that the sample is of."""
    made = stage.go("statistics")
    made.bar._set(period="2025", region="520100")
    stage.calm()
    return made


@state("statistics")
def _statistics(stage: Stage) -> None:
    _figures(stage)


@state("statistics-map")
def _statistics_map(stage: Stage) -> None:
    made = _figures(stage)
    made._scroll.ensureWidgetVisible(made.mix, 0, 0)


@state("statistics-rows")
def _statistics_rows(stage: Stage) -> None:
    _figures(stage).open_figure("new_start_rate")
    stage.calm()


@state("dialog-intake", everywhere=False)
def _intake(stage: Stage) -> None:
    stage.go("projects").list.tools.take_in()
    stage.calm()


@state("list-filtered", everywhere=False)
def _filtered(stage: Stage) -> None:
    made = stage.go("leads")
    made.list.chips[("unset", "triage")].click()
    made.list.chips[("mine", "owner")].click()


@state("list-grouped")
def _grouped(stage: Stage) -> None:
    made = stage.go("leads")
    made.show_segment("lead")
    made.list.tools.group("channel")
    stage.calm()
    made.list.view.choose_first()
    made.list.view.scrollToTop()


@state("list-selected", everywhere=False)
def _selected(stage: Stage) -> None:
    made = stage.go("leads")
    made.list.tools.group("")
    stage.calm()
    made.list.view.choose(made.list.model.ids[1])
    for _ in range(3):
        stage.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier, on=made.list.view)
    stage.until(lambda: made.list.selected.ids)


@state("dialog-bulk", everywhere=False)
def _bulk(stage: Stage) -> None:
    _selected(stage)
    stage.shell.page("leads").list.edit_selected()


@state("dialog-columns", everywhere=False)
def _columns(stage: Stage) -> None:
    stage.go("leads").list.tools._columns()


@state("dialog-deed", everywhere=False)
def _deed(stage: Stage) -> None:
    made = stage.go("supervision")
    made.show_segment("blocker")
    stage.calm()
    made.list.view.choose_first()
    stage.calm()
    made.view._act("clear")


@state("dialog-gate", everywhere=False)
def _gate(stage: Stage) -> None:
    made = _find(stage, "projects", "磷系正极材料一体化")
    stage.calm()
    made.view._act("gate:")
    stage.calm()


@state("dialog-snapshots", everywhere=False)
def _snapshots(stage: Stage) -> None:
    made = _figures(stage)
    made.open_snapshots()
    stage.calm()


@state("papers-one", everywhere=False)
def _papers_one(stage: Stage) -> None:
    page = stage.go("papers")
    stage.until(lambda: page.paper.pages)


@state("page-catalogue", everywhere=False)
def _catalogue(stage: Stage) -> None:
    stage.go("planning").show_segment("catalogue")
    stage.calm()


@state("dialog-pasted", everywhere=False)
def _pasted(stage: Stage) -> None:
    cells = "线索名称\t意向投资\t渠道\n示例·新线索\t5亿\t以商招商\n示例·另一条\t很多\t商协会\n"
    stage.go("leads").list.tools.paste(cells)
    stage.calm()


@state("form-lead")
def _form_lead(stage: Stage) -> None:
    made = _find(stage, "leads", "耦合循环")
    stage.calm()
    made.edit_current()
    stage.until(lambda: made.view.form is not None)


@state("form-lead-wrong", everywhere=False)
def _form_wrong(stage: Stage) -> None:
    _form_lead(stage)
    form = stage.shell.page("leads").view.form
    form.put({"intent_amount": "三百多", "next_due": "13-45", "title": ""})
    form.review()


@state("draft-offered", everywhere=False)
def _draft(stage: Stage) -> None:
    _form_wrong(stage)
    stage.key(Qt.Key.Key_Escape, on=stage.shell.page("leads").view.form)
    stage.calm()
    stage.shell.toast.hide()


@state("form-negotiation")
def _form_talk(stage: Stage) -> None:
    made = _find(stage, "negotiations", "耦合循环")
    stage.calm()
    made.edit_current()
    stage.until(lambda: made.view.form is not None)


@state("form-company", everywhere=False)
def _form_company(stage: Stage) -> None:
    stage.shell.new_record("company", {"name": "示例·黔磷新材料"})
    made = stage.shell.page("companies")
    stage.until(lambda: made.view is not None and made.view.form is not None)


@state("form-project", everywhere=False)
def _form_project(stage: Stage) -> None:
    stage.shell.new_record("project", {})
    made = stage.shell.page("projects")
    stage.until(lambda: made.view is not None and made.view.form is not None)


@state("search")
def _search(stage: Stage) -> None:
    stage.go("leads")
    box = stage.shell.search
    box.start()
    box.line.setText("黔磷")
    box.line.typed.emit()
    stage.until(lambda: box.showing)


@state("palette")
def _palette(stage: Stage) -> None:
    stage.go("leads")
    stage.calm()
    stage.shell.search.start()


@state("keys", everywhere=False)
def _keys(stage: Stage) -> None:
    stage.go("today")
    stage.shell.show_keys()


@state("manual", everywhere=False)
def _manual(stage: Stage) -> None:
    stage.go("today")
    stage.shell.show_manual("lists")


@state("quick-add")
def _quick(stage: Stage) -> None:
    stage.shell.quick.start()
    stage.type("宁德时代 投资部 13800001234 意向3亿 开阳", on=stage.shell.quick.line)
    stage.until(lambda: stage.shell.quick.heard.buttons)


@state("toast", everywhere=False)
def _toast(stage: Stage) -> None:
    stage.application.bus.said.emit(str(unexpected()), "red")


@state("settings", everywhere=False)
def _settings(stage: Stage) -> None:
    stage.shell.rail.settings.click()


@state("conflict")
def _conflict(stage: Stage) -> None:
    stage.go("sync")
    page = stage.shell.page("sync")
    work = stage.application.work
    found: list[Any] = []
    from ui import sync_asks

    work.ask(sync_asks.centre, 5, then=found.append)
    stage.until(lambda: found)
    page.show_conflict(found[0].conflicts[0].id)


@state("table-mode")
def _table(stage: Stage) -> None:
    made = _find(stage, "negotiations", "耦合循环")
    stage.calm()
    made.view._act("table")
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, TableMode) and w.isVisible())
    dialog.resize(stage.shell.size())
    dialog.read_next()
    dialog.read_next()


@state("table-mode-signing")
def _table_signing(stage: Stage) -> None:
    _table(stage)
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, TableMode) and w.isVisible())
    while not dialog.all_read:
        dialog.read_next()
    place = dialog.findChild(SigningPlaces).places[0]
    place.pad.show_only(
        [[(180, 90), (240, 70), (210, 250)], [(160, 160), (270, 150)], [(420, 90), (560, 80), (480, 260)]]
    )
    place.pad.changed.emit()


@state("preview", everywhere=False)
def _preview(stage: Stage) -> None:
    made = _find(stage, "leads", "耦合循环")
    stage.until(lambda: made.view is not None and made.view._detail is not None and made.view.detail.files.tiles)
    files = made.view.detail.files
    files.open(next(tile for tile in files.tiles if tile.file.media_type == "application/pdf"))


@state("brief", everywhere=False)
def _brief(stage: Stage) -> None:
    made = _find(stage, "negotiations", "耦合循环")
    stage.calm()
    made.view.show_brief(made.view.id)
    dialog = made.view.findChild(PaperDialog)
    stage.until(lambda: dialog.paper.pages)


@state("pack", everywhere=False)
def _pack(stage: Stage) -> None:
    row = stage.go("today").tomorrow.rows[0]
    row.findChild(QPushButton).click()
    dialog = stage.shell.page("today").findChild(PaperDialog)
    stage.until(lambda: dialog.paper.pages)


def _paper(stage: Stage) -> Any:
    """The dialog of a project's dossier, which shows what it lacks."""
    made = _find(stage, "projects", "耦合循环")
    stage.calm()
    made.view.show_paper("dossier", made.view.id)
    dialog = made.view.findChild(PaperDialog)
    stage.until(lambda: dialog.wanted is not None)
    return dialog


@state("dossier-gaps")
def _gaps(stage: Stage) -> None:
    _paper(stage)


@state("dossier", everywhere=False)
def _dossier(stage: Stage) -> None:
    dialog = _paper(stage)
    dialog.make()
    stage.until(lambda: dialog.paper.pages)


@state("dialog-certificate")
def _certificate(stage: Stage) -> None:
    made = stage.go("papers")
    done: list[bool] = []
    stage.application.work.ask(certified, "officer", then=lambda _none: done.append(True))
    stage.until(lambda: done)
    made.show_certificate()
    dialog = made.findChild(CertificateDialog)
    stage.until(lambda: dialog.rows.rowCount())


@state("dialog-templates")
def _templates(stage: Stage) -> None:
    made = stage.go("papers")
    made.show_templates()
    dialog = made.findChild(TemplatesDialog)
    stage.until(lambda: dialog.list.topLevelItemCount())


@state("desk-broken", "broken", everywhere=False)
def _broken(stage: Stage) -> None:
    stage.until(lambda: stage.shell.findChild(Notice) is not None)


@state("first-start", "none", everywhere=False)
def _first(stage: Stage) -> None:
    def snap() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(200, snap)
            return
        dialog.grab().save(str(stage.out / "first-start.png"))
        stage.application.shell.closing.disconnect()
        dialog.close()

    QTimer.singleShot(800, snap)
    stage.until(lambda: (stage.out / "first-start.png").exists())


__all__ = ["CONTROL", "STATES", "State"]
