"""The search index: every character a token, words as phrases (FTS5).

Two-character words are the commonest in Chinese and the trigram tokenizer cannot find them; one
character per token is exact, cheap, and finds single characters too.  The index keeps no text
(``content=''``): excerpts come from the records.  Names also go in by pinyin and pinyin initials.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection

from zsdesk.fields import Field, Record, fields
from zsdesk.kinds import Ref, Refs
from zsdesk.records import BY_NAME

CREATE = (
    "CREATE VIRTUAL TABLE search_text USING fts5(names, pinyin, body, content='', contentless_delete=1, "
    "tokenize='ascii')"
)
_BREAK = "\u2016"  # a token that no one types: phrases do not run across it


def folded(text: str) -> str:
    """Text as the index compares it: compatibility forms unified (NFKC), lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def spaced(parts: Iterable[str]) -> str:
    """Each character a token of its own."""
    return f" {_BREAK} ".join(" ".join(folded(part)) for part in parts if part)


def phrase(word: str) -> str:
    """A word as an FTS5 phrase; its quotes are doubled, so nothing in it is syntax."""
    return '"' + " ".join(folded(word)).replace('"', '""') + '"'


def pinyin(text: str) -> str:
    """The initials and the full pinyin of a name, ``gzhx guizhouhuaxing``; empty where it has no Chinese.

    By phrases, not characters: a table of first readings is wrong for 13% of names (measured).
    """
    if not any("\u3400" <= c <= "\u9fff" or ord(c) > 0x20000 for c in text):
        return ""
    readings = _reader()(text)
    return f"{''.join(r[0] for r in readings)} {''.join(readings)}".lower()


@cache
def _reader() -> Any:
    from pypinyin import lazy_pinyin  # 0.2 s and 55 MB: only where a name is written

    return lambda text: [part.strip() for part in lazy_pinyin(text) if part.strip()]


@cache
def searched(record: type[Record], where: str) -> tuple[Field, ...]:
    """The fields that the index reads: ``title`` or ``text``."""
    return tuple(f for f in fields(record) if f.search == where)


def names_of(record: type[Record], packed: Mapping[str, Any]) -> str:
    """The names of a packed row, as tokens."""
    return spaced(_words(searched(record, "title"), packed))


def body_of(record: type[Record], packed: Mapping[str, Any]) -> list[str]:
    """The texts of a packed row."""
    return list(_words(searched(record, "text"), packed))


def _words(among: Sequence[Field], packed: Mapping[str, Any]) -> Iterable[str]:
    for field in among:
        value = packed.get(field.name)
        if value is not None:
            yield field.kind.words(field.unpack(value))


def index_rows(
    connection: Connection, record: type[Record], rows: Sequence[Mapping[str, Any]], *, bodies: bool = True
) -> None:
    """Bring the index up to date with packed rows (each with its ``id``) of one type.

    Without ``bodies`` only names are indexed and the rows wait for ``index_waiting``: a first pull
    stays quick, and names are found at once.
    """
    name = record.type_name
    if not rows:
        return
    connection.exec_driver_sql(
        "INSERT INTO search_document (type, id, waiting) VALUES (?, ?, ?) "
        "ON CONFLICT (type, id) DO UPDATE SET waiting = excluded.waiting",
        [(name, row["id"], int(not bodies)) for row in rows],
    )
    numbers = _numbers(connection, name, [row["id"] for row in rows])
    gone = [(numbers[row["id"]],) for row in rows if row.get("deleted_at") is not None]
    kept = [row for row in rows if row.get("deleted_at") is None]
    if gone:
        connection.exec_driver_sql("DELETE FROM search_text WHERE rowid = ?", gone)
    behind = _names_behind(connection, record, kept) if bodies else {}
    if kept:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO search_text (rowid, names, pinyin, body) VALUES (?, ?, ?, ?)",
            [
                (
                    numbers[row["id"]],
                    names_of(record, row),
                    spaced((row.get("pinyin") or "").split()),
                    spaced([*body_of(record, row), *behind.get(row["id"], ())]) if bodies else "",
                )
                for row in kept
            ],
        )


