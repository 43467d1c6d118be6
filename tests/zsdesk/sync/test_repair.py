"""I11: any single row that differs is found by its digest, and mended with little."""

from __future__ import annotations

import pytest

from tests.zsdesk.sync.conftest import Enrol
from tests.zsdesk.sync.test_sync import add, change, shown
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.ids import new_id
from zsdesk.queries import detail, search
from zsdesk.records import Lead
from zsdesk.sync import client
from zsdesk.sync.digest import Buckets, digest_of

REQUESTS, BYTES = 3, 20_000


def spoil(desk: Desk, sql: str, *values: object) -> None:
    """What a failing disk or a bug of ours might do to a desk."""
    with desk.transaction() as connection:
        assert connection.exec_driver_sql(sql, values).rowcount == 1


def test_what_is_whole_costs_one_request(enrolled: Enrol) -> None:
    a = enrolled("李明")
    lead = add(a, "lead", title="核对")
    client.sync(a)
    change(a, "lead", lead, next_step="再访")
    client.sync(a)
    found = client.compare(a)
    assert found.repair.compared >= 1
    assert (found.repair.mended, found.repair.removed, found.requests) == ((), (), 1)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE lead SET next_step = '被改坏' WHERE id = ?",
        "UPDATE lead SET intent_amount = NULL WHERE id = ?",
        "UPDATE lead SET version = version + 1 WHERE id = ?",
        'UPDATE lead SET extra = \'{"later":"x"}\' WHERE id = ?',
        "DELETE FROM lead WHERE id = ?",
    ],
)
def test_a_spoiled_row_is_mended(enrolled: Enrol, sql: str) -> None:
    a = enrolled("李明")
    lead = add(a, "lead", title="会坏的", intent_amount="2亿", next_step="原样")
    client.sync(a)
    spoil(a, sql, lead)
    found = client.compare(a)
    assert [target.id for target in found.repair.mended] == [lead]
    assert found.requests <= REQUESTS
    assert found.bytes <= BYTES
    assert shown(a, lead, "next_step") == "原样"
    assert shown(a, lead, "intent_amount") == "2.00 亿元"
    assert client.compare(a).requests == 1
    assert [hit.id for hit in a.read(search.find, "会坏的") if hit.id == lead] == [lead]


def test_among_many_records_too(enrolled: Enrol) -> None:
    """Five thousand records: two steps of digests, then the row."""
    a = enrolled("李明")
    made = [records.New("contact", new_id(), {"name": f"联系人{n}"}) for n in range(5_000)]
    a.do(records.create_all, made)
    client.sync(a)
    assert client.compare(a).requests == 1
    spoil(a, "UPDATE contact SET name = '坏' WHERE id = ?", made[4_321].id)
    found = client.compare(a)
    assert [target.id for target in found.repair.mended] == [made[4_321].id]
    assert found.requests == REQUESTS
    assert found.bytes <= BYTES
    assert a.read(detail.detail, "contact", made[4_321].id).heading == "联系人4321"


def test_a_row_that_the_province_does_not_know_goes(enrolled: Enrol) -> None:
    a = enrolled("李明")
    lead = add(a, "lead", title="真的")
    client.sync(a)
    alien = new_id()
    with a.transaction() as connection:
        names = [c.name for c in Lead.__table__.columns if c.name != "id"]
        listed = ", ".join(f'"{name}"' for name in names)
        connection.exec_driver_sql(f"INSERT INTO lead (id, {listed}) SELECT ?, {listed} FROM lead WHERE id = ?",
                                   (alien, lead))  # fmt: skip
    assert [target.id for target in client.compare(a).repair.removed] == [alien]
    assert client.compare(a).requests == 1


def test_where_everything_differs_a_snapshot_is_taken(enrolled: Enrol) -> None:
    a = enrolled("李明")
    leads = [add(a, "lead", title=f"很多{n}", next_step="原样") for n in range(60)]
    client.sync(a)
    with a.transaction() as connection:
        connection.exec_driver_sql("UPDATE lead SET next_step = '坏', version = version + 5")
    assert client.compare(a).repair.snapshot
    client.sync(a)
    assert {shown(a, lead, "next_step") for lead in leads} == {"原样"}
    assert client.compare(a).requests == 1


def test_the_digest_knows_what_it_is_about() -> None:
    one = digest_of("lead", "a", 1, {"title": "一", "note": None})
    assert one == digest_of("lead", "a", 1, {"title": "一"})
    others = [("lead", "a", 2, {"title": "一"}),
              ("project", "a", 1, {"title": "一"}), ("lead", "a", 1, {"title": "二"}),
              ("lead", "b", 1, {"title": "一"}), ("lead", "a", 1, {"titl": "e一"})]  # fmt: skip
    assert one not in {digest_of(name, record_id, version, values) for name, record_id, version, values in others}
    first, second = Buckets(""), Buckets("")
    ids = [new_id() for _ in range(50)]
    for record_id in ids:
        first.add(record_id, digest_of("lead", record_id, 1, {}))
    for record_id in reversed(ids):
        second.add(record_id, digest_of("lead", record_id, 1, {}))
    assert first.packed() == second.packed()
    second.add(ids[0], 0)  # the same sum, one more record
    assert first.differing(second.packed()) == [ids[0][-2:]]
