"""https with a province's own root: trusted when it is given, refused when it is not."""

from __future__ import annotations

import datetime
import ipaddress
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.province import run
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.errors import Offline
from zsdesk.ports import free_port
from zsdesk.sync import client


def _certificate(folder: Path) -> tuple[Path, Path, Path]:
    """A root of the province's own, and a certificate of it for 127.0.0.1: root, certificate, key."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)

    def made(subject: str, issuer: str, public: ec.EllipticCurvePublicKey, *, authority: bool) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if not authority:
            names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(root_key, hashes.SHA256())

    root = made("省平台根证书", "省平台根证书", root_key.public_key(), authority=True)
    leaf = made("127.0.0.1", "省平台根证书", key.public_key(), authority=False)
    paths = folder / "root.pem", folder / "zs.pem", folder / "zs.key"
    paths[0].write_bytes(root.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    paths[2].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """An https province's address, and its root."""
    root, certificate, key = _certificate(tmp_path)
    data, port = tmp_path / "province", free_port()
    assert run("server", "init", "--data", str(data)).returncode == 0
    user = ("server", "user", "add", "李明", "--role", "officer", "--region", "520121", "--data", str(data))
    assert run(*user, stdin="geheim-genug-1\n").returncode == 0
    log = (tmp_path / "log").open("wb")
    command = [sys.executable, "-m", "zsdesk", "server", "run", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--cert", str(certificate), "--key", str(key)], stdout=log, stderr=log, start_new_session=True
    )
    import socket

    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"https://127.0.0.1:{port}", root
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(20)
    log.close()


def test_own_root(served: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url, root = served
    monkeypatch.setenv("ZSDESK_PASSPHRASE", "test")
    with Desk.create(tmp_path / "desk") as desk:
        with pytest.raises(Offline, match=r"本机|saved"):
            client.enrol(desk, url, "李明", "geheim-genug-1")
        client.enrol(desk, url, "李明", "geheim-genug-1", root=root.read_text())
        desk.do(records.create, "lead", desk.parse("lead", {"title": "加密传输"}))
        assert client.sync(desk).pushed == 1


def test_other_machines_need_a_certificate(tmp_path: Path) -> None:
    data = tmp_path / "province"
    run("server", "init", "--data", str(data))
    told = run("server", "run", "--data", str(data), "--host", "0.0.0.0", "--port", str(free_port()))
    assert told.returncode == 1
    assert "https" in told.stderr
