"""``zsdesk demo``: a province and two desks on this machine play the main job, step by step.

The province is a real server process on loopback; the desks are real sealed desks.  Without a display,
or with ``--offscreen``, pages are painted into pictures; with one, the first desk's window opens at
the end.  Every step checks what it did: the exit status is 0 only if all of them happened.
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from zsdesk import sample_course, samples
from zsdesk.acts import attachments, conflicts, records
from zsdesk.desk import Desk
from zsdesk.errors import Offline
from zsdesk.kinds import Target
from zsdesk.ports import answers, free_port
from zsdesk.queries import detail, lists, syncing
from zsdesk.sync import client
from zsdesk.words import tr

PASSPHRASE = "zsdesk-demo"
"""Seals the demonstration's desks only; they hold nothing but sample records."""
COUNTY = "520121"
SAMPLE_LEADS = 60


class Failed(Exception):
    """A step did not do what it says."""


def demo(*, offscreen: bool, keep: Path | None) -> int:
    """Play the main job in ``keep``, or in a folder that is left in place and named; the exit status."""
    folder = keep or Path(tempfile.mkdtemp(prefix="zsdesk-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    if any((folder / name).exists() for name in ("province", "desk-a", "desk-b")):
        print(tr("{folder} holds an earlier demonstration; choose another folder or empty it.", folder=folder),
              file=sys.stderr)  # fmt: skip
        return 1
    if offscreen or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt"):
        offscreen = True
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["ZSDESK_PASSPHRASE"] = PASSPHRASE
    play = Play(folder)
    try:
        play.run()
    except Failed as failed:
        print(tr("✗ failed: {what}", what=failed), file=sys.stderr)
        return 1
    finally:
        play.close()
    print(tr("Everything lies in {folder} (passphrase of the desks: {passphrase}).",
             folder=folder, passphrase=PASSPHRASE))  # fmt: skip
    if not offscreen:
        from ui.app import main as window

        return window([], folder / "desk-a")
    return 0


class Play:
    """The steps, in order, over the folder of one demonstration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.server: subprocess.Popen[bytes] | None = None
        self.desks: list[Desk] = []
        self.passwords = {name: secrets.token_urlsafe(12) for name in ("李明", "王芳")}

    def run(self) -> None:
        """All steps; ``Failed`` at the first that does not hold."""
        steps: tuple[tuple[str, Callable[[], str]], ...] = (
            (tr("Make a province with its accounts"), self.make_province),
            (tr("Two desks enrol"), self.enrol_desks),
            (tr("The province's desk enters the article's projects and sample records"), self.fill),
            (tr("The network is gone"), self.unplug),
            (tr("Desk A, offline: an enterprise, a lead, a negotiation with a photo"), self.capture),
            (tr("Desk A, offline: the brief"), self.make_brief),
            (tr("The network is back: desk A syncs"), self.reconnect),
            (tr("Desk B receives it all, the photo too"), self.receive),
            (tr("Both change different fields: merged"), self.merge),
            (tr("Both change the same field: a conflict, shown to both"), self.collide),
            (tr("Desk B settles it; both desks agree"), self.settle),
            (tr("Pictures of every page"), self.pictures),
        )
        for number, (title, step) in enumerate(steps, 1):
            print(f"[{number:2}/{len(steps)}] {title} …", flush=True)
            began = time.monotonic()
            told = step()
            print(f"        ✓ {told}  ({time.monotonic() - began:.1f} s)", flush=True)

    def close(self) -> None:
        """Stop the server and close the desks."""
        for desk in self.desks:
            desk.close()
        self.desks = []
        self._stop_server()

    # -- the province --------------------------------------------------------------------------

    def make_province(self) -> str:
        """A new province with an officer in 开阳 and a supervisor of the province."""
        data = str(self.folder / "province")
        _zsdesk("server", "init", "--data", data)
        for name, role, region in (("李明", "officer", COUNTY), ("王芳", "supervisor", "520000")):
            _zsdesk("server", "user", "add", name, "--role", role, "--region", region, "--data", data,
                    stdin=self.passwords[name])  # fmt: skip
        self._start_server()
        return self.url

    def _start_server(self) -> None:
        log = (self.folder / "server.log").open("ab")
        command = [sys.executable, "-m", "zsdesk", "server", "run", "--data", str(self.folder / "province")]
        self.server = subprocess.Popen([*command, "--port", str(self.port)], stdout=log, stderr=log)
        log.close()
        until = time.monotonic() + 30
        while not answers(self.port):
            if self.server.poll() is not None or time.monotonic() > until:
                raise Failed(tr("the server did not start; see {log}", log=self.folder / "server.log"))
            time.sleep(0.05)

    def _stop_server(self) -> None:
        if self.server is not None:
            self.server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(10)
            if self.server.poll() is None:
                self.server.kill()
        self.server = None

    # -- the desks -----------------------------------------------------------------------------

    @property
    def a(self) -> Desk:
        """The desk of 李明 in 开阳."""
        return self.desks[0]

    @property
    def b(self) -> Desk:
        """The desk of 王芳 at the province."""
        return self.desks[1]

    def enrol_desks(self) -> str:
        """Both desks are made and enrolled."""
        for name, user in (("desk-a", "李明"), ("desk-b", "王芳")):
            desk = Desk.create(self.folder / name, passphrase=PASSPHRASE)
            self.desks.append(desk)
            client.enrol(desk, self.url, user, self.passwords[user])
        _expect((self.a.region, self.b.region) == (COUNTY, "520000"), "regions")
        return "李明 → 开阳县 · 王芳 → 贵州省"

    def fill(self) -> str:
        """The article's seven projects through their stages, and generated records marked 示例."""
        projects = sample_course.play(self.b)
        today = self.b.clock.today()
        self.b.do(samples.leads_and_talks, SAMPLE_LEADS, seed=797, today=today)
        self.a.do(samples.leads_and_talks, 12, seed=331, today=today, region=COUNTY)
        sample_course.busy(self.a, COUNTY)
        pushed = client.sync(self.b).pushed
        client.sync(self.a)
        here = self.a.read(lists.ids, lists.ListQuery("project"))
        _expect(self.a.status().parked == self.b.status().parked == 0, "every record taken in by the province")
        came = self.a.read(detail.detail, "project", projects[COUNTY]).shown["stage"]
        _expect(len(projects) == 7 and projects[COUNTY] in here and came == "开工", "projects in scope")
        return tr("{projects} projects, {pushed} records sent", projects=len(projects), pushed=pushed)

    def unplug(self) -> str:
        """The server is gone; a sync says so and nothing is lost."""
        self._stop_server()
        try:
            client.sync(self.a)
        except Offline as sentence:
            return str(sentence)
        raise Failed("sync without a server")

    def capture(self) -> str:
        """What an officer logs in a factory yard."""
        desk, today = self.a, self.a.clock.today()
        company = self._add("company", name="示例·黔磷新材料有限公司", uscc="91350100M000100Y43", ownership="民营",
                            tags="链主、高新", origin="福建省", revenue="86.4亿",
                            financials="2023/52亿；2024/71亿；2025/86.4亿",
                            profile="磷系正极材料企业，现有产能 12 万吨/年。")  # fmt: skip
        self.lead = self._add("lead", title="示例·“磷—硫—铁—锂—氟”耦合循环经济", company=company, channel="以商招商",
                              intent_amount="331亿", industry="C26", preferred_regions="开阳县",
                              needs="土地、资金、环境容量",
                              first_contact_unit="开阳县投促局", triage="跟进", next_step="提交并联会审：土地、能耗",
                              next_due=str(today + timedelta(days=4)))  # fmt: skip
        self.talk = self._add(
            "negotiation", lead=self.lead, held_at=f"{today} 10:00", place="开阳县迎宾楼",
            attendees="李明/局长/开阳县投促局/我方；陈䶮/投资部总监/示例·黔磷新材料/对方",
            positions="用地/2,400 亩，2027-03 前交付/先供 1,600 亩，余地随二期/一期不少于 1,500 亩/close；"
                      "资金配套/产业基金 30 亿元/“四化”基金先期尽调/不承诺额度/open；"
                      "用电/2×240 MVA 变电站/列入 2027 年电网计划//open",
            agreed="一期选址确定为经开区 A 地块；四日内互换框架协议文本。\n企业提供环评现状报告。",
            open_points="资金配套额度；变电站建设主体。", risks="要素保障：用电容量须供电部门书面答复。",
            next_step="提交并联会审：土地、能耗、环境容量", next_owner="开阳县投促局",
            next_due=str(today + timedelta(days=4)),
        )  # fmt: skip
        path = self.folder / "厂区照片.jpg"
        path.write_bytes(photo())
        desk.do(attachments.attach, Target("negotiation", self.talk), path, caption="示例：经开区 A 地块")
        waiting = desk.status().pending
        _expect(waiting >= 4, "waiting changes")
        return tr("{count} changes wait on desk A", count=waiting)

    def _add(self, type_name: str, **texts: str) -> str:
        return self.a.do(records.create, type_name, self.a.parse(type_name, texts)).result

    def make_brief(self) -> str:
        """The one-page PDF."""
        path = self.folder / "洽谈简报.pdf"
        made = self.a.brief(self.talk)
        _expect(made.startswith(b"%PDF") and made == self.a.brief(self.talk), "the same brief twice")
        path.write_bytes(made)
        return str(path)

    def reconnect(self) -> str:
        """The server is back."""
        self._start_server()
        done = client.sync(self.a)
        _expect(done.pushed >= 4 and self.a.status().pending == 0, "everything sent")
        shown = self.a.read(detail.detail, "lead", self.lead)
        _expect(bool(shown.values["number"]) and shown.receipt == "accepted", "a number from the province")
        return tr("sent {pushed}, {requests} requests, number {number}",
                  pushed=done.pushed, requests=done.requests, number=shown.values["number"])  # fmt: skip

    def receive(self) -> str:
        """Desk B has what desk A logged."""
        client.sync(self.b)
        talk = self.b.read(detail.detail, "negotiation", self.talk)
        _expect("陈䶮" in talk.shown["attendees"], "the negotiation on desk B")
        _expect(len(talk.files) == 1 and self.b.has_blob(talk.files[0].sha256), "the photo on desk B")
        _expect(self.b.blob(talk.files[0].sha256) == (self.folder / "厂区照片.jpg").read_bytes(), "the same bytes")
        (self.folder / "洽谈简报-B.pdf").write_bytes(self.b.brief(self.talk))
        return talk.heading

    def merge(self) -> str:
        """Different fields of one lead."""
        self._change(self.a, next_step="电话回访")
        self._change(self.b, referrer="闽商联盟")
        client.sync(self.a), client.sync(self.b), client.sync(self.a)
        for desk in self.desks:
            shown = desk.read(detail.detail, "lead", self.lead).shown
            _expect((shown["next_step"], shown["referrer"]) == ("电话回访", "闽商联盟"), "both edits on both desks")
        return "电话回访 + 闽商联盟"

    def _change(self, desk: Desk, **texts: str) -> None:
        desk.do(records.change, "lead", self.lead, desk.parse("lead", texts))

    def collide(self) -> str:
        """The same field."""
        self._change(self.a, intent_amount="335亿")
        self._change(self.b, intent_amount="328亿")
        client.sync(self.a)
        _expect(client.sync(self.b).conflicts == 1, "a conflict")
        client.sync(self.a)
        found = [desk.read(syncing.conflicts, device=desk.device, user=desk.user) for desk in self.desks]
        _expect([len(views) for views in found] == [1, 1], "the conflict on both desks")
        field = found[1][0].fields[0]
        self.conflict = found[1][0].id
        return f"{field.label}: {field.base_text} → {field.mine_text} | {field.theirs_text}"

    def settle(self) -> str:
        """Desk B keeps its own value."""
        self.b.do(conflicts.resolve, self.conflict, {"intent_amount": conflicts.Mine()})
        client.sync(self.b), client.sync(self.a)
        shown = {desk.read(detail.detail, "lead", self.lead).shown["intent_amount"] for desk in self.desks}
        _expect(shown == {"328.00 亿元"} and self.a.status().conflicts == 0, "both desks agree")
        _expect(client.sync(self.a).pulled == 0 and client.sync(self.a).requests == 1, "nothing left to sync")
        return shown.pop()

    def pictures(self) -> str:
        """The real window on desk A, page by page."""
        for desk in self.desks:
            desk.close()
        self.desks = []
        out = self.folder / "pictures"
        # In a process of its own: the window is opened here again afterwards.
        run = [sys.executable, "-c", "import sys, pathlib; from ui.screens import screenshots; "
               "screenshots(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))"]  # fmt: skip
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run([*run, str(self.folder / "desk-a"), str(out)], env=env, capture_output=True, text=True)
        made = sorted(out.glob("*.png")) if out.exists() else []
        _expect(done.returncode == 0 and len(made) >= 6, done.stderr[-400:] or "six pictures")
        return tr("{count} pictures in {folder}", count=len(made), folder=out)


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise Failed(what)


def _zsdesk(*arguments: str, stdin: str = "") -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zsdesk", *arguments], input=stdin + "\n", capture_output=True, text=True
    )
    if done.returncode:
        raise Failed(done.stderr.strip())


def photo() -> bytes:
    """A drawn site photo with the date and place that a camera would write."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1600, 1200), "#a9bdb4")
    draw = ImageDraw.Draw(picture)
    for row in range(0, 620, 4):
        draw.rectangle((0, row, 1600, row + 4), fill=(150 + row // 10, 178 + row // 14, 190 + row // 16))
    draw.polygon([(0, 620), (420, 300), (760, 560), (1120, 260), (1600, 600), (1600, 700), (0, 700)], fill="#5f7d6e")
    draw.rectangle((180, 640, 1420, 1060), fill="#d8d2c0")
    for left in range(220, 1400, 160):
        draw.rectangle((left, 720, left + 100, 900), fill="#8f9aa3")
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:24 10:20:00"
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (27.0, 3.0, 24.12), 3: "E", 4: (106.0, 57.0, 54.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()
