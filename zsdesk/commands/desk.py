"""The commands over a desk."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.acts import attachments, records
from zsdesk.acts import conflicts as settling
from zsdesk.clock import from_ms
from zsdesk.commands.opening import open_desk as _open
from zsdesk.commands.opening import pairs as _pairs
from zsdesk.desk import Desk
from zsdesk.errors import NeedsPassphrase, NotFound, Refused
from zsdesk.fields import Record, field_of, fields
from zsdesk.kinds import Target
from zsdesk.queries import detail as details
from zsdesk.queries import lists, search, syncing
from zsdesk.records import Conflict, record_type
from zsdesk.words import tr

RETURNED = 10
"""How many returned changes a sync names."""


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.", name=path, why=why) from None


def _password(user: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(tr("Password of {user}: ", user=user))
    return sys.stdin.readline().rstrip("\r\n")


# -- the desk --------------------------------------------------------------------------------------


def init(arguments: Namespace) -> None:
    """Make a desk; a passphrase is asked for where there is no keyring service."""
    try:
        Desk.create(arguments.desk).close()
    except NeedsPassphrase:
        if not sys.stdin.isatty():
            raise
        passphrase = getpass.getpass(tr("Choose a passphrase: "))
        if passphrase != getpass.getpass(tr("Once more: ")):
            raise Refused("The two passphrases differ; nothing was made.") from None
        Desk.create(arguments.desk, passphrase=passphrase).close()
    print(arguments.desk)


def enrol(arguments: Namespace) -> None:
    """Enrol the desk."""
    from zsdesk.sync import client

    root = _text_of(arguments.root) if arguments.root else ""
    with _open(arguments) as desk:
        client.enrol(desk, arguments.url, arguments.user, _password(arguments.user), root=root)
        print(tr("Enrolled as {user} ({region}).", user=desk.user, region=desk.region))


def sync(arguments: Namespace) -> int:
    """Sync once; 1 where the province returned something that waits for the officer."""
    from zsdesk.sync import client

    with _open(arguments) as desk:
        done = client.sync(desk)
        if arguments.compare:
            _compare(desk)
        returned = [w for w in desk.read(syncing.outbox) if w.receipt == "parked"] if done.returned else []
    if arguments.json:
        names = ("pushed", "pulled", "conflicts", "returned", "requests", "bytes")
        _print_json({name: getattr(done, name) for name in names})
    else:
        print(tr("Sent {pushed}, received {pulled}, conflicts {conflicts}, returned {returned}.",
                 pushed=done.pushed, pulled=done.pulled, conflicts=done.conflicts, returned=done.returned))  # fmt: skip
    for one in returned[:RETURNED]:
        print(tr("Returned: “{name}”: {why}", name=one.heading, why=one.reason), file=sys.stderr)
    if returned:
        print(tr("Mend what was returned with “zsdesk set”; “zsdesk waiting” lists all of it. Nothing is lost."),
              file=sys.stderr)  # fmt: skip
    return 1 if returned else 0


def _compare(desk: Desk) -> None:
    """Compare everything with the province; what it found goes to stderr, beside the answer of the sync."""
    from zsdesk.sync import client

    found = client.compare(desk).repair
    if found.snapshot:
        client.sync(desk)
        print(tr("Much differed from the province: all was fetched again."), file=sys.stderr)
    else:
        said = tr("Compared {count} records with the province: {mended} mended, {removed} removed.",
                  count=found.compared, mended=len(found.mended), removed=len(found.removed))  # fmt: skip
        print(said, file=sys.stderr)


def status(arguments: Namespace) -> None:
    """How the desk stands with the province."""
    with _open(arguments, read_only=True) as desk:
        found, records = desk.status(), desk.count()
    if arguments.json:
        _print_json({**found._asdict(), "records": records})
        return
    when = f"{from_ms(found.last_sync_ms):%Y-%m-%d %H:%M}" if found.last_sync_ms else tr("never")
    print(tr("Officer: {user} ({region})", user=found.user or "—", region=found.region))
    print(tr("Province: {server}; last sync: {when}", server=found.server or tr("not enrolled"), when=when))
    print(tr("Waiting: {pending}; refused: {parked}; conflicts: {conflicts}; records: {records}",
             pending=found.pending, parked=found.parked, conflicts=found.conflicts, records=records))  # fmt: skip


def check(arguments: Namespace) -> int:
    """Check the desk; 1 where anything is damaged."""
    from zsdesk.store.check import check as run

    with _open(arguments) as desk, desk.transaction() as connection:
        findings = run(connection, desk.blobs)
    if arguments.json:
        _print_json({"ok": not findings, "findings": findings})
    else:
        print("\n".join(findings) if findings else tr("Everything on this desk is whole."))
    return 1 if findings else 0


# -- records ---------------------------------------------------------------------------------------


def add(arguments: Namespace) -> None:
    """Add a record; print its id."""
    texts = _pairs(arguments.values)
    record_type(arguments.type)  # or that there is none such is said
    if not any(text.strip() for text in texts.values()):
        raise Refused("Give at least one field: “zsdesk add {type} FIELD=VALUE …”; nothing was added.",
                      type=arguments.type)  # fmt: skip
    with _open(arguments) as desk:
        print(desk.do(records.create, arguments.type, desk.parse(arguments.type, texts)).result)


def change(arguments: Namespace) -> None:
    """Set fields of a record; an empty value clears one."""
    texts = _pairs(arguments.values)
    with _open(arguments) as desk:
        name = desk.read(details.type_of, arguments.id)
        desk.do(records.change, name, arguments.id, desk.parse(name, texts))


def delete(arguments: Namespace) -> None:
    """Delete a record."""
    with _open(arguments) as desk:
        desk.do(records.delete, desk.read(details.type_of, arguments.id), arguments.id)


def restore(arguments: Namespace) -> None:
    """Take back a deletion."""
    with _open(arguments) as desk:
        desk.do(records.restore, desk.read(details.type_of, arguments.id), arguments.id)


def attach(arguments: Namespace) -> None:
    """Attach files; print their attachments' ids."""
    with _open(arguments) as desk:
        target = Target(desk.read(details.type_of, arguments.id), arguments.id)
        for path in arguments.files:
            print(desk.do(attachments.attach, target, path).result)


