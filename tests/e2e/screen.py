"""A screen of its own for end-to-end tests: a display, a window manager, and the bus that screen readers use."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

NEEDED = ("Xvfb", "openbox", "xdotool", "xclip", "dbus-daemon", "import")
READERS = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
"""Starts the bus of screen readers when somebody asks for it."""
SIZE = (1400, 900)


def missing() -> list[str]:
    """The programs that are not on this machine."""
    absent = [name for name in NEEDED if shutil.which(name) is None]
    return absent if READERS.exists() else [*absent, "at-spi2-core"]


def homes(home: Path) -> dict[str, str]:
    """Where programs keep what they remember: settings, logs, data."""
    home.mkdir(parents=True, exist_ok=True)
    return {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data"),
            "XDG_STATE_HOME": str(home / "state")}  # fmt: skip


class Screen:
    """Xvfb with openbox and a session bus; keys, clicks and pictures go through the X server as an officer's do."""

    def __init__(self, folder: Path) -> None:
        self._started: list[subprocess.Popen[str]] = []
        folder.mkdir(exist_ok=True)
        self._quiet = (folder / "screen.log").open("ab")
        runtime = folder / "run"
        runtime.mkdir(mode=0o700, parents=True)
        self.env = {
            **os.environ,
            **homes(folder / "home"),
            "XDG_RUNTIME_DIR": str(runtime),
            "LC_ALL": "C.UTF-8",
            "PYTHONFAULTHANDLER": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "GSETTINGS_BACKEND": "memory",
        }
        for name in ("DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "WAYLAND_DISPLAY", "QT_SCALE_FACTOR",
                     "ZSDESK_LANG", "ZSDESK_PASSPHRASE"):  # fmt: skip
            self.env.pop(name, None)
        try:
            self._display()
            self._bus()
            self._start("openbox", "--sm-disable")
            self._wait_for_window_manager()
        except BaseException:
            self.stop()
            raise

    def _start(self, *command: str, **more: object) -> subprocess.Popen[str]:
        more.setdefault("stdout", self._quiet)
        made = subprocess.Popen(command, env=self.env, text=True, stderr=self._quiet, **more)  # type: ignore[call-overload]
        self._started.append(made)
        return made

    def _display(self) -> None:
        read, write = os.pipe()
        self._start("Xvfb", "-displayfd", str(write), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp",
                    pass_fds=[write])  # fmt: skip
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        self.env["DISPLAY"] = f":{number}"

    def _bus(self) -> None:
        bus = self._start("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1",
                          stdout=subprocess.PIPE)  # fmt: skip
        assert bus.stdout is not None
        self.bus_address = bus.stdout.readline().strip()
        assert self.bus_address, "the session bus did not start"
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self.bus_address

    def _wait_for_window_manager(self) -> None:
        for _ in range(100):
            if self._xdotool("get_num_desktops", check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise AssertionError("openbox did not start")

    def stop(self) -> None:
        """End what was started, the newest first."""
        for process in reversed(self._started):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
            process.wait(5)
        self._quiet.close()

    # -- what an officer does --------------------------------------------------------------------

    def _xdotool(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["xdotool", *arguments], env=self.env, text=True, capture_output=True, timeout=30,
                              check=check)  # fmt: skip

    def press(self, *keys: str) -> None:
        """Press keys one after the other: ``"ctrl+n"``, ``"Tab"``."""
        self._xdotool("key", "--delay", "20", *keys)

    def write(self, text: str) -> None:
        """Type a text; what no key of the keyboard gives comes from the clipboard, as from an input method."""
        if text.isascii():
            self._xdotool("type", "--delay", "12", "--", text)
            return
        subprocess.run(["xclip", "-selection", "clipboard"], env=self.env, input=text, text=True, timeout=10,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)  # fmt: skip
        self.press("ctrl+v")

    def click(self, x: int, y: int) -> None:
        """Move the pointer there and press the left button."""
        self._xdotool("mousemove", "--sync", str(x), str(y), "click", "1")

    def wheel(self, x: int, y: int, turns: int) -> None:
        """Turn the wheel, downwards for a positive number."""
        button = "5" if turns > 0 else "4"
        self._xdotool("mousemove", str(x), str(y), "click", "--repeat", str(abs(turns)), "--delay", "10", button)

    def titles(self) -> list[str]:
        """The titles of all windows that are shown."""
        found = self._xdotool("search", "--onlyvisible", "--name", "", check=False).stdout.split()
        return [self._xdotool("getwindowname", window, check=False).stdout.strip() for window in found]

    def activate(self, process: int) -> None:
        """Bring the window of a process to the front."""
        found = self._xdotool("search", "--onlyvisible", "--all", "--pid", str(process), "--name", ".").stdout.split()
        self._xdotool("windowactivate", "--sync", found[-1])

    def picture(self, path: Path) -> Path:
        """What stands on the screen now."""
        subprocess.run(["import", "-window", "root", str(path)], env=self.env, timeout=30, check=True)
        return path


@contextlib.contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """A screen that ends with the block."""
    made = Screen(folder)
    try:
        yield made
    finally:
        made.stop()
