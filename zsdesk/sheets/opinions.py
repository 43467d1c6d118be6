"""会审 for a department without a connection: the question as a sealed file, and its answer back.

The answer is bound to its question by the question's digest, and goes into the opinion's record like any
other answer; the sealed file itself is kept beside it as the original.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy.orm import Session

from zsdesk.acts import attachments, records, reviews
from zsdesk.clock import from_ms, to_ms
from zsdesk.desk import Desk
from zsdesk.errors import NotFound, Refused
from zsdesk.fields import field_of
from zsdesk.kinds import Target
from zsdesk.queries.detail import files, shown_value
from zsdesk.records import Opinion, Project, Review
from zsdesk.records.opinion import Condition
from zsdesk.sheets import envelope
from zsdesk.store import settings
from zsdesk.store.vault import write_durably
from zsdesk.store.work import Work
from zsdesk.words import tr

T = TypeVar("T")
LARGEST = 100 * 1024 * 1024
"""Bytes of the files that a packet takes along."""
QUESTION, ANSWER = ".zsask", ".zsanswer"
_FACTS = (
    "name", "companies", "region_code", "group", "industry", "total_investment", "fixed_investment", "land_mu",
    "energy_tce", "power_kva", "water_m3d", "eia", "jobs", "park", "planned_start", "lead_unit", "summary",
)  # fmt: skip


class Enclosed(msgspec.Struct, frozen=True):
    """A file that goes along."""

    name: str
    data: bytes


class Question(msgspec.Struct, frozen=True):
    """What a department is asked, with what it needs to know of the project (label and text)."""

    opinion: str
    department: str
    subject: str
    asked: str
    background: str
    due: str
    asked_by: str
    facts: list[tuple[str, str]]
    enclosed: list[Enclosed]


class Answer(msgspec.Struct, frozen=True):
    """What the department says, to the question of this digest."""

    opinion: str
    question: str
    department: str
    verdict: str
    text: str
    basis: str
    conditions: list[Condition]
    by: str
    at: int


class Kept(msgspec.Struct):
    """What the asking desk keeps of a question: its code, and the digests of the packets made with it."""

    code: str
    digests: list[str]


def ask(desk: Desk, opinion_id: str, path: Path) -> str:
    """Write the question of an opinion to ``path``; the code that opens it, to be told another way."""
    question = desk.read(_question, desk, opinion_id)
    content = msgspec.msgpack.encode(question)
    digest = hashlib.sha256(content).hexdigest()
    with desk.transaction() as connection:
        kept = _kept(settings.get(connection, _key(opinion_id))) or Kept(envelope.new_code(), [])
        kept.digests = [*kept.digests, digest]
        settings.put(connection, **{_key(opinion_id): msgspec.json.encode(kept).decode()})
    _write(path, envelope.seal("question", content, kept.code))
    return kept.code


def _question(session: Session, desk: Desk, opinion_id: str) -> Question:
    opinion = session.get(Opinion, opinion_id)
    review = session.get(Review, opinion.review) if opinion is not None and opinion.review else None
    if opinion is None or review is None:
        raise NotFound("There is no {type} with the id {id} on this desk.", type="opinion", id=opinion_id)
    if review.opened_at is None or review.closed_at is not None:
        raise Refused("A packet is made of an open review; this one is not opened yet, or closed.")
    project = session.get(Project, review.project) if review.project else None
    facts = [] if project is None else [
        (field_of(Project, name).chinese, text)
        for name in _FACTS if (text := shown_value(session, Project, name, getattr(project, name)))
    ]  # fmt: skip
    enclosed = [Enclosed(f.name, desk.blob(f.sha256)) for f in files(session, Target("review", review.id)) if f.present]
    if sum(len(one.data) for one in enclosed) > LARGEST:
        raise Refused("The review's files have more than {mb} MB together: hand the large ones over apart.",
                      mb=LARGEST // 2**20)  # fmt: skip
    return Question(
        opinion.id, opinion.department or "", review.subject or "", opinion.asked or "", review.background or "",
        opinion.due.isoformat() if opinion.due else "", desk.user, facts, enclosed,
    )  # fmt: skip


def read_question(path: Path, code: str) -> Question:
    """What a department is asked; needs no desk.  ``Refused`` where the code does not fit."""
    return _decoded(envelope.unseal("question", _read(path), code), Question)


def answer(
    path: Path, code: str, out: Path, verdict: str, *, text: str = "", basis: str = "",
    conditions: Sequence[Condition] = (), by: str, now_ms: int,
) -> Question:  # fmt: skip
    """Write a department's answer to the question in ``path``; needs no desk.  The question that was answered."""
    content = envelope.unseal("question", _read(path), code)
    question = _decoded(content, Question)
    if not by.strip():
        raise Refused("Say who answers for the department.")
    reviews.refuse_unsound(verdict, text, basis, conditions)
    made = Answer(
        question.opinion, hashlib.sha256(content).hexdigest(), question.department, verdict, text, basis,
        list(conditions), by.strip(), now_ms,
    )  # fmt: skip
    _write(out, envelope.seal("answer", msgspec.msgpack.encode(made), code))
    return question


