"""The window as a screen reader hears it, page by page, through AT-SPI: names, roles, and where the Tab key leads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import PASSPHRASE
from tests.e2e.window import Node, Window, zsdesk
from ui.rail import page_keys
from ui.shell import PLACES
from zsdesk.words import tr

CONTROLS = (
    "push button",
    "toggle button",
    "text",
    "check box",
    "radio button",
    "combo box",
    "table",
    "list",
    "menu item",
)
"""Roles of what can be acted on; each must say what it is."""


def fill(desk: Path, env: dict[str, str]) -> None:
    """A lead with its enterprise."""
    for words in (("company", "name=示例·黔磷新材料有限公司", "uscc_pending=是"),
                  ("lead", "title=示例·磷系正极材料", "company=示例·黔磷新材料有限公司", "intent_amount=3.2亿",
                   "channel=以商招商")):  # fmt: skip
        done = zsdesk("--desk", str(desk), "add", *words, env=env)
        assert done.returncode == 0, done.stderr


def nameless(nodes: list[Node]) -> list[str]:
    return [f"{n.role} at {n.rect}" for n in nodes if n.role in CONTROLS and not n.name.strip()]


def test_every_page_can_be_read(
    opened: Callable[..., Window], desk: Path, unlocked: dict[str, str]
) -> None:  # fmt: skip
    fill(desk, unlocked)
    window = opened(ZSDESK_PASSPHRASE=PASSPHRASE)
    window.see(tr("Today"), "radio button", "toggle button", "push button")
    for place in PLACES:
        if (key := page_keys(PLACES).get(place.name)) is None:
            continue
        window.press(key.lower())
        rail = window.wait(lambda p=place: window.find(tr(p.label), "radio button", "toggle button", "check box"),
                           f"the rail has {place.name}")  # fmt: skip
        assert rail.role in ("radio button", "toggle button", "check box")
        assert nameless(window.nodes()) == [], place.name
    window.press("ctrl+2")
    window.see("示例·磷系正极材料…")
    cells = [n for n in window.nodes() if n.role in ("cell", "table cell") and n.name]
    assert any("示例·磷系正极材料" in cell.name for cell in cells)
    assert any("3.20 亿元" in cell.name for cell in cells)


def test_tab_goes_from_the_list_to_the_record_and_round(
    opened: Callable[..., Window], desk: Path, unlocked: dict[str, str]
) -> None:  # fmt: skip
    fill(desk, unlocked)
    window = opened(ZSDESK_PASSPHRASE=PASSPHRASE)
    window.see(tr("Today"), "radio button", "toggle button", "push button")
    window.press("ctrl+2")
    window.see("记洽谈", "push button")
    order = []
    for _ in range(30):
        order.append(window.wait(window.focus, "something has the keyboard").name)
        window.press("Tab")
    wanted = ("线索", "记洽谈", "编辑", "更多操作")
    places = [order.index(name) for name in wanted]
    assert places == sorted(places), order
    assert "" not in order, order
