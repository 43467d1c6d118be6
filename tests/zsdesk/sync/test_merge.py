"""The merge by itself: what it takes, what it keeps, and where the order of desks does not matter."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsdesk.fields import Record, field_of, fields
from zsdesk.ids import new_id
from zsdesk.records import BY_NAME, Conflict, Lead, Negotiation, Plan, Project
from zsdesk.sync.merge import Outcome, Patch, State, created, merge, stamp_of, stamped
from zsdesk.sync.wire import Stamp

AT = 1_790_000_000_000


def record(kind: type[Record] = Lead, **values: Any) -> State:
    return created(kind, new_id(), Patch("create", 0, AT, values, {}, {}), "甲").state


def patch(over: State, *, before: dict[str, Any] | None = None, action: str = "change", **fields: Any) -> Patch:
    """A change made over ``over``."""
    was = {name: over.values.get(name) for name in fields} if before is None else before
    return Patch(action, over.version, AT + 1, fields, was, {})  # type: ignore[arg-type]


def edited(state: State, actor: str = "乙", **fields: Any) -> State:
    return merge(state, patch(state, **fields), actor).state


class TestFields:
    def test_a_change_over_the_newest_version_is_applied(self) -> None:
        base = record(title="一", next_step="打电话")
        out = merge(base, patch(base, title="二"), "乙")
        assert (out.status, out.clean, out.changed, out.before) == ("applied", True, {"title": "二"}, {"title": "一"})
        assert out.state.version == 2
        assert out.state.values["next_step"] == "打电话"

    def test_different_fields_merge(self) -> None:
        base = record(title="一", next_step="打电话")
        out = merge(edited(base, title="二"), patch(base, next_step="拜访"), "丙")
        assert (out.status, out.clean) == ("merged", False)
        assert (out.state.values["title"], out.state.values["next_step"]) == ("二", "拜访")

    def test_the_same_value_twice_is_no_conflict(self) -> None:
        base = record(title="一")
        now = edited(base, title="二")
        out = merge(now, patch(base, title="二"), "丙")
        assert (out.status, out.clashes, out.state.version) == ("merged", (), now.version)

    def test_the_same_field_clashes_and_the_rest_is_applied(self) -> None:
        base = record(title="一", next_step="打电话")
        out = merge(edited(base, title="二"), patch(base, title="三", next_step="拜访"), "丙")
        assert out.status == "conflict"
        assert (out.state.values["title"], out.state.values["next_step"]) == ("二", "拜访")
        (clash,) = out.clashes
        assert (clash.field, clash.kept_by, clash.offered_by) == ("title", "乙", "丙")
        assert (clash.base["title"], clash.kept["title"], clash.offered["title"]) == ("一", "二", "三")

    def test_a_change_over_the_value_that_holds_is_no_conflict_whatever_its_base(self) -> None:
        """A desk's own second change, sent before the first one was answered."""
        base = record(title="一")
        now = edited(base, title="二")
        out = merge(now, patch(base, title="三", before={"title": "二"}), "乙", own={2})
        assert (out.status, out.state.values["title"]) == ("applied", "三")

    def test_a_base_newer_than_the_province_is_believed(self) -> None:
        """The province came back from last night's backup."""
        base = record(title="一")
        change = Patch("change", 9, AT, {"title": "九"}, {"title": "八"}, {})
        assert merge(base, change, "甲").state.values["title"] == "九"

    def test_a_group_moves_together(self) -> None:
        base = record(Project, stage="negotiation", stage_on="2026-05-01")
        now = edited(base, stage="signed", stage_on="2026-06-01")
        out = merge(now, patch(base, stage_on="2026-05-30"), "丙")
        assert out.state is now
        (clash,) = out.clashes
        assert (clash.field, clash.unknown) == ("stage", ("stage", "signed_on", "started_on", "produced_on"))
        assert {k: v for k, v in clash.kept.items() if v} == {"stage": "signed", "stage_on": "2026-06-01"}

    def test_clocks_change_nothing_but_what_is_shown(self) -> None:
        base = record(title="一")
        for at in (0, AT, 4_000_000_000_000):
            out = merge(edited(base, title="二"), patch(base, title="三")._replace(at=at), "丙")
            assert out.state.values["title"] == "二"
            assert out.clashes[0].offered_at == at

    def test_the_second_settling_of_a_conflict_changes_nothing(self) -> None:
        base = record(Conflict, status="open")
        now = edited(base, status="resolved", resolution="甲")
        out = merge(now, patch(base, status="resolved", resolution="乙"), "丙")
        assert (out.status, out.state) == ("merged", now)


