"""The search index: FTS5 with tokens of our own making.

Two-character words are the commonest in Chinese and the trigram tokenizer cannot find them.  Each Chinese
character goes in with the one after it, as one token: a word of two is one token, a longer one a phrase of
its pairs, and none of them walks the long list of a common character.  Latin letters and digits come in runs,
and every end of a run is a token: a beginning of one (``123*``) finds any part of any run; beginnings of one
and two letters, which would gather half the index, are tokens of their own.  Names go in by pinyin too: every
end of their syllables and of their initials.  The index keeps no text (``content=''``): excerpts come from the
records.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from operator import add
from typing import Any

from sqlalchemy import Connection

from zsdesk.fields import Field, Record, fields
from zsdesk.kinds import Ref, Refs, Text
from zsdesk.records import BY_NAME
from zsdesk.store import raw, readings
from zsdesk.store.engine import driver

_SPOKEN = "\u2016"
"""Before a token of pinyin: ``‖gzhx`` is no part of any text, and no text has to be looked through for it."""
_RUN = re.compile(r"[a-z0-9]+|[^\x00-\x7f]+")
LONGEST = 24
"""Characters of a token: the beginning by which a longer run is found."""
SHORT = 2
"""Letters of the beginnings that are tokens of their own."""


def folded(text: str) -> str:
    """Text as the index compares it: compatibility forms unified (NFKC), lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def text_tokens(parts: Iterable[str]) -> str:
    """Texts as tokens: each Chinese character with the next one, beginnings of each end of a Latin run.

    The last character of a run stands alone, so that no phrase goes across it.
    """
    chinese, latin = _split(parts)
    return " ".join([*chinese, *dict.fromkeys(latin)])


def name_tokens(names: Iterable[str], syllables: str) -> str:
    """Names and their pinyin as tokens: as texts, with each single character, and the ends of the initials and of
    the joined syllables."""
    chinese, latin = _split(names)
    if chinese:
        chinese += dict.fromkeys([pair[0] for pair in chinese if len(pair) > 1])
    if latin:
        chinese += dict.fromkeys(latin)
    return " ".join([*chinese, _spoken(parts)] if (parts := syllables.split()) else chinese)


def _split(parts: Iterable[str]) -> tuple[list[str], list[str]]:
    chinese: list[str] = []
    latin: list[str] = []
    for part in parts:
        for run in _RUN.findall(folded(part)) if part else ():
            if run.isascii():
                latin += _begun([run[at : at + LONGEST] for at in range(len(run))])
            else:
                chinese += map(add, run, run[1:])
                chinese.append(run[-1])
    return chinese, latin


def _begun(ends: Sequence[str]) -> list[str]:
    """Each end (of at most ``LONGEST`` letters) and its beginnings of one and two letters: once a name, so in lists."""
    return [part for end in ends for part in (end[:1], end[:2], end)]


def _spoken(parts: Sequence[str]) -> str:
    """The tokens of syllables: of each end of the initials and of the joined syllables what ``_begun`` gives of one,
    each kind at once and each token once: a first pull makes half a million."""
    initials, whole = "".join([part[0] for part in parts]), "".join(parts)
    starts = [0, *accumulate(map(len, parts[:-1]))]
    tokens = [
        *initials, *map(add, initials, initials[1:]), *[initials[at : at + LONGEST] for at in range(len(initials))],
        *[whole[at : at + 2] for at in starts], *[whole[at : at + LONGEST] for at in starts],
    ]  # fmt: skip
    return _SPOKEN + f" {_SPOKEN}".join(dict.fromkeys(tokens))


def in_texts(word: str) -> str:
    """A word as an FTS5 expression over texts; quoted, so nothing in it is syntax."""
    return " AND ".join(_begins(run) if run.isascii() or len(run) == 1 else _phrase(run) for run in _runs(word))


def in_names(word: str) -> str:
    """A word as an expression over names as they are written."""
    return " AND ".join(_begins(run) if run.isascii() else _phrase(run) for run in _runs(word))


def in_pinyin(word: str) -> str:
    """Latin letters as an expression over the pinyin of names."""
    return " AND ".join(_begins(run, _SPOKEN) for run in _runs(word))


def in_either(word: str) -> str:
    """A word as an expression over names, its letters as they are written or as pinyin."""
    return " AND ".join(
        f"({_begins(run)} OR {_begins(run, _SPOKEN)})" if run.isascii() else _phrase(run) for run in _runs(word)
    )


def _runs(word: str) -> list[str]:
    found: list[str] = _RUN.findall(folded(word))
    return found


def _begins(run: str, before: str = "") -> str:
    """Tokens that begin with ``run``; of a short one there is the token itself."""
    whole = run.isascii() and len(run) <= SHORT
    return f'"{before}{run[:LONGEST]}"' + ("" if whole else " *")


