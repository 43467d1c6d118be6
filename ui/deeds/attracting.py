"""What is done with a lead, a round, a commitment: triage, claim, duplicates, commitments out of minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ui.deeds.base import Asked, Deed, of_field, value
from zsdesk.acts import claims, commitments, leads
from zsdesk.desk import Desk, Done
from zsdesk.kinds import Choice, Instant, LongText, Text
from zsdesk.records.choices import GROUPS
from zsdesk.records.commitment import SCREEN

if TYPE_CHECKING:
    from ui.sources import Page

Values = Mapping[str, Any]


def _triage(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(leads.triage, id, values["triage"] or "", values["triage_reason"] or "", values["transfer_to"] or "")


def _answer(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(leads.answer, id)


def _conclude(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(leads.conclude, id, values["duplicates"] or "", values["duplicates_note"] or "")


def _claim(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(claims.claim, id, values["unit"] or "", values["met_at"], values["account"] or "")


def _help(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(claims.take_in, id, values["unit"] or "")


def _waiting(page: Page) -> list[str]:
    """The units that came later and are not taken in."""
    values = page.detail.values
    return [row.unit for row in values["also"] or () if row.unit not in (values["helpers"] or ())]


def _helpers(page: Page) -> tuple[Asked, ...]:
    left = _waiting(page)
    return (value("unit", Choice(*((unit, unit) for unit in left)), "协助单位", left[0]),)


def _project(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(leads.make_project, id, values["group"])


def _commit(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(commitments.from_minutes, id)


def _override(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(commitments.override, id, values["verdict"] or "", values["reason"] or "")


def _rescreen(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(commitments.rescreen, id)


def _triaged(page: Page) -> tuple[Asked, ...]:
    return (
        of_field("lead", "triage", page.detail.values["triage"] or "", required=True),
        of_field("lead", "triage_reason", "", lines=2),
        of_field("lead", "transfer_to"),
    )


def _concluded(page: Page) -> tuple[Asked, ...]:
    values = page.detail.values
    return (
        of_field("lead", "duplicates", values["duplicates"] or "", required=True),
        of_field("lead", "duplicates_note", values["duplicates_note"] or "", lines=3),
    )


def _met(page: Page) -> tuple[Asked, ...]:
    return (
        value("unit", Text(), "首谈单位", page.detail.values["first_contact_unit"] or ""),
        value("met_at", Instant(), "首次接触时间"),
        value("account", LongText(), "接触经过", required=False, lines=2),
    )


DEEDS: dict[str, tuple[Deed, ...]] = {
    "lead": (
        Deed("triage", "Triage", "Ctrl+T", "跟进, 流转 or 不跟进",
             "The lead is followed, handed to another region, or not followed. Its clock stops; "
             "who met the enterprise first stays so.", _triage, _triaged),
        Deed("answered", "First answer", "Ctrl+Shift+A", "The enterprise has its first answer",
             "The first answer was given now; its clock stops.", _answer,
             open_to=lambda page: page.detail.values["answered_at"] is None),
        Deed("claim", "Claim first contact", "Ctrl+Shift+F", "首报首谈: sealed here, decided by the province",
             "The claim is sealed with this device's clock and its place in the chain of its claims, and cannot be "
             "changed. The province decides at the next sync: the first that it receives holds.", _claim, _met,
             lambda page: not getattr(page.extra, "claimed", True)),
        Deed("duplicates", "Duplicates", "Ctrl+Shift+U", "What the search for duplicates came to",
             "What the search for duplicates came to; the gate into the reserve looks at it.", _conclude, _concluded),
        Deed("to_project", "Make the project", "Ctrl+Shift+J", "The project that this lead becomes",
             "A project is made of the lead, in the stage 线索: its gates lead on from there.", _project,
             lambda _page: (value("group", GROUPS, "协调小组"),),
             lambda page: page.detail.values["triage"] == "follow"),
    ),
    "claim": (
        Deed("help", "Take in a helper", "Ctrl+R", "A unit that came later helps along",
             "Your claim holds. The unit that came later is taken in as a helper (协助单位), and the province "
             "tells it.",
             _help, _helpers, lambda page: page.detail.values["status"] == "holds" and bool(_waiting(page))),
    ),
    "negotiation": (
        Deed("commitments", "Take commitments", "Ctrl+Shift+G", "What was agreed becomes commitments, screened",
             "Each point that was agreed becomes a commitment of the government and is screened against "
             "公平竞争审查条例. The screen is advice.", _commit,
             open_to=lambda page: bool(page.detail.values["agreed"] or page.detail.values["positions"])),
    ),
    "commitment": (
        Deed("override", "Decide otherwise", "Ctrl+R", "Another verdict than the screen's, with a reason",
             "What the screen said stays; your verdict, your name and your reason stand beside it.", _override,
             lambda page: (value("verdict", SCREEN, "人工认定"), value("reason", LongText(), "认定理由", lines=2))),
        Deed("rescreen", "Screen again", "Ctrl+Shift+R", "Screen the words as they are now",
             "The words are screened again by the catalogue in force.", _rescreen),
    ),
}  # fmt: skip
