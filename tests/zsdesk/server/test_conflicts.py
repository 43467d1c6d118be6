"""Two desks and one record, over the wire: merging, conflicts, and what becomes of them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.zsdesk.server.conftest import Peer, Served
from zsdesk.ids import new_id

Pair = tuple[Peer, Peer]
BASE: dict[str, Any] = {
    "title": "线索", "needs": '["land","plant"]', "summary": "第一句。第二句。第三句。", "next_step": "打电话",
}  # fmt: skip


@pytest.fixture
def shared(pair: Pair) -> tuple[Peer, Peer, str]:
    """Two desks that have the same lead."""
    one, other = pair
    made = one.change("create", "lead", new_id(), {**BASE, "region_code": one.region})
    one.sync(made)
    other.sync()
    return one, other, made.id


def conflict_of(peer: Peer, record: str) -> dict[str, Any]:
    found = [row for row in peer.all("conflict") if row["target"] == f"lead/{record}"]
    assert len(found) == 1, found
    return found[0]


def test_different_fields_merge(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    mine, theirs = one.edit("lead", lead, title="甲改"), other.edit("lead", lead, next_step="拜访")
    assert one.sync(mine).results[0].status == "applied"
    assert other.sync(theirs).results[0].status == "merged"
    one.sync()
    for peer in (one, other):
        row = peer.get("lead", lead)
        assert (row["title"], row["next_step"], row["version"]) == ("甲改", "拜访", 3)
    named = {name: stamp.actor for stamp in one.get("lead", lead)["stamps"] for name in stamp.fields}
    assert named == {"title": one.user, "next_step": other.user}


def test_sets_and_long_texts_merge(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    one.sync(one.edit("lead", lead, needs='["land"]', summary="第一句改。第二句。第三句。"))
    longer = BASE["summary"] + "添一句。"
    answer = other.sync(other.edit("lead", lead, needs='["land","plant","talent"]', summary=longer))
    assert answer.results[0].status == "merged"
    one.sync()
    for peer in (one, other):
        row = peer.get("lead", lead)
        assert (row["needs"], row["summary"]) == ('["land","talent"]', "第一句改。第二句。第三句。添一句。")


def test_the_same_field_becomes_a_conflict_that_everybody_sees(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    mine = one.edit("lead", lead, next_step="甲的")
    theirs = other.edit("lead", lead, next_step="乙的", title="乙改标题")
    one.sync(mine)
    answer = other.sync(theirs)
    assert answer.results[0].status == "conflict"
    one.sync()
    for peer in (one, other):
        row = peer.get("lead", lead)
        assert (row["next_step"], row["title"]) == ("甲的", "乙改标题")
        conflict = conflict_of(peer, lead)
        assert msgspec.json.decode(conflict["base"]) == {"next_step": "打电话"}
        assert msgspec.json.decode(conflict["kept"]) == {"next_step": "甲的"}
        assert msgspec.json.decode(conflict["offered"]) == {"next_step": "乙的"}
        assert (conflict["kept_by"], conflict["offered_by"], conflict["status"]) == (one.user, other.user, "open")
        assert (conflict["kept_at"], conflict["offered_at"]) == (mine.at, theirs.at)
        assert (conflict["offered_device"], conflict["region_code"]) == (other.device, one.region)


def test_a_conflict_whose_answer_was_lost_is_told_with_what_is_changed_next(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    one.sync(one.edit("lead", lead, next_step="甲"))
    theirs = other.edit("lead", lead, next_step="乙")
    other.sync()
    assert other.post(other.request(theirs)).status_code == 200  # and nobody reads it
    mine = other.edit("lead", lead, title="乙改")
    other.rows["lead", lead]["next_step"] = "乙"  # as its own desk shows it until it hears of the conflict
    other.once(other.request(theirs, mine))
    row = other.get("lead", lead)
    assert (row["next_step"], row["title"]) == ("甲", "乙改")


def test_more_of_the_same_goes_into_the_open_conflict(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    theirs = [other.edit("lead", lead, next_step="乙一"), other.edit("lead", lead, next_step="乙二")]
    one.sync(one.edit("lead", lead, next_step="甲的"))
    assert [r.status for r in other.sync(*theirs).results] == ["conflict", "conflict"]
    conflict = conflict_of(other, lead)
    assert msgspec.json.decode(conflict["offered"]) == {"next_step": "乙二"}
    assert conflict["version"] == 2


def test_own_changes_that_follow_each_other_are_no_conflict(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    first = one.edit("lead", lead, next_step="一", triage="follow")
    base = first.base
    fields, before = {"next_step": "二", "triage_reason": "好"}, {"next_step": "一", "triage_reason": None}
    second = one.change("change", "lead", lead, fields, base=base, before=before)
    third = one.change("delete", "lead", lead, {"deleted_at": 1}, base=base, before={"deleted_at": None})
    assert one.sync(first).results[0].status == "applied"
    assert [r.status for r in one.sync(second, third).results] == ["applied", "applied"]
    other.sync()
    row = other.get("lead", lead)
    assert (row["next_step"], row["triage"], row["triage_reason"], row["deleted_at"]) == ("二", "follow", "好", 1)
    assert not [row for row in other.all("conflict") if row["target"] == f"lead/{lead}"]


def test_fields_of_a_group_move_together(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    one.sync(one.edit("lead", lead, triage="follow", triage_reason="有前景"))
    other.sync()
    mine, theirs = one.edit("lead", lead, triage="drop"), other.edit("lead", lead, triage_reason="前景很好")
    one.sync(mine)
    assert other.sync(theirs).results[0].status == "conflict"
    row = other.get("lead", lead)
    assert (row["triage"], row["triage_reason"]) == ("drop", "有前景")
    offered = msgspec.json.decode(conflict_of(other, lead)["offered"])
    rest = {"transfer_to": None, "triaged_at": None}
    assert offered == {"triage": "follow", "triage_reason": "前景很好", **rest}


def test_delete_against_edit_keeps_the_record(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    gone = other.edit("lead", lead, deleted_at=5)
    one.sync(one.edit("lead", lead, title="还要用"))
    assert other.sync(gone).results[0].status == "conflict"
    one.sync()
    for peer in (one, other):
        assert peer.get("lead", lead)["deleted_at"] is None
        conflict = conflict_of(peer, lead)
        assert conflict["field_name"] == "deleted_at"
        assert msgspec.json.decode(conflict["offered"]) == {"deleted_at": 5}
        assert (conflict["kept_by"], conflict["offered_by"]) == (one.user, other.user)


def test_edit_after_delete_brings_the_record_and_its_files_back(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    photo = one.change("create", "attachment", new_id(), {"name": "a.jpg", "target": f"lead/{lead}"})
    one.sync(photo)
    other.sync()
    edit = other.edit("lead", lead, title="还要用")
    tx = one.op + 1
    over: dict[str, Any] = {"base": 1, "before": {"deleted_at": None}, "tx": tx}
    gone = one.change("delete", "lead", lead, {"deleted_at": 5}, **over)
    with_it = one.change("delete", "attachment", photo.id, {"deleted_at": 5}, **over)
    one.sync(gone, with_it)
    assert other.sync(edit).results[0].status == "conflict"
    one.sync()
    for peer in (one, other):
        assert (peer.get("lead", lead)["deleted_at"], peer.get("lead", lead)["title"]) == (None, "还要用")
        assert peer.get("attachment", photo.id)["deleted_at"] is None
        assert msgspec.json.decode(conflict_of(peer, lead)["offered"]) == {"deleted_at": 5}


def test_a_deletion_that_is_held_back_holds_its_files_back(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    photo = other.change("create", "attachment", new_id(), {"name": "a.jpg", "target": f"lead/{lead}"})
    other.sync(photo)
    one.sync(one.edit("lead", lead, title="还要用"))
    tx = other.op + 1
    over: dict[str, Any] = {"base": 1, "before": {"deleted_at": None}, "tx": tx}
    gone = other.change("delete", "lead", lead, {"deleted_at": 5}, **over)
    with_it = other.change("delete", "attachment", photo.id, {"deleted_at": 5}, **over)
    answer = other.sync(gone, with_it)
    assert [r.status for r in answer.results] == ["conflict", "conflict"]
    assert other.get("attachment", photo.id)["deleted_at"] is None


class TestSettling:
    def settle(self, peer: Peer, lead: str, value: str) -> list[str]:
        conflict = next(row for row in peer.all("conflict") if row["target"] == f"lead/{lead}")
        record = next(key[1] for key, row in peer.rows.items() if row is conflict)
        tx = peer.op + 1
        row = peer.get("lead", lead)
        changes = [
            peer.change("change", "lead", lead, {"next_step": value}, base=row["version"], tx=tx,
                        before={"next_step": row["next_step"]}),
            peer.change("change", "conflict", record, {"status": "resolved", "resolution": "{}"}, tx=tx,
                        base=conflict["version"], before={"status": "open", "resolution": None}),
        ]  # fmt: skip
        return [result.status for result in peer.sync(*changes).results]

    @pytest.fixture
    def torn(self, shared: tuple[Peer, Peer, str]) -> tuple[Peer, Peer, str]:
        one, other, lead = shared
        theirs = other.edit("lead", lead, next_step="乙的")
        one.sync(one.edit("lead", lead, next_step="甲的"))
        other.sync(theirs)
        one.sync()
        return one, other, lead

    def test_an_author_settles_it(self, torn: tuple[Peer, Peer, str]) -> None:
        one, other, lead = torn
        assert self.settle(other, lead, "乙的") == ["applied", "applied"]
        one.sync()
        assert one.get("lead", lead)["next_step"] == "乙的"
        assert conflict_of(one, lead)["status"] == "resolved"

    def test_two_settle_it_at_once_and_nothing_is_lost(self, torn: tuple[Peer, Peer, str]) -> None:
        one, other, lead = torn
        assert self.settle(one, lead, "甲定") == ["applied", "applied"]
        assert self.settle(other, lead, "乙定") == ["conflict", "merged"]
        one.sync()
        for peer in (one, other):
            found = [row for row in peer.all("conflict") if row["target"] == f"lead/{lead}"]
            assert sorted(row["status"] for row in found) == ["open", "resolved"]

    def test_a_third_officer_may_not_but_a_supervisor_may(self, served: Served, torn: tuple[Peer, Peer, str]) -> None:
        one, _, lead = torn
        third, above = served.peer(one.region), served.peer("520000", "supervisor")
        third.sync()
        above.sync()
        assert self.settle(third, lead, "丙定") == ["rejected", "rejected"]
        assert self.settle(above, lead, "省定") == ["applied", "applied"]

    def test_what_a_conflict_says_cannot_be_changed(self, torn: tuple[Peer, Peer, str]) -> None:
        one, _, lead = torn
        conflict = conflict_of(one, lead)
        record = next(key[1] for key, row in one.rows.items() if row is conflict)
        answer = one.sync(one.change("change", "conflict", record, {"kept_by": "别人"}, base=1))
        assert answer.results[0].status == "rejected"


def test_the_history_is_complete(shared: tuple[Peer, Peer, str]) -> None:
    one, other, lead = shared
    one.sync(one.edit("lead", lead, title="二"))
    other.sync()
    other.sync(other.edit("lead", lead, title="三"))
    answer = one.http.get(f"/v1/records/lead/{lead}/history").json()
    assert answer["next"] == 0
    told = [(v["version"], v["actor"], v["before"].get("title"), v["fields"]["title"]) for v in answer["versions"]]
    assert told == [(3, other.user, "二", "三"), (2, one.user, "线索", "二"), (1, one.user, None, "线索")]
    part = one.http.get(f"/v1/records/lead/{lead}/history?before=2").json()
    assert [v["version"] for v in part["versions"]] == [1]
