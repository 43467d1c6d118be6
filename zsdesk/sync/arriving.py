"""What was entered before a desk was enrolled: it lies where the account is, once that is known."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, select, update

from zsdesk.fields import Record
from zsdesk.records import record_type
from zsdesk.store.index import await_index
from zsdesk.store.tables import change


def take_region(connection: Connection, defaults: Collection[str], region: str) -> int:
    """Records that only had the desk's own region before its first enrolment (one of ``defaults``) take the
    account's; how many.

    Nothing was ever sent, so the log says it as if the desk had known from the start.  A region that the officer
    gave otherwise stays.
    """
    made: dict[str, list[str]] = {}
    logged = connection.execute(select(change.c.op_no, change.c.type, change.c.id, change.c.action, change.c.fields,
                                       change.c.before).order_by(change.c.op_no)).all()  # fmt: skip
    for row in logged:
        column = "fields" if row.action == "create" else "before"
        patch = msgspec.json.decode(row._mapping[column])
        if patch.get("region_code") not in defaults or patch["region_code"] == region:
            continue
        text = msgspec.json.encode(patch | {"region_code": region}).decode()
        connection.execute(update(change).where(change.c.op_no == row.op_no).values({column: text}))
        if row.action == "create":
            made.setdefault(row.type, []).append(row.id)
    for name, ids in made.items():
        _move(connection, record_type(name), ids, defaults, region)
    return sum(len(ids) for ids in made.values())


def _move(connection: Connection, record: type[Record], ids: list[str], defaults: Collection[str], region: str) -> None:
    marks = ",".join("?" * len(defaults))
    statement = f'UPDATE "{record.__tablename__}" SET region_code = ? WHERE id = ? AND region_code IN ({marks})'
    connection.exec_driver_sql(statement, [(region, one, *defaults) for one in ids])
    await_index(connection, record.type_name, ids)
