"""Find: every word, in names first, then by pinyin, then in texts; newest first within each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from zsdesk.fields import field_of
from zsdesk.kinds import Kind, LongText, Packed, Text
from zsdesk.queries.headings import made
from zsdesk.records import BY_NAME
from zsdesk.store import raw
from zsdesk.store.index import folded, in_either, in_names, in_pinyin, in_texts, searched

_LAST = {"negotiation": 1, "visit": 1, "transition": 3, "document": 3, "signature": 3, "attachment": 3}
"""Types that come after others of the same rank: a lead stands above its rounds, and those above its papers."""
EXCERPT = 48
"""Characters of an excerpt."""


class Hit(NamedTuple):
    """A record that was found: where its words stand in ``snippet`` (start, end), and in which field."""

    type: str
    id: str
    heading: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    where: str


def words_of(text: str) -> list[str]:
    """The words that must all be found; one without letters, digits or characters is left out."""
    storable = text.encode("utf-8", "replace").decode()  # half a character, as a broken keyboard driver sends it
    return [word for word in folded(storable).split() if in_texts(word)]


def _all(words: Sequence[str], where: Callable[[str], str]) -> str:
    return " AND ".join(map(where, words))


def _stages(words: Sequence[str]) -> list[tuple[str, str]]:
    """Where to look, best first: names, the pinyin of names, texts."""
    spoken = [("search_name", _all(words, in_pinyin))] if all(map(str.isascii, words)) else []
    return [("search_name", _all(words, in_names)), *spoken, ("search_text", _all(words, in_texts))]


def ids_matching(session: Session, text: str, type_name: str) -> list[str]:
    """The ids of all records of a type in which every word stands."""
    words = words_of(text)
    if not words:
        return []
    statement = sql(
        "SELECT id FROM search_document WHERE type = :type AND no IN "
        "(SELECT rowid FROM search_text WHERE search_text MATCH :texts "
        "UNION ALL SELECT rowid FROM search_name WHERE search_name MATCH :names)"
    )
    values = {"type": type_name, "texts": _all(words, in_texts), "names": _all(words, in_either)}
    return list(session.execute(statement, values).scalars())


def unindexed(session: Session) -> int:
    """How many records, or their texts, are not in the index yet."""
    return session.connection().exec_driver_sql("SELECT count(*) FROM search_document WHERE waiting = 1").scalar() or 0


def find(session: Session, text: str, limit: int = 50, types: Sequence[str] = ()) -> list[Hit]:
    """Records in which every word of ``text`` stands, best first.

    Words are any characters: one, two or more of Chinese, Latin, digits, pinyin or its initials.
    """
    words = words_of(text)
    if not words:
        return []
    ranked: dict[int, int] = {}
    stages = _stages(words)
    for rank, (table, match) in enumerate(stages):
        if len(ranked) < limit:
            for no in _newest(session, table, match, types, limit):
                ranked.setdefault(no, rank)
    best = sorted(ranked, key=lambda no: (ranked[no], -no))[:limit]
    by_name = {no for no in best if stages[ranked[no]][0] == "search_name"}
    hits = _hits(session, best, words, by_name)

    def order(item: tuple[int, Hit]) -> tuple[int, int, int, int]:
        no, hit = item
        return ranked[no], _title_rank(hit, words), _LAST.get(hit.type, 0), -no

    return [hit for _no, hit in sorted(hits, key=order)]


def _newest(session: Session, table: str, match: str, types: Sequence[str], limit: int) -> list[int]:
    if types:
        statement = sql(
            f"SELECT d.no FROM {table} f JOIN search_document d ON d.no = f.rowid "
            f"WHERE {table} MATCH :match AND d.type IN ({', '.join(f':t{i}' for i in range(len(types)))}) "
            "ORDER BY f.rowid DESC LIMIT :newest"
        )
    else:
        statement = sql(f"SELECT rowid FROM {table} WHERE {table} MATCH :match ORDER BY rowid DESC LIMIT :newest")
    values: dict[str, Any] = {"match": match, "newest": limit, **{f"t{i}": name for i, name in enumerate(types)}}
    return [int(row[0]) for row in session.execute(statement, values)]


def _title_rank(hit: Hit, words: Sequence[str]) -> int:
    title = folded(hit.heading)
    if title == words[0]:
        return 0
    return 1 if title.startswith(words[0]) else 2


def _hits(
    session: Session, numbers: Sequence[int], words: Sequence[str], by_name: Collection[int]
) -> list[tuple[int, Hit]]:
    if not numbers:
        return []
    found = raw.fetch(
        session.connection(),
        "SELECT no, type, id FROM search_document WHERE no IN (SELECT value FROM json_each(?))",
        msgspec.json.encode(numbers).decode(),
    )
    by_type: dict[str, list[str]] = {}
    for _no, name, record_id in found:
        by_type.setdefault(name, []).append(record_id)
    rows = {row["id"]: row for name, ids in by_type.items() for row in _rows(session, name, ids)}
    look = cache(partial(_look, words))  # many rows hold the same choices
    return [
        (no, _hit(name, rows[record_id], look, titles=no in by_name))
        for no, name, record_id in found if record_id in rows
    ]  # fmt: skip


@cache
def _needed(name: str) -> tuple[str, ...]:
    """The columns that tell what is shown of a hit."""
    record = BY_NAME[name]
    found = [f.name for f in (*searched(record, "title"), *searched(record, "text"))]
    rounds = ["round"] if name == "negotiation" else []
    return tuple(dict.fromkeys(["id", record.title_field, *rounds, *found]))


def _rows(session: Session, name: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    shown = ", ".join(f'"{column}"' for column in _needed(name))
    statement = f'SELECT {shown} FROM "{BY_NAME[name].__tablename__}" WHERE id IN (SELECT value FROM json_each(?))'
    rows = raw.fetch(session.connection(), statement, msgspec.json.encode(ids).decode())
    return [dict(zip(_needed(name), row, strict=True)) for row in rows]


Looked = tuple[str, list[tuple[int, int]]]
"""A field's text, and where the words stand in it."""


