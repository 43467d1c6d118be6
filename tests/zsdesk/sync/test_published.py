"""A catalogue's way: published by an administrator, signed, verified, and in force on the desks."""

from __future__ import annotations

import contextlib
import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest

from tests.province import Province
from zsdesk import catalogue
from zsdesk.acts import catalogues as acts
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.documents import templates as documents
from zsdesk.errors import Refused
from zsdesk.queries import documents as register
from zsdesk.signing import papers
from zsdesk.store import catalogues, settings, tables
from zsdesk.sync import client, published, templates
from zsdesk.sync.transport import Transport
from zsdesk.sync.wire import Published, PublishedTemplate

TODAY = date(2026, 11, 24)


def _next(version: int, **changes: Any) -> str:
    made = catalogue.bundled()
    confirmed = [msgspec.structs.replace(d, standing="confirmed", limit=2) if d.code == "lead_answer" else d
                 for d in made.deadline]  # fmt: skip
    given = {"version": version, "effective": date(2026, 1, 1), "deadline": tuple(confirmed), **changes}
    return catalogue.write(msgspec.structs.replace(made, **given))


def test_a_published_catalogue_reaches_every_desk(province: Province, enrolled: Any, tmp_path: Path) -> None:
    officer, clerk = enrolled("李明"), enrolled("周敏")
    assert officer.read(catalogues.in_force, TODAY).version == 1
    text = _next(2)
    with pytest.raises(Refused, match="省级管理员"):
        client.publish(officer, text)
    password = province.add("管省", "administrator", "520000")
    desk = Desk.create(tmp_path / "admin")
    client.enrol(desk, province.url, "管省", password)
    assert client.publish(desk, text) == 2
    assert desk.read(catalogues.in_force, TODAY).deadline_of("lead_answer").limit == 2
    with pytest.raises(Refused, match="第 3 版"):
        client.publish(desk, text)
    with pytest.raises(Refused, match="早于"):
        client.publish(desk, _next(3, effective=date(2025, 6, 1)))
    for other in (officer, clerk):
        client.sync(other)
        held = other.read(catalogues.in_force, TODAY)
        assert (held.version, held.deadline_of("lead_answer").limit) == (2, 2)
        with Transport(*_link(other)) as line:
            quiet = client.sync(other, connect=lambda *_a, **_k: line)
        assert (quiet.requests, quiet.bytes < 1000) == (1, True), "it is sent once"
    _from_a_draft(desk, officer)
    desk.close()


def _as_in_the_window(fn: Callable[..., int], desk: Desk) -> int:
    """What ``fn`` gives on another thread than the desk's own, which does for it what it asks by ``call``."""
    jobs: queue.Queue[tuple[Future[Any], Callable[[], Any]]] = queue.Queue()

    def call(job: Callable[..., Any], *args: Any, **named: Any) -> Any:
        done: Future[Any] = Future()
        jobs.put((done, partial(job, *args, **named)))
        return done.result()

    with ThreadPoolExecutor(1) as network:
        asked = network.submit(fn, desk, call=call)
        while not asked.done():
            with contextlib.suppress(queue.Empty):
                done, job = jobs.get(timeout=0.02)
                done.set_result(job())
    return asked.result()


def _from_a_draft(desk: Desk, officer: Desk) -> None:
    desk.do(acts.edit, "deadline", "lead_triage", {"limit": "2"})
    desk.do(acts.confirm, [("element", "land")], "王芳", TODAY)
    desk.do(acts.head, date(2026, 2, 1), "2026 年目录")
    assert _as_in_the_window(client.publish_draft, desk) == 3
    assert desk.read(catalogues.draft) is None
    client.sync(officer)
    held = officer.read(catalogues.in_force, TODAY)
    assert (held.version, held.title, held.deadline_of("lead_triage").limit) == (3, "2026 年目录", 2)
    land = next(e for e in held.element if e.code == "land")
    assert (land.standing, land.confirmed_by, land.confirmed_on) == ("confirmed", "王芳", TODAY)
    with pytest.raises(Refused, match="省级管理员"):
        officer.do(acts.begin)