class TestSets:
    @pytest.mark.parametrize(
        ("kind", "name", "base", "theirs", "mine", "merged"),
        [
            (Lead, "needs", ["land", "plant"], ["land"], ["land", "plant", "talent"], ["land", "talent"]),
            (Lead, "preferred_regions", None, ["520121"], ["520100"], ["520100", "520121"]),
            (Lead, "needs", ["land"], ["land", "water"], None, ["water"]),
            (Lead, "needs", ["land"], None, ["land", "water"], ["water"]),
            (Lead, "needs", ["land"], ["land", "power"], ["power"], ["power"]),
        ],
    )
    def test_what_was_added_and_removed_counts(
        self, kind: type[Record], name: str, base: Any, theirs: Any, mine: Any, merged: list[str]
    ) -> None:
        def packed(items: Any) -> str | None:
            return None if items is None else msgspec.json.encode(items).decode()

        first = record(kind, **{name: packed(base)})
        out = merge(edited(first, **{name: packed(theirs)}), patch(first, **{name: packed(mine)}), "丙")
        assert out.status == "merged"
        assert msgspec.json.decode(str(out.state.values[name])) == merged

    def test_people_merge_by_whole_rows(self) -> None:
        wang, li, zhao = ('{"name":"王","side":"ours"}', '{"name":"李","side":"theirs"}', '{"name":"赵"}')
        base = record(Negotiation, attendees=f"[{wang}]")
        now = edited(base, attendees=f"[{wang},{li}]")
        out = merge(now, patch(base, attendees=f"[{wang},{zhao}]"), "丙")
        assert (out.status, out.state.values["attendees"]) == ("merged", f"[{wang},{li},{zhao}]")

    def test_other_tables_clash(self) -> None:
        base = record(Negotiation, positions='[{"item":"土地"}]')
        now = edited(base, positions='[{"item":"土地","ours":"可以"}]')
        assert merge(now, patch(base, positions='[{"item":"土地","ours":"不行"}]'), "丙").status == "conflict"

    @pytest.mark.parametrize(
        ("offered", "current", "merged"),
        [
            ("土地:有 用水:无", "土地:无 用水:缺", "土地:有 用水:缺"),
            ("土地:无", "土地:缺 用水:无", "土地:缺"),
            ("土地:无 用水:无 能耗:有", "土地:无 用水:无 资金:有", "土地:无 用水:无 资金:有 能耗:有"),
            ("土地:有 用水:无", "土地:缺 用水:无", "conflict"),
            ("土地:有 用水:无", "用水:无", "conflict"),
            ("土地:有 土地:缺", "土地:无 用水:缺", "conflict"),
        ],
    )
    def test_tables_whose_rows_have_names_merge_row_by_row(self, offered: str, current: str, merged: str) -> None:
        def packed(text: str) -> str:
            rows = [dict(zip(("element", "value"), row.split(":"), strict=True)) for row in text.split()]
            return msgspec.json.encode(rows).decode()

        base = record(Plan, elements=packed("土地:无 用水:无"))
        out = merge(edited(base, elements=packed(current)), patch(base, elements=packed(offered)), "丙")
        if merged == "conflict":
            assert (out.status, out.state.values["elements"]) == ("conflict", packed(current))
        else:
            assert (out.status, out.state.values["elements"]) == ("merged", packed(merged))

    @given(st.data())
    def test_the_order_of_desks_does_not_matter(self, data: st.DataObject) -> None:
        options = [o.code for o in field_of(Lead, "needs").kind.options]  # type: ignore[attr-defined]
        draw = lambda: data.draw(st.lists(st.sampled_from(options), unique=True))  # noqa: E731
        kind = field_of(Lead, "needs").kind
        base, one, other = (kind.pack(kind.unpack(msgspec.json.encode(draw()).decode())) for _ in range(3))
        first = record(needs=base)
        ways = [
            merge(merge(first, patch(first, needs=a), "乙").state, patch(first, needs=b), "丙").state.values["needs"]
            for a, b in ((one, other), (other, one))
        ]
        assert (ways[0] or "[]") == (ways[1] or "[]")


