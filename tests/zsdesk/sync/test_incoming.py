"""Pages as a first sync brings them: laid out before the store is asked, and then as if they had come row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from zsdesk.desk import Desk
from zsdesk.ids import new_id
from zsdesk.queries import search
from zsdesk.records import Lead
from zsdesk.sync import incoming, wire
from zsdesk.sync.merge import field_names

COLUMNS = field_names(Lead)
COUNT = incoming.AT_ONCE + 7


def _page() -> wire.SyncResponse:
    """Leads of which some are deleted, some have a sum, and all lack most fields; and one that left."""
    rows = []
    for number in range(COUNT):
        given: dict[str, Any] = {
            "title": f"磷矿{number}号", "pinyin": "lin kuang hao", "region_code": "520121", "owner": "甲",
            "intent_amount": "320000000" if number % 3 else None, "deleted_at": 5 if number % 50 == 1 else None,
        }  # fmt: skip
        stamps = (wire.Stamp(1, "甲", 7),)
        rows.append(wire.Row("lead", new_id(), 1, 7, stamps, tuple(given.get(name) for name in COLUMNS)))
    gone = wire.Row("lead", new_id(), 0, 0, (), (), present=False)
    return wire.SyncResponse(columns={"lead": COLUMNS}, rows=(*rows, gone), cursor=1)


def _stored(desk: Desk, page: wire.SyncResponse) -> tuple[list[Any], list[Any], int]:
    """The rows as they lie in the store, what the index has of them, and how many are found by their pinyin."""
    with desk.transaction() as connection:
        assert len(incoming.apply(connection, incoming.laid_out(page))) == COUNT + 1
        rows = connection.exec_driver_sql("SELECT * FROM lead ORDER BY id").all()
        live = connection.exec_driver_sql(
            "SELECT d.id, d.waiting FROM search_document d JOIN search_name n ON n.rowid = d.no ORDER BY d.id"
        ).all()
    return [tuple(row) for row in rows], [tuple(row) for row in live], len(desk.read(search.find, "lkh", 9))


def test_a_large_page_lies_in_the_store_as_rows_that_come_one_by_one(
    make_desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _page()
    assert incoming.laid_out(page).fresh["lead"].rows[0][0] == page.rows[0].id
    at_once = _stored(make_desk("at once"), page)
    monkeypatch.setattr(incoming, "AT_ONCE", COUNT + 1)
    assert not incoming.laid_out(page).fresh
    one_by_one = _stored(make_desk("one by one"), page)
    assert at_once[0] == one_by_one[0]
    assert len(at_once[0]) == COUNT
    assert [i for i, _ in at_once[1]] == [i for i, _ in one_by_one[1]]
    assert at_once[2] == one_by_one[2] == 9


def test_a_large_page_of_records_that_are_here_is_merged_with_them(make_desk: Callable[[str], Desk]) -> None:
    page, desk = _page(), make_desk("desk")
    _stored(desk, page)
    newer = tuple(wire.Row("lead", r.id, 2, 9, (wire.Stamp(2, "乙", 9),), r.values) for r in page.rows if r.present)
    with desk.transaction() as connection:
        incoming.apply(connection, incoming.laid_out(wire.SyncResponse(columns={"lead": COLUMNS}, rows=newer)))
        assert connection.exec_driver_sql("SELECT DISTINCT version FROM lead").all() == [(2,)]
