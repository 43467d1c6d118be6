"""What goes wrong around the window: a crash, a second window, a server that goes away, texts that are no values."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import PASSPHRASE, USER
from tests.e2e.steps import new_form, settled
from tests.e2e.window import Window, zsdesk
from tests.province import Province


def opened_desk(opened: Callable[..., Window], name: str = "desk") -> Window:
    """A window on a desk that is there already, its passphrase in the environment."""
    window = opened(name, ZSDESK_PASSPHRASE=PASSPHRASE)
    window.wait(lambda: (said := window.pill()) and not said.startswith("正在打开"), "the desk is open")
    return window


def test_a_crash_loses_nothing_that_was_typed(opened: Callable[..., Window], desk: Path) -> None:
    window = opened_desk(opened)
    new_form(window, "alt+1", "线索名称")
    window.write("没写完的线索")
    window.tab_to("意向投资")
    window.write("3.2亿")
    window.see("草稿已存…")
    window.kill()
    again = opened_desk(opened)
    again.see("没保存的草稿")
    again.tab_to("草稿 没写完的线索…")
    again.press("Return")
    again.see("接着填", "label")
    again.tab_to("接着填", back=True)
    again.press("Return")
    settled(again, "线索名称", "没写完的线索")
    settled(again, "意向投资", "3.2亿")
    again.press("ctrl+Return")
    again.see("3.20 亿元")
    again.press("ctrl+1")
    again.see("今天见谁")
    again.gone("没保存的草稿")


def test_a_second_window_says_that_the_desk_is_open(
    opened: Callable[..., Window], desk: Path, unlocked: dict[str, str]
) -> None:
    first = opened_desk(opened)
    second = opened(ZSDESK_PASSPHRASE=PASSPHRASE)
    second.see("工作台打不开")
    sentence = next(n.name for n in second.nodes() if "另一个" in n.name)
    read = zsdesk("--desk", str(desk), "list", "lead", "--json", env=unlocked)
    assert (read.returncode, json.loads(read.stdout)) == (0, [])
    written = zsdesk("--desk", str(desk), "add", "lead", "title=x", env=unlocked)
    assert (written.returncode, written.stderr.strip()) == (1, sentence)
    first.close()
    second.see("重试")
    second.screen.activate(second.process.pid)
    second.press("Return")
    second.gone("工作台打不开")
    second.see("今天见谁")


def test_the_pill_follows_the_server(
    opened: Callable[..., Window], desk: Path, province: Province, unlocked: dict[str, str]
) -> None:
    password = province.add(USER)
    enrolled = zsdesk("--desk", str(desk), "enrol", province.url, "--user", USER, env=unlocked, stdin=password)
    assert enrolled.returncode == 0, enrolled.stderr
    window = opened_desk(opened)
    window.wait(lambda: window.pill().startswith("已同步"), "the desk is in step")
    windows = len(window.screen.titles())
    province.stop()
    window.press("ctrl+n")
    window.see("新线索的名称", "text")
    window.write("没有网络时记下的线索")
    window.press("Return")
    window.wait(lambda: window.pill().startswith("离线 · 1 项待发"), "the pill says offline and what waits")
    assert len(window.screen.titles()) == windows
    province.start()
    window.wait(lambda: window.pill().startswith("已同步"), "the pill says that all is sent", within=40)
    assert len(window.screen.titles()) == windows


def test_texts_that_are_no_values(opened: Callable[..., Window], desk: Path, unlocked: dict[str, str]) -> None:
    window = opened_desk(opened)
    new_form(window, "alt+1", "线索名称")
    window.write("坏输入")
    for name, text in (("意向投资", "3.2忆"), ("下一步时限", "2026-02-30")):
        window.tab_to(name)
        window.write(text)
        window.press("Tab")
        beside = window.wait(lambda n=name: (now := window.find(n, "text")) and now.description, f"{name} is explained")
        window.see(beside, "label")
    window.press("ctrl+Return")
    window.see("其余已保存…")
    settled(window, "意向投资", "3.2忆")
    settled(window, "下一步时限", "2026-02-30")
    window.press("Escape")
    new_form(window, "alt+3", "企业名称")
    window.write("示例企业")
    window.tab_to("统一社会信用代码")
    window.write("91520100MA6DXXXX1Y")
    window.press("Tab")
    window.wait(lambda: (now := window.find("统一社会信用代码", "text")) and now.description, "the code is explained")
    window.press("ctrl+Return")
    window.see("其余已保存…")
    window.press("Escape")
    window.press("ctrl+2")
    window.see("接着填", "label")
    assert window.close() == 0
    (lead,) = json.loads(zsdesk("--desk", str(desk), "list", "lead", "--json", env=unlocked).stdout)
    assert (lead["title"], lead["fields"]["intent_amount"], lead["fields"]["next_due"]) == ("坏输入", None, None)
    again = opened_desk(opened)
    again.press("ctrl+2")
    again.see("接着填", "label")
    again.tab_to("接着填")
    again.press("Return")
    settled(again, "意向投资", "3.2忆")
    settled(again, "下一步时限", "2026-02-30")