class TestLongTexts:
    def test_edits_of_different_sentences_merge(self) -> None:
        base = record(summary="一。二。三。")
        out = merge(edited(base, summary="一改。二。三。"), patch(base, summary="一。二。三。四。"), "丙")
        assert (out.status, out.state.values["summary"]) == ("merged", "一改。二。三。四。")

    def test_edits_of_the_same_sentence_clash(self) -> None:
        base = record(summary="一。二。三。")
        out = merge(edited(base, summary="一。二甲。三。"), patch(base, summary="一。二乙。三。"), "丙")
        assert (out.status, out.state.values["summary"]) == ("conflict", "一。二甲。三。")

    def test_an_own_change_over_a_merged_text_keeps_what_others_wrote(self) -> None:
        base = record(summary="一。二。三。")
        theirs = edited(base, summary="一。二。三。他人。")
        mine = merge(theirs, patch(base, summary="一改。二。三。"), "丙")
        again = patch(base, summary="一改。二改。三。", before={"summary": "一改。二。三。"})
        out = merge(mine.state, again, "丙", own={3})
        assert out.state.values["summary"] == "一改。二改。三。他人。"


class TestDeletion:
    def test_an_untouched_record_is_deleted(self) -> None:
        base = record(title="一")
        out = merge(base, patch(base, action="delete", deleted_at=5), "乙")
        assert (out.status, out.state.values["deleted_at"]) == ("applied", 5)

    @pytest.mark.parametrize("deleted_first", [True, False])
    def test_delete_against_edit_ends_the_same_in_either_order(self, deleted_first: bool) -> None:
        base = record(title="一")
        gone, edit = patch(base, action="delete", deleted_at=5), patch(base, title="二")
        order = [(gone, "删"), (edit, "改")] if deleted_first else [(edit, "改"), (gone, "删")]
        state, out = base, None
        for change, actor in order:
            out = merge(state, change, actor)
            state = out.state
        assert out is not None
        assert out.status == "conflict"
        assert (state.values.get("deleted_at"), state.values["title"]) == (None, "二")
        (clash,) = out.clashes
        assert (clash.field, clash.kept, clash.offered) == ("deleted_at", {"deleted_at": None}, {"deleted_at": 5})
        assert (clash.kept_by, clash.offered_by) == ("改", "删")

    def test_two_deletions_agree(self) -> None:
        base = record(title="一")
        now = edited(base, deleted_at=5)
        out = merge(now, patch(base, action="delete", deleted_at=6), "丙")
        assert (out.status, out.clashes, out.state.values["deleted_at"]) == ("merged", (), 5)

    def test_a_restored_record_is_restored(self) -> None:
        now = edited(record(title="一"), deleted_at=5)
        out = merge(now, patch(now, action="restore", deleted_at=None), "丙")
        assert (out.status, out.state.values["deleted_at"]) == ("applied", None)

    def test_an_own_deletion_after_own_edits_is_no_conflict(self) -> None:
        base = record(title="一")
        now = edited(base, title="二")
        out = merge(now, patch(base, action="delete", deleted_at=5), "乙", own={2})
        assert (out.status, out.state.values["deleted_at"]) == ("applied", 5)


class TestCreation:
    def test_the_same_creation_again_is_merged(self) -> None:
        base = record(title="一")
        out = merge(base, Patch("create", 0, AT, {"title": "一"}, {"title": None}, {}), "乙")
        assert (out.status, out.state) == ("merged", base)

    def test_another_one_under_the_same_id_clashes_by_field(self) -> None:
        base = record(title="一")
        out = merge(base, Patch("create", 0, AT, {"title": "二", "next_step": "问"}, {}, {}), "乙")
        assert (out.status, out.state.values["title"], out.state.values["next_step"]) == ("conflict", "一", "问")


class TestStamps:
    def test_every_field_is_named_by_the_newest_stamp_that_set_it(self) -> None:
        stamps = (Stamp(1, "甲", 1), Stamp(2, "乙", 2, ("a", "b")), Stamp(3, "丙", 3, ("c",)))
        new = stamped(stamps, Stamp(4, "丁", 4, ("b", "c")))
        assert [stamp_of(new, name).version for name in "abcd"] == [2, 4, 4, 1]
        assert len(new) == 3

    @given(st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), max_size=20))
    def test_they_stay_few_and_true(self, steps: list[set[str]]) -> None:
        stamps: tuple[Stamp, ...] = (Stamp(1, "甲", 0),)
        newest = dict.fromkeys("abcdef", 1)
        for version, names in enumerate(steps, 2):
            stamps = stamped(stamps, Stamp(version, "甲", 0, tuple(sorted(names))))
            newest.update(dict.fromkeys(names, version))
        assert {name: stamp_of(stamps, name).version for name in newest} == newest
        assert len(stamps) <= 1 + len(newest)