def _phrase(run: str) -> str:
    return f'"{" ".join(map(add, run, run[1:])) or run}"'


def pinyin(text: str) -> str:
    """The syllables of a name, ``gui zhou hua xing``; empty where it has no Chinese.

    By phrases, not characters: a table of first readings is wrong for 13% of names (measured).
    """
    if not any("\u3400" <= c <= "\u9fff" or ord(c) > 0x20000 for c in text):
        return ""
    syllables = (re.sub("[^a-z0-9]", "", folded(part)) for part in _reader()(text))
    return " ".join(part for part in syllables if part)


@cache
def _reader() -> Any:
    return readings.reader()  # 0.2 s and 30 MB: only where a name is written


@cache
def searched(record: type[Record], where: str) -> tuple[Field, ...]:
    """The fields that the index reads: ``title`` or ``text``."""
    return tuple(f for f in fields(record) if f.search == where)


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
    raw.run(
        connection,
        "INSERT INTO search_document (type, id, waiting) VALUES (?, ?, ?) "
        "ON CONFLICT (type, id) DO UPDATE SET waiting = excluded.waiting",
        [(name, row["id"], int(not bodies)) for row in rows],
    )
    numbers = _numbers(connection, name, [row["id"] for row in rows])
    _forget(connection, [(numbers[row["id"]],) for row in rows if row.get("deleted_at") is not None])
    kept = [row for row in rows if row.get("deleted_at") is None]
    names = _index_names(connection, record, kept, numbers)
    if bodies:
        behind = _names_behind(connection, record, kept)
        texts = {row["id"]: _words(searched(record, "text"), row) for row in kept}
        _replace(
            connection, "search_text", "body",
            [(numbers[i], text_tokens([*names[i], *texts[i], *behind.get(i, ())])) for i in names],
        )  # fmt: skip


def fresh_names(
    record: type[Record], ids: Sequence[str], columns: Mapping[str, Sequence[Any]]
) -> list[tuple[str, str]]:
    """The ids of rows that are not deleted, with the tokens of their names, for ``index_fresh``; of packed columns."""
    names = zip(*[_words_of(field, columns[field.name]) for field in searched(record, "title")], strict=True)
    rows = zip(ids, names, columns["pinyin"], columns["deleted_at"], strict=True)
    return [(one, name_tokens(words, pinyin or "")) for one, words, pinyin, deleted in rows if deleted is None]


def _words_of(field: Field, column: Sequence[Any]) -> list[str]:
    """What ``_words`` gives of a field, for many rows: a line of text is its own."""
    if type(field.kind) is Text:
        return [value or "" for value in column]
    return ["" if value is None else field.kind.words(field.unpack(value)) for value in column]


def index_fresh(connection: Connection, record: type[Record], names: Sequence[tuple[str, str]]) -> None:
    """The names of rows that the index has never seen; their texts wait for ``index_waiting``."""
    last = raw.fetch(connection, "SELECT coalesce(max(no), 0) FROM search_document")[0][0]
    numbered = list(enumerate(names, last + 1))
    documents = [(no, record.type_name, record_id, 1) for no, (record_id, _) in numbered]
    raw.fill(connection, "search_document", ("no", "type", "id", "waiting"), documents)
    raw.fill(connection, "search_name", ("rowid", "names"), [(no, tokens) for no, (_, tokens) in numbered])


def _index_names(
    connection: Connection, record: type[Record], rows: Sequence[Mapping[str, Any]], numbers: Mapping[str, int]
) -> dict[str, list[str]]:
    names = {row["id"]: list(_words(searched(record, "title"), row)) for row in rows}
    _replace(
        connection, "search_name", "names",
        [(numbers[row["id"]], name_tokens(names[row["id"]], row.get("pinyin") or "")) for row in rows],
    )  # fmt: skip
    return names


def _replace(connection: Connection, table: str, column: str, rows: Sequence[tuple[int, str]]) -> None:
    if rows:
        raw.run(connection, f"INSERT OR REPLACE INTO {table} (rowid, {column}) VALUES (?, ?)", rows)


def _forget(connection: Connection, numbers: Sequence[tuple[int]]) -> None:
    if numbers:
        for table in ("search_name", "search_text"):
            raw.run(connection, f"DELETE FROM {table} WHERE rowid = ?", numbers)


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


def renames(record: type[Record], changed: Iterable[str]) -> bool:
    """Whether a change of these fields changes the names by which other records are found too."""
    return not {f.name for f in searched(record, "title")}.isdisjoint(changed)


def reads(record: type[Record], changed: Iterable[str]) -> bool:
    """Whether the index reads any of these fields."""
    return not _read(record).isdisjoint(changed)


