"""A department sees the projects on which it is asked, with their parts, and nothing else of its region."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.ring import MemoryKeyring
from tests.zsdesk.server.conftest import PASSWORD, Served
from zsdesk.acts import attachments, reviews
from zsdesk.desk import Desk
from zsdesk.errors import NotFound
from zsdesk.ids import new_id
from zsdesk.kinds import Target
from zsdesk.queries import detail
from zsdesk.queries.syncing import outbox
from zsdesk.server import admin
from zsdesk.sync import client, wire

FILE = "取水许可".encode()
SHA = hashlib.sha256(FILE).hexdigest()


class Asked:
    """A project under review, another one beside it, and the desk of the department that is asked."""

    def __init__(self, served: Served, region: str) -> None:
        self.officer = served.peer(region)
        self.water = served.peer("520000", "department")
        self.unit = f"水务局{self.water.user}"
        admin.set_unit(served.data, self.water.user, self.unit)
        make, officer = self.officer.change, self.officer
        company = make("create", "company", new_id(), {"name": "永荣", "region_code": region})
        project = make("create", "project", new_id(), {"name": "磷硫铁", "companies": f'["{company.id}"]',
                                                       "region_code": region})  # fmt: skip
        other = make("create", "project", new_id(), {"name": "别的项目", "region_code": region})
        lead = make("create", "lead", new_id(), {"title": "线索", "region_code": region})
        talk = make("create", "negotiation", new_id(), {"topics": "底线", "project": project.id, "region_code": region})
        works = make("create", "milestone", new_id(), {"name": "打桩", "project": project.id, "region_code": region})
        officer.sync(company, project, other, lead, talk, works)
        self.company, self.project, self.other, self.works = company.id, project.id, other.id, works.id

    def ask(self, project: str = "") -> tuple[str, str]:
        """Open a review of the project; its id and the opinion's."""
        make, region = self.officer.change, self.officer.region
        fields = {"project": project or self.project, "subject": "用水", "opened_at": 1_780_000_000_000}
        review = make("create", "review", new_id(), {**fields, "region_code": region})
        opinion = make("create", "opinion", new_id(), {"review": review.id, "department": self.unit,
                                                       "region_code": region})  # fmt: skip
        answer = self.officer.sync(review, opinion)
        assert statuses(answer) == ["applied", "applied"]
        return review.id, opinion.id


def statuses(answer: wire.SyncResponse) -> list[str]:
    return [result.status for result in answer.results]


@pytest.fixture
def asked(served: Served, county: str) -> Asked:
    return Asked(served, county)


def test_it_sees_what_it_is_asked_on_and_only_that(asked: Asked) -> None:
    water, officer = asked.water, asked.officer
    water.sync()
    assert water.rows == {}
    review, opinion = asked.ask()
    water.sync()
    seen = {("project", asked.project), ("company", asked.company), ("milestone", asked.works), ("review", review),
            ("opinion", opinion)}  # fmt: skip
    assert water.rows.keys() == seen
    more = officer.change("create", "progress", new_id(), {"summary": "桩基", "project": asked.project,
                                                           "region_code": officer.region})  # fmt: skip
    officer.sync(more, officer.edit("milestone", asked.works, name="打桩完成"))
    officer.sync(officer.edit("project", asked.other, name="与它无关"))
    water.sync()
    assert water.rows.keys() == seen | {("progress", more.id)}
    assert water.get("milestone", asked.works)["name"] == "打桩完成"
    for path, status in ((f"project/{asked.project}", 200), (f"project/{asked.other}", 404)):
        assert water.http.get(f"/v1/records/{path}/history").status_code == status
    assert water.http.get("/v1/figures").status_code == 403
    rows = water.http.post("/v1/digest/rows", json={"ends": [asked.other[-2:], asked.project[-2:]]}).text
    assert (asked.project in rows, asked.other in rows) == (True, False)


