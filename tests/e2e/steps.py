"""What an officer does again and again, by keyboard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.e2e.conftest import PASSPHRASE, USER
from tests.e2e.window import Window, zsdesk


def first_start(window: Window) -> None:
    """Say who one is and where, and seal the desk; enrol later."""
    window.see("欢迎使用招商工作台", "dialog")
    window.wait(lambda: (found := window.find("开始使用")) is not None and found.enabled, "the desk may be begun")
    window.write(USER)
    window.press("Tab")
    window.write("ky")
    window.see("开阳县", "list item")
    window.press("Return")
    window.tab_to("口令")
    window.write(PASSPHRASE)
    window.tab_to("再输一遍")
    window.write(PASSPHRASE)
    window.press("Return")
    window.see(f"{USER} · 开阳县")


def new_form(window: Window, key: str, first: str) -> None:
    """Ctrl+N and a key: an empty form, the cursor in its first field."""
    window.press("ctrl+n")
    window.see("新线索的名称", "text")
    window.press(key)
    window.see("保存", "push button")
    window.tab_to(first)


def settled(window: Window, name: str, text: str) -> None:
    """Wait until a field shows a text."""
    window.wait(lambda: (found := window.find(name, "text")) is not None and found.text == text, f"{name}: {text}")


def listed(folder: Path, type_name: str, env: dict[str, str]) -> list[dict[str, Any]]:
    """The records of a desk by command line."""
    done = zsdesk("--desk", str(folder), "list", type_name, "--json", env=env)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
