"""The main job in the window by keyboard alone: capture offline, hand over a brief, sync with the province."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from tests.e2e.conftest import USER
from tests.e2e.steps import first_start, listed, new_form, settled
from tests.e2e.window import Window, zsdesk
from tests.province import Province
from zsdesk.clock import BEIJING

TITLE = "磷系正极材料一体化项目"
COMPANY = "贵州华星冶金有限公司"


def write_lead(window: Window) -> None:
    """A lead of an enterprise that the desk does not know yet."""
    new_form(window, "alt+1", "线索名称")
    window.write(TITLE)
    window.tab_to("企业")
    window.write(COMPANY)
    window.see(f"新建：{COMPANY}", "list item")
    window.press("Return")
    settled(window, "企业", COMPANY)
    window.tab_to("意向投资")
    window.write("3.2亿")
    window.tab_to("意向区域")
    window.write("ky")
    window.see("开阳县", "list item")
    window.press("Return")
    window.tab_to("下一步时限")
    window.write("明天")
    window.press("ctrl+Return")
    window.see("记洽谈", "push button")
    window.see("3.20 亿元")


def log_round(window: Window) -> None:
    """The first round of the lead that is shown."""
    window.press("ctrl+r")
    window.see("第 1 轮洽谈")
    window.tab_to("地点")
    window.write("贵阳国际会议中心 208")
    window.tab_to("对方")
    window.write("王总 董事长")
    window.press("Return")
    window.tab_to("事项")
    window.write("土地")
    window.tab_to("对方要求")
    window.write("三百亩净地，2027 年 3 月前交付")
    window.tab_to("状态")
    window.write("待")
    window.see("待议", "list item")
    window.press("Return")
    window.tab_to("下一步")
    window.write("带企业看地")
    window.press("ctrl+Return")
    window.see("记下一轮", "push button")


def save_brief(window: Window, path: Path) -> None:
    """The brief of what is shown, as a file."""
    window.press("ctrl+shift+p")
    window.see("洽谈简报…", "dialog")
    window.wait(lambda: (found := window.find("另存为…")) is not None and found.enabled, "the brief is made")
    window.press("ctrl+s")
    window.see("保存文书", "dialog")
    window.press("ctrl+a")
    window.write(str(path))
    window.press("Return")
    window.see(f"已保存：{path}")
    window.press("Escape")
    window.gone("洽谈简报…", "dialog")


def enrol(window: Window, url: str, password: str) -> None:
    """Enrol on the page of sync."""
    window.press("ctrl+equal")
    window.tab_to("省平台的地址")
    window.write(url)
    window.tab_to("账号")
    window.write(USER)
    window.tab_to("密码")
    window.write(password)
    window.press("Return")
    window.wait(lambda: window.pill().startswith("已同步"), "the pill says that all is sent")


def test_the_main_job(
    opened: Callable[..., Window], province: Province, tmp_path: Path, unlocked: dict[str, str]
) -> None:
    window = opened()
    first_start(window)
    write_lead(window)
    log_round(window)
    save_brief(window, tmp_path / "简报.pdf")
    assert (tmp_path / "简报.pdf").read_bytes().startswith(b"%PDF")
    enrol(window, province.url, province.add(USER))
    other = tmp_path / "other"
    assert zsdesk("--desk", str(other), "init", env=unlocked).returncode == 0
    password = province.add("赵敏")
    enrolled = zsdesk("--desk", str(other), "enrol", province.url, "--user", "赵敏", env=unlocked, stdin=password)
    assert enrolled.returncode == 0, enrolled.stderr
    assert zsdesk("--desk", str(other), "sync", env=unlocked).returncode == 0
    (lead,) = listed(other, "lead", unlocked)
    (company,) = listed(other, "company", unlocked)
    (talk,) = listed(other, "negotiation", unlocked)
    assert lead["title"] == TITLE
    assert lead["fields"]["company"] == company["id"]
    assert lead["fields"]["intent_amount"] == 320_000_000
    assert lead["fields"]["preferred_regions"] == ["520121"]
    assert lead["fields"]["next_due"] == str(datetime.now(BEIJING).date() + timedelta(days=1))
    assert company["title"] == COMPANY
    assert (talk["fields"]["lead"], talk["fields"]["round"]) == (lead["id"], 1)
    assert talk["fields"]["positions"][0]["status"] == "open"
    assert window.close() == 0
