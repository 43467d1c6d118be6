"""The catalogue for reading: every entry with its value, what it is used for, how sure it is; and the next version."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from zsdesk.catalogue import Catalogue, editing, typed, uses
from zsdesk.catalogue.entries import SECTION_LABELS, STANDINGS, Entry
from zsdesk.records import Lead, MeasureApplied, Plan, Project
from zsdesk.rules.rights import publish_refusal
from zsdesk.store import catalogues, settings


class EntryRow(NamedTuple):
    """An entry of the catalogue; ``records`` counts those that name it, where records do."""

    section: str
    code: str
    label: str
    value: str
    standing: str
    use: str
    source: str
    confirmed: str
    """``王芳 2026-11-25``, where somebody confirmed it."""
    records: int | None
    change: str
    """In a draft: how it differs from the version that holds."""


class ChangeRow(NamedTuple):
    """What a draft changes: an entry, and of each field what it was and is."""

    section: str
    code: str
    label: str
    what: str
    fields: tuple[tuple[str, str, str], ...]


class CatalogueView(NamedTuple):
    """A version with its entries; ``draft`` where it is the one that is being edited here."""

    version: int
    effective: date
    title: str
    note: str
    assumed: int
    rows: tuple[EntryRow, ...]
    draft: bool
    changes: tuple[ChangeRow, ...]
    clashes: tuple[str, ...]
    """Entries that the draft and a version published meanwhile both changed."""
    may: str
    """Why this desk does not edit it; empty where it does."""
    problem: str
    """Why the catalogue that came last was not taken in."""

    @property
    def sections(self) -> list[tuple[str, str, int, int]]:
        """Each section with its name, how many entries it has, and how many of them are 待核定."""
        found = []
        for section, name in SECTION_LABELS.items():
            of = [row for row in self.rows if row.section == section]
            found.append((section, name, len(of), sum(row.standing == "assumed" for row in of)))
        return found


def catalogue_view(session: Session, today: date, *, version: int | None = None, draft: bool = True) -> CatalogueView:
    """The draft where there is one and it is wanted, else the version that holds, or another one."""
    held = catalogues.in_force(session, today) if version is None else catalogues.of_version(session, version)
    found = catalogues.draft(session) if draft and version is None else None
    made, changes, clashes = held, list[editing.Difference](), list[editing.Difference]()
    if found is not None:
        base = catalogues.of_version(session, found.base)
        made, changes = found.made, editing.differences(base, found.made)
        newest = catalogues.newest(session)
        if newest != found.base:
            clashes = editing.rebased(base, found.made, catalogues.of_version(session, newest))[1]
    refusal = publish_refusal(catalogues.account(session))
    connection: Connection = session.connection()
    counted = _counts(session)
    what = {(d.section, d.code): d.what for d in changes}
    rows = tuple(_row(made, section, entry, counted, what) for section, _, entry in made.entries())
    return CatalogueView(
        made.version, made.effective, made.title, made.note, made.assumed, rows, found is not None,
        tuple(_change(d) for d in changes), tuple(f"{SECTION_LABELS[d.section]}·{d.label}" for d in clashes),
        "" if refusal is None else str(refusal), settings.get(connection, "catalogue_problem"),
    )  # fmt: skip


def entry_texts(session: Session, section: str, code: str, today: date) -> tuple[Entry, dict[str, str]]:
    """An entry of the draft, or of the version that holds, with its values as they are typed."""
    found = catalogues.draft(session)
    entry = editing.entry_of(found.made if found else catalogues.in_force(session, today), section, code)
    return entry, {field.name: typed.edited(entry, field) for field in typed.fields_of(entry)}


def _row(
    made: Catalogue, section: str, entry: Entry, counted: dict[str, dict[str, int]], what: dict[tuple[str, str], str]
) -> EntryRow:  # fmt: skip
    said = " ".join(part for part in (entry.confirmed_by, str(entry.confirmed_on or "")) if part)
    of = counted.get(section)
    named = entry.label if section in ("step", "element", "measure") else entry.code
    return EntryRow(
        section, entry.code, entry.label, uses.value_of(entry), entry.standing, uses.use_of(made, section, entry),
        entry.source, said, None if of is None else of.get(named, 0), what.get((section, entry.code), ""),
    )  # fmt: skip


def _change(found: editing.Difference) -> ChangeRow:
    fields = tuple(
        (typed.ENTRY_FIELDS[name].label, typed.shown(name, before, found.code), typed.shown(name, after, found.code))
        for name, before, after in found.fields
    )
    return ChangeRow(found.section, found.code, found.label, found.what, fields)


def _counts(session: Session) -> dict[str, dict[str, int]]:
    """By section: how many records name each entry, by its code or its label, as they keep it."""
    steps, elements = dict[str, int](), dict[str, int]()
    plans = select(Plan.steps, Plan.elements).where(Plan.deleted_at.is_(None), Plan.exit_on.is_(None))
    for row in session.execute(plans):
        for step in row.steps or ():
            steps[step.step] = steps.get(step.step, 0) + 1
        for element in row.elements or ():
            elements[element.element] = elements.get(element.element, 0) + 1
    return {
        "stage": _by(session, Project, Project.stage), "group": _by(session, Project, Project.group),
        "channel": _by(session, Lead, Lead.channel), "measure": _by(session, MeasureApplied, MeasureApplied.measure),
        "step": steps, "element": elements,
    }  # fmt: skip


def _by(session: Session, record: Any, column: Any) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).where(record.deleted_at.is_(None)).group_by(column))
    return {key: count for key, count in rows if key is not None}


def standing_words(standing: str) -> str:
    """待核定, 有出处 or 已核定, in the language in force."""
    return STANDINGS.show(standing)