def merge(desk: Desk, path: Path, code: str = "") -> Answer:
    """Take an answer in: into its opinion, with the sealed file as the original.

    Without ``code`` that of this desk's own questions.  ``Refused`` for an answer to something that this
    desk never asked, and for one that is older than the answer that is there.
    """
    sealed = _read(path)
    with desk.transaction() as connection:
        own = {key.removeprefix(_key("")): _kept(text) for key, text in settings.all(connection).items()
               if key.startswith(_key(""))}  # fmt: skip
    found = _opened(sealed, [code] if code else [kept.code for kept in own.values() if kept is not None])
    kept = own.get(found.opinion)
    if kept is not None and found.question not in kept.digests:
        raise Refused("This answers another question than this desk asked; make the packet again.")
    desk.do(_take_in, found, path.name, sealed)
    return found


def _opened(sealed: bytes, codes: Sequence[str]) -> Answer:
    refusal: Refused = Refused("This desk has made no packet; give the code that came with the question.")
    for code in codes:
        try:
            return _decoded(envelope.unseal("answer", sealed, code), Answer)
        except Refused as error:
            refusal = error
    raise refusal


def _take_in(work: Work, found: Answer, name: str, sealed: bytes) -> None:
    opinion = work.need(Opinion, found.opinion)
    at = min(from_ms(found.at), from_ms(work.clock.now_ms()))
    if opinion.answered_at is not None and to_ms(opinion.answered_at) >= to_ms(at) // 1000 * 1000:
        if to_ms(opinion.answered_at) == to_ms(at) // 1000 * 1000 and opinion.verdict == found.verdict:
            return  # taken in before
        raise Refused("A later answer of {department} is here already; this one is left out.",
                      department=opinion.department or "")  # fmt: skip
    reviews.opine(
        work, found.opinion, found.verdict, text=found.text, basis=found.basis, conditions=found.conditions,
        by=found.by, at=at.replace(microsecond=0),
    )  # fmt: skip
    caption = tr("Answered by file packet; brought back on {day}", day=work.clock.today().isoformat())
    file = attachments.attach_bytes(work, Target("opinion", found.opinion), name, sealed, caption=caption)
    records.change(work, "attachment", file, {"purpose": "opinion"})


def _key(opinion_id: str) -> str:
    return f"packet_{opinion_id}"


def _kept(text: str) -> Kept | None:
    return msgspec.json.decode(text, type=Kept) if text else None


def _decoded(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(content, type=kind)
    except msgspec.DecodeError:
        raise Refused("This packet was made by a newer program; update this one first.") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.",
                      name=path.name, why=error.strerror or error) from None  # fmt: skip


def _write(path: Path, data: bytes) -> None:
    try:
        write_durably(path, data)
    except OSError as error:
        raise Refused("“{path}” cannot be written: {why}.", path=path, why=error.strerror or error) from None
