"""The packet of a handover, and its receipt.

A packet is a ZIP that any program opens: the handover's sheet as PDF, the project as a ledger and as JSON, its
files, a list of SHA-256 digests, and a receipt (回执.xlsx) to be filled in and sent back.  Its integrity is
checked by the digests; the handover's record keeps that of the whole.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.acts import handovers as acts
from zsdesk.acts.handovers import Receipt
from zsdesk.desk import Desk
from zsdesk.errors import Invalid, NotFound, Refused
from zsdesk.fields import field_of, fields
from zsdesk.kinds import Day, Target
from zsdesk.queries import lists
from zsdesk.queries.detail import File, files, shown_value
from zsdesk.records import Agreement, Handover, Project
from zsdesk.sheets import ledger
from zsdesk.sheets.cells import text_of
from zsdesk.sheets.reading import Book, Cell
from zsdesk.store.vault import write_durably
from zsdesk.words import tr

RECEIPT = "回执.xlsx"
RECONCILED = (
    "name", "companies", "industry", "total_investment", "fixed_investment", "land_mu", "park", "planned_start",
    "planned_production", "started_on", "lead_unit",
)  # fmt: skip
"""What both libraries hold, and is compared."""
_ANSWERS = (
    ("accepted", "是否接收（接收/退回）"),
    ("on", "接收日期"),
    ("code", "在建库代码"),
    ("note", "回执编号、经办人"),
)
_MARK = "zsdesk-handover"


class Sent(NamedTuple):
    """A packet that went out: its handover, its digest, and the files in it."""

    handover: str
    sha256: str
    files: tuple[str, ...]


class Returned(NamedTuple):
    """A receipt that came back: what it says, and what the two sides have differently."""

    handover: str
    project: str
    accepted: bool
    code: str
    on: date
    differences: tuple[str, ...]


def write(desk: Desk, project_id: str, to_unit: str, path: Path) -> Sent:
    """Make the packet of a project's handover, keep it with the handover, and write it to ``path``."""
    handover = desk.do(acts.prepare, project_id, to_unit).result
    enclosed = _parts(desk, handover, project_id)
    manifest = {
        "format": "zsdesk handover", "version": 1, "handover": handover, "project": project_id,
        "made": desk.clock.today().isoformat(),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in enclosed.items()},
    }  # fmt: skip
    enclosed["manifest.json"] = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    packet = _zipped(enclosed)
    desk.do(acts.send, handover, path.name, packet)
    _write(path, packet)
    return Sent(handover, hashlib.sha256(packet).hexdigest(), tuple(enclosed))


def _parts(desk: Desk, handover: str, project_id: str) -> dict[str, bytes]:
    attached = desk.read(_attached, project_id)
    if missing := [file.name for file in attached if not file.present]:
        raise Refused("These files are not on this machine yet; sync first: {names}.", names="、".join(missing))
    made = {
        "移交单.pdf": desk.paper("handover", handover),
        "项目.json": desk.read(_as_json, project_id),
        "项目台账.xlsx": _ledger(desk, project_id),
        RECEIPT: desk.read(_receipt_form, handover, project_id),
    }
    for file in attached:
        made[_free(f"附件/{file.name}", made)] = desk.blob(file.sha256)
    return made


def _attached(session: Session, project_id: str) -> list[File]:
    papers = session.scalars(
        select(Agreement.id).where(Agreement.project == project_id, Agreement.deleted_at.is_(None))
    ).all()
    targets = [Target("project", project_id), *(Target("agreement", id) for id in papers)]
    return [file for target in targets for file in files(session, target)]


def _free(name: str, taken: dict[str, bytes]) -> str:
    stem, dot, ending = name.rpartition(".")
    number = 2
    while name in taken:
        name, number = f"{stem or ending}-{number}{dot if stem else ''}{ending if stem else ''}", number + 1
    return name


def _as_json(session: Session, project_id: str) -> bytes:
    project = session.get(Project, project_id)
    if project is None:
        raise NotFound("There is no {type} with the id {id} on this desk.", type="project", id=project_id)
    shown = {
        f.name: {"label": f.chinese, "value": f.kind.plain(value), "text": shown_value(session, Project, f.name, value)}
        for f in fields(Project)
        if not f.hidden and not f.internal and (value := getattr(project, f.name)) is not None
    }
    return msgspec.json.format(msgspec.json.encode({"id": project.id, "fields": shown}), indent=2)


def _ledger(desk: Desk, project_id: str) -> bytes:
    rows = desk.read(lists.rows, "project", [project_id], [f.name for f in fields(Project) if not f.hidden])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        ledger.write(path, [ledger.Part(Project, ledger.columns(Project, (), rows), rows, "项目台账")])
        return path.read_bytes()


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# -- the receipt -----------------------------------------------------------------------------------


