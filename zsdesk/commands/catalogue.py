"""The commands of the mechanism's catalogue."""

from __future__ import annotations

import json
from argparse import Namespace

import msgspec

from zsdesk.acts import catalogues as acts
from zsdesk.catalogue import Catalogue, read
from zsdesk.catalogue import write as written
from zsdesk.catalogue.entries import SECTIONS, STANDINGS
from zsdesk.catalogue.reading import text_of
from zsdesk.commands.opening import open_desk
from zsdesk.desk import Desk
from zsdesk.errors import NotFound, Refused
from zsdesk.kinds import Day
from zsdesk.queries.catalogue import catalogue_view
from zsdesk.store import catalogues
from zsdesk.words import tr


def _chosen(desk: Desk, version: int | None) -> Catalogue:
    if version is None:
        return desk.read(catalogues.in_force, desk.clock.today())
    return desk.read(catalogues.of_version, version)


def show(arguments: Namespace) -> None:
    """The entries of a catalogue; assumptions say 待核定."""
    if arguments.section not in ("", *SECTIONS):
        raise NotFound("The catalogue has no section “{name}”. Its sections are: {known}.",
                       name=arguments.section, known=", ".join(SECTIONS))  # fmt: skip
    with open_desk(arguments, read_only=True) as desk:
        made = _chosen(desk, arguments.version)
    shown = [(s, entry) for s, _, entry in made.entries() if arguments.section in ("", s)]
    if arguments.json:
        by_section: dict[str, list[object]] = {}
        for section, entry in shown:
            by_section.setdefault(section, []).append(msgspec.to_builtins(entry) | {"standing": entry.standing})
        head = {"version": made.version, "effective": made.effective.isoformat(), "title": made.title}
        print(json.dumps({**head, "assumed": made.assumed, **by_section}, ensure_ascii=False, indent=2))
        return
    print(tr("Version {version}, in force from {day}: {title}", version=made.version, day=made.effective,
             title=made.title))  # fmt: skip
    for section, entry in shown:
        print(f"{section}\t{entry.code}\t{entry.label}\t{STANDINGS.show(entry.standing)}")


def versions(arguments: Namespace) -> None:
    """The versions on this desk, the newest first."""
    with open_desk(arguments, read_only=True) as desk:
        known = desk.read(catalogues.versions)
        current = desk.read(catalogues.in_force, desk.clock.today()).version
    if arguments.json:
        entries = [
            {"version": c.version, "effective": c.effective.isoformat(), "title": c.title, "assumed": c.assumed,
             "in_force": c.version == current}
            for c in known
        ]  # fmt: skip
        print(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    for one in known:
        mark = tr("in force") if one.version == current else ""
        print(f"{one.version}\t{one.effective}\t{one.title}\t{mark}")


def write(arguments: Namespace) -> None:
    """Write the catalogue in force; with ``--next`` as the beginning of the next version."""
    from zsdesk.store.vault import write_durably

    with open_desk(arguments, read_only=True) as desk:
        made = _chosen(desk, None)
        if arguments.next:
            made = msgspec.structs.replace(made, version=desk.read(catalogues.newest) + 1)
    if arguments.effective:
        made = msgspec.structs.replace(made, effective=arguments.effective)
    try:
        write_durably(arguments.output, written(made).encode())
    except OSError as error:
        raise Refused("“{path}” cannot be written: {why}.", path=arguments.output, why=error.strerror) from None
    print(arguments.output)


def check(arguments: Namespace) -> None:
    """Read a file as a catalogue."""
    made = read(text_of(arguments.file))
    print(tr("Version {version}, in force from {day}: {title}", version=made.version, day=made.effective,
             title=made.title))  # fmt: skip
    print(tr("{count} entries, {assumed} still to be confirmed", count=sum(1 for _ in made.entries()),
             assumed=made.assumed))  # fmt: skip


def edit(arguments: Namespace) -> None:
    """Other values in an entry of the draft, which begins with the first edit."""
    with open_desk(arguments) as desk:
        given = dict(pair.partition("=")[::2] for pair in arguments.values)
        desk.do(acts.edit, arguments.section, arguments.code, given)
        _say_changes(desk, arguments)


def confirm(arguments: Namespace) -> None:
    """Entries of the draft are confirmed; all that are 待核定 of a section without codes."""
    with open_desk(arguments) as desk:
        desk.do(acts.begin)
        view = desk.read(catalogue_view, desk.clock.today())
        codes = arguments.codes or [
            row.code for row in view.rows if row.section == arguments.section and row.standing == "assumed"
        ]
        on = Day().parse(arguments.on, today=desk.clock.today()) if arguments.on else None
        keys = [(arguments.section, code) for code in codes]
        desk.do(acts.confirm, keys, arguments.by or desk.user, on, arguments.source)
        _say_changes(desk, arguments)


def draft(arguments: Namespace) -> None:
    """What the draft changes, beside what holds; or throw it away."""
    with open_desk(arguments, read_only=not arguments.discard) as desk:
        if arguments.discard:
            desk.do(acts.discard)
        _say_changes(desk, arguments)


def _say_changes(desk: Desk, arguments: Namespace) -> None:
    view = desk.read(catalogue_view, desk.clock.today())
    if arguments.json:
        changes = [{**c._asdict(), "fields": [list(f) for f in c.fields]} for c in view.changes]
        print(json.dumps({"version": view.version, "draft": view.draft, "assumed": view.assumed, "changes": changes,
                          "clashes": list(view.clashes)}, ensure_ascii=False, indent=2))  # fmt: skip
        return
    for one in view.changes:
        print(f"{one.section}\t{one.code}\t{one.label}\t{one.what}")
        for name, before, after in one.fields:
            print(f"\t{name}\t{before} → {after}")


def publish(arguments: Namespace) -> None:
    """Publish a file, or the draft, at the province."""
    from zsdesk.sync import client

    text = text_of(arguments.file) if arguments.file else ""
    with open_desk(arguments) as desk:
        if not text and desk.read(catalogues.draft) is None:
            raise NotFound("There is no draft on this desk, and no file was named.")
        version = client.publish(desk, text) if text else client.publish_draft(desk)
    print(tr("Version {version} is published; desks take it in at their next sync.", version=version))
