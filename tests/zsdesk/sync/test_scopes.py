"""Rights that change: gains are filled in, losses leave the disk, unsent edits reach a supervisor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.province import Province, run
from tests.zsdesk.sync.conftest import Enrol
from tests.zsdesk.sync.test_sync import add, change, shown
from zsdesk.acts import attachments, quarantine, transfers
from zsdesk.desk import Desk
from zsdesk.errors import NotFound, Refused
from zsdesk.kinds import Target
from zsdesk.queries import detail, search
from zsdesk.queries.quarantine import quarantined
from zsdesk.store.folder import derived, key_of
from zsdesk.sync import client

KAIYANG, WENGAN, XIFENG = "520121", "522725", "520122"
Admin = Callable[..., None]


@pytest.fixture
def admin(province: Province) -> Admin:
    def do(*arguments: str) -> None:
        done = run("server", *arguments, "--data", str(province.data))
        assert done.returncode == 0, done.stderr

    return do


def officer(province: Province, name: str, region: str, role: str = "officer") -> str:
    province.passwords[name] = province.add(name, role, region)
    return name


def has(desk: Desk, record_id: str, type_name: str = "lead") -> bool:
    try:
        desk.read(detail.detail, type_name, record_id)
    except NotFound:
        return False
    return True


def bare(desk: Desk) -> bytes:
    """Every byte of the open desk's folder, the database's and its journal's pages deciphered (SQLCipher 4:
    AES-256-CBC, 4,096-byte pages that end in 16 bytes of vector and 64 of authentication)."""
    key = derived(key_of(desk.vault), b"database")
    folder = desk.folder
    out = [path.read_bytes() for path in sorted((folder / "files").rglob("*")) if path.is_file()]
    whole = (folder / "desk.db").read_bytes()
    pages = [(whole[at : at + 4096], 16 if at == 0 else 0) for at in range(0, len(whole), 4096)]
    journal = folder / "desk.db-wal"
    rest = journal.read_bytes()[32:] if journal.exists() else b""
    pages += [(rest[at + 24 : at + 24 + 4096], 0) for at in range(0, len(rest), 4120)]
    for page, salt in pages:
        if len(page) == 4096 and any(page):
            cipher = Cipher(algorithms.AES256(key), modes.CBC(page[-80:-64])).decryptor()
            out.append(cipher.update(page[salt:-80]) + cipher.finalize())
    return b"".join(out)


def test_an_officer_who_moves_sees_the_new_county_and_keeps_no_byte_of_the_old(
    province: Province, enrolled: Enrol, admin: Admin
) -> None:
    """I7, points 18 and 19."""
    name = officer(province, "移一", KAIYANG)
    officer(province, "移二", XIFENG)
    a, other = enrolled(name), enrolled("移二")
    secret = "隐秘词甲乙丙丁"
    lead = add(a, "lead", title=f"{secret}项目 qzxwvykj", intent_amount="1亿")
    paper = a.do(attachments.attach_bytes, Target("lead", lead), "证.txt", secret.encode() * 50).result
    sha = a.read(detail.detail, "lead", lead).files[0].sha256
    there = add(other, "lead", title="息烽的线索")
    client.sync(a), client.sync(other)
    change(a, "lead", lead, next_step=f"{secret}再访")
    client.sync(a)
    place = a.blobs.path(sha)
    assert place.exists()

    admin("user", "move", name, "--region", XIFENG)
    client.sync(a)
    assert a.region == XIFENG
    assert has(a, there)
    assert not has(a, lead)
    assert not has(a, paper, "attachment")
    assert not place.exists()
    assert a.read(search.find, secret) == []
    again = client.sync(a)
    assert (again.requests, again.pulled, again.pushed) == (1, 0, 0)  # I9

    found = bare(a)
    assert "息烽的线索".encode() in found  # what is there is read indeed
    for lost in (secret, lead, "1亿", "qzxwvykj"):  # the last one is a word of the index
        assert lost.encode() not in found, lost


def test_without_erasing_the_bytes_would_be_found(
    province: Province, enrolled: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: before anything is erased, the words lie there."""
    a = enrolled(officer(province, "移九", KAIYANG))
    add(a, "lead", title="看得见的词")
    assert "看得见的词".encode() in bare(a)


def test_unsent_edits_of_a_lost_county_wait_for_its_supervisor(
    province: Province, enrolled: Enrol, admin: Admin
) -> None:
    name = officer(province, "移三", KAIYANG)
    a, chief = enrolled(name), enrolled("王芳")
    kept, fresh = add(a, "lead", title="已送"), ""
    client.sync(a), client.sync(chief)
    change(a, "lead", kept, next_step="没来得及发")
    fresh = add(a, "lead", title="新记未送")
    change(a, "lead", fresh, referrer="商会")
    admin("user", "move", name, "--region", WENGAN)

    done = client.sync(a)
    assert done.quarantined == 3
    assert not has(a, kept)
    assert not has(a, fresh)
    assert a.status().pending == a.status().parked == 0

    client.sync(chief)
    views = chief.read(quarantined)
    mine = {(v.title, v.action): v for v in views if v.author == name}
    assert {key[0] for key in mine} >= {"已送", "新记未送"}
    assert sorted(v.action for v in views if v.author == name) == ["change", "change", "create"]
    edit = mine["已送", "change"]
    assert [(f.before, f.now, f.written) for f in edit.fields] == [("", "", "没来得及发")]
    for view in sorted((v for v in views if v.author == name), key=lambda v: v.id):
        chief.do(quarantine.adopt, view.id)
    client.sync(chief)
    assert shown(chief, kept, "next_step") == "没来得及发"
    assert shown(chief, fresh, "referrer") == "商会"
    colleague = enrolled("李明")
    assert shown(colleague, kept, "next_step") == "没来得及发"
    assert shown(colleague, fresh, "title") == "新记未送"
    with pytest.raises(Refused):
        chief.do(quarantine.adopt, edit.id)