def _receipt_form(session: Session, handover_id: str, project_id: str) -> bytes:
    project = session.get(Project, project_id)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, hidden = book.add_worksheet("回执"), book.add_worksheet("zsdesk")
    hidden.very_hidden()
    hidden.write_row(0, 0, [_MARK, handover_id])
    font = {"font_name": "宋体", "font_size": 10.5, "border": 1, "border_color": "#BFBFBF", "text_wrap": True}
    title = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center"})
    head, plain = book.add_format(font | {"bold": True, "bg_color": "#E2F0EB"}), book.add_format(font)
    fill = book.add_format(font | {"bg_color": "#FAEFDB", "num_format": "@"})
    sheet.merge_range(0, 0, 0, 2, "项目移交回执", title)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 2, 38)
    for place, words in enumerate(("事项", "移交单位填写", "接收单位填写")):
        sheet.write_string(1, place, words, head)
    rows = [(label, "") for _, label in _ANSWERS]
    rows += [
        (field_of(Project, name).chinese, shown_value(session, Project, name, getattr(project, name)))
        for name in RECONCILED
    ]
    for number, (words, value) in enumerate(rows, 2):
        sheet.write_string(number, 0, words, plain)
        sheet.write_string(number, 1, value, plain)
        sheet.write_blank(number, 2, None, fill)
    sheet.freeze_panes(2, 1)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def take_back(desk: Desk, path: Path) -> Returned:
    """Take a receipt in (the workbook, or a packet that holds it): reconcile it, and let the project stand in 在建库.

    ``Refused`` for what is no receipt of ours, and for answers that are no dates or no decision.
    """
    handover_id, answers, theirs = _read_receipt(path)
    found = desk.read(lambda session: session.get(Handover, handover_id))
    if found is None or found.project is None:
        raise NotFound("This is the receipt of a handover that this desk does not have.")
    differences = desk.read(_compared, found.project, theirs, desk.clock.today())
    accepted = _decision(answers.get("accepted", ""))
    on = _day(answers.get("on", ""), desk.clock.today())
    receipt = Receipt(accepted, on, answers.get("code", ""), answers.get("note", ""), differences)
    desk.do(acts.receive, handover_id, receipt)
    return Returned(handover_id, found.project, accepted, receipt.code, on, tuple(differences))


def _read_receipt(path: Path) -> tuple[str, dict[str, str], dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        book = Book(_workbook(path, Path(folder)))
        marked = book.originals()
        if not marked or text_of(marked[0][0]) != _MARK:
            raise Refused(
                "“{name}” is no receipt of a handover: it is the file 回执.xlsx of the packet.", name=path.name
            )
        rows = book.rows(book.names[0])
    answers, theirs = dict[str, str](), dict[str, str]()
    labels = {label: name for name, label in _ANSWERS}
    names = {field_of(Project, name).chinese: name for name in RECONCILED}
    for row in rows:
        words = text_of(row[0]) if row else ""
        value = _typed(row[2]) if len(row) > 2 else ""
        if words in labels:
            answers[labels[words]] = value
        elif words in names and value:
            theirs[names[words]] = value
    return text_of(marked[0][1]), answers, theirs


def _typed(cell: Cell) -> str:
    return text_of(cell).strip()


def _workbook(path: Path, folder: Path) -> Path:
    try:
        if not zipfile.is_zipfile(path) or path.suffix.lower() == ".xlsx":
            return path
        with zipfile.ZipFile(path) as archive:
            inside = next((n for n in archive.namelist() if n.endswith(RECEIPT)), None)
            if inside is None:
                raise Refused("“{name}” holds no {receipt}.", name=path.name, receipt=RECEIPT)
            target = folder / RECEIPT
            target.write_bytes(archive.read(inside))
            return target
    except OSError as error:
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.",
                      name=path.name, why=error.strerror or error) from None  # fmt: skip


def _compared(session: Session, project_id: str, theirs: dict[str, str], today: date) -> Sequence[str]:
    """What the receiving side has differently, one field a line."""
    project = session.get(Project, project_id)
    found: list[str] = []
    for name, text in theirs.items():
        declared = field_of(Project, name)
        ours = getattr(project, name)
        shown = shown_value(session, Project, name, ours)
        if text != shown and not _same(declared.kind, ours, text, today):
            found.append(tr("{field}: handed over “{ours}”, received as “{theirs}”", field=declared.chinese,
                            ours=shown or "—", theirs=text))  # fmt: skip
    return found


def _same(kind: Any, ours: Any, text: str, today: date) -> bool:
    try:
        parsed = kind.parse(text, today=today)
    except Invalid:
        return False
    return bool(parsed == ours)


def _decision(text: str) -> bool:
    if text not in ("接收", "退回"):
        raise Refused("The receipt does not say 接收 or 退回: “{text}”.", text=text or "—")
    return text == "接收"


def _day(text: str, today: date) -> date:
    if not text:
        raise Refused("The receipt has no day of receipt.")
    parsed: date = Day().parse(text[:10], today=today)
    return parsed


def _write(path: Path, data: bytes) -> None:
    try:
        write_durably(path, data)
    except OSError as error:
        raise Refused("“{path}” cannot be written: {why}.", path=path, why=error.strerror or error) from None
