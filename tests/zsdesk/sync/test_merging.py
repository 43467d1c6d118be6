"""One enterprise entered twice (point 17): a candidate, merged with its references, taken back; ids stay as aliases."""

from __future__ import annotations

from tests.zsdesk.sync.conftest import Enrol
from tests.zsdesk.sync.test_sync import add, change
from zsdesk.acts import attachments, merging
from zsdesk.acts.returned import take_back
from zsdesk.desk import Desk
from zsdesk.kinds import Target
from zsdesk.queries import detail
from zsdesk.queries.merging import entered_twice, side_by_side
from zsdesk.queries.syncing import outbox
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
    both = a.read(side_by_side, second, first)  # in either order
    assert (both.pair.first, [tuple(moved) for moved in both.moves]) == (first, [("线索", 1), ("附件", 1)])
    twins = {add(a, "company", name="同名的厂", uscc_pending="是") for _ in range(2)}  # no code says that they are two
    assert [{p.first, p.second} for p in a.read(entered_twice) if p.first_name == "同名的厂"] == [twins]

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


def test_two_desks_merge_the_same_entries_differently(enrolled: Enrol) -> None:
    """What came first holds; the other is returned whole, with who did what, and is taken back in one step."""
    a, b, c = enrolled("李明"), enrolled("赵强"), enrolled("王芳")
    one, two, three = (add(a, "company", name=name, uscc_pending="是") for name in ("永荣", "永荣科技", "永荣公司"))
    lead = add(a, "lead", title="谁家的", company=two)
    client.sync(a), client.sync(b), client.sync(c)
    a.do(merging.merge, one, two)
    client.sync(a)
    for late, keep, gone in ((b, two, one), (c, three, two)):  # the other way round, and into a third one
        late.do(merging.merge, keep, gone)
        client.sync(late)
        returned = [w for w in late.read(outbox) if w.receipt == "parked"]
        assert returned
        assert any("李明已先把“永荣科技”并入“永荣”" in w.reason for w in returned), [w.reason for w in returned]
        late.do(take_back, returned[0].op)
        client.sync(late), client.sync(a)
        assert late.status().parked == late.status().conflicts == 0
        for desk in (a, late):
            assert value(desk, "company", one, "deleted_at") is None
            assert value(desk, "company", two, "merged_into") == one
            assert value(desk, "company", three, "aliases") is None
            assert value(desk, "lead", lead, "company") == one


def test_the_same_merge_on_two_desks_is_one_and_an_alias_of_an_alias_follows(enrolled: Enrol) -> None:
    a, b = enrolled("李明"), enrolled("赵强")
    one, two, three = (add(a, "company", name=name, uscc_pending="是") for name in ("甲厂", "乙厂", "丙厂"))
    lead = add(a, "lead", title="谁家的", company=three)
    client.sync(a), client.sync(b)
    a.do(merging.merge, one, two)
    b.do(merging.merge, one, two, ["name"])  # and chooses another name
    client.sync(a), client.sync(b), client.sync(a)
    assert value(a, "company", two, "merged_into") == value(b, "company", two, "merged_into") == one
    assert value(a, "company", one, "name") == value(b, "company", one, "name")
    late = add(b, "lead", title="还用旧名", company=three)
    a.do(merging.merge, two := add(a, "company", name="丁厂", uscc_pending="是"), three)
    a.do(merging.merge, one, two)
    client.sync(a), client.sync(b), client.sync(a)
    for desk in (a, b):
        assert [value(desk, "lead", id, "company") for id in (lead, late)] == [one, one], (desk is a, one, two, three)
