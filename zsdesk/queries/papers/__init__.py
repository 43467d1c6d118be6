"""What papers say, from the records: ``content(session, "dossier", id)``.

Papers are Chinese whatever language the program speaks, and bear the day of the newest record in them:
the same records make the same paper.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy.orm import Session

from zsdesk.documents.content import Content
from zsdesk.errors import NotFound
from zsdesk.queries.papers.agenda import agenda_content
from zsdesk.queries.papers.brief import brief_content
from zsdesk.queries.papers.bulletin import bulletin_content
from zsdesk.queries.papers.dossier import dossier_content
from zsdesk.queries.papers.handover import handover_content
from zsdesk.queries.papers.minutes import minutes_content
from zsdesk.queries.papers.notice import notice_content
from zsdesk.queries.papers.pack import pack_content
from zsdesk.words import speaking


class Kind(NamedTuple):
    """A kind of paper: its name, the type of record that it is about, and what gathers its content."""

    label: str
    about: str
    gather: Callable[[Session, str], Content]


KINDS: dict[str, Kind] = {
    "brief": Kind("洽谈简报", "negotiation", brief_content),
    "minutes": Kind("洽谈纪要", "negotiation", minutes_content),
    "dossier": Kind("签约项目卷宗", "project", dossier_content),
    "notice": Kind("督办通知", "supervision", notice_content),
    "agenda": Kind("协调小组会议议程", "meeting", agenda_content),
    "bulletin": Kind("招商引资工作简报", "", bulletin_content),
    "handover": Kind("项目移交单", "handover", handover_content),
    "pack": Kind("考察资料包", "visit", pack_content),
}


def content(session: Session, kind: str, id: str) -> Content:
    """The content of a paper about the record ``id``; ``NotFound`` where there is none such."""
    if kind not in KINDS:
        raise NotFound("There is no paper “{kind}”. The papers are: {known}.", kind=kind, known=", ".join(KINDS))
    with speaking("zh_CN"):
        return KINDS[kind].gather(session, id)


def kinds_of(type_name: str) -> tuple[str, ...]:
    """The kinds of papers that can be made about a record of a type."""
    return tuple(name for name, kind in KINDS.items() if kind.about == type_name)