def test_a_published_template_reaches_every_desk(province: Province, enrolled: Any, tmp_path: Path) -> None:
    officer = enrolled("李明")
    talk = officer.do(records.create, "negotiation", {"topics": "用地", "minutes": "商定用地五百亩。"}).result
    client.sync(officer)
    before = papers.make(officer, "minutes", talk).data
    own = documents.source("minutes")
    with pytest.raises(Refused, match="省级管理员"):
        client.publish_template(officer, "minutes", own)
    password = province.add("管模板", "administrator", "520000")
    with Desk.create(tmp_path / "admin") as desk:
        client.enrol(desk, province.url, "管模板", password)
        with pytest.raises(Refused, match="第 2 行"):
            client.publish_template(desk, "minutes", "name: 纪要\nchapter: {}\n")
        first = client.publish_template(desk, "minutes", own.replace("洽谈内容", "商谈内容"))
        second = client.publish_template(desk, "minutes", own.replace("洽谈内容", "商洽内容"))
    assert second == first + 1
    client.sync(officer)
    kept = documents.kept(officer.folder / "templates", "minutes")
    assert set(kept) >= {first, second}, "a paper of before can be made again with its own"
    made = documents.load("minutes", officer.folder / "templates")
    assert (made.number, dict(made.chapters)["minutes"]) == (second, "商洽内容")
    now = papers.make(officer, "minutes", talk).data
    assert [f"模板第{second}号" in _subject(data) for data in (before, now)] == [False, True]
    newest, oldest = officer.read(register.editions)
    assert (newest.template, oldest.template) == (second, 0)
    assert officer.paper("minutes", talk, template=oldest.template) == before
    assert officer.paper("minutes", talk, template=first) not in (before, now)
    client.sync(officer)
    with Transport(*_link(officer)) as line:
        assert client.sync(officer, connect=lambda *_a, **_k: line).bytes < 1000, "they are sent once"


def _subject(data: bytes) -> str:
    with pikepdf.open(BytesIO(data)) as pdf:
        return str(pdf.docinfo.Subject)


def test_a_template_that_the_province_did_not_sign_is_not_taken_in(desk: Desk) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    right, wrong = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    own = documents.source("minutes")

    def signed(number: int, text: str, key: Ed25519PrivateKey, of: int = 0) -> PublishedTemplate:
        said = key.sign(templates.message(of or number, "minutes", text))
        return PublishedTemplate(number, "minutes", text, said, key.public_key().public_bytes_raw())

    folder = desk.folder / "templates"
    given = [signed(1, own, right), signed(2, own, wrong), signed(4, own, right, of=3), signed(5, "name: {", right)]
    with desk.transaction() as connection:
        published.trust(connection, right.public_key().public_bytes_raw())
        templates.take_in(connection, folder, given)
        assert "第 1 行" in settings.get(connection, templates.PROBLEM)
        assert templates.seen(settings.all(connection)) == 5, "what was refused is not sent again"
    assert set(documents.kept(folder, "minutes")) == {1}
    assert documents.load("minutes", folder).number == 1


def _link(desk: Desk) -> tuple[str, str]:
    where = client.link(desk)
    return where.url, where.token


def test_what_the_province_did_not_sign_is_not_taken_in(desk: Desk) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    right, wrong = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()

    def signed(version: int, text: str, key: Ed25519PrivateKey, of: str = "") -> Published:
        said = key.sign(published.CONTEXT + (of or text).encode())
        return Published(version, text, said, key.public_key().public_bytes_raw())

    with desk.transaction() as connection:
        published.trust(connection, right.public_key().public_bytes_raw())
        published.take_in(connection, [
            signed(2, _next(2), right),
            signed(3, _next(3), wrong),
            signed(4, _next(4, title="改过"), right, of=_next(4)),
            signed(5, "version = 5", right),
        ])  # fmt: skip
        kept = [row.version for row in connection.execute(tables.catalogue.select())]
        assert kept == [2]
        assert "第 1 行" in settings.get(connection, "catalogue_problem")
        assert published.seen(settings.all(connection)) == 5, "what was refused is not sent again"
    assert desk.read(catalogues.in_force, TODAY).version == 2
