"""Secrets lie in the keyring or under a passphrase, and nowhere in plain text."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import msgspec
import pytest
from keyring.backends import fail

from tests.ring import MemoryKeyring
from zsdesk.acts import records
from zsdesk.acts.attachments import attach_bytes
from zsdesk.desk import Desk, Draft
from zsdesk.errors import Locked, NeedsPassphrase, Refused, WrongPassphrase
from zsdesk.kinds import Target
from zsdesk.queries import detail
from zsdesk.server import admin
from zsdesk.store import vault
from zsdesk.store.folder import unlock
from zsdesk.store.vault import KeyringVault, PassphraseVault, choose_vault, keyring_available, write_durably


@pytest.fixture
def no_ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    monkeypatch.delenv("ZSDESK_PASSPHRASE")
    yield
    keyring.set_keyring(before)


def test_a_keyring_keeps_and_forgets(ring: MemoryKeyring) -> None:
    vault = KeyringVault("desk-1")
    assert vault.get("key") is None
    vault.put("key", b"\0secret\xff")
    assert vault.get("key") == b"\0secret\xff"
    assert KeyringVault("desk-2").get("key") is None
    vault.put("key", None)
    vault.put("key", None)  # forgetting twice is no error
    assert vault.get("key") is None


def test_a_locked_keyring_says_so(ring: MemoryKeyring) -> None:
    ring.locked = True
    with pytest.raises(Locked, match="密钥环"):
        KeyringVault("desk").get("key")
    with pytest.raises(Locked, match="密钥环"):
        KeyringVault("desk").put("key", b"x")


def test_which_vault_a_new_desk_gets(ring: MemoryKeyring) -> None:
    assert keyring_available()
    assert choose_vault(None) == "keyring"
    assert choose_vault("given") == "passphrase"
    keyring.set_keyring(fail.Keyring())
    assert not keyring_available()
    assert choose_vault(None) == "passphrase"


def test_a_desk_with_a_keyring_opens_without_being_asked(ring: MemoryKeyring, tmp_path: Path) -> None:
    with Desk.create(tmp_path / "desk") as desk:
        lead = desk.do(records.create, "lead", {"title": "磷矿"}).result
    assert not (tmp_path / "desk" / "desk.key").exists()
    assert len(ring.kept) == 1
    with Desk.open(tmp_path / "desk") as desk:
        assert desk.read(detail.heading, "lead", lead) == "磷矿"
    ring.kept.clear()
    with pytest.raises(Locked, match="密钥"):
        Desk.open(tmp_path / "desk")


def test_without_a_keyring_a_passphrase_must_be_given(no_ring: None, tmp_path: Path) -> None:
    with pytest.raises(NeedsPassphrase, match="ZSDESK_PASSPHRASE"):
        Desk.create(tmp_path / "desk")
    assert not Desk.exists(tmp_path / "desk")
    # and asking for it then works: the window and the command do just this
    try:
        Desk.create(tmp_path / "desk")
    except NeedsPassphrase:
        Desk.create(tmp_path / "desk", passphrase="马到成功").close()
    with pytest.raises(NeedsPassphrase):
        Desk.open(tmp_path / "desk")
    Desk.open(tmp_path / "desk", passphrase="马到成功").close()


def test_a_wrong_passphrase_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.close()
    before = {p: p.read_bytes() for p in desk.folder.rglob("*") if p.is_file()}
    with pytest.raises(WrongPassphrase, match="口令"):
        Desk.open(desk.folder, passphrase="wrong")
    after = {p: p.read_bytes() for p in desk.folder.rglob("*") if p.is_file()}
    assert after == before
    Desk.open(desk.folder).close()  # and the failed try holds no lock


def test_a_passphrase_vault_keeps_several_secrets(tmp_path: Path) -> None:
    path = tmp_path / "desk.key"
    made = PassphraseVault(path, "口令")
    made.put("key", b"k" * 32)
    made.put("token", b"t")
    again = PassphraseVault(path, "口令")
    assert (again.get("key"), again.get("token"), again.get("nix")) == (b"k" * 32, b"t", None)
    again.put("token", None)
    assert PassphraseVault(path, "口令").get("token") is None
    with pytest.raises(WrongPassphrase):
        PassphraseVault(path, "口令 ")


def test_a_vault_keeps_the_strength_that_it_was_made_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "desk.key"
    monkeypatch.setattr(vault, "STRENGTH", vault.Strength(memory_kib=16, passes=2, lanes=1))
    PassphraseVault(path, "口令").put("key", b"k")
    monkeypatch.setattr(vault, "STRENGTH", vault.Strength(memory_kib=32))
    PassphraseVault(path, "口令").put("token", b"t")
    kept = msgspec.json.decode(path.read_bytes())
    assert (kept["memory_kib"], kept["passes"], kept["lanes"]) == (16, 2, 1)
    assert PassphraseVault(path, "口令").get("key") == b"k"


@pytest.mark.parametrize("damage", [b"", b"{", b"{}", b"null"])
def test_a_damaged_key_file_says_so(desk: Desk, damage: bytes) -> None:
    desk.close()
    (desk.folder / "desk.key").write_bytes(damage)
    with pytest.raises(Locked, match=r"desk\.key"):
        Desk.open(desk.folder)


def test_a_lost_key_file_says_so(desk: Desk) -> None:
    desk.close()
    (desk.folder / "desk.key").unlink()
    with pytest.raises(Locked, match="密钥"):
        Desk.open(desk.folder)


def test_a_key_file_of_another_desk_does_not_open_this_one(make_desk: Callable[[str], Desk]) -> None:
    one, other = make_desk("one"), make_desk("other")
    one.close()
    other.close()
    (one.folder / "desk.key").write_bytes((other.folder / "desk.key").read_bytes())
    with pytest.raises(Locked, match=r"desk\.db"):
        Desk.open(one.folder)


def test_argon2id_is_as_costly_as_the_rfc_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "STRENGTH", vault.Strength())  # what a desk gets: test_commands
    PassphraseVault(tmp_path / "desk.key", "口令").put("key", b"k")
    sealed = msgspec.json.decode((tmp_path / "desk.key").read_bytes())
    assert (sealed["memory_kib"], sealed["passes"], sealed["lanes"]) == (65536, 3, 4)
    assert len(base64.b64decode(sealed["salt"])) >= 16


TELLING = (
    "机密磷矿项目",
    "龙头企业张三",
    "13912345678",
    "91350100M000100Y43",
    "秘密纪要第三段",
    "秘密附件.txt",
    "草稿里的字",
)


def test_nothing_lies_in_the_folder_in_plain_text(tmp_path: Path) -> None:
    from tests.conftest import PASSPHRASE

    desk = Desk.create(tmp_path / "desk")
    desk.set_profile(user="绝密王小明", region="520121")
    company = desk.do(
        records.create, "company", {"name": "龙头企业张三", "uscc": "91350100M000100Y43", "uscc_pending": False}
    ).result
    lead = desk.do(
        records.create, "lead", {"title": "机密磷矿项目", "company": company, "summary": "秘密纪要第三段" * 40}
    ).result
    desk.do(records.create, "contact", {"company": company, "name": "某", "phones": ("13912345678",)})
    desk.do(attach_bytes, Target("lead", lead), "秘密附件.txt", b"the content of a secret file " * 4000)
    desk.save_draft("k", Draft("k", "lead", "", {"title": "草稿里的字"}, 0))
    desk.vault.put("token", b"token-that-speaks-for-the-desk")
    key = desk.vault.get("key")
    assert key is not None
    sha256 = desk.read(detail.detail, "lead", lead).files[0].sha256

    def scan() -> int:
        scanned = 0
        for path in (p for p in (tmp_path / "desk").rglob("*") if p.is_file()):
            raw = path.read_bytes()
            scanned += len(raw)
            for text in (*TELLING, "绝密王小明", "520121", PASSPHRASE, sha256, "secret file", "token-that-speaks"):
                for coded in (
                    text.encode(),
                    text.encode("utf-16-le"),
                    text.encode("gbk"),
                    base64.b64encode(text.encode()),
                ):
                    assert coded not in raw, (path.name, text)
            for coded in (key, key.hex().encode(), base64.b64encode(key)):
                assert coded not in raw, path.name
            assert not raw.startswith(b"SQLite format 3"), path.name
        assert sha256 not in " ".join(str(p) for p in (tmp_path / "desk").rglob("*"))
        return scanned

    assert scan() > 100_000  # while it is open, with its journal …
    desk.close()
    assert scan() > 100_000  # … and when it is closed


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept"
    write_durably(path, b"old")

    def power_cut(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", power_cut)
    with pytest.raises(OSError, match="No space"):
        write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


def test_a_vault_opened_ahead_does_not_lose_what_was_put_meanwhile(tmp_path: Path) -> None:
    Desk.create(tmp_path / "desk", passphrase="ahead").close()
    ahead = unlock(tmp_path / "desk", "ahead")
    with Desk.open(tmp_path / "desk", passphrase="ahead") as other:
        other.vault.put("token", b"of another process")
    with Desk.open(tmp_path / "desk", vault=ahead) as desk:
        assert desk.vault.get("token") == b"of another process"
        desk.vault.put("more", b"x")
    assert unlock(tmp_path / "desk", "ahead").get("token") == b"of another process"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_only_this_account_reads_a_desk_and_a_province(tmp_path: Path) -> None:
    """Whatever the umask is; and what was made with looser modes is tightened when it is opened."""
    before = os.umask(0o022)
    try:
        Desk.create(tmp_path / "desk", passphrase="ein Satz").close()
        admin.init(tmp_path / "province")
    finally:
        os.umask(before)
    (tmp_path / "desk" / "desk.db").chmod(0o644)
    Desk.open(tmp_path / "desk", passphrase="ein Satz").close()
    wanted = {
        tmp_path / "desk": 0o700, tmp_path / "desk" / "desk.db": 0o600, tmp_path / "desk" / "desk.key": 0o600,
        tmp_path / "province": 0o700, tmp_path / "province" / "province.db": 0o600,
        tmp_path / "province" / "blobs": 0o700,
    }  # fmt: skip
    assert {path: path.stat().st_mode & 0o777 for path in wanted} == wanted


def test_a_desk_of_a_newer_form_is_left_alone(tmp_path: Path) -> None:
    Desk.create(tmp_path / "desk", passphrase="ein Satz").close()
    card = tmp_path / "desk" / "desk.json"
    card.write_text(card.read_text().replace('"format":1', '"format":9'))
    with pytest.raises(Refused) as said:
        Desk.open(tmp_path / "desk", passphrase="ein Satz")
    assert "9" in str(said.value)


def test_a_damaged_database_says_what_brings_everything_back(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "desk", passphrase="ein Satz") as desk:
        assert desk.truncate_journal()
    whole = (tmp_path / "desk" / "desk.db").read_bytes()
    (tmp_path / "desk" / "desk.db").write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    with pytest.raises(Refused) as said, Desk.open(tmp_path / "desk", passphrase="ein Satz") as desk:
        desk.do(records.create, "lead", {"title": "x"})
    assert "登记" in str(said.value)
    assert "zsdesk check" not in str(said.value)
