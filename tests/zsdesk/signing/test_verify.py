"""Signed papers before other people's tools, and before whoever changes them."""

from __future__ import annotations

import random
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.zsdesk.signing.papers import AT, Office, looked_at, pem, problems, registered, signed, unsigned
from zsdesk.errors import Refused
from zsdesk.signing.signing import places_of
from zsdesk.signing.trust import Identity
from zsdesk.signing.value import ORDER, seal_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def office() -> Office:
    return Office()


@pytest.fixture(scope="module")
def officer(office: Office) -> Identity:
    return office.identity("李明")


@pytest.fixture(scope="module")
def supervisor(office: Office) -> Identity:
    return office.identity("王芳", "supervisor")


@pytest.fixture(scope="module")
def paper() -> bytes:
    return unsigned()


@pytest.fixture(scope="module")
def once(paper: bytes, officer: Identity) -> bytes:
    return signed(paper, "officer", officer)


@pytest.fixture(scope="module")
def twice(once: bytes, supervisor: Identity) -> bytes:
    return signed(once, "supervisor", supervisor, AT + timedelta(minutes=5))


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(a) for a in arguments], capture_output=True, text=True, check=False)


# -- what holds ------------------------------------------------------------------------------------


def test_both_signatures_hold(office: Office, paper: bytes, once: bytes, twice: bytes) -> None:
    assert places_of(paper) == {"officer": False, "supervisor": False}
    assert once.startswith(paper)
    assert twice.startswith(once)
    verdict = looked_at(twice, office.trust())
    assert verdict.sound, problems(verdict)
    assert [(m.place, m.signer, m.role, m.signed_at) for m in verdict.marks] == [
        ("officer", "李明", "officer", AT), ("supervisor", "王芳", "supervisor", AT + timedelta(minutes=5)),
    ]  # fmt: skip
    only = looked_at(once, office.trust())
    assert only.sound
    assert only.open_places == ("supervisor",)
    assert only.digest == verdict.digest


def test_unsigned_bytes_are_the_same_each_time(paper: bytes) -> None:
    assert unsigned() == paper


def test_a_place_is_signed_once_and_only_where_there_is_one(once: bytes, officer: Identity) -> None:
    with pytest.raises(Refused):
        signed(once, "officer", officer)
    with pytest.raises(Refused):
        signed(once, "seal", officer)
    with pytest.raises(Refused):
        signed(b"%PDF-1.7 nothing", "officer", officer)


# -- before other people's tools -------------------------------------------------------------------