def _look(words: Sequence[str], kind: Kind[Any], packed: Packed) -> Looked:
    # A text lies in the store as it reads; other kinds are unpacked to be read.
    text = str(packed) if isinstance(kind, Text | LongText) else kind.words(kind.recall(packed))
    return text, _places(text, words)


def _hit(name: str, row: dict[str, Any], look: Callable[[Kind[Any], Packed], Looked], *, titles: bool) -> Hit:
    """What is shown of a record; with ``titles`` it was found by its names, and its texts need not be looked into."""
    record = BY_NAME[name]
    title = field_of(record, record.title_field)
    packed = row[title.name]
    heading = made(record, "" if packed is None else title.show(title.kind.recall(packed)), row.get("round"))
    for declared in searched(record, "title") if titles else (*searched(record, "title"), *searched(record, "text")):
        packed = row[declared.name]
        if packed is None:
            continue
        text, places = look(declared.kind, packed)
        if places:
            snippet, marks = excerpt(text, places)
            return Hit(name, row["id"], heading, snippet, marks, declared.name)
    return Hit(name, row["id"], heading, heading, (), "pinyin")


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    low = folded(text)
    if len(low) != len(text):  # a character that folds into several: positions would be off
        low = text.lower() if len(text.lower()) == len(text) else text
    return sorted((at, at + len(word)) for word in words if (at := low.find(word)) >= 0)


def excerpt(text: str, places: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A line of text around the first place, with the places inside it."""
    flat = text.replace("\n", " ")
    start = max(0, places[0][0] - EXCERPT // 3)
    end = min(len(flat), max(start + EXCERPT, places[0][1]))
    head, tail = ("…" if start else ""), ("…" if end < len(flat) else "")
    shift = len(head) - start
    return head + flat[start:end] + tail, tuple((a + shift, b + shift) for a, b in places if start <= a and b <= end)
