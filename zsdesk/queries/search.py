"""Find: every word, in names first, then by pinyin, then in texts; newest first within each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from zsdesk.fields import field_of
from zsdesk.queries.headings import made
from zsdesk.records import BY_NAME
from zsdesk.store.index import folded, packed_rows, phrase, searched

NEWEST = 300
"""Hits in texts are ranked among the newest few hundred: ranking all costs 50 ms (measured)."""
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
    """The words that must all be found; a word without letters, digits or characters is left out."""
    return [word for word in folded(text).split() if any(c.isalnum() for c in word)]


def _match(words: Sequence[str], columns: str = "") -> str:
    expression = " AND ".join(phrase(word) for word in words)
    return f"{{{columns}}} : ({expression})" if columns else expression


def ids_matching(session: Session, text: str, type_name: str) -> list[str]:
    """The ids of all records of a type in which every word stands."""
    words = words_of(text)
    if not words:
        return []
    statement = sql(
        "SELECT id FROM search_document WHERE type = :type AND no IN "
        "(SELECT rowid FROM search_text WHERE search_text MATCH :match)"
    )
    return list(session.execute(statement, {"type": type_name, "match": _match(words)}).scalars())


def find(session: Session, text: str, limit: int = 50, types: Sequence[str] = ()) -> list[Hit]:
    """Records in which every word of ``text`` stands, best first.

    Words are any characters: one, two or more of Chinese, Latin, digits, pinyin or its initials.
    """
    words = words_of(text)
    if not words:
        return []
    ranked: dict[int, int] = {}
    for rank, columns in enumerate(("names", "names pinyin", "")):
        if len(ranked) >= limit:
            break
        for no in _newest(session, _match(words, columns), types):
            ranked.setdefault(no, rank)
    numbers = list(ranked)
    hits = _hits(session, numbers, words)
    order = {key: (ranked[no], _title_rank(hit, words), -no) for no, key, hit in hits}
    best = sorted((hit for _, _, hit in hits), key=lambda hit: order[(hit.type, hit.id)])
    return best[:limit]


def _newest(session: Session, match: str, types: Sequence[str]) -> list[int]:
    if types:
        statement = sql(
            "SELECT d.no FROM search_text f JOIN search_document d ON d.no = f.rowid "
            f"WHERE search_text MATCH :match AND d.type IN ({', '.join(f':t{i}' for i in range(len(types)))}) "
            "ORDER BY f.rowid DESC LIMIT :newest"
        )
    else:
        statement = sql(
            "SELECT rowid FROM search_text WHERE search_text MATCH :match ORDER BY rowid DESC LIMIT :newest"
        )
    values: dict[str, Any] = {"match": match, "newest": 100, **{f"t{i}": name for i, name in enumerate(types)}}
    return [int(row[0]) for row in session.execute(statement, values)]


def _title_rank(hit: Hit, words: Sequence[str]) -> int:
    title = folded(hit.heading)
    if title == words[0]:
        return 0
    return 1 if title.startswith(words[0]) else 2


def _hits(session: Session, numbers: Sequence[int], words: Sequence[str]) -> list[tuple[int, tuple[str, str], Hit]]:
    if not numbers:
        return []
    marks = ", ".join(str(int(no)) for no in numbers)
    found = session.execute(sql(f"SELECT no, type, id FROM search_document WHERE no IN ({marks})")).all()
    by_type: dict[str, list[str]] = {}
    for row in found:
        by_type.setdefault(row.type, []).append(row.id)
    packed = {
        (name, row["id"]): row
        for name, ids in by_type.items()
        for row in packed_rows(session.connection(), BY_NAME[name], ids)
    }
    return [
        (no, (name, record_id), _hit(name, packed[(name, record_id)], words))
        for no, name, record_id in found
        if (name, record_id) in packed
    ]


def _hit(name: str, row: dict[str, Any], words: Sequence[str]) -> Hit:
    record = BY_NAME[name]
    heading = made(record, row.get(record.title_field), row.get("round") if name == "negotiation" else None)
    for declared in (*searched(record, "title"), *searched(record, "text")):
        if row.get(declared.name) is None:
            continue
        text = declared.kind.words(field_of(record, declared.name).unpack(row[declared.name]))
        if places := _places(text, words):
            snippet, marks = excerpt(text, places)
            return Hit(name, row["id"], heading, snippet, marks, declared.name)
    return Hit(name, row["id"], heading, heading, (), "pinyin")


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    low = text.lower() if len(text.lower()) == len(text) else text
    if len(folded(text)) == len(text):
        low = folded(text)
    return sorted((at, at + len(word)) for word in words if (at := low.find(word)) >= 0)


def excerpt(text: str, places: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A line of text around the first place, with the places inside it."""
    flat = text.replace("\n", " ")
    start = max(0, places[0][0] - EXCERPT // 3)
    end = min(len(flat), max(start + EXCERPT, places[0][1]))
    head, tail = ("…" if start else ""), ("…" if end < len(flat) else "")
    shift = len(head) - start
    return head + flat[start:end] + tail, tuple((a + shift, b + shift) for a, b in places if start <= a and b <= end)
