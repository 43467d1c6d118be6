"""Handing a project over from 拟招库 to 在建库, and taking the receipt back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.deeds.base import Deed, value
from zsdesk.desk import Desk
from zsdesk.kinds import Text
from zsdesk.sheets import handover
from zsdesk.words import tr


def _send(desk: Desk, id: str, values: Mapping[str, Any]) -> handover.Sent:
    return handover.write(desk, id, values["to_unit"] or "", values["path"])


def _sent(sent: handover.Sent) -> str:
    return tr("The packet has {n} files. When the receipt in it comes back filled in, take it in here.",
              n=len(sent.files))  # fmt: skip


def _receive(desk: Desk, id: str, values: Mapping[str, Any]) -> handover.Returned:
    return handover.take_back(desk, values["path"])


def _received(back: handover.Returned) -> str:
    said = tr("Received under {code}.", code=back.code) if back.accepted else tr("Returned.")
    return "\n".join((said, *back.differences)) if back.differences else f"{said} {tr('Both sides agree.')}"


DEEDS: dict[str, tuple[Deed, ...]] = {
    "project": (
        Deed("handover", "Hand over", "Ctrl+Shift+H", "A packet for 在建库, with a receipt to be filled in",
             "A packet is written: the sheet, the project, its files and a receipt. It is kept with the handover.",
             _send, lambda _page: (value("to_unit", Text(), "接收单位"),),
             lambda page: page.detail.values["stage"] in ("signed", "started", "production")
             and page.detail.values["library"] != "building", saves=".zip", tells=_sent),
        Deed("receipt", "Take the receipt in", "Ctrl+Shift+J", "The receipt of 在建库 that came back",
             "The receipt is compared with the project, field by field; then the project stands in 在建库.",
             _receive, open_to=lambda page: any(r.type == "handover" for r in page.detail.related)
             and page.detail.values["library"] != "building", opens="*.xlsx *.zip", tells=_received),
    ),
}  # fmt: skip