def test_its_sight_ends_with_the_question_and_not_with_the_review(asked: Asked) -> None:
    water, officer = asked.water, asked.officer
    review, opinion = asked.ask()
    water.sync()
    assert statuses(water.sync(water.edit("opinion", opinion, verdict="agree", text="可保障"))) == ["applied"]
    officer.sync()
    assert statuses(officer.sync(officer.edit("review", review, result="passed", closed_at=1_790_000_000_000))) == [
        "applied"
    ]
    water.sync()
    assert water.get("review", review)["result"] == "passed"
    assert "rejected" in statuses(water.sync(water.edit("opinion", opinion, verdict="disagree", text="反悔")))
    second, taken_back = asked.ask(asked.other)
    water.sync()
    assert ("project", asked.other) in water.rows
    officer.sync(officer.edit("opinion", taken_back, deleted_at=1_790_000_000_000))
    water.sync()
    assert ("project", asked.other) not in water.rows
    assert ("review", second) not in water.rows
    assert ("project", asked.project) in water.rows


def test_a_part_that_goes_to_another_project_leaves_it(asked: Asked) -> None:
    water, officer = asked.water, asked.officer
    asked.ask()
    water.sync()
    officer.sync(officer.edit("milestone", asked.works, project=asked.other))
    water.sync()
    assert ("milestone", asked.works) not in water.rows
    assert ("project", asked.other) not in water.rows


def test_it_sends_files_with_its_opinion_and_no_others(asked: Asked) -> None:
    water, officer = asked.water, asked.officer
    _, opinion = asked.ask()
    water.sync()

    def attach(to: str, name: str = "许可.txt") -> wire.Change:
        return water.change("create", "attachment", new_id(), {"target": to, "name": name, "sha256": SHA,
                                                               "size": len(FILE)})  # fmt: skip

    mine = attach(f"opinion/{opinion}")
    assert statuses(water.sync(mine, attach(f"project/{asked.project}"), attach(f"project/{asked.other}"))) == [
        "applied", "rejected", "rejected",
    ]  # fmt: skip
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(FILE))}
    sent = water.http.patch(f"/v1/blobs/{SHA}", content=FILE, headers=headers)
    assert (sent.status_code, sent.json()["complete"]) == (200, True), sent.text
    assert officer.http.get(f"/v1/blobs/{SHA}").content == FILE
    officer.sync()
    theirs = officer.get("attachment", mine.id)
    assert theirs["region_code"] == officer.region
    assert statuses(water.sync(water.edit("attachment", mine.id, name="取水许可证.txt"))) == ["applied"]
    moved = water.edit("attachment", mine.id, target=f"project/{asked.project}")
    assert statuses(water.sync(moved)) == ["rejected"]
    secret = b"other " + FILE
    of = {"target": f"project/{asked.other}", "name": "密.txt", "sha256": hashlib.sha256(secret).hexdigest(),
          "size": len(secret), "region_code": officer.region}  # fmt: skip
    officer.sync(officer.change("create", "attachment", new_id(), of))
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(secret))}
    assert officer.http.patch(f"/v1/blobs/{of['sha256']}", content=secret, headers=headers).status_code == 200
    for request in (water.http.get(f"/v1/blobs/{of['sha256']}"),
                    water.http.patch(f"/v1/blobs/{of['sha256']}", content=secret, headers=headers)):  # fmt: skip
        assert request.status_code == 404


def test_a_desk_of_a_department(asked: Asked, served: Served, tmp_path: Path, ring: MemoryKeyring) -> None:
    """What is asked comes, is answered with a paper, and goes away when the question is taken back."""
    desk = Desk.create(tmp_path / "water")
    client.enrol(desk, served.url, asked.water.user, PASSWORD)
    client.sync(desk)
    review, opinion = asked.ask()
    client.sync(desk)
    assert desk.read(detail.detail, "project", asked.project).values["name"] == "磷硫铁"
    desk.do(reviews.opine, opinion, "agree", text="可保障")
    desk.do(attachments.attach_bytes, Target("opinion", opinion), "许可.txt", FILE)
    client.sync(desk)
    assert desk.read(outbox) == []
    asked.officer.sync()
    assert asked.officer.get("opinion", opinion)["verdict"] == "agree"
    assert asked.officer.http.get(f"/v1/blobs/{SHA}").content == FILE
    again = client.sync(desk)
    assert (again.requests, again.pulled) == (1, 0)
    admin.set_unit(served.data, asked.water.user, "农业农村局")
    client.sync(desk)
    for type_name, one in (("project", asked.project), ("review", review), ("opinion", opinion)):
        with pytest.raises(NotFound):
            desk.read(detail.detail, type_name, one)
    desk.close()
