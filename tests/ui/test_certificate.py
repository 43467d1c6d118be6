"""The certificate in the window: whose, until when, revoked said; out and in as a PKCS#12 file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from PySide6.QtWidgets import QFileDialog, QLabel

from tests.zsdesk.signing.papers import Office
from ui.dialogs.certificate import CertificateDialog
from zsdesk.signing import trust
from zsdesk.signing.certificates import packed_key
from zsdesk.signing.trust import Identity
from zsdesk.sync import wire


@pytest.fixture
def office() -> Office:
    return Office(made=datetime.now(UTC))


def hear(desk: Any, office: Office, number: int) -> None:
    """Hear of the province's certificates and of what it revoked."""
    crl = office.trust(datetime.now(UTC)).crl
    assert crl is not None
    form = serialization.Encoding.DER
    with desk.transaction() as connection:
        trust.keep(connection, wire.Trust(number, tuple(c.public_bytes(form) for c in (office.by.certificate,
                                          office.top.certificate)), crl.public_bytes(form)))  # fmt: skip


def certify(desk: Any, office: Office) -> Identity:
    """The province gives the desk a certificate."""
    who = office.identity(desk.user, "supervisor")
    hear(desk, office, 1)
    desk.vault.put(trust.KEY, packed_key(who.key))
    trust.keep_own(desk, tuple(c.public_bytes(serialization.Encoding.DER) for c in (who.certificate, *who.chain)))
    return who


def opened(room: Any, qtbot: Any) -> CertificateDialog:
    made = CertificateDialog(room.work)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(words(made.state)), timeout=10_000)
    return made


def words(of: Any) -> str:
    return "".join(label.text() for label in of.findChildren(QLabel))


def test_a_desk_without_a_certificate_says_so(room: Any, qtbot: Any) -> None:
    made = opened(room, qtbot)
    assert "还没有证书" in words(made)
    made.passphrase.setText("correct horse")
    assert not made.export_button.isEnabled()
    assert made.import_button.isEnabled()


def test_out_and_in_again(
    room: Any, qtbot: Any, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    who = room.run(certify, office)
    made = opened(room, qtbot)
    said = words(made)
    assert "主管" in said
    assert f"截至{datetime.now(UTC):%Y-%m-%d}" in said
    assert f"{who.certificate.not_valid_after_utc:%Y-%m-%d}" in said
    file = tmp_path / "证书.p12"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(file), ""))
    made.passphrase.setText("short")
    made.export_button.click()
    qtbot.waitUntil(lambda: "至少" in words(made.told), timeout=10_000)
    made.passphrase.setText("correct horse")
    made.export_button.click()
    qtbot.waitUntil(lambda: "证书.p12" in words(made.told), timeout=10_000)
    assert made.passphrase.text() == ""
    assert b"correct horse" not in file.read_bytes()
    room.run(lambda desk: desk.vault.put(trust.KEY, None))
    made.passphrase.setText("wrong horse!")
    made.import_button.click()
    qtbot.waitUntil(lambda: "口令" in words(made.told), timeout=10_000)
    made.passphrase.setText("correct horse")
    made.import_button.click()
    qtbot.waitUntil(lambda: "现在用这张证书签名" in words(made.told), timeout=10_000)
    assert room.run(trust.identity_of).certificate == who.certificate


def test_a_revoked_one_is_said(room: Any, qtbot: Any, office: Office) -> None:
    who = room.run(certify, office)
    office.revoke(who, datetime.now(UTC))
    room.run(hear, office, 2)
    assert "吊销" in words(opened(room, qtbot).state)
