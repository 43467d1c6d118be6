"""One enterprise entered twice (point 17): a candidate, merged with its references, taken back; ids stay as aliases."""

from __future__ import annotations

from tests.zsdesk.sync.conftest import Enrol
from tests.zsdesk.sync.test_sync import add, change
from zsdesk.acts import attachments, merging
from zsdesk.desk import Desk
from zsdesk.kinds import Target
from zsdesk.queries import detail
from zsdesk.queries.merging import entered_twice
from zsdesk.sync import client

USCC = "91520121MA6DLWX369"


def value(desk: Desk, type_name: str, record_id: str, name: str) -> object:
    return desk.read(detail.detail, type_name, record_id).values[name]


def test_entered_twice_merged_followed_and_taken_back(enrolled: Enrol) -> None:
    a, b = enrolled("李明"), enrolled("赵强")
    first = add(a, "company", name="华星冶金有限公司", uscc=USCC, legal_person="张三")
    mine = add(a, "lead", title="甲的线索", company=first)
    second = add(b, "company", name="贵州华星冶金有限公司", uscc=USCC, revenue="3.2亿")
    theirs = add(b, "lead", title="乙的线索", company=second)
    paper = b.do(attachments.attach_bytes, Target("company", second), "证照.txt", b"x" * 100).result
    client.sync(a), client.sync(b), client.sync(a)
    pair = next(p for p in a.read(entered_twice) if p.uscc == USCC)
    assert {pair.first, pair.second} == {first, second}
    assert "revenue" in {side.name for side in pair.fields}

    change(b, "lead", mine, next_step="并行的")  # merges with the reference that follows
    late = add(b, "lead", title="离线时记的", company=second)  # b does not know of the merge yet
    assert a.do(merging.merge, first, second, ["name"]).result == 2
    client.sync(a), client.sync(b), client.sync(a)
    for desk in (a, b):
        assert value(desk, "lead", theirs, "company") == first
        assert value(desk, "lead", late, "company") == first
        assert value(desk, "attachment", paper, "target") == Target("company", first)
        assert value(desk, "company", first, "name") == "贵州华星冶金有限公司"
        assert value(desk, "company", first, "aliases") == ("华星冶金有限公司",)
        assert value(desk, "company", first, "legal_person") == "张三"
        assert value(desk, "company", first, "revenue") == value(desk, "company", second, "revenue")
        assert value(desk, "company", second, "merged_into") == first
        assert not [p for p in desk.read(entered_twice) if p.uscc == USCC]
        assert desk.status().conflicts == 0

    a.do(merging.unmerge, second)
    client.sync(a), client.sync(b)
    for desk in (a, b):
        assert value(desk, "lead", theirs, "company") == second
        assert value(desk, "attachment", paper, "target") == Target("company", second)
        assert value(desk, "company", first, "name") == "华星冶金有限公司"
        assert value(desk, "company", first, "revenue") is None
        assert value(desk, "company", second, "deleted_at") is None
        assert [p for p in desk.read(entered_twice) if p.uscc == USCC]
