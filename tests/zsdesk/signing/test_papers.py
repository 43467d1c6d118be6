"""Papers on desks of a real province: made, registered, signed by two people offline, verified by a third."""

from __future__ import annotations

import json

import pytest

from tests.province import Province
from tests.zsdesk.signing.conftest import Enrol
from zsdesk.acts import minutes, records
from zsdesk.desk import Desk
from zsdesk.documents.stamp import qr_text
from zsdesk.errors import Refused, WrongPassphrase
from zsdesk.fields import fields
from zsdesk.queries import documents
from zsdesk.queries.detail import detail
from zsdesk.queries.papers import content
from zsdesk.queries.syncing import outbox
from zsdesk.records import Negotiation
from zsdesk.rules import sealing
from zsdesk.signing import papers, pkcs12, trust
from zsdesk.sync import client


def talk(desk: Desk) -> str:
    """A negotiation that the province has."""
    lead = desk.do(records.create, "lead", {"title": "磷系正极材料"}).result
    made = desk.do(records.create, "negotiation", {"lead": lead, "topics": "用地", "agreed": "用地五百亩"}).result
    client.sync(desk)
    return made


def test_from_the_record_to_a_paper_that_a_third_desk_verifies(enrolled: Enrol, province: Province) -> None:
    officer, supervisor = enrolled("李明"), enrolled("王芳")
    id = talk(officer)
    made = papers.make(officer, "brief", id)
    assert papers.make(officer, "brief", id) == made  # the same bytes are the same edition
    by_one = papers.sign(officer, made.data)
    client.sync(officer)
    client.sync(supervisor)
    by_two = papers.sign(supervisor, by_one.data)
    assert (by_one.place, by_two.place) == ("officer", "supervisor")
    client.sync(supervisor)
    witness = enrolled("赵强")
    verdict = papers.verify(witness, by_two.data)
    assert verdict.ok, verdict
    assert [(m.place, m.signer, m.role) for m in verdict.marks] == [
        ("officer", "李明", "officer"), ("supervisor", "王芳", "supervisor"),
    ]  # fmt: skip
    assert all(m.proven_at is not None for m in verdict.marks)  # the province's clock, when it got them
    [edition] = witness.read(documents.editions, target=documents.Target("negotiation", id))
    assert (edition.edition, edition.latest, edition.signers) == (1, True, ("经办 李明", "审核 王芳"))
    assert "王芳" in "".join(papers.verify(witness, by_one.data).problems)  # her signature is missed


def test_when_the_record_changes_the_paper_is_no_longer_current(enrolled: Enrol) -> None:
    desk = enrolled("李明")
    id = talk(desk)
    old = papers.sign(desk, papers.make(desk, "brief", id).data).data
    assert papers.verify(desk, old).ok
    code = qr_text(*_code(desk, id))
    assert papers.verify_code(desk, code)[1] == "yes"
    desk.do(records.change, "negotiation", id, {"agreed": "用地六百亩"})
    verdict = papers.verify(desk, old)
    assert (verdict.sound, verdict.current, verdict.ok) == (True, "no", False)
    assert papers.verify_code(desk, code)[1] == "no"
    new = papers.make(desk, "brief", id)
    assert [(e.edition, e.latest) for e in desk.read(documents.editions, text="磷系")][:2] == [(2, True), (1, False)]
    assert papers.verify(desk, papers.sign(desk, new.data).data).ok


def _code(desk: Desk, id: str) -> tuple[str, str, str]:
    said = desk.read(content, "brief", id)
    return said.number, said.version, said.stamp


def test_a_code_that_was_pieced_together_is_found(enrolled: Enrol) -> None:
    desk = enrolled("李明")
    id = talk(desk)
    papers.make(desk, "brief", id)
    number, version, stamp = _code(desk, id)
    for forged in (("QT-2020-1", version, stamp), (number, "99", stamp), (number, version, "0" * 64)):
        with pytest.raises(Refused):
            papers.verify_code(desk, qr_text(*forged))