def _plain(record: type[Record], values: dict[str, Any]) -> dict[str, object]:
    return {
        f.name: None if values[f.name] is None else f.kind.plain(values[f.name])
        for f in fields(record)
        if f.name != "pinyin" and f.name in values
    }


def show(arguments: Namespace) -> None:
    """One record."""
    with _open(arguments, read_only=True) as desk:
        name = desk.read(details.type_of, arguments.id)
        found = desk.read(details.detail, name, arguments.id)
    record = record_type(name)
    if arguments.json:
        files = [{"id": f.id, "name": f.name, "sha256": f.sha256, "size": f.size} for f in found.files]
        _print_json({"id": found.id, "type": name, "title": found.heading, "version": found.version,
                     "receipt": found.receipt, "deleted": found.deleted,
                     "fields": _plain(record, found.values), "files": files})  # fmt: skip
        return
    print(found.heading + (tr(" (deleted)") if found.deleted else ""))
    for declared in fields(record):
        if not declared.hidden and found.shown[declared.name]:
            print(f"{declared.label}\t{found.shown[declared.name]}")
    for file in found.files:
        print(f"{tr('File')}\t{file.name}\t{file.size:,} B")


def list(arguments: Namespace) -> None:
    """The records of a type, newest first; with FIELD=VALUE only those."""
    texts = _pairs(arguments.values)
    with _open(arguments, read_only=True) as desk:
        record = record_type(arguments.type)
        values = desk.parse(arguments.type, texts)
        packed = tuple((name, field_of(record, name).pack(value)) for name, value in values.items())
        columns = [f.name for f in fields(record) if f.name != "pinyin"]
        ids = desk.read(lists.ids, lists.ListQuery(arguments.type, packed))
        rows = desk.read(lists.rows, arguments.type, ids, columns)
    if arguments.json:
        _print_json([
            {"id": row.id, "type": arguments.type, "title": row.cells[record.title_field],
             "receipt": row.receipt, "fields": _plain(record, row.values)}
            for row in rows
        ])  # fmt: skip
    else:
        for row in rows:
            print(f"{row.id}\t{row.cells[record.title_field]}")


