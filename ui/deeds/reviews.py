"""What is done with a review and an opinion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ui.deeds.base import Asked, Deed, of_field, value
from zsdesk.acts import reviews as acts
from zsdesk.desk import Desk, Done
from zsdesk.fields import field_of
from zsdesk.kinds import Choice, LongText, Text
from zsdesk.records import Opinion
from zsdesk.records.opinion import VERDICTS
from zsdesk.rules.reviews import VOICES
from zsdesk.sheets import opinions as packets
from zsdesk.words import tr

if TYPE_CHECKING:
    from ui.sources import Page

SAYS = Choice(*((option.code, option.label) for option in VERDICTS.options if option.code in VOICES))


def _open(desk: Desk, id: str, values: Mapping[str, Any]) -> Done[Any]:
    return desk.do(acts.open_review, id)


def _close(desk: Desk, id: str, values: Mapping[str, Any]) -> Done[Any]:
    return desk.do(acts.close, id, values["note"] or "")


def _reopen(desk: Desk, id: str, values: Mapping[str, Any]) -> Done[Any]:
    return desk.do(acts.reopen, id, values["reason"] or "")


def _opine(desk: Desk, id: str, values: Mapping[str, Any]) -> Done[Any]:
    return desk.do(
        acts.opine, id, values["verdict"] or "", text=values["text"] or "", basis=values["basis"] or "",
        conditions=values["conditions"] or (), by=values["answered_by"] or "",
    )  # fmt: skip


def _settle(desk: Desk, id: str, values: Mapping[str, Any]) -> Done[Any]:
    return desk.do(acts.settle, id, values["condition"] or "", values["evidence"] or "")


def _packet(desk: Desk, id: str, values: Mapping[str, Any]) -> str:
    return packets.ask(desk, id, values["path"])


def _code(code: str) -> str:
    return tr("Tell the department this code another way than the file, by telephone perhaps:") + f"\n\n{code}"


def _merge(desk: Desk, id: str, values: Mapping[str, Any]) -> packets.Answer:
    return packets.merge(desk, values["path"], values["code"] or "")


def _answers(page: Page) -> tuple[Asked, ...]:
    shown = page.detail.values
    return (
        value("verdict", SAYS, "意见结论", shown["verdict"] if shown["verdict"] in VOICES else ""),
        of_field("opinion", "text", shown["text"] or "", lines=3),
        of_field("opinion", "basis", shown["basis"] or ""),
        of_field("opinion", "conditions", _edited(page, "conditions"), widths=(4, 3, 2, 2, 3)),
        of_field("opinion", "answered_by", shown["answered_by"] or page.user),
    )


def _edited(page: Page, name: str) -> str:
    found = page.detail.values[name]
    return "" if found is None else field_of(Opinion, name).kind.edit(found)


def _conditions_left(page: Page) -> list[str]:
    return [row.condition for row in page.detail.values["conditions"] or () if row.status != "closed"]


def _unanswered(page: Page) -> bool:
    return page.detail.values["verdict"] is None and bool(getattr(page.extra, "opened", False))


def _settles(page: Page) -> tuple[Asked, ...]:
    left = _conditions_left(page)
    return (
        value("condition", Choice(*((text, text) for text in left)), "条件", left[0]),
        value("evidence", LongText(), "佐证", lines=2),
    )


def _is(page: Page, **filled: bool) -> bool:
    return all(bool(page.detail.values[name]) == wanted for name, wanted in filled.items())


DEEDS: dict[str, tuple[Deed, ...]] = {
    "review": (
        Deed("open_review", "Open the review", "Ctrl+R", "Ask every department at once",
             "Every department that the needs name is asked at once, each with its own term. "
             "Silence will count as 超时, never as consent.",
             _open, open_to=lambda page: _is(page, closed_at=False) and not getattr(page.extra, "voices", ())),
        Deed("close_review", "Close the review", "Ctrl+R", "Close it with what the opinions come to",
             "The review is closed with what the opinions come to. It cannot pass while a department is silent.",
             _close, lambda _page: (value("note", LongText(), "结论说明", required=False, lines=3),),
             lambda page: _is(page, closed_at=False) and bool(getattr(page.extra, "voices", ()))),
        Deed("ask_more", "Ask those who came in", "Ctrl+Shift+R", "Ask the departments that the needs name since",
             "The departments that the needs name since the opening are asked, with terms of their own.",
             _open, open_to=lambda page: _is(page, closed_at=False, opened_at=True)),
        Deed("reopen_review", "Take it up again", "Ctrl+R", "Open a closed review again, with a reason",
             "The review is open again; opinions stay, and those that were 超时 may still come.",
             _reopen, lambda _page: (value("reason", LongText(), "理由", lines=2),),
             lambda page: _is(page, closed_at=True)),
    ),
    "opinion": (
        Deed("opine", "Give the opinion", "Ctrl+R", "Give the department's opinion",
             "The opinion goes to whoever opened the review. 不同意 needs a basis, 有条件同意 its conditions.",
             _opine, _answers),
        Deed("settle", "A condition is fulfilled", "Ctrl+Shift+R", "Close a condition with its evidence",
             "The condition is closed. Say by what it is seen, and attach the paper below.",
             _settle, _settles, lambda page: bool(_conditions_left(page))),
        Deed("packet", "Question as a file", "Ctrl+Shift+U", "A sealed file for a department without a connection",
             "The question is sealed with a code, with the review's files. Whoever has the code reads and answers it; "
             "the answer proves that it comes from there and was not changed, not which person gave it.",
             _packet, open_to=_unanswered, saves=packets.QUESTION, tells=_code),
        Deed("merge", "Take an answer in", "Ctrl+Shift+M", "The sealed answer that was brought back",
             "The answer goes into its opinion, and the sealed file is kept beside it. The code is needed only where "
             "another desk has asked.",
             _merge, lambda _page: (value("code", Text(), "口令", required=False),), _unanswered,
             opens=f"*{packets.ANSWER}"),
    ),
}  # fmt: skip
