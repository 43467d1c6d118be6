"""A real window on a real screen: one screen for all tests of a worker, desks and windows for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.screen import Screen, missing, screen
from tests.e2e.window import Reader, Window, zsdesk
from tests.province import Province

PASSPHRASE = "correct horse battery"
USER = "李明"


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The screen; where its programs are missing the tests are left out, except where they are meant to run."""
    if absent := missing():
        sentence = "these programs are missing: " + ", ".join(absent) + "; installer/go.py test installs them"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(sentence)
    with screen(tmp_path_factory.mktemp("screen")) as made:
        yield made


@pytest.fixture(scope="session")
def reader(display: Screen) -> Reader:
    """What hears what windows say of themselves."""
    return Reader(display)


@pytest.fixture
def opened(
    display: Screen, reader: Reader, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Window]]:
    """Opens windows by the name of their desk; a picture is kept where a test fails."""
    made: list[Window] = []

    def start(name: str = "desk", **env: str) -> Window:
        made.append(Window(display, reader, tmp_path / name, **env))
        return made[-1]

    yield start
    if request.node.stash.get(FAILED, False):
        print("The screen as it was:", display.picture(tmp_path / "screen.png"))
    for window in made:
        window.end()
    for log in (tmp_path / "home").rglob("*.log"):
        pytest.fail("an error of ours:\n" + log.read_text(encoding="utf-8"))


@pytest.fixture
def unlocked(display: Screen) -> dict[str, str]:
    """The environment of commands that open a desk."""
    return {**display.env, "ZSDESK_PASSPHRASE": PASSPHRASE, "QT_QPA_PLATFORM": "none"}


@pytest.fixture
def desk(tmp_path: Path, unlocked: dict[str, str]) -> Path:
    """The folder of a desk that was set up by the command line."""
    folder = tmp_path / "desk"
    done = zsdesk("--desk", str(folder), "init", env=unlocked)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    """A running server with no account yet."""
    made = Province(tmp_path / "province")
    yield made
    made.stop()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember whether the test itself failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