@cache
def references(record: type[Record]) -> tuple[Field, ...]:
    """The fields that point at other records."""
    return tuple(f for f in fields(record) if isinstance(f.kind, Ref | Refs))


def _pointed_at(field: Field, row: Mapping[str, Any]) -> tuple[str, ...]:
    packed = row.get(field.name)
    if packed is None:
        return ()
    return (packed,) if isinstance(field.kind, Ref) else field.unpack(packed)


def _names_behind(
    connection: Connection, record: type[Record], rows: Sequence[Mapping[str, Any]], depth: int = 2
) -> dict[str, list[str]]:
    """The names of what rows point at, and of what those point at: a lead is found by its enterprise's
    name, and so is a negotiation about that lead."""
    found: dict[str, list[str]] = {}
    for field in references(record):
        assert isinstance(field.kind, Ref | Refs)
        target = BY_NAME[field.kind.to]
        pointed = {row["id"]: _pointed_at(field, row) for row in rows}
        there = packed_rows(connection, target, sorted({i for ids in pointed.values() for i in ids}))
        names = {row["id"]: list(_words(searched(target, "title"), row)) for row in there}
        if depth > 1 and there:
            for record_id, more in _names_behind(connection, target, there, depth - 1).items():
                names[record_id] += more
        for record_id, ids in pointed.items():
            found.setdefault(record_id, []).extend(name for i in ids for name in names.get(i, ()))
    return found


def await_reindex(connection: Connection, name: str, ids: Sequence[str]) -> None:
    """What points at these records waits for ``index_waiting``, because their names changed."""
    for record in BY_NAME.values():
        for field in references(record):
            if not isinstance(field.kind, Ref) or field.kind.to != name:
                continue
            connection.exec_driver_sql(
                "UPDATE search_document SET waiting = 1 WHERE type = ? AND id IN "
                f'(SELECT id FROM "{record.__tablename__}" WHERE "{field.name}" = ?)',
                [(record.type_name, i) for i in ids],
            )


def _numbers(connection: Connection, name: str, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ",".join("?" * len(part))
        rows = connection.exec_driver_sql(
            f"SELECT id, no FROM search_document WHERE type = ? AND id IN ({marks})", (name, *part)
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def unindex(connection: Connection, name: str, ids: Sequence[str]) -> None:
    """Take records out of the index."""
    numbers = [(no,) for no in _numbers(connection, name, ids).values()]
    if numbers:
        connection.exec_driver_sql("DELETE FROM search_text WHERE rowid = ?", numbers)
        connection.exec_driver_sql("DELETE FROM search_document WHERE no = ?", numbers)


def index_waiting(connection: Connection, limit: int = 500) -> int:
    """Index the texts of up to ``limit`` records that wait for it; how many were done."""
    waiting = connection.exec_driver_sql(
        "SELECT type, id FROM search_document WHERE waiting = 1 ORDER BY no DESC LIMIT ?", (limit,)
    ).all()
    by_type: dict[str, list[str]] = {}
    for name, record_id in waiting:
        by_type.setdefault(name, []).append(record_id)
    for name, ids in by_type.items():
        record = BY_NAME[name]
        rows = packed_rows(connection, record, ids)
        index_rows(connection, record, rows)
        lost = set(ids) - {row["id"] for row in rows}
        unindex(connection, name, sorted(lost))
    return len(waiting)


@cache
def columns(record: type[Record]) -> tuple[str, ...]:
    """The names of the columns that hold packed fields."""
    return tuple(f.name for f in fields(record))


def packed_rows(connection: Connection, record: type[Record], ids: Sequence[str]) -> list[dict[str, Any]]:
    """Rows as they lie in the store: packed fields, ``id``, ``version``, ``updated_at``, ``stamps``, ``extra``."""
    names = ("id", "version", "updated_at", "stamps", "extra", *columns(record))
    shown = ", ".join(f'"{name}"' for name in names)
    found: list[dict[str, Any]] = []
    for start in range(0, len(ids), 500):
        part = tuple(ids[start : start + 500])
        marks = ",".join("?" * len(part))
        rows = connection.exec_driver_sql(f'SELECT {shown} FROM "{record.__tablename__}" WHERE id IN ({marks})', part)
        found.extend(dict(zip(names, row, strict=True)) for row in rows)
    return found
