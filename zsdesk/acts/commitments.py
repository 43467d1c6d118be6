"""Commitments: taken from minutes, screened against fair-competition law, overridden by name only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from zsdesk.acts import records
from zsdesk.errors import Refused
from zsdesk.records import Commitment, Negotiation, Project
from zsdesk.records.commitment import SCREEN
from zsdesk.rules.screening import screen
from zsdesk.store import catalogues
from zsdesk.store.work import Work

_ITEMS = re.compile(r"[\n；;]+|(?<=[。])")
_NUMBER = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、．]|[①-⑳]|[-•·])\s*")


def commit(work: Work, values: Mapping[str, Any]) -> str:
    """A commitment, screened as it is written down; its id."""
    made = records.create(work, "commitment", {"status": "open", **values})
    _screen(work, work.need(Commitment, made))
    return made


def rescreen(work: Work, commitment_id: str) -> str:
    """Screen again by the catalogue in force, as after its words were changed; the verdict. An override stays."""
    found = work.need(Commitment, commitment_id)
    _screen(work, found)
    return found.screen or ""


def override(work: Work, commitment_id: str, verdict: str, reason: str) -> None:
    """A person decides otherwise: who and why stand beside what the screen said."""
    found = work.need(Commitment, commitment_id)
    if verdict not in {o.code for o in SCREEN.options}:
        raise Refused("A verdict is 通过, 存疑 or 禁止.")
    if not reason.strip():
        raise Refused("Whoever decides otherwise than the screen says why.")
    if not work.user:
        raise Refused("This desk has no name yet: an override is signed.")
    found.override, found.override_by, found.override_reason = verdict, work.user, reason.strip()
    work.session.flush()


def from_minutes(work: Work, negotiation_id: str, party: str = "government") -> list[str]:
    """Each point that a round agreed on becomes a commitment of ``party``, screened; those taken before are left out.

    ``Refused`` where the round belongs to no project, or agreed on nothing.
    """
    talk = work.need(Negotiation, negotiation_id)
    project = talk.project or _project_of(work, talk)
    if not project:
        raise Refused("The round belongs to no project yet: make one of its lead first.")
    points = [_NUMBER.sub("", part).strip(" 。") for part in _ITEMS.split(talk.agreed or "")]
    agreed = [f"{row.item}：{row.ours}" for row in talk.positions or () if row.status == "agreed" and row.ours]
    known = set(work.session.scalars(
        select(Commitment.text).where(Commitment.project == project, Commitment.deleted_at.is_(None))
    ))  # fmt: skip
    wanted = [text for text in dict.fromkeys([*points, *agreed]) if text and text not in known]
    if not wanted:
        raise Refused("Nothing is agreed in this round that is not a commitment already.")
    return [
        commit(work, {"title": text[:40], "text": text, "party": party, "project": project, "negotiation": talk.id})
        for text in wanted
    ]


def _project_of(work: Work, talk: Negotiation) -> str:
    if not talk.lead:
        return ""
    wanted = (
        select(Project.id).where(Project.lead == talk.lead, Project.deleted_at.is_(None)).order_by(Project.id.desc())
    )
    return work.session.execute(wanted.limit(1)).scalar() or ""


def _screen(work: Work, found: Commitment) -> None:
    catalogue = catalogues.in_force(work.session, work.clock.today())
    said = screen(catalogue, "\n".join(text for text in (found.title, found.text, found.condition) if text))
    if found.party == "enterprise":
        said = said._replace(verdict="pass", findings=())
    found.screen, found.screen_clause = said.verdict, said.clause or None
    found.screen_catalogue = catalogue.version
    work.session.flush()
