"""The command line, as scripts meet it: its exit statuses, its JSON, its one sentence on stderr."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert

from tests.ring import MemoryKeyring
from zsdesk import __version__
from zsdesk.__main__ import main
from zsdesk.acts import records
from zsdesk.clock import from_ms
from zsdesk.desk import Desk
from zsdesk.ids import is_id, new_id
from zsdesk.kinds import Target
from zsdesk.records import Conflict

Run = Callable[..., "Ended"]


class Ended:
    """What a command left behind."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        assert (self.status, self.err) == (0, ""), self.err
        return json.loads(self.out)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk"


@pytest.fixture
def run(ring: MemoryKeyring, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command inside this process: the same code without half a second of imports."""
    Desk.create(tmp_path / "desk").close()

    def command(*arguments: object) -> Ended:
        try:
            status = main(["--desk", str(tmp_path / "desk"), *map(str, arguments)])
        except SystemExit as left:
            status = int(left.code or 0)
        return Ended(status, *capsys.readouterr())

    return command


def process(*arguments: object, **environment: str) -> Ended:
    """The real thing, with no display."""
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [sys.executable, "-m", "zsdesk", *map(str, arguments)],
        capture_output=True, env=env | environment, check=False, cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def one_sentence(ended: Ended, status: int = 1) -> str:
    assert ended.status == status
    assert ended.out == ""
    lines = ended.err.splitlines()
    assert len(lines) == 1, ended.err
    assert "Traceback" not in ended.err
    assert lines[0].endswith(("。", "）", "？", "）。"))
    return lines[0]


# -- the whole way, in real processes --------------------------------------------------------------


def test_a_morning_at_the_prompt(tmp_path: Path) -> None:
    desk = tmp_path / "new" / "desk"
    made = process("--desk", desk, "init")
    assert (made.status, made.out.strip()) == (0, str(desk))
    sealed = json.loads((desk / "desk.key").read_text())
    assert (sealed["memory_kib"], sealed["passes"], sealed["lanes"]) == (65536, 3, 4)  # RFC 9106, 4, second option
    # a pipe of another habit than UTF-8, as on an English Windows
    added = process("--desk", desk, "add", "company", "name=贵州华星", "uscc_pending=是", PYTHONIOENCODING="latin-1")
    assert is_id(added.out.strip())
    lead = process("--desk", desk, "add", "lead", "title=磷矿", "company=华星", "intent_amount=3.2亿").out.strip()
    found = process("--desk", desk, "find", "gzhx", "--json", PYTHONIOENCODING="latin-1").json
    assert [hit["type"] for hit in found] == ["company"]
    shown = process("show", lead, "--json", ZSDESK_DESK=str(desk)).json
    assert shown["fields"]["intent_amount"] == 320_000_000
    wrong = process("--desk", desk, "set", lead, "intent_amount=3.2忆", PYTHONIOENCODING="latin-1")
    assert "亿" in one_sentence(wrong)
    assert "passphrase" in process("--desk", desk, "status", ZSDESK_PASSPHRASE="wrong", ZSDESK_LANG="en").err
    assert "ZSDESK_PASSPHRASE" in one_sentence(process("--desk", desk, "status", ZSDESK_PASSPHRASE=""))


def test_the_command_line_never_imports_qt(folder: Path) -> None:
    Desk.create(folder).close()
    code = """
import sys
sys.modules["PySide6"] = None
from zsdesk.__main__ import main
folder = sys.argv[1]
def run(*arguments):
    status = main(["--desk", folder, *arguments])
    assert status == 0, (arguments, status)
run("add", "lead", "title=磷矿")
run("list", "lead")
run("find", "磷矿", "--json")
run("status")
run("check")
run("conflicts")
left = sorted(m for m in sys.modules if m.split(".")[0] in ("PySide6", "shiboken6", "ui") and sys.modules[m])
assert not left, left
heavy = sorted({"reportlab", "litestar", "uvicorn", "httpx"} & set(sys.modules))
assert not heavy, heavy
"""
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, env=env, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_a_reader_that_leaves_early_is_no_error(folder: Path) -> None:
    with Desk.create(folder) as desk:
        for number in range(5):
            desk.do(records.create, "lead", {"title": f"{number}", "summary": "长" * 20_000})
    command = [sys.executable, "-m", "zsdesk", "--desk", str(folder), "list", "lead", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as listing:
        assert listing.stdout is not None
        assert listing.stderr is not None
        listing.stdout.close()
        told = listing.stderr.read()
        assert listing.wait() == 0, told
    assert told == b""


# -- usage -----------------------------------------------------------------------------------------


def test_help_and_version(run: Run) -> None:
    helped = run("--help")
    assert helped.status == 0
    commands = ("demo", "server", "init", "enrol", "sync", "status", "conflicts", "resolve", "add", "set", "show",
                "list", "find", "history", "attach", "delete", "brief", "check")  # fmt: skip
    assert {line.split()[0] for line in helped.out.splitlines() if line.startswith("    ")} >= set(commands)
    assert "招商干部的工作台" in helped.out
    assert run("add", "--help").status == 0
    assert run("--version").out.strip() == f"zsdesk {__version__}"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nix",),
        ("add",),
        ("add", "lead", "title"),
        ("add", "lead", "=x"),
        ("add", "leed", "title=x"),
        ("add", "lead", "titel=x"),
        ("list", "leed"),
        ("list", "lead", "titel=x"),
        ("show",),
        ("attach", "x"),
        ("brief", "x"),
        ("find", "a", "b"),
        ("server",),
        ("set", "x"),
    ],
)
def test_wrong_usage_is_2(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert ended.status == 2
    assert ended.out == ""
    assert ended.err
    assert not re.search("usage:|error:|required|expected|unrecognized|invalid|choose", ended.err)


def test_types_and_fields_are_named_where_they_are_wrong(run: Run) -> None:
    assert "negotiation" in one_sentence(run("add", "leed"), status=2)
    assert "intent_amount" in one_sentence(run("add", "lead", "titel=x"), status=2)


# -- refusals --------------------------------------------------------------------------------------


def test_refusals_are_1_and_a_sentence(run: Run, folder: Path, tmp_path: Path) -> None:
    lead = run("add", "lead", "title=磷矿").out.strip()
    nowhere = new_id()
    (tmp_path / "x.pdf").write_bytes(b"PK\x03\x04 no pdf")
    for arguments, said in (
        (("init",), "已经有"),
        (("show", nowhere), nowhere),
        (("set", nowhere, "title=x"), nowhere),
        (("delete", "nix"), "nix"),
        (("history", nowhere), nowhere),
        (("attach", nowhere, "x"), nowhere),
        (("attach", lead, tmp_path / "gone.pdf"), "gone.pdf"),
        (("attach", lead, tmp_path / "x.pdf"), "ZIP"),
        (("set", lead, "next_due=2026-02-30"), "2026-02-30"),
        (("set", lead, "preferred_regions=火星"), "火星"),
        (("set", lead, "company=没有的企业"), "没有的企业"),
        (("set", lead, "deleted_at=今天"), "删除时间"),
        (("set", lead, "number=XS-1"), "编号"),
        (("add", "company", "uscc=91350100M000100Y44"), "校验"),
        (("add", "lead", "title=\udcff"), "字符"),
        (("resolve", nowhere, "title=mine"), nowhere),
        (("sync",), "登记"),
    ):
        assert said in one_sentence(run(*arguments)), arguments
    assert run("show", lead, "--json").json["fields"]["next_due"] is None
    assert "init" in one_sentence(Ended(*_without_desk(run, folder)))


def _without_desk(run: Run, folder: Path) -> tuple[int, str, str]:
    folder.rename(folder.with_name("moved"))
    ended = run("list", "lead")
    folder.with_name("moved").rename(folder)
    return ended.status, ended.out, ended.err


def test_while_another_writes_one_may_read_but_not_write(run: Run, folder: Path) -> None:
    lead = run("add", "lead", "title=磷矿").out.strip()
    with Desk.open(folder):
        assert [row["id"] for row in run("list", "lead", "--json").json] == [lead]
        assert run("show", lead).status == 0
        assert str(os.getpid()) in one_sentence(run("add", "lead", "title=铜矿"))


# -- what commands print ---------------------------------------------------------------------------


def test_add_set_show_list(run: Run) -> None:
    company = run("add", "company", "name=华星", "tags=链主、高新", "uscc_pending=是").out.strip()
    lead = run("add", "lead", "title=磷矿", "company=华星", "intent_amount=500万美元@7.12", "needs=土地").out.strip()
    ended = run("set", lead, "next_step=回访", "needs=")
    assert (ended.status, ended.out, ended.err) == (0, "", "")
    shown = run("show", lead, "--json").json
    assert {"id", "type", "fields"} <= set(shown)
    assert (shown["id"], shown["type"], shown["title"]) == (lead, "lead", "磷矿")
    fields = shown["fields"]
    assert (fields["title"], fields["company"], fields["next_step"], fields["needs"]) == ("磷矿", company, "回访", None)
    assert fields["intent_amount"]["yuan"] == 35_600_000
    assert fields["received_at"].endswith("+08:00")
    assert "pinyin" not in fields
    assert run("show", company, "--json").json["fields"]["tags"] == ["chain_leader", "high_tech"]
    assert run("show", company, "--json").json["fields"]["uscc_pending"] is True
    assert "意向投资\t500 万美元" in run("show", lead).out
    (row,) = run("list", "lead", "--json").json
    assert {"id", "type", "fields"} <= set(row)
    assert row["fields"] == fields
    assert run("list", "lead").out.split() == [lead, "磷矿"]


def test_list_by_fields_of_every_kind(run: Run) -> None:
    star = run("add", "company", "name=华星", "uscc_pending=是", "tags=链主、高新", "origin=开阳").out.strip()
    other = run("add", "company", "name=立根", "uscc_pending=否").out.strip()
    project = run("add", "project", "name=一期", "companies=华星、立根", "land_mu=300亩", "stage=储备").out.strip()
    talk = run("add", "negotiation", f"project={project}", "round=3", "held_at=2026-11-24 14:30").out.strip()
    for arguments, found in (
        (("company", "uscc_pending=是"), [star]),
        (("company", "uscc_pending=否"), [other]),
        (("company", "tags=高新"), [star]),
        (("company", "origin=520121"), [star]),
        (("company", "origin="), [other]),
        (("project", "companies=立根"), [project]),
        (("project", "land_mu=300"), [project]),
        (("project", "stage=签约"), []),
        (("negotiation", "round=3"), [talk]),
        (("negotiation", "held_at=2026-11-24 14:30"), [talk]),
        (("negotiation", "project=一期", "round=3"), [talk]),
        (("company",), [other, star]),
    ):
        assert [row["id"] for row in run("list", *arguments, "--json").json] == found, arguments


def test_find_history_delete(run: Run) -> None:
    lead = run("add", "lead", "title=磷矿", "summary=双回路").out.strip()
    run("set", lead, "title=铜矿")
    (hit,) = run("find", "双回路", "--json").json
    assert hit == {"id": lead, "type": "lead", "title": "铜矿", "snippet": "双回路", "field": "summary"}
    assert run("find", "没有", "--json").json == []
    assert run("find", "tk").out.startswith(f"{lead}\tlead\t铜矿")
    history = run("history", lead, "--json").json
    assert [(e["kind"], e["field"], e["from"], e["to"]) for e in history] == [
        ("change", "title", "磷矿", "铜矿"), ("create", "", "", ""),
    ]  # fmt: skip
    assert history[0]["at"].endswith("+08:00")
    assert "磷矿 → 铜矿" in run("history", lead).out
    assert run("delete", lead).status == 0
    assert run("list", "lead", "--json").json == []
    assert run("show", lead, "--json").json["deleted"] is True


def test_attach_and_status_and_check(run: Run, folder: Path, tmp_path: Path) -> None:
    lead = run("add", "lead", "title=磷矿").out.strip()
    (tmp_path / "一.txt").write_text("one")
    (tmp_path / "二.txt").write_text("two")
    ids = run("attach", lead, tmp_path / "一.txt", tmp_path / "二.txt").out.split()
    assert [f["id"] for f in run("show", lead, "--json").json["files"]] == ids
    status = run("status", "--json").json
    assert (status["enrolled"], status["pending"], status["conflicts"], status["records"]) == (False, 3, 0, 3)
    assert status["size_bytes"] > 100_000
    assert "待发 3" in run("status").out
    assert run("check", "--json").json == {"ok": True, "findings": []}
    assert "完好" in run("check").out
    sealed = next(p for p in (folder / "files").rglob("*") if p.is_file())
    sealed.write_bytes(b"no longer")
    checked = run("check", "--json")
    assert checked.status == 1
    assert json.loads(checked.out)["ok"] is False
    assert len(json.loads(checked.out)["findings"]) == 1
    assert "损坏" in run("check").out


def test_conflicts_and_resolve(run: Run, folder: Path) -> None:
    lead = run("add", "lead", "title=磷矿", "next_step=考察").out.strip()

    def conflict(**fields: tuple[str, str, str]) -> str:
        base, kept, offered = (msgspec.json.encode({n: v[i] for n, v in fields.items()}).decode() for i in range(3))
        record_id = new_id()
        with Desk.open(folder) as desk, desk.transaction() as connection:
            connection.execute(
                insert(Conflict.__table__).values(  # type: ignore[arg-type]
                    id=record_id, version=1, updated_at=0, stamps="[]", extra="{}", target=Target("lead", lead),
                    base=base, kept=kept, kept_by="赵强", kept_at=from_ms(1000), offered=offered, offered_by="李明",
                    offered_at=from_ms(2000), offered_device=desk.device, status="open",
                )
            )  # fmt: skip
        return record_id

    first = conflict(next_step=("回访", "考察", "签约"))
    (entry,) = run("conflicts", "--json").json
    assert {k: entry[k] for k in ("id", "record", "field", "base", "mine", "theirs", "mine_by", "theirs_by")} == {
        "id": first, "record": lead, "field": "next_step", "base": "回访", "mine": "签约", "theirs": "考察",
        "mine_by": "李明", "theirs_by": "赵强",
    }  # fmt: skip
    assert "签约" in run("conflicts").out
    assert "next_step" in one_sentence(run("resolve", first, "title=mine"))
    assert run("resolve", first, "next_step=mine").status == 0
    assert run("show", lead, "--json").json["fields"]["next_step"] == "签约"
    assert run("conflicts", "--json").json == []
    conflict(next_step=("签约", "签约", "再议"))
    assert run("resolve", lead, "next_step=另写一个").status == 0  # by the record, with another value
    assert run("show", lead, "--json").json["fields"]["next_step"] == "另写一个"


def test_enrolling_takes_the_password_from_stdin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    seen: list[tuple[str, str, str]] = []
    monkeypatch.setattr(
        "zsdesk.sync.client.enrol", lambda _desk, url, user, password, root: seen.append((url, user, password))
    )
    monkeypatch.setattr("sys.stdin", io.StringIO("geheim 密\r\nrest\n"))
    assert run("enrol", "https://province.example", "--user", "李明").status == 0
    assert seen == [("https://province.example", "李明", "geheim 密")]


@pytest.mark.parametrize(
    "url", ["province.example", "http://province.example", "ftp://x", "https://", "", "http://[::1"]
)
def test_an_address_that_is_none(run: Run, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
    assert "https://" in one_sentence(run("enrol", url, "--user", "李明"))


def test_an_offline_province_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
    assert "都在本机" in one_sentence(run("enrol", "http://127.0.0.1:9", "--user", "李明"))
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
    ended = run("enrol", "https://127.0.0.1:9", "--user", "李明", "--root", tmp_path / "gone.pem")
    assert "gone.pem" in one_sentence(ended)


def test_a_brief_is_written_or_refused(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("zsdesk.documents.brief")
    talk = run("add", "negotiation", "topics=用电", "place=迎宾楼").out.strip()
    out = tmp_path / "brief.pdf"
    ended = run("brief", talk, "-o", out)
    assert (ended.status, ended.out.strip()) == (0, str(out))
    assert out.read_bytes().startswith(b"%PDF-")
    assert "nowhere" in one_sentence(run("brief", talk, "-o", tmp_path / "nowhere" / "brief.pdf"))
    assert not [p for p in tmp_path.iterdir() if p.suffix == ".part"]
    gone = new_id()
    assert gone in one_sentence(run("brief", gone, "-o", out))


def test_papers_are_made_of_records(run: Run, tmp_path: Path) -> None:
    talk = run("add", "negotiation", "topics=用电", "place=迎宾楼").out.strip()
    project = run("add", "project", "name=磷化工").out.strip()
    listed = run("add", "supervision", "subject=供地", f"project={project}").out.strip()
    meeting = run("add", "meeting", "subject=第四次会议").out.strip()
    handover = run("add", "handover", "subject=移交", f"project={project}").out.strip()
    for command, id in (
        ("minutes", talk), ("notice", listed), ("agenda", meeting), ("handover-sheet", handover), ("bulletin", "贵州省")
    ):  # fmt: skip
        out = tmp_path / f"{command}.pdf"
        ended = run(command, id, "-o", out)
        assert (ended.status, ended.out.strip()) == (0, str(out)), command
        assert out.read_bytes().startswith(b"%PDF-")
    assert run("minutes", talk, "-o", tmp_path / "minutes.docx").status == 0
    assert (tmp_path / "minutes.docx").read_bytes().startswith(b"PK")
    assert ".pdf" in one_sentence(run("dossier", project, "-o", tmp_path / "dossier.docx"))


def test_a_dossier_tells_what_it_lacks_and_goes_on_without_what_cannot_be_read(run: Run, tmp_path: Path) -> None:
    project = run("add", "project", "name=磷化工").out.strip()
    told = json.loads(run("dossier", project, "--json").out)
    assert told["filled"] + len(told["gaps"]) == told["total"]
    gap = {"chapter": "overview", "type": "project", "id": project, "field": "lead_unit", "text": "责任单位"}
    assert {**gap, "of": "磷化工"} in told["gaps"]
    assert f"project/{project}\tlead_unit\t磷化工 · 责任单位" in run("dossier", project).out
    bad, out = tmp_path / "批复.pdf", tmp_path / "卷宗.pdf"
    bad.write_bytes(b"%PDF-1.7 broken %%EOF")
    run("attach", project, bad)
    assert "批复.pdf" in one_sentence(run("dossier", project, "-o", out))
    assert not out.exists()
    assert run("dossier", project, "-o", out, "--leave-out").out.strip() == str(out)
    assert out.read_bytes().startswith(b"%PDF-")


def test_templates_are_written_changed_and_checked(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "模板"
    assert len(run("templates", "-o", folder).out.split()) == 8
    assert run("templates", "--check", folder / "notice.yaml").status == 0
    assert "brief.yaml" in one_sentence(run("templates", "-o", folder))
    (folder / "notice.yaml").write_text("name: 通知\ntitel: 错字\n", "utf-8")
    assert "第 2 行第 1 列" in one_sentence(run("templates", "--check", folder / "notice.yaml"))
    (folder / "other.yaml").write_text("name: x\n", "utf-8")
    assert "dossier" in one_sentence(run("templates", "--check", folder / "other.yaml"))
