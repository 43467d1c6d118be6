"""The province's authority: keys sealed, certificates at enrolment, renewal, revocation; on both databases."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tests.province import Province, run
from tests.zsdesk.signing.conftest import SECRET, Enrol, with_authority
from zsdesk.clock import to_ms
from zsdesk.desk import Desk
from zsdesk.errors import Locked, Refused, WrongPassphrase
from zsdesk.server import admin
from zsdesk.server.problems import Stop
from zsdesk.signing import certificates, trust
from zsdesk.sync import client


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def province(
    request: pytest.FixtureRequest, _sealed: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Province]:
    database = request.getfixturevalue("postgres")() if request.param == "postgresql" else None
    made = with_authority(tmp_path_factory.mktemp("province"), database)
    yield made
    made.stop()


def pem(folder: Path, province: Province) -> Path:
    done = run("server", "ca", "show", "-o", str(folder), "--data", str(province.data))
    assert done.returncode == 0, done.stderr
    return folder


def openssl(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)


def written(certificate: x509.Certificate, path: Path) -> Path:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_desk_gets_a_certificate_for_a_key_that_it_made(enrolled: Enrol, province: Province, tmp_path: Path) -> None:
    desk = enrolled("李明")
    identity = trust.identity_of(desk)
    assert identity.holder == certificates.Holder("李明", "officer", "520121", "贵州省招商引资")
    assert certificates.fits(identity.key, identity.certificate)
    folder = pem(tmp_path / "ca", province)
    mine = written(identity.certificate, tmp_path / "mine.pem")
    chain = ("-CAfile", folder / "root.pem", "-untrusted", folder / "issuing.pem")
    done = openssl("verify", "-x509_strict", "-crl_check", "-CRLfile", folder / "revoked.pem", *chain, mine)
    assert done.returncode == 0, done.stderr
    shown = openssl("x509", "-in", mine, "-noout", "-subject", "-nameopt", "utf8,sep_comma_plus", "-text").stdout
    assert "title=officer" in shown.replace(" = ", "=")
    assert "Digital Signature, Non Repudiation" in shown


def test_the_key_lies_in_the_vault_and_nowhere_else(enrolled: Enrol, province: Province) -> None:
    desk = enrolled("李明")
    secret = desk.vault.get(trust.KEY)
    assert secret is not None
    assert desk.vault.get(trust.LASTED) is None
    scalar = certificates.unpacked_key(secret).private_numbers().private_value.to_bytes(32, "big")
    for folder in (desk.folder, province.data):
        for path in folder.rglob("*"):
            assert not path.is_file() or scalar not in path.read_bytes()


def test_the_authoritys_keys_are_sealed_at_rest(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("root", "issuing"):
        sealed = (province.data / f"{name}.key").read_bytes()
        assert b"salt" in sealed
        assert b"PRIVATE KEY" not in sealed
        assert bytes.fromhex("06072a8648ce3d0201") not in sealed  # id-ecPublicKey, as PKCS#8 says it
    monkeypatch.setenv("ZSDESK_CA_PASSPHRASE", "another")
    with admin.authority(province.data) as authority, pytest.raises(WrongPassphrase):
        authority.renew()
    monkeypatch.delenv("ZSDESK_CA_PASSPHRASE")
    with admin.authority(province.data) as authority, pytest.raises(Locked):
        authority.renew()


def test_no_certificate_for_a_request_that_proves_nothing(province: Province) -> None:
    key, other = certificates.new_key(), certificates.new_key()
    good = bytearray(certificates.request(key, "李明"))
    good[-1] ^= 1
    with pytest.raises(Refused):
        certificates.requested_key(bytes(good))
    swapped = certificates.request(other, "李明").replace(
        certificates.public_bytes(other.public_key()), certificates.public_bytes(key.public_key())
    )
    with pytest.raises(Refused):
        certificates.requested_key(swapped)
    with admin.authority(province.data) as authority, pytest.raises(Stop):
        authority.issue("李明", "officer", "520121", "x", b"nonsense")


def test_the_certificate_says_what_the_account_is_and_not_what_was_asked(enrolled: Enrol, province: Province) -> None:
    desk = enrolled("李明")
    key = certificates.new_key()
    where = client.link(desk)
    answer = httpx.post(
        f"{province.url}/v1/certificate", headers={"Authorization": f"Bearer {where.token}"}, trust_env=False,
        content=b'{"request":"' + _base64(certificates.request(key, "王芳")) + b'"}',
    )  # fmt: skip
    assert answer.status_code == 403  # its own lasts long enough
    done = [one for one in _issued(province) if one["account"] == "王芳"]
    assert not [one for one in done if one["device"] == desk.device]


def _base64(data: bytes) -> bytes:
    import base64

    return base64.b64encode(data)


def _issued(province: Province) -> list[dict[str, object]]:
    import json

    done = run("server", "ca", "issued", "--json", "--data", str(province.data))
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_before_it_expires_a_sync_brings_another_one(enrolled: Enrol, province: Province) -> None:
    desk = enrolled("赵强")
    before = trust.identity_of(desk)
    client.sync(desk)
    assert trust.identity_of(desk).certificate == before.certificate
    _expires(province, before.certificate, desk, in_days=30)
    client.sync(desk)
    after = trust.identity_of(desk)
    assert after.certificate != before.certificate
    assert not certificates.fits(before.key, after.certificate)


def _expires(province: Province, certificate: x509.Certificate, desk: Desk, in_days: int) -> None:
    """Let the certificate be one that ends soon, at the province and on the desk."""
    from zsdesk.server import minting

    soon = to_ms(datetime.now(UTC) + timedelta(days=in_days))
    key = certificate.public_key()
    with admin.authority(province.data) as authority:
        with authority.database.read() as connection:
            by = authority._signer(connection)
        made = minting.holder(certificates.holder_of(certificate), key, by, authority.clock.now_ms(), in_days)  # type: ignore[arg-type]
        with authority.database.write() as connection:
            authority.database.execute(
                connection, "UPDATE certificate SET expires_at = ? WHERE account = ? AND device = ?",
                soon, desk.user, desk.device,
            )  # fmt: skip
    with desk.engine.connect() as connection:
        above = trust.own(connection)[1:]
    trust.keep_own(desk, (made.public_bytes(serialization.Encoding.DER), *above))


def test_a_lost_laptops_certificate_is_revoked_and_desks_hear_of_it(
    enrolled: Enrol, province: Province, tmp_path: Path
) -> None:
    desk, witness = enrolled("李明"), enrolled("王芳")
    lost = trust.identity_of(desk).certificate
    before = trust.trust_of(witness)
    assert before.revoked_at(lost) is None
    done = run("server", "device", "revoke", "李明", desk.device, "--data", str(province.data))
    assert done.returncode == 0, done.stderr
    client.sync(witness)
    after = trust.trust_of(witness)
    assert after.number > before.number
    assert after.revoked_at(lost) is not None
    assert after.revoked_at(trust.identity_of(witness).certificate) is None
    folder = pem(tmp_path / "ca", province)
    mine = written(lost, tmp_path / "lost.pem")
    done_ = openssl("verify", "-crl_check", "-CRLfile", folder / "revoked.pem", "-CAfile", folder / "root.pem",
                    "-untrusted", folder / "issuing.pem", mine)  # fmt: skip
    assert "certificate revoked" in done_.stderr


def test_another_issuing_key_and_both_are_believed(enrolled: Enrol, province: Province) -> None:
    old = enrolled("李明")
    done = run("server", "ca", "renew", "--data", str(province.data))
    assert done.returncode == 0, done.stderr
    new = enrolled("赵强")
    client.sync(old)
    believed = trust.trust_of(old)
    assert len(believed.issuing) >= 2
    for desk in (old, new):
        one = trust.identity_of(desk).certificate
        assert sum(certificates.issued_by(one, by) for by in believed.issuing) == 1
    by_old, by_new = (trust.identity_of(desk).chain[0] for desk in (old, new))
    assert by_old != by_new


def test_a_province_without_its_passphrase_enrols_and_issues_nothing(
    enrolled: Enrol, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    if province.workers > 1:
        pytest.skip("once is enough")
    province.stop()
    monkeypatch.delenv("ZSDESK_CA_PASSPHRASE")
    province.start()
    desk = enrolled("赵强")
    with pytest.raises(Refused, match="证书"):
        trust.identity_of(desk)
    province.stop()
    monkeypatch.setenv("ZSDESK_CA_PASSPHRASE", SECRET)
    province.start()
    client.sync(desk)
    assert trust.identity_of(desk).holder.account == "赵强"


def test_a_list_of_somebody_else_is_not_believed(enrolled: Enrol) -> None:
    from zsdesk.server import minting
    from zsdesk.sync import wire

    desk = enrolled("李明")
    top = minting.root("他省", 1_790_000_000_000)
    fake = minting.revocations([], 999, top, 1_790_000_000_000).public_bytes(serialization.Encoding.DER)
    with desk.transaction() as connection:
        said = trust.stored(connection)
        assert said is not None
        with pytest.raises(Refused):
            trust.keep(connection, wire.Trust(999, said.certificates, fake))
        assert trust.stored(connection) == said