def test_an_officer_does_not_decide_about_quarantine(province: Province, enrolled: Enrol, admin: Admin) -> None:
    name = officer(province, "移四", KAIYANG)
    a, colleague, chief = enrolled(name), enrolled("赵强"), enrolled("王芳")
    lead = add(a, "lead", title="谁来定")
    client.sync(a), client.sync(colleague)
    change(a, "lead", lead, next_step="未发")
    admin("user", "move", name, "--region", WENGAN)
    client.sync(a), client.sync(colleague), client.sync(chief)
    entry = next(v for v in colleague.read(quarantined) if v.record_id == lead)
    colleague.do(quarantine.discard, entry.id)
    client.sync(colleague)
    assert colleague.status().parked == 1
    chief.do(quarantine.discard, entry.id)
    client.sync(chief)
    assert shown(chief, lead, "next_step") == ""
    assert not [v for v in chief.read(quarantined) if v.record_id == lead]


def test_a_record_is_handed_over_with_its_parts(province: Province, enrolled: Enrol) -> None:
    a, b = enrolled("李明"), enrolled("周敏")
    project = add(a, "project", name="移交的项目")
    step = add(a, "milestone", name="打桩", project=project)
    client.sync(a), client.sync(b)
    assert not has(b, project, "project")
    assert a.do(transfers.transfer, "project", project, WENGAN).result == 2
    client.sync(a), client.sync(b)
    assert has(b, project, "project")
    assert has(b, step, "milestone")
    client.sync(a)
    assert not has(a, project, "project")
    assert not has(a, step, "milestone")
    with pytest.raises(Refused):
        b.do(transfers.transfer, "project", project, WENGAN)


def test_what_is_handed_over_before_it_was_sent_leaves_and_its_file_follows(
    province: Province, enrolled: Enrol
) -> None:
    """Made, given a file and handed over without a network: all in one push, of which the desk keeps nothing."""
    a = enrolled("李明")
    lead = add(a, "lead", title="随手转出")
    paper = a.do(attachments.attach_bytes, Target("lead", lead), "证.txt", "转出的证".encode() * 9).result
    sha256 = a.read(detail.detail, "attachment", paper).values["sha256"]
    a.do(transfers.transfer, "lead", lead, WENGAN)
    client.sync(a)
    assert (has(a, lead), has(a, paper, "attachment"), a.has_blob(sha256)) == (False, False, False)
    b = enrolled("周敏")
    assert b.blob(sha256) == "转出的证".encode() * 9
    assert client.sync(a).requests == 1


def test_a_helper_sees_two_counties_until_the_help_ends(province: Province, enrolled: Enrol, admin: Admin) -> None:
    name = officer(province, "帮一", XIFENG)
    a, b = enrolled(name), enrolled("周敏")
    lead = add(b, "lead", title="瓮安请人帮忙")
    own = add(a, "lead", title="自己的")
    client.sync(a), client.sync(b)
    assert not has(a, lead)
    admin("user", "help", name, "--region", WENGAN)
    client.sync(a)
    assert has(a, lead)
    assert has(a, own)
    change(a, "lead", lead, next_step="帮办的")
    client.sync(a), client.sync(b)
    assert shown(b, lead, "next_step") == "帮办的"
    change(b, "lead", lead, referrer="商会")
    client.sync(b), client.sync(a)
    assert shown(a, lead, "referrer") == "商会"
    b.do(transfers.transfer, "lead", lead, XIFENG)  # from one of his counties to the other: it stays on his desk
    client.sync(b), client.sync(a)
    assert has(a, lead)
    a.do(transfers.transfer, "lead", lead, WENGAN)
    client.sync(a)
    assert has(a, lead)
    admin("user", "unhelp", name, "--region", WENGAN)
    client.sync(a)
    assert not has(a, lead)
    assert has(a, own)


def test_help_ends_by_itself_on_its_day(province: Province, enrolled: Enrol, admin: Admin) -> None:
    name = officer(province, "帮二", XIFENG)
    a, b = enrolled(name), enrolled("周敏")
    lead = add(b, "lead", title="到期的帮办")
    client.sync(b)
    admin("user", "help", name, "--region", WENGAN, "--until", "2099-01-01")
    client.sync(a)
    assert has(a, lead)
    admin("user", "help", name, "--region", WENGAN, "--until", "2020-01-01")
    client.sync(a)
    assert not has(a, lead)
