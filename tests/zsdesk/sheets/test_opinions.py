"""A department without a connection: the question out as a sealed file, the answer back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from zsdesk.acts import attachments, records, reviews
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.kinds import Target
from zsdesk.queries.detail import files
from zsdesk.records import Opinion
from zsdesk.records.opinion import Condition
from zsdesk.records.review import Need
from zsdesk.sheets import envelope, opinions


@pytest.fixture
def opinion(desk: Desk) -> str:
    values = {"name": "磷系正极材料一体化", "total_investment": None, "lead_unit": "开阳县投促局"}
    project = desk.do(records.create, "project", values).result
    review = desk.do(reviews.draft, project, "用水保障", [Need("日用水 8,000 立方米", "water", "水务局")]).result
    desk.do(attachments.attach_bytes, Target("review", review), "用水说明.txt", "取自清水河".encode())
    return desk.do(reviews.open_review, review).result[0]


def _answer(desk: Desk, question: Path, code: str, out: Path) -> Path:
    conditions = [Condition("办理取水许可", "项目公司", "2026-12-31")]
    opinions.answer(question, code, out, "conditional", text="水源可保障", conditions=conditions, by="陈工",
                    now_ms=desk.clock.now_ms())  # fmt: skip
    return out


def test_question_and_answer_travel_by_hand(desk: Desk, opinion: str, tmp_path: Path) -> None:
    code = opinions.ask(desk, opinion, tmp_path / "q.zsask")
    sealed = (tmp_path / "q.zsask").read_bytes()
    assert "清水河".encode() not in sealed
    question = opinions.read_question(tmp_path / "q.zsask", code.lower().replace("-", " "))
    assert (question.department, question.asked) == ("水务局", "用水：日用水 8,000 立方米")
    assert ("项目名称", "磷系正极材料一体化") in question.facts
    assert [(f.name, f.data.decode()) for f in question.enclosed] == [("用水说明.txt", "取自清水河")]
    answered = _answer(desk, tmp_path / "q.zsask", code, tmp_path / "a.zsanswer")
    opinions.merge(desk, answered)
    found = desk.read(lambda s: s.get(Opinion, opinion))
    assert (found.verdict, found.answered_by, found.text) == ("conditional", "陈工", "水源可保障")
    assert [(c.condition, c.status) for c in found.conditions] == [("办理取水许可", "open")]
    kept = desk.read(files, Target("opinion", opinion))
    assert [(f.name, desk.blob(f.sha256)) for f in kept] == [("a.zsanswer", answered.read_bytes())]
    before = desk.status().pending
    opinions.merge(desk, answered)  # a second time changes nothing
    assert desk.status().pending == before


def test_a_changed_packet_and_a_wrong_code_are_refused(desk: Desk, opinion: str, tmp_path: Path) -> None:
    code = opinions.ask(desk, opinion, tmp_path / "q.zsask")
    with pytest.raises(Refused, match="口令"):
        opinions.read_question(tmp_path / "q.zsask", envelope.new_code())
    with pytest.raises(Refused, match="四组"):
        opinions.read_question(tmp_path / "q.zsask", "1234")
    answered = _answer(desk, tmp_path / "q.zsask", code, tmp_path / "a.zsanswer")
    whole = answered.read_bytes()
    for at in (len(whole) - 1, len(whole) // 2, 20):
        changed = bytearray(whole)
        changed[at] ^= 1
        answered.write_bytes(bytes(changed))
        with pytest.raises(Refused):
            opinions.merge(desk, answered)
    assert desk.read(lambda s: s.get(Opinion, opinion).verdict) is None
    with pytest.raises(Refused, match="答复"):
        opinions.merge(desk, tmp_path / "q.zsask")


def test_only_what_was_asked_is_answered(
    desk: Desk, opinion: str, make_desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    code = opinions.ask(desk, opinion, tmp_path / "q.zsask")
    answered = _answer(desk, tmp_path / "q.zsask", code, tmp_path / "a.zsanswer")
    other = make_desk("other")
    with pytest.raises(Refused, match="没有"):
        opinions.merge(other, answered)
    with pytest.raises(Refused):  # the code opens it, but this desk has no such opinion
        opinions.merge(other, answered, code)
    forged = opinions.Answer(opinion, "0" * 64, "水务局", "agree", "", "", [], "某人", desk.clock.now_ms())
    (tmp_path / "f").write_bytes(envelope.seal("answer", msgspec.msgpack.encode(forged), code))
    with pytest.raises(Refused, match="另一"):
        opinions.merge(desk, tmp_path / "f")


def test_an_older_answer_does_not_replace_a_later_one(desk: Desk, opinion: str, tmp_path: Path) -> None:
    code = opinions.ask(desk, opinion, tmp_path / "q.zsask")
    answered = _answer(desk, tmp_path / "q.zsask", code, tmp_path / "a.zsanswer")
    desk.do(reviews.opine, opinion, "agree", text="已现场核实")
    with pytest.raises(Refused, match="较晚"):
        opinions.merge(desk, answered)
    assert desk.read(lambda s: s.get(Opinion, opinion).verdict) == "agree"


def test_an_answer_without_reason_is_refused_before_it_is_written(desk: Desk, opinion: str, tmp_path: Path) -> None:
    code = opinions.ask(desk, opinion, tmp_path / "q.zsask")
    with pytest.raises(Refused, match="依据"):
        opinions.answer(tmp_path / "q.zsask", code, tmp_path / "a", "disagree", by="陈工", now_ms=0)
    assert not (tmp_path / "a").exists()
