"""The API fuzzed from its own description: whatever comes, a described answer and never an error of the server's."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.zsdesk.server.conftest import Served

CHECKS = "not_a_server_error,content_type_conformance,response_schema_conformance"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A province that nobody else uses: what the fuzzer does to it is seen by nobody."""
    served = Served(tmp_path_factory.mktemp("fuzzed") / "data", None, 1)
    yield served
    served.stop()


def test_no_request_makes_the_server_fail(alone: Served) -> None:
    peer = alone.peer("520000", role="administrator")
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{alone.url}/schema/openapi.json",
            "-H", f"Authorization: Bearer {peer.token}", "--exclude-path", "/v1/revoke", "--checks", CHECKS,
            "--phases", "coverage,fuzzing", "--max-examples", "6", "--generation-deterministic", "--no-color",
        ],
        capture_output=True, text=True, check=False, timeout=400, cwd=alone.data,
    )  # fmt: skip
    told = done.stdout[-4000:]
    assert done.returncode == 0, told
    cases = re.search(r"([\d,]+) generated, ([\d,]+) passed", told)
    assert cases is not None, told
    assert int(cases[1].replace(",", "")) > 300
    assert cases[1] == cases[2]
    assert peer.http.get("/v1/me").status_code == 200
    log = (Path(alone.data) / "test.log").read_text()
    assert '"status":5' not in log.replace('"status":503', "")
    assert httpx.get(f"{alone.url}/v1/health", trust_env=False).status_code == 200