def find(arguments: Namespace) -> None:
    """Find words anywhere."""
    with _open(arguments, read_only=True) as desk:
        hits = desk.read(search.find, arguments.text)
    if arguments.json:
        _print_json([
            {"id": h.id, "type": h.type, "title": h.heading, "snippet": h.snippet, "field": h.where} for h in hits
        ])  # fmt: skip
    else:
        for hit in hits:
            print(f"{hit.id}\t{hit.type}\t{hit.heading}\t{hit.snippet}")


def history(arguments: Namespace) -> None:
    """Every change of a record, newest first."""
    with _open(arguments, read_only=True) as desk:
        events = desk.read(details.timeline, desk.read(details.type_of, arguments.id), arguments.id)
    if arguments.json:
        _print_json([
            {"at": from_ms(e.at_ms).isoformat(timespec="seconds"), "who": e.who, "kind": e.kind, "field": e.field,
             "from": e.before, "to": e.after, "receipt": e.receipt}
            for e in events
        ])  # fmt: skip
    else:
        for event in events:
            what = f"{event.label}: {event.before or '—'} → {event.after or '—'}" if event.field else event.kind
            print(f"{from_ms(event.at_ms):%Y-%m-%d %H:%M}\t{event.who}\t{what}\t{event.receipt}")


# -- conflicts -------------------------------------------------------------------------------------


def conflicts(arguments: Namespace) -> None:
    """The open conflicts, an entry for each field."""
    with _open(arguments, read_only=True) as desk:
        views = desk.read(syncing.conflicts, device=desk.device, user=desk.user)
    if arguments.json:
        _print_json([entry for view in views for entry in _entries(view)])
        return
    for view in views:
        for field in view.fields:
            mine, theirs = (
                f"{field.mine_text or '—'} ({view.mine_by})",
                f"{field.theirs_text or '—'} ({view.theirs_by})",
            )
            print(f"{view.id}\t{view.heading}\t{field.label}: {field.base_text or '—'} → mine {mine} | theirs {theirs}")


def _entries(view: syncing.ConflictView) -> Iterable[dict[str, object]]:
    record = record_type(view.type)
    for field in view.fields:
        kind = field_of(record, field.name).kind
        base, mine, theirs = (None if v is None else kind.plain(v) for v in (field.base, field.mine, field.theirs))
        yield {
            "id": view.id, "record": view.record_id, "type": view.type, "title": view.heading, "field": field.name,
            "base": base, "mine": mine, "theirs": theirs, "mine_by": view.mine_by, "theirs_by": view.theirs_by,
            "mine_at": from_ms(view.mine_at_ms).isoformat(timespec="seconds"),
            "theirs_at": from_ms(view.theirs_at_ms).isoformat(timespec="seconds"), "status": view.status,
        }  # fmt: skip


def resolve(arguments: Namespace) -> None:
    """Settle the conflict with this id, or those of the record with this id."""
    choices = _pairs(arguments.choices)
    with _open(arguments) as desk:
        open_ones = desk.read(_open_conflicts, arguments.id)
        if not open_ones:
            raise NotFound("There is no open conflict {id}; “zsdesk conflicts” lists them.", id=arguments.id)
        left = dict(choices)
        for conflict_id, type_name, names in open_ones:
            wanted = {name: left.pop(name) for name in names if name in left}
            if wanted:
                desk.do(settling.resolve, conflict_id, {n: _choice(desk, type_name, n, t) for n, t in wanted.items()})
        if left:
            known = ", ".join(name for _, _, names in open_ones for name in names)
            raise NotFound(
                "The conflict is about {fields}, not about {unknown}.", fields=known, unknown=", ".join(left)
            )


def _open_conflicts(session: Session, wanted: str) -> Sequence[tuple[str, str, tuple[str, ...]]]:
    rows = session.scalars(select(Conflict).where(Conflict.status == "open", Conflict.deleted_at.is_(None)))
    return [
        (c.id, c.target.type, tuple(json.loads(c.offered or "{}")))
        for c in rows
        if c.target is not None and wanted in (c.id, c.target.id)
    ]


def _choice(desk: Desk, type_name: str, name: str, text: str) -> settling.Choice:
    if text == "mine":
        return settling.Mine()
    if text == "theirs":
        return settling.Theirs()
    return settling.Value(desk.parse(type_name, {name: text})[name])