def test_only_registered_papers_are_signed_and_only_whole_ones_further(enrolled: Enrol) -> None:
    officer, supervisor = enrolled("李明"), enrolled("王芳")
    id = talk(officer)
    unregistered = officer.paper("brief", id)
    with pytest.raises(Refused, match="登记簿"):
        papers.sign(officer, unregistered)
    one = papers.sign(officer, papers.make(officer, "brief", id).data).data
    with pytest.raises(Refused, match="审核人员"):
        papers.sign(enrolled("赵强"), one, "supervisor")
    client.sync(officer)
    client.sync(supervisor)
    with pytest.raises(Refused):
        papers.sign(supervisor, one[:-30] + b"x" * 30)
    with pytest.raises(Refused):
        papers.sign(supervisor, one + b"\n")


def test_the_register_is_never_changed(enrolled: Enrol) -> None:
    desk = enrolled("李明")
    entry = papers.make(desk, "brief", talk(desk)).entry
    for act in (lambda: desk.do(records.change, "document", entry, {"name": "x"}),
                lambda: desk.do(records.delete, "document", entry)):  # fmt: skip
        with pytest.raises(Refused):
            act()
    client.sync(desk)
    with desk.transaction() as connection:  # a desk that was tampered with
        connection.exec_driver_sql("UPDATE document SET name = 'x', digest = ? WHERE id = ?", ("0" * 64, entry))
        connection.exec_driver_sql(
            'INSERT INTO "change" (tx, type, id, action, base, schema, fields, "before", at, actor, state, reason, '
            "version) VALUES (99, 'document', ?, 'change', 1, 3, ?, '{}', 1, '李明', 0, '', 0)",
            (entry, json.dumps({"name": "x"})),
        )
    client.sync(desk)
    assert desk.status().parked == 1
    other = enrolled("王芳")
    assert entry in {e.id for e in other.read(documents.editions) if e.name != "x"}


def test_pkcs12_carries_the_key_to_another_desk(enrolled: Enrol, province: Province) -> None:
    desk, second = enrolled("李明"), enrolled("李明")
    with pytest.raises(Refused):
        pkcs12.exported(desk, "short")
    sealed = pkcs12.exported(desk, "correct horse")
    with pytest.raises(WrongPassphrase):
        pkcs12.take_in(second, sealed, "wrong horse!")
    with pytest.raises(Refused):
        pkcs12.take_in(enrolled("赵强"), sealed, "correct horse")
    pkcs12.take_in(second, sealed, "correct horse")
    assert trust.identity_of(second).certificate == trust.identity_of(desk).certificate


def test_minutes_signed_by_hand_are_sealed_for_every_desk(enrolled: Enrol) -> None:
    """Another desk that did not know of the signature edits what was signed: the province refuses it."""
    at_table, elsewhere = enrolled("李明"), enrolled("王芳")
    id = talk(at_table)
    client.sync(elsewhere)
    at_table.do(minutes.acknowledge, id, "王月东", "theirs", "10,20 300,240;50,60 700,300")
    elsewhere.do(records.change, "negotiation", id, {"agreed": "用地六百亩"})
    client.sync(at_table)
    client.sync(elsewhere)
    [returned] = elsewhere.read(outbox)
    assert "已现场签署" in returned.reason
    client.sync(at_table)
    told = at_table.read(detail, "negotiation", id).values
    assert (told["agreed"], [ink.name for ink in told["acknowledgement"]]) == ("用地五百亩", ["王月东"])
    assert sealing.digest(_packed(at_table, id)) == told["acknowledgement"][0].minutes


def _packed(desk: Desk, id: str) -> dict[str, object]:
    values = desk.read(detail, "negotiation", id).values
    return {f.name: f.pack(values[f.name]) for f in fields(Negotiation)}
