"""Push: order, replays, results per change, what waits for what, rights, numbers."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.zsdesk.server.conftest import Peer, Served
from zsdesk.ids import new_id
from zsdesk.server import admin
from zsdesk.sync import wire

Pair = tuple[Peer, Peer]


def lead(peer: Peer, title: str = "线索", **fields: Any) -> wire.Change:
    return peer.change("create", "lead", new_id(), {"title": title, "region_code": peer.region, **fields})


def statuses(answer: wire.SyncResponse) -> list[str]:
    return [result.status for result in answer.results]


class TestOrder:
    def test_a_replay_gets_the_same_answer_and_changes_nothing(self, pair: Pair) -> None:
        one, other = pair
        request = one.request(lead(one), lead(one, "第二条"))
        first = one.once(request)
        again = one.once(request)
        assert again.results == first.results
        assert statuses(first) == ["applied", "applied"]
        other.sync()
        assert len(other.all("lead")) == len({row["number"] for row in other.all("lead")})
        assert other.get("lead", request.changes[0].id)["version"] == 1

    def test_a_replay_may_be_cut_elsewhere_and_go_on(self, pair: Pair) -> None:
        one, _ = pair
        first, second, third = lead(one), lead(one), lead(one)
        whole = one.once(one.request(first, second))
        answer = one.once(one.request(second, third))
        assert answer.results[0] == whole.results[1]
        assert statuses(answer) == ["applied", "applied"]

    def test_a_rebased_replay_is_still_the_same(self, pair: Pair) -> None:
        one, _ = pair
        change = lead(one)
        first = one.once(one.request(change))
        rebased = msgspec.structs.replace(change, base=7, before={"title": "x"})
        assert one.once(one.request(rebased)).results == first.results

    def test_a_gap_is_told_with_the_number_expected(self, pair: Pair) -> None:
        one, _ = pair
        one.sync(lead(one))
        one.op += 1
        answer = one.post(one.request(lead(one)))
        assert answer.status_code == 409
        assert (answer.json()["code"], answer.json()["expected"]) == ("gap", 2)

    def test_a_gap_inside_a_request_is_invalid(self, pair: Pair) -> None:
        one, _ = pair
        first = lead(one)
        one.op += 1
        answer = one.post(one.request(first, lead(one)))
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")

    def test_other_content_under_the_same_number_is_another_desk(self, pair: Pair) -> None:
        one, other = pair
        one.sync(lead(one))
        one.op = 0
        answer = one.post(one.request(lead(one, "恢复的电脑")))
        assert (answer.status_code, answer.json()["code"]) == (409, "incarnation")
        one.incarnation, one.op = new_id(), 0
        assert statuses(one.sync(lead(one, "恢复的电脑"))) == ["applied"]
        other.sync()
        assert len(other.all("lead")) >= 2

    def test_nobody_writes_into_the_numbers_of_another(self, pair: Pair) -> None:
        one, other = pair
        one.sync(lead(one))
        other.incarnation, other.op = one.incarnation, 1
        answer = other.post(other.request(lead(other)))
        assert (answer.status_code, answer.json()["code"]) == (409, "incarnation")


class TestResults:
    @pytest.mark.parametrize(
        ("type_name", "fields", "part"),
        [
            ("lead", {"title": "长" * 501}, "线索名称"),
            ("lead", {"intent_amount": "3.2忆"}, "意向投资"),
            ("lead", {"next_due": "2026-02-30"}, "时限"),
            ("lead", {"region_code": "999999"}, "所属地区"),
            ("lead", {"number": "XS-1"}, "编号"),
            ("lead", {"preferred_regions": '["北京"]'}, "意向区域"),
            ("lead", {"title": "a\0b"}, "线索名称"),
            ("lead", {"title": 5}, "线索名称"),
            ("company", {"uscc": "91520000000000000X"}, "统一社会信用代码"),
            ("lead", {"no_such_field": "x"}, "no_such_field"),
            ("spaceship", {}, "spaceship"),
            ("conflict", {"status": "open"}, ""),
            ("attachment", {"target": f"spaceship/{new_id()}"}, "spaceship"),
        ],
    )
    def test_what_is_no_value_is_rejected_with_a_sentence(
        self, pair: Pair, type_name: str, fields: dict[str, Any], part: str
    ) -> None:
        one, _ = pair
        answer = one.sync(one.change("create", type_name, new_id(), {"region_code": one.region, **fields}), lead(one))
        assert statuses(answer) == ["rejected", "applied"]
        assert part in answer.results[0].reason
        assert "{" not in answer.results[0].reason

    def test_reasons_come_in_english_where_asked(self, pair: Pair) -> None:
        one, _ = pair
        one.http.headers["Accept-Language"] = "en"
        answer = one.sync(one.change("create", "lead", new_id(), {"next_due": "2026-02-30"}))
        assert "is no date" in answer.results[0].reason

    def test_a_local_transaction_is_rejected_whole(self, pair: Pair) -> None:
        one, other = pair
        tx = one.op + 1
        good = one.change("create", "lead", new_id(), {"title": "好"}, tx=tx)
        bad = one.change("create", "lead", new_id(), {"next_due": "错"}, tx=tx)
        alone = lead(one)
        answer = one.sync(good, bad, alone)
        assert statuses(answer) == ["rejected", "rejected", "applied"]
        assert [(r.because, r.field) for r in answer.results[:2]] == [(bad.op, ""), (0, "next_due")]
        other.sync()
        assert ("lead", good.id) not in other.rows
        assert ("lead", alone.id) in other.rows

    def test_what_depends_on_a_rejected_creation_waits_and_the_rest_goes_on(self, pair: Pair) -> None:
        one, _ = pair
        company = one.change("create", "company", new_id(), {"uscc": "falsch"})
        of_it = lead(one, company=company.id)
        edit = one.change("change", "company", company.id, {"name": "华星"})
        photo = one.change("create", "attachment", new_id(), {"name": "a.jpg", "target": f"lead/{of_it.id}"})
        free = lead(one)
        answer = one.sync(company, of_it, edit, photo, free)
        assert statuses(answer) == ["rejected", "rejected", "rejected", "rejected", "applied"]
        assert [r.because for r in answer.results] == [0, company.op, company.op, of_it.op, 0]
        assert answer.results[0].field == "uscc"
        # A later request knows it too, until the creation comes in order.
        assert statuses(one.sync(lead(one, company=company.id))) == ["rejected"]
        assert statuses(one.sync(one.change("create", "company", company.id, {"name": "华星"}))) == ["applied"]
        assert statuses(one.sync(lead(one, company=company.id))) == ["applied"]

    def test_a_change_of_an_unknown_record_is_rejected(self, pair: Pair) -> None:
        one, _ = pair
        assert statuses(one.sync(one.change("change", "lead", new_id(), {"title": "x"}))) == ["rejected"]

    def test_fields_of_a_newer_desk_are_kept_and_come_back(self, pair: Pair) -> None:
        one, other = pair
        made = one.change("create", "lead", new_id(), {"title": "新", "colour": "蓝", "weight": 3}, schema=99)
        assert statuses(one.sync(made)) == ["applied"]
        other.sync()
        assert other.get("lead", made.id)["colour"] == "蓝"
        assert statuses(other.sync(other.edit("lead", made.id, title="旧程序改了"))) == ["applied"]
        one.sync()
        row = one.get("lead", made.id)
        assert (row["title"], row["colour"], row["weight"]) == ("旧程序改了", "蓝", 3)

    def test_own_rows_do_not_travel_back_but_what_the_province_added_does(self, pair: Pair) -> None:
        one, _ = pair
        answer = one.sync(lead(one), lead(one))
        assert answer.rows == ()
        without_region = one.change("create", "lead", new_id(), {"title": "无地区"})
        answer = one.sync(without_region)
        assert [row.id for row in answer.rows] == [without_region.id]
        assert one.get("lead", without_region.id)["region_code"] == one.region


class TestNumbers:
    def test_new_records_get_numbers_in_a_row(self, pair: Pair) -> None:
        one, _ = pair
        answer = one.sync(*(lead(one) for _ in range(3)))
        numbers = [result.number for result in answer.results]
        assert all(number.startswith("XS-20") for number in numbers)
        ends = [int(number[-6:]) for number in numbers]
        assert ends == list(range(ends[0], ends[0] + 3))

    def test_types_without_a_prefix_get_none(self, pair: Pair) -> None:
        one, _ = pair
        answer = one.sync(one.change("create", "visit", new_id(), {"subject": "考察"}))
        assert answer.results[0].number == ""


class TestRights:
    def test_an_officer_writes_within_the_region_only(self, served: Served, county: str) -> None:
        one = served.peer(county)
        assert statuses(one.sync(lead(one, region_code="522725"), lead(one, region_code="520000"))) == ["rejected"] * 2
        stranger = served.peer("522725")
        made = lead(one)
        one.sync(made)
        answer = stranger.sync(stranger.change("change", "lead", made.id, {"title": "偷改"}, base=1))
        assert statuses(answer) == ["rejected"]
        answer = stranger.sync(stranger.change("create", "lead", made.id, {"title": "偷改"}))
        assert statuses(answer) == ["rejected"]
        assert stranger.http.get(f"/v1/records/lead/{made.id}/history").status_code == 404

    def test_a_prefecture_writes_its_counties(self, served: Served) -> None:
        above = served.peer("520100")
        assert statuses(above.sync(lead(above, region_code="520121"), lead(above, region_code="522725"))) == [
            "applied", "rejected",
        ]  # fmt: skip

    def test_a_department_writes_nothing(self, served: Served) -> None:
        department = served.peer("520000", "department")
        answer = department.sync(lead(department))
        assert statuses(answer) == ["rejected"]

    def test_a_department_answers_what_it_is_asked(self, served: Served) -> None:
        officer, department = served.peer(), served.peer("520000", "department")
        asked, others = new_id(), new_id()
        made = [
            officer.change("create", "opinion", id, {"department": unit, "asked": "用水", "region_code": "520121"})
            for id, unit in ((asked, department.user), (others, "水务局"))
        ]
        officer.sync(*made)
        department.sync()
        said = {"verdict": "agree", "text": "可保障", "answered_by": "陈工"}
        answer = department.sync(
            department.change("change", "opinion", asked, said, base=1),
            department.change("change", "opinion", others, said, base=1),
            department.change("change", "opinion", asked, {"due": "2030-01-01"}, base=1),
            department.change("change", "opinion", asked, {"verdict": "agree", "region_code": "522725"}, base=1),
        )
        assert statuses(answer) == ["applied", "rejected", "rejected", "rejected"]
        officer.sync()
        assert (officer.get("opinion", asked)["verdict"], officer.get("opinion", asked)["text"]) == ("agree", "可保障")
        assert officer.get("opinion", others).get("verdict") is None
        assert officer.get("opinion", asked).get("due") is None

    def test_an_account_answers_for_the_department_that_it_was_given(self, served: Served) -> None:
        officer, clerk = served.peer(), served.peer("520000", "department")
        asked = new_id()
        of = {"department": "水务局", "asked": "用水", "region_code": "520121"}
        officer.sync(officer.change("create", "opinion", asked, of))
        assert clerk.sync().unit == ""
        said = {"verdict": "agree", "text": "可保障"}
        assert statuses(clerk.sync(clerk.change("change", "opinion", asked, said, base=1))) == ["rejected"]
        admin.set_unit(served.data, clerk.user, " 水务局 ")
        assert clerk.sync().unit == "水务局"
        assert statuses(clerk.sync(clerk.change("change", "opinion", asked, said, base=1))) == ["applied"]

    def test_an_attachment_lies_where_its_record_lies(self, served: Served) -> None:
        above, below = served.peer("520100"), served.peer("520122")
        above.sync()
        made = lead(above, region_code="520122")
        photo = above.change("create", "attachment", new_id(),
                             {"name": "a.jpg", "target": f"lead/{made.id}", "region_code": "520100"})  # fmt: skip
        assert statuses(above.sync(made, photo)) == ["applied", "applied"]
        below.sync()
        assert below.get("attachment", photo.id)["region_code"] == "520122"
        assert above.get("attachment", photo.id)["region_code"] == "520122"
        elsewhere = served.peer("522725")
        stolen = elsewhere.change("create", "attachment", new_id(), {"name": "b.jpg", "target": f"lead/{made.id}"})
        assert statuses(elsewhere.sync(stolen)) == ["rejected"]
