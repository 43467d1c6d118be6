"""The next version of a catalogue: edited, confirmed, taken over onto another one; and the draft on a desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from zsdesk import catalogue
from zsdesk.acts import catalogues as acts
from zsdesk.catalogue import editing, typed, uses
from zsdesk.desk import Desk
from zsdesk.errors import NotFound, Problems, Refused
from zsdesk.queries.catalogue import catalogue_view
from zsdesk.store import catalogues, settings, tables

BASE = catalogue.bundled()
DAY = date(2026, 11, 24)


def test_an_entry_that_was_confirmed_and_is_changed_is_to_be_confirmed_again() -> None:
    sure = editing.confirmed(BASE, [("deadline", "opinion")], " 王芳 ", DAY)
    found = editing.entry_of(sure, "deadline", "opinion")
    assert (found.standing, found.confirmed_by, found.confirmed_on) == ("confirmed", "王芳", DAY)
    assert editing.differences(BASE, sure)[0].what == "confirmed"
    other = editing.entry_of(editing.changed(sure, "deadline", "opinion", {"limit": 7}), "deadline", "opinion")
    assert (other.standing, other.confirmed_by, other.limit) == ("assumed", "", 7)  # type: ignore[attr-defined]
    assert editing.changed(sure, "deadline", "opinion", {"limit": 5}) is sure, "nothing is other"
    with pytest.raises(Refused, match="核定人"):
        editing.confirmed(BASE, [("deadline", "opinion")], " ", DAY)
    with pytest.raises(NotFound, match="opinion"):
        editing.entry_of(BASE, "deadline", "nix")


def test_every_entry_says_what_it_is_for_and_can_be_typed_again() -> None:
    for section, _, entry in BASE.entries():
        assert uses.use_of(BASE, section, entry), (section, entry.code)
        texts = {f.name: typed.edited(entry, f) for f in typed.fields_of(entry)}
        assert editing.changed(BASE, section, entry.code, typed.parsed(entry, texts, DAY)) is BASE, entry.code


def test_what_two_edited_apart_comes_together_and_what_both_changed_is_named() -> None:
    def edited(*changes: tuple[str, str, dict[str, Any]]) -> catalogue.Catalogue:
        made = BASE
        for section, code, values in changes:
            made = editing.changed(made, section, code, values)
        return made

    mine = edited(("deadline", "opinion", {"limit": 7}), ("measure", "measure_01", {"label": "甲"}))
    mine = editing.without(mine, "measure", "measure_24")
    theirs = edited(("deadline", "opinion", {"breach": "超时"}), ("measure", "measure_01", {"label": "乙"}))
    theirs = editing.added(theirs, "measure", {"code": "measure_25", "label": "丙"})
    made, both = editing.rebased(BASE, mine, theirs)
    opinion = editing.entry_of(made, "deadline", "opinion")
    assert (opinion.limit, opinion.breach) == (7, "超时")  # type: ignore[attr-defined]
    assert editing.entry_of(made, "measure", "measure_01").label == "甲"
    codes = [m.code for m in made.measure]
    assert ("measure_24" not in codes, "measure_25" in codes) == (True, True)
    assert [(d.section, d.code) for d in both] == [("measure", "measure_01")]


@pytest.fixture
def administrator(desk: Desk) -> Desk:
    """A desk of the province's administrator."""
    with desk.transaction() as connection:
        settings.put(connection, role="administrator", region="520000", user="王芳")
    desk.user = "王芳"
    return desk


def test_a_draft_is_edited_bit_by_bit_and_holds_nowhere(administrator: Desk) -> None:
    desk, today = administrator, administrator.clock.today()
    desk.do(acts.edit, "deadline", "lead_triage", {"limit": "2", "red": ""})
    desk.do(acts.confirm, [("element", "land"), ("element", "water")], "王芳", DAY, "省投促局〔2026〕3 号")
    view = desk.read(catalogue_view, today)
    assert (view.version, view.draft, len(view.changes)) == (2, True, 3)
    assert view.changes[-1].fields == (("时限", "3", "2"), ("转红", "6", "0"))
    row = next(r for r in view.rows if r.code == "land")
    assert (row.standing, row.confirmed, row.source) == ("confirmed", "王芳 2026-11-24", "省投促局〔2026〕3 号")
    held = desk.read(catalogues.in_force, today)
    assert (held.version, held.deadline_of("lead_triage").limit) == (1, 3)
    with pytest.raises(Problems, match="时限"):
        desk.do(acts.edit, "deadline", "lead_triage", {"limit": "两天"})
    with pytest.raises(Refused, match=r"第 \d+ 行.*opinion"):
        desk.do(acts.remove, "deadline", "opinion")
    with pytest.raises(Refused, match=r"第 \d+ 行.*measure_01"):
        desk.do(acts.add, "measure", {"code": "measure_01", "label": "重复"})
    assert desk.read(catalogue_view, today) == view, "what was refused left the draft as it was"
    desk.do(acts.discard)
    assert desk.read(catalogue_view, today).draft is False


def test_a_draft_is_taken_over_onto_what_was_published_meanwhile(administrator: Desk) -> None:
    desk = administrator
    desk.do(acts.edit, "deadline", "lead_triage", {"limit": "2"})
    other = msgspec.structs.replace(editing.changed(BASE, "deadline", "lead_triage", {"limit": 4}), version=2)
    with desk.transaction() as connection:
        values = {"version": 2, "effective": "2026-01-01", "text": catalogue.write(other), "signature": b""}
        connection.execute(tables.catalogue.insert().values(**values))
    assert desk.read(catalogue_view, desk.clock.today()).clashes == ("时限·线索研判",)
    assert desk.do(acts.begin).result == 3
    view = desk.read(catalogue_view, desk.clock.today())
    assert (view.version, view.clashes, view.changes[0].fields) == (3, (), (("时限", "4", "2"),))


def test_only_the_province_edits(desk: Desk) -> None:
    with pytest.raises(Refused, match="省级管理员"):
        desk.do(acts.begin)
    assert "省级管理员" in desk.read(catalogue_view, desk.clock.today()).may