@cache
def _read(record: type[Record]) -> frozenset[str]:
    read = (*searched(record, "title"), *searched(record, "text"), *references(record))
    return frozenset((*(f.name for f in read), "pinyin", "deleted_at"))


def await_reindex(connection: Connection, name: str, ids: Sequence[str], depth: int = 2) -> None:
    """What points at these records waits for ``index_waiting``, because their names changed: as deep as
    ``_names_behind`` looks."""
    for record in BY_NAME.values():
        for field in references(record):
            assert isinstance(field.kind, Ref | Refs)
            if field.kind.to != name or not (pointing := _pointing(connection, record, field, ids)):
                continue
            raw.run(
                connection,
                "UPDATE search_document SET waiting = 1 WHERE type = ? AND id = ?",
                [(record.type_name, i) for i in pointing],
            )
            if depth > 1:
                await_reindex(connection, record.type_name, pointing, depth - 1)


def _pointing(connection: Connection, record: type[Record], field: Field, ids: Sequence[str]) -> list[str]:
    """The live records whose ``field`` points at one of ``ids``."""
    table = f'"{record.__tablename__}" r'
    value = f'r."{field.name}"'
    if isinstance(field.kind, Refs):
        table, value = f"{table}, json_each({value}) e", "e.value"
    found: list[str] = []
    for start in range(0, len(ids), 500):
        part = tuple(ids[start : start + 500])
        marks = ",".join("?" * len(part))
        sql = f"SELECT DISTINCT r.id FROM {table} WHERE r.deleted_at IS NULL AND {value} IN ({marks})"
        rows = raw.fetch(connection, sql, *part)
        found.extend(row[0] for row in rows)
    return found


def await_index(connection: Connection, name: str, ids: Sequence[str]) -> None:
    """These records wait for ``index_waiting``: something small of them changed, for which nobody waits."""
    if ids:
        statement = "UPDATE search_document SET waiting = 1 WHERE type = ? AND id = ?"
        raw.run(connection, statement, [(name, i) for i in ids])


def _numbers(connection: Connection, name: str, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ",".join("?" * len(part))
        sql = f"SELECT id, no FROM search_document WHERE type = ? AND id IN ({marks})"
        found.update(raw.fetch(connection, sql, name, *part))
    return found


def unindex(connection: Connection, name: str, ids: Sequence[str]) -> None:
    """Take records out of the index."""
    numbers = [(no,) for no in _numbers(connection, name, ids).values()]
    if numbers:
        _forget(connection, numbers)
        raw.run(connection, "DELETE FROM search_document WHERE no = ?", numbers)


def any_waiting(connection: Connection) -> bool:
    """Whether any record waits for ``index_waiting``."""
    return raw.first(connection, "SELECT 1 FROM search_document WHERE waiting = 1 LIMIT 1") is not None


def index_waiting(connection: Connection, limit: int = 500) -> int:
    """Index the texts of up to ``limit`` records that wait for it; how many were done."""
    waiting = raw.fetch(
        connection, "SELECT type, id FROM search_document WHERE waiting = 1 ORDER BY no DESC LIMIT ?", limit
    )
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


def merge(connection: Connection, pages: int) -> bool:
    """Merge pieces of the index, up to so many pages of it; whether there was anything to merge.

    Every transaction leaves a piece behind.  FTS5 would merge them by itself, inside some save that then takes 90 ms.
    """
    done = False
    for table in ("search_name", "search_text"):
        before = driver(connection).total_changes
        connection.exec_driver_sql(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', {pages:d})")
        done = done or driver(connection).total_changes - before >= 2  # as FTS5 documents it: below, there was nothing
    return done


@cache
def columns(record: type[Record]) -> tuple[str, ...]:
    """The names of the columns that hold packed fields."""
    return tuple(f.name for f in fields(record))


_NAMES = ("id", "version", "updated_at", "stamps", "extra")


@cache
def _shown(record: type[Record]) -> str:
    return ", ".join(f'"{name}"' for name in _NAMES + columns(record))


def packed_rows(connection: Connection, record: type[Record], ids: Sequence[str]) -> list[dict[str, Any]]:
    """Rows as they lie in the store: packed fields, ``id``, ``version``, ``updated_at``, ``stamps``, ``extra``."""
    names = _NAMES + columns(record)
    shown = _shown(record)
    found: list[dict[str, Any]] = []
    for start in range(0, len(ids), 500):
        part = tuple(ids[start : start + 500])
        marks = ",".join("?" * len(part))
        rows = raw.fetch(connection, f'SELECT {shown} FROM "{record.__tablename__}" WHERE id IN ({marks})', *part)
        found.extend(dict(zip(names, row, strict=True)) for row in rows)
    return found
