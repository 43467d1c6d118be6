"""The main job in the window by mouse: the keyboard only writes into fields."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import PASSPHRASE, USER
from tests.e2e.steps import listed, settled
from tests.e2e.window import Window
from tests.province import Province

TITLE = "数据中心余热利用"
COMPANY = "贵阳示例数据有限公司"


def start_and_enrol(window: Window, url: str, password: str) -> None:
    """The first start, enrolling at once."""
    window.see("欢迎使用招商工作台", "dialog")
    window.wait(lambda: (found := window.find("开始使用")) is not None and found.enabled, "the desk may be begun")
    window.click("现在连接", "check box")
    window.fill("姓名", USER)
    window.fill("地区", "520121")
    for name, text in (
        ("地址", url),
        ("账号", USER),
        ("密码", password),
        ("口令", PASSPHRASE),
        ("再输一遍", PASSPHRASE),
    ):
        window.fill(name, text)
    window.click("开始使用", "push button")
    window.see(f"{USER} · 开阳县")
    window.wait(lambda: window.pill().startswith("已同步"), "the desk is enrolled and in step")


def test_the_main_job(
    opened: Callable[..., Window], province: Province, tmp_path: Path, unlocked: dict[str, str]
) -> None:
    window = opened()
    start_and_enrol(window, province.url, province.add(USER))
    window.click("新建", "push button")
    window.click("新建线索", "push button")
    window.fill("线索名称", TITLE)
    window.fill("企业", COMPANY)
    window.click(f"新建：{COMPANY}", "list item")
    settled(window, "企业", COMPANY)
    window.fill("意向投资", "5000万")
    window.click("土地", "check box")
    window.click("保存", "push button")
    window.click("记洽谈", "push button")
    window.see("第 1 轮洽谈")
    window.fill("地点", "开阳县政务中心")
    window.fill("下一步", "带企业看地")
    window.click("登记信息", "check box")
    window.click("保存", "push button")
    window.click("出简报", "push button")
    window.see("洽谈简报…", "dialog")
    window.wait(lambda: (found := window.find("另存为…")) is not None and found.enabled, "the brief is made")
    window.click("另存为…", "push button")
    window.see("保存文书", "dialog")
    path = tmp_path / "brief.pdf"
    window.press("ctrl+a")
    window.write(str(path))
    window.click("保存(S)", "push button")
    window.see(f"已保存：{path}")
    assert path.read_bytes().startswith(b"%PDF")
    window.click("关闭", "push button")
    window.gone("洽谈简报…", "dialog")
    window.click("同步", "radio button")
    window.click("立即同步", "push button")
    window.wait(lambda: window.pill().startswith("已同步"), "everything is sent")
    window.click("线索", "radio button")
    window.click(TITLE, "cell")
    assert window.close() == 0
    (lead,) = listed(window.desk, "lead", unlocked)
    assert (lead["receipt"], lead["fields"]["intent_amount"]) == ("accepted", 50_000_000)
    (talk,) = listed(window.desk, "negotiation", unlocked)
    assert (talk["fields"]["lead"], talk["fields"]["round"]) == (lead["id"], 1)
