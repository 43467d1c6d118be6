"""Minutes that are signed by hand at the table: strokes kept, what was read sealed, on the desk and at the province."""

from __future__ import annotations

import subprocess
from io import BytesIO

import msgspec
import pikepdf
import pytest

from zsdesk.acts import minutes, records
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.fields import field_of, fields
from zsdesk.kinds import Handwriting, Person
from zsdesk.kinds.handwriting import packed_strokes, strokes, thinned
from zsdesk.queries.detail import detail
from zsdesk.records import Negotiation
from zsdesk.records.negotiation import Supplement
from zsdesk.rules import sealing

HAND = "100,300 180,80 260,300;120,220 250,220;400,120 620,120;510,60 510,320"


@pytest.fixture
def talk(desk: Desk) -> str:
    people = (Person("王月东", "部长", "贵州华星", "theirs"), Person("李明", "科长", "", "ours"))
    return desk.do(records.create, "negotiation", {
        "topics": "用地", "minutes": "双方商定用地五百亩。", "agreed": "用地五百亩", "attendees": people,
    }).result  # fmt: skip


def packed(desk: Desk, id: str) -> dict[str, object]:
    values = desk.read(detail, "negotiation", id).values
    return {f.name: f.pack(values[f.name]) for f in fields(Negotiation)}


def test_a_signature_is_kept_with_what_was_signed(desk: Desk, talk: str) -> None:
    before = sealing.digest(packed(desk, talk))
    done = desk.do(minutes.acknowledge, talk, "王月东", "theirs", HAND)
    assert done.undo == ()  # no Ctrl+Z unsigns
    [ink] = desk.read(detail, "negotiation", talk).values["acknowledgement"]
    assert (ink.name, ink.side, ink.strokes, ink.minutes) == ("王月东", "theirs", HAND, before)
    with pytest.raises(Refused, match="已签署"):
        desk.do(minutes.acknowledge, talk, "王月东", "theirs", HAND)
    desk.do(minutes.acknowledge, talk, "李明", "ours", HAND)
    assert [one.minutes for one in desk.read(detail, "negotiation", talk).values["acknowledgement"]] == [before] * 2


def test_what_was_signed_is_sealed_and_the_rest_is_not(desk: Desk, talk: str) -> None:
    edit = desk.do(records.change, "negotiation", talk, {"agreed": "用地五百五十亩"})
    desk.do(minutes.acknowledge, talk, "李明", "ours", HAND)
    for name, value in (("agreed", "用地六百亩"), ("minutes", None), ("acknowledgement", None)):
        with pytest.raises(Refused):
            desk.do(records.change, "negotiation", talk, {name: value})
    with pytest.raises(Refused):
        desk.undo(edit)
    with pytest.raises(Refused):
        desk.do(records.delete, "negotiation", talk)
    desk.do(records.change, "negotiation", talk, {"risks": "用地指标紧张", "agreed": "用地五百五十亩"})


def test_sealed_minutes_are_added_to_and_nothing_else(desk: Desk, talk: str) -> None:
    with pytest.raises(Refused, match="尚未"):
        desk.do(minutes.supplement, talk, "水价另议")
    desk.do(minutes.acknowledge, talk, "李明", "ours", HAND)
    before = packed(desk, talk)
    done = desk.do(minutes.supplement, talk, "水价另议")
    assert done.undo == ()
    desk.do(minutes.supplement, talk, "电价亦然")
    first, second = desk.read(detail, "negotiation", talk).values["supplements"]
    assert (first.text, first.author, second.text) == ("水价另议", "王小明", "电价亦然")
    assert sealing.digest(packed(desk, talk)) == sealing.digest(before)
    for value in (None, (first,), (msgspec.structs.replace(first, text="改"), second)):
        with pytest.raises(Refused, match="不得改动"):
            desk.do(records.change, "negotiation", talk, {"supplements": value})
    forged = (first, second, Supplement("x", first.at, "别人", "代写"))
    with pytest.raises(Refused):
        desk.do(records.change, "negotiation", talk, {"supplements": forged})
    text = _text(desk.paper("minutes", talk))
    assert "水价另议（王小明" in text
    assert "本纪要签署后内容有改动" not in text


def test_nothing_is_signed_where_nothing_is_written(desk: Desk) -> None:
    empty = desk.do(records.create, "negotiation", {"topics": "用能"}).result
    with pytest.raises(Refused):
        desk.do(minutes.acknowledge, empty, "李明", "ours", HAND)


def test_the_province_keeps_the_seal_too(desk: Desk, talk: str) -> None:
    """What the province's rule says of packed fields, as a desk that was tampered with would send them."""
    desk.do(minutes.acknowledge, talk, "李明", "ours", HAND)
    sealed = packed(desk, talk)

    def refusal(after: dict[str, object]) -> Refused | None:
        return sealing.refusal(Negotiation, sealed, after)

    kind = field_of(Negotiation, "acknowledgement").kind
    more = kind.pack((*kind.unpack(sealed["acknowledgement"]), *kind.unpack('[{"name":"王月东","side":"theirs"}]')))
    assert refusal({"acknowledgement": more}) is None
    assert refusal({"risks": "x"}) is None
    for name, value in (("acknowledgement", None), ("minutes", "别的"), ("positions", None)):
        changed = refusal({name: value})
        assert (changed is not None) == (sealed[name] != value)
    assert refusal({"deleted_at": "2026-11-25T08:00:00Z"}) is not None
    drifted = {**sealed, "agreed": "用地八百亩"}
    assert sealing.refusal(Negotiation, drifted, {"agreed": sealed["agreed"]}) is None  # back to what was signed
    assert sealing.refusal(Negotiation, drifted, {"agreed": "用地九百亩"}) is not None


def test_strokes_are_vectors_on_the_paper(desk: Desk, talk: str) -> None:
    plain = desk.paper("minutes", talk)
    desk.do(minutes.acknowledge, talk, "王月东", "theirs", HAND)
    data = desk.paper("minutes", talk)
    drawn = [_pens(one) for one in (plain, data)]
    assert drawn[0] == 0
    assert drawn[1] == len(strokes(HAND))
    assert b"\xfe\xff" + "王月东的手写签名".encode("utf-16-be") in _alts(data)
    assert desk.paper("minutes", talk) == data


def _pens(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as pdf:
        return sum(page.Contents.read_bytes().count(b"q 1 J 1 j ") for page in pdf.pages)


def _alts(data: bytes) -> list[bytes]:
    with pikepdf.open(BytesIO(data)) as pdf:
        return [bytes(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]


def test_thinning_moves_no_line_that_the_eye_would_see() -> None:
    line = [(x, 100) for x in range(0, 1000, 5)]
    assert thinned(line) == [(0, 100), (995, 100)]
    corner = [*line, *[(995, y) for y in range(100, 400, 5)]]
    assert thinned(corner) == [(0, 100), (995, 100), (995, 395)]
    assert packed_strokes([[(5, 5)], []]) == "5,5"
    assert Handwriting().parse(packed_strokes([corner])) == "0,100 995,100 995,395"
    for wrong in ("", "x", "1001,5", "5,401", "1,2;;3,4"):
        with pytest.raises(Refused):
            Handwriting().parse(wrong)


def _text(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode().replace("\n", "")