def test_qpdf_finds_nothing(twice: bytes, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(twice)
    done = run("qpdf", "--check", path)
    assert done.returncode == 0, done.stderr
    assert "not linearized" in done.stdout


def test_poppler_calls_it_valid_and_trusted(paper: bytes, tmp_path: Path) -> None:
    today = datetime.now(UTC)  # poppler has no other clock
    office = Office(made=today - DAY)
    path = tmp_path / "paper.pdf"
    by_one = signed(paper, "officer", office.identity("李明"), today)
    path.write_bytes(signed(by_one, "supervisor", office.identity("王芳", "supervisor"), today))
    store = tmp_path / "nss"
    store.mkdir()
    for arguments in (("-N", "--empty-password"), ("-A", "-n", "root", "-t", "C,C,C", "-i",
                                                  pem(tmp_path / "root.pem", office.top.certificate))):  # fmt: skip
        done = run("certutil", "-d", store, *arguments)
        assert done.returncode == 0, done.stderr
    said = run("pdfsig", "-nssdir", store, path).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 2
    assert said.count("Certificate Validation: Certificate is Trusted.") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert "Total document signed" in said
    nobody = tmp_path / "nobody"
    nobody.mkdir()
    run("certutil", "-d", nobody, "-N", "--empty-password")
    assert "Certificate is Trusted" not in run("pdfsig", "-nssdir", nobody, path).stdout


def test_openssl_verifies_what_is_in_the_file(office: Office, twice: bytes, tmp_path: Path) -> None:
    root = pem(tmp_path / "root.pem", office.top.certificate, office.trust().crl)
    for number, one in enumerate(PdfFileReader(BytesIO(twice)).embedded_signatures):
        first, size, second, more = (int(n) for n in one.byte_range)
        content, value = tmp_path / f"{number}.bin", tmp_path / f"{number}.p7s"
        content.write_bytes(twice[first : first + size] + twice[second : second + more])
        value.write_bytes(bytes(one.pkcs7_content))
        given = ("openssl", "cms", "-verify", "-inform", "DER", "-in", value, "-content", content, "-binary", "-CAfile",
                 root, "-purpose", "any", "-crl_check", "-attime", int(AT.timestamp()) + 3600, "-out",
                 tmp_path / "out")  # fmt: skip
        done = run(*given)
        assert "successful" in done.stderr.lower(), done.stderr
        content.write_bytes(content.read_bytes()[:-1] + b"x")
        assert run(*given).returncode != 0


# -- whoever changes it ----------------------------------------------------------------------------


def test_a_flipped_bit_anywhere_is_found(office: Office, paper: bytes, twice: bytes) -> None:
    """Without the register's help: nothing but the file itself says that it was changed."""
    trust, chance = office.trust(), random.Random(7)
    assert looked_at(twice, trust).sound
    places = {0, 9, len(paper) - 1, len(paper), len(twice) - 1, *chance.sample(range(len(twice)), 24)}
    for one in PdfFileReader(BytesIO(twice)).embedded_signatures:
        begin, end = int(one.byte_range[1]), int(one.byte_range[2])
        places |= {begin, begin + 1, end - 2, end - 1, *chance.sample(range(begin, end), 4)}
    for place in sorted(places):
        flipped = bytearray(twice)
        flipped[place] ^= chance.choice((1, 2, 0x20, 0x80))
        assert not looked_at(bytes(flipped), trust).sound, place


def test_a_flipped_bit_in_the_value_is_found(office: Office, once: bytes) -> None:
    """Half of a signature's own value is covered by no signature: versions, algorithms, certificates beside it."""
    [one] = PdfFileReader(BytesIO(once)).embedded_signatures
    begin, value = int(one.byte_range[1]) + 1, seal_of(one)
    chance = random.Random(11)
    for place in (3, 25, 31, 42, *sorted(chance.sample(range(43, len(value)), 40))):
        flipped = bytearray(value)
        flipped[place] ^= chance.choice((1, 2, 0x20, 0x80))
        digits = flipped.hex().upper().encode()
        assert not looked_at(once[:begin] + digits + once[begin + len(digits) :], office.trust()).sound, place


def test_the_other_form_of_the_same_signature_is_found(office: Office, once: bytes) -> None:
    """(r, n − s) fits wherever (r, s) does: nobody needs a key to write it."""
    [one] = PdfFileReader(BytesIO(once)).embedded_signatures
    begin, value = int(one.byte_range[1]) + 1, seal_of(one)
    signature = one.signer_info["signature"].native
    r, s = decode_dss_signature(signature)
    other = encode_dss_signature(r, ORDER - s)
    twin = cms.ContentInfo.load(value)
    twin["content"]["signer_infos"][0]["signature"] = other
    digits = twin.dump(force=True).hex().upper().encode().ljust(2 * len(value), b"0")
    data = once[:begin] + digits + once[begin + len(digits) :]
    assert not looked_at(data, office.trust()).sound


@pytest.mark.parametrize("more", [b"\n", b" ", b"%more\n", b"\n%%EOF\n"])
def test_bytes_behind_the_last_signature_are_found(office: Office, twice: bytes, more: bytes) -> None:
    assert not looked_at(twice + more, office.trust()).sound


def test_a_file_that_ends_early_is_found(office: Office, paper: bytes, twice: bytes) -> None:
    for size in (0, 1, 100, len(paper) // 2, len(paper) - 1, len(paper) + 10, len(twice) - 20, len(twice) - 1):
        assert not looked_at(twice[:size], office.trust()).sound


def _edited(data: bytes, more: bytes) -> bytes:
    """Something else drawn over the first page, in an incremental update as any editor writes."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    over = writer.add_object(generic.StreamObject(stream_data=more))
    page[generic.pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), over])
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


COVER = b"q 1 1 1 rg 80 60 70 70 re f Q"
"""White where the QR code stands."""


def test_a_page_edited_after_the_signatures_is_found(office: Office, once: bytes, twice: bytes) -> None:
    for data in (once, twice):
        verdict = looked_at(_edited(data, COVER), office.trust())
        assert not verdict.sound
        assert "改" in problems(verdict)


def test_a_page_edited_before_a_colleague_signs_is_found(office: Office, once: bytes, supervisor: Identity) -> None:
    """The countersignature itself is whole: only the difference from what was made tells."""
    edited = signed(_edited(once, COVER), "supervisor", supervisor)
    assert not looked_at(edited, office.trust()).sound


def test_a_paper_edited_before_the_first_signature_is_found(office: Office, paper: bytes, officer: Identity) -> None:
    """Whoever has a certificate may sign another page: the file no longer is the paper and its signatures."""
    verdict = looked_at(signed(_edited(paper, COVER), "officer", officer), office.trust())
    assert not verdict.sound


def test_an_edit_in_the_same_update_as_the_signature_is_found(
    office: Office, paper: bytes, officer: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zsdesk.signing import signing

    honest = signing._size

    def dishonest(writer: IncrementalPdfFileWriter, place: str) -> tuple[float, float]:
        page = writer.root["/Pages"]["/Kids"][0]
        over = writer.add_object(generic.StreamObject(stream_data=COVER))
        page[generic.pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), over])
        writer.update_container(page)
        return honest(writer, place)

    monkeypatch.setattr(signing, "_size", dishonest)
    verdict = looked_at(signed(paper, "officer", officer), office.trust())
    assert [m.problems for m in verdict.marks] == [()]  # the signature covers the page as it was edited
    assert not verdict.sound


def test_another_qr_code_is_another_paper(office: Office, paper: bytes, officer: Identity) -> None:
    """Made anew with another code and signed with a good certificate, it is whole, and not the registered one."""
    with pikepdf.open(BytesIO(paper)) as pdf:
        pdf.pages[0].contents_add(COVER)
        out = BytesIO()
        pdf.save(out)
    forged = looked_at(signed(out.getvalue(), "officer", officer), office.trust())
    assert forged.digest != looked_at(signed(paper, "officer", officer), office.trust()).digest
    assert not forged.ok


def test_a_signature_taken_off_is_missed(office: Office, paper: bytes, once: bytes, twice: bytes) -> None:
    trust = office.trust()
    seen = registered(looked_at(twice, trust))
    assert looked_at(twice, trust, seen=seen).sound
    assert "王芳" in problems(looked_at(once, trust, seen=seen))
    assert not looked_at(paper, trust, seen=seen).sound
    with pikepdf.open(BytesIO(twice)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if str(field.T) == "supervisor":
                del field.V
        out = BytesIO()
        pdf.save(out)
    assert not looked_at(out.getvalue(), trust, seen=seen).sound


def test_saved_again_by_another_program_it_does_not_hold(office: Office, twice: bytes, tmp_path: Path) -> None:
    path, again = tmp_path / "paper.pdf", tmp_path / "again.pdf"
    path.write_bytes(twice)
    run("qpdf", "--linearize", path, again)
    assert not looked_at(again.read_bytes(), office.trust()).sound


# -- whose certificate -----------------------------------------------------------------------------


def test_other_peoples_certificates_are_found(office: Office, paper: bytes, once: bytes) -> None:
    other = Office()  # it calls itself the same
    for by, data in ((other.identity("李明"), paper), (other.identity("王芳", "supervisor"), once)):
        place = "officer" if data is paper else "supervisor"
        verdict = looked_at(signed(data, place, by), office.trust())
        assert not verdict.sound
        assert "不是省级签发" in problems(verdict)


def test_an_officer_does_not_countersign(office: Office, once: bytes, officer: Identity) -> None:
    for name in ("赵强", "李明"):
        assert not looked_at(signed(once, "supervisor", office.identity(name)), office.trust()).sound
    own = Office()
    both = own.identity("王芳", "supervisor")
    alone = signed(signed(unsigned(), "officer", both), "supervisor", both)
    assert "同一人" in problems(looked_at(alone, own.trust()))


def test_an_expired_certificate_needs_a_proof_of_the_time(office: Office, paper: bytes) -> None:
    brief = office.identity("李明", days=30)
    data = signed(paper, "officer", brief)
    later = AT + 40 * DAY
    trust = office.trust(later)
    assert looked_at(data, trust, AT + 5 * DAY).sound
    assert "过期" in problems(looked_at(data, trust, later))
    seen = registered(looked_at(data, trust))
    assert looked_at(data, trust, later, seen=_received(seen, AT + HOUR)).sound
    assert not looked_at(data, trust, later, seen=_received(seen, later)).sound
    late = signed(paper, "officer", brief, at=later)
    assert not looked_at(late, trust, later + HOUR).sound


def test_a_revoked_certificate_needs_a_proof_of_the_time(paper: bytes) -> None:
    office = Office()
    lost = office.identity("李明")
    data = signed(paper, "officer", lost)
    assert looked_at(data, office.trust(AT), AT + HOUR).sound
    office.revoke(lost, AT + 2 * DAY)
    now = AT + 3 * DAY
    trust = office.trust(now)
    verdict = looked_at(data, trust, now)
    assert "吊销" in problems(verdict)  # whoever found the laptop may write any time into it
    seen = registered(verdict)
    assert looked_at(data, trust, now, seen=_received(seen, AT + DAY)).sound
    assert not looked_at(data, trust, now, seen=_received(seen, AT + 3 * DAY)).sound


def test_a_desk_that_has_not_synced_for_long_says_so(office: Office, once: bytes) -> None:
    verdict = looked_at(once, office.trust(AT), AT + 60 * DAY)
    assert not verdict.sound
    assert "同步" in problems(verdict)


def _received(seen: tuple, at: object) -> tuple:  # type: ignore[type-arg]
    import dataclasses

    return tuple(dataclasses.replace(one, received_at=at) for one in seen)
