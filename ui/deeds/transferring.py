"""Handing a record over to another region: with what goes along, who sees it then and what leaves here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ui.deeds.base import Asked, Deed, value
from zsdesk.acts import transfers, transitions
from zsdesk.desk import Desk, Done
from zsdesk.kinds import LongText, Region
from zsdesk.queries.transferring import foretold

if TYPE_CHECKING:
    from ui.sources import Page

WHOLES = (
    "lead", "company", "plan", "negotiation", "visit", "channel", "campaign", "scenario", "idle_asset", "meeting",
)  # fmt: skip
"""What is handed over by itself; a part goes with its whole."""


def _asked(_page: Page) -> tuple[Asked, ...]:
    return (value("region", Region(), "转入地区"),)


def _asked_of_a_project(page: Page) -> tuple[Asked, ...]:
    return (*_asked(page), value("reason", LongText(), "流转理由", lines=2))


def _transfer(type_name: str, desk: Desk, id: str, values: Mapping[str, Any]) -> Done[Any]:
    return desk.do(transfers.transfer, type_name, id, values["region"])


def _transfer_project(desk: Desk, id: str, values: Mapping[str, Any]) -> Done[Any]:
    return desk.do(transitions.transfer, id, values["region"], reason=values["reason"] or "")


def _foretell(type_name: str, desk: Desk, values: Mapping[str, Any], id: str) -> str:
    region = values.get("region")
    found = desk.read(foretold, type_name, id, region, desk.region) if region else None
    return "" if found is None else found.sentence


def _deed(type_name: str) -> Deed:
    project = type_name == "project"
    return Deed(
        "transfer", "To another region…", "", "上报, 退回 or 流转: another office takes the record over",
        "Another office takes it over, with its parts, talks and files. Who met the enterprise first stays so.",
        _transfer_project if project else partial(_transfer, type_name),
        _asked_of_a_project if project else _asked, lambda page: not page.detail.deleted,
        foretells=partial(_foretell, type_name),
    )  # fmt: skip


DEEDS: dict[str, tuple[Deed, ...]] = {name: (_deed(name),) for name in ("project", *WHOLES)}
