"""Every kind of paper, the whole way at a real province: made, signed, countersigned, verified elsewhere."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests import projects
from tests.conftest import PASSPHRASE
from tests.province import Province, run
from zsdesk.desk import Desk
from zsdesk.queries.papers import KINDS

PLACE = "522725"  # 瓮安, where the project lies


@pytest.fixture
def signed(province: Province, tmp_path: Path) -> tuple[Path, dict[str, Path]]:
    """The folder of three desks, and the papers that two people signed, by their kinds."""
    people = {"officer": ("李梅", "officer", PLACE), "leader": ("罗敏", "supervisor", "520000"),
              "auditor": ("周静", "officer", PLACE)}  # fmt: skip
    for name, (user, role, region) in people.items():
        password = province.add(user, role, region)
        zsdesk(tmp_path / name, "init")
        zsdesk(tmp_path / name, "enrol", province.url, "--user", user, stdin=password + "\n")
        zsdesk(tmp_path / name, "sync")
    with Desk.open(tmp_path / "officer", passphrase=PASSPHRASE) as desk:
        made = projects.full(desk, photos=1, scans=1, reviewed=False)
        projects.extended(made)
        ids = {
            "brief": made.ids["negotiation:2"], "minutes": made.ids["negotiation:2"], "dossier": made.project,
            "notice": made.ids["supervision"], "agenda": projects.meeting(made), "handover": projects.handover(made),
            "bulletin": PLACE, "pack": projects.visit(made),
        }  # fmt: skip
    zsdesk(tmp_path / "officer", "sync")
    assert zsdesk(tmp_path / "officer", "waiting", "--json") == "[]"
    papers = {kind: tmp_path / f"{kind}.pdf" for kind in ids}
    for kind, path in papers.items():
        command = "handover-sheet" if kind == "handover" else kind
        zsdesk(tmp_path / "officer", command, ids[kind], "-o", str(path), "--sign")
    zsdesk(tmp_path / "officer", "sync")
    zsdesk(tmp_path / "leader", "sync")
    for path in papers.values():
        zsdesk(tmp_path / "leader", "sign", str(path), "--as", "supervisor")
    for name in ("leader", "auditor"):
        zsdesk(tmp_path / name, "sync")
    return tmp_path, papers


def test_a_third_desk_verifies_what_two_people_signed(signed: tuple[Path, dict[str, Path]]) -> None:
    folder, papers = signed
    assert set(papers) == set(KINDS)
    editions = {e["digest"]: e for e in json.loads(zsdesk(folder / "auditor", "papers", "--json"))}
    for kind, path in papers.items():
        told = json.loads(zsdesk(folder / "auditor", "verify", str(path), "--json"))
        assert (told["ok"], told["current"], told["problems"]) == (True, "yes", []), (kind, told)
        assert [(s["place"], s["signer"]) for s in told["signatures"]] == [("officer", "李梅"), ("supervisor", "罗敏")]
        assert all(s["proven_at"] for s in told["signatures"]), kind
        entry = editions[told["digest"]]
        assert (entry["kind"], entry["latest"]) == (kind, True)
        with pikepdf.open(BytesIO(path.read_bytes())) as pdf:
            assert str(pdf.Root.Lang) == "zh-CN"
            assert len(pdf.pages) >= 1

    by_hand(folder / "auditor", papers["brief"])
    done = run("--desk", str(folder / "officer"), "bulletin", "黔南布依族苗族自治州", "-o", str(folder / "x.pdf"),
               env={"ZSDESK_PASSPHRASE": PASSPHRASE})  # fmt: skip
    assert done.returncode == 1
    assert "只有瓮安县的记录" in done.stderr  # a county's figures are not those of its prefecture


def by_hand(desk: Path, paper: Path) -> None:
    """What an auditor reads on the command line, and that a changed file is told by the exit status too."""
    assert "全部有效" in zsdesk(desk, "verify", str(paper))
    assert "周静" in zsdesk(desk, "certificate")
    data = bytearray(paper.read_bytes())
    data[len(data) // 3] ^= 1
    paper.write_bytes(data)
    for form in ((), ("--json",)):
        done = run("--desk", str(desk), "verify", str(paper), *form, env={"ZSDESK_PASSPHRASE": PASSPHRASE})
        assert done.returncode == 1
        assert "未通过" in done.stdout if not form else json.loads(done.stdout)["ok"] is False


def zsdesk(desk: Path, *arguments: str, stdin: str = "") -> str:
    """A command on a desk; what it printed."""
    done = run("--desk", str(desk), *arguments, stdin=stdin, env={"ZSDESK_PASSPHRASE": PASSPHRASE})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()