# -- laws that hold for any two desks ----------------------------------------------------------

TEXTS = ("title", "next_step", "referrer", "triage", "triage_reason", "summary")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "triage": st.sampled_from([None, "follow", "drop"]),
    "needs": st.sampled_from([None, '["land"]', '["land","power"]', '["talent"]']),
    "summary": st.lists(st.sampled_from(["一。", "二。", "三。", "四。"]), max_size=5)
    .map("".join)
    .map(lambda t: t or None),
}
WORDS = st.sampled_from([None, "甲", "乙", "丙"])
EDIT = st.fixed_dictionaries({}, optional={name: VALUES.get(name, WORDS) for name in (*TEXTS, "needs")})


def both(base: State, one: Patch, other: Patch) -> tuple[Outcome, Outcome]:
    first = merge(base, one, "一")
    return first, merge(first.state, other, "二")


@given(EDIT, EDIT, EDIT)
def test_nothing_that_was_written_is_lost(start: dict[str, Any], a: dict[str, Any], b: dict[str, Any]) -> None:
    """Every value that either desk wrote holds, is merged, or is in a clash."""
    base = record(**start)
    one, other = patch(base, **a), patch(base, **b)
    first, second = both(base, one, other)
    assert first.clashes == ()
    for name, value in other.fields.items():
        if value == other.before[name]:
            continue
        clashed = any(c.offered.get(name) == value and name in c.offered for c in second.clashes)
        merged = name in ("needs", "summary")
        assert clashed or merged or second.state.values.get(name) == value
    for name, value in first.changed.items():
        kept = second.state.values.get(name)
        assert kept == value or name in ("needs", "summary") or one.fields[name] == base.values.get(name)


@given(EDIT, EDIT, EDIT)
def test_without_clashes_the_order_does_not_matter(start: dict[str, Any], a: dict[str, Any], b: dict[str, Any]) -> None:
    base = record(**start)
    one, other = patch(base, **a), patch(base, **b)
    _, ab = both(base, one, other)
    _, ba = both(base, other, one)
    assert {c.field for c in ab.clashes} == {c.field for c in ba.clashes}
    clashing = {name for c in (*ab.clashes, *ba.clashes) for name in c.offered}
    for name in (*TEXTS, "needs"):
        if name not in clashing:
            assert (ab.state.values.get(name) or None) == (ba.state.values.get(name) or None)


@given(EDIT, EDIT, EDIT)
def test_the_same_change_twice_changes_nothing(start: dict[str, Any], a: dict[str, Any], b: dict[str, Any]) -> None:
    base = record(**start)
    _, second = both(base, patch(base, **a), patch(base, **b))
    again = merge(second.state, patch(base, **b), "二", own={second.state.version} - {base.version})
    for name in (*TEXTS, "needs"):
        if name != "summary":
            assert again.state.values.get(name) == second.state.values.get(name)


@given(EDIT, EDIT)
def test_alone_a_desk_never_conflicts_with_itself(start: dict[str, Any], a: dict[str, Any]) -> None:
    base = record(**start)
    first = merge(base, patch(base, **a), "一")
    own = {first.state.version} - {base.version}
    over_own = {name: first.state.values.get(name) for name in (*TEXTS, "needs")}
    following = Patch("change", base.version, AT, {"title": "终", "triage": "transfer"}, over_own, {})
    out = merge(first.state, following, "一", own)
    assert out.status == "applied"
    assert out.state.values["title"] == "终"


def test_every_kind_of_field_has_an_outcome() -> None:
    """No field of any record makes the merge fail: two desks change it, from nothing."""
    samples = {"text": ("甲", "乙"), "int": (1, 0), "float": (1.0, 2.0)}
    lists = ('["land"]', '["power"]')
    for kind in BY_NAME.values():
        for declared in fields(kind):
            one, other = samples[declared.kind.storage]
            for a, b in ((one, other), lists):
                base = record(kind)
                try:
                    declared.unpack(a), declared.unpack(b)
                except Exception:
                    continue
                out = merge(edited(base, **{declared.name: a}), patch(base, **{declared.name: b}), "丙")
                assert out.status in ("merged", "conflict")
