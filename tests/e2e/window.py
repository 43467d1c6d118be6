"""The program's window as a screen reader hears it: what it says of itself is how the tests find their way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.e2e.screen import SIZE, Screen

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0
_SPI = "org.a11y.atspi."
_REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_FOCUSED, _ENABLED, _SHOWING, _CHECKED, _MODAL = 12, 8, 25, 4, 16
_TABLES = ("table", "tree table", "list")


class Gone(Exception):
    """A widget went while it was asked."""


class Reader:
    """A connection to the accessibility bus of a screen."""

    def __init__(self, screen: Screen) -> None:
        session = open_dbus_connection(screen.bus_address)
        asked = new_method_call(
            DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Bus"), "GetAddress"
        )
        address = session.send_and_get_reply(asked, timeout=20).body[0]
        session.close()
        self._bus = open_dbus_connection(address)

    def call(self, node: tuple[str, str], interface: str, method: str, signature: str = "", *body: Any) -> Any:
        """What a method of a widget answers."""
        address = DBusAddress(node[1], bus_name=node[0], interface=_SPI + interface)
        return self._answer(new_method_call(address, method, signature or None, body))

    def property(self, node: tuple[str, str], interface: str, name: str) -> Any:
        """A property of a widget."""
        address = DBusAddress(node[1], bus_name=node[0], interface=_SPI + interface)
        return self._answer(Properties(address).get(name))[1]

    def _answer(self, message: Any) -> Any:
        reply = self._bus.send_and_get_reply(message, timeout=20)
        if reply.header.message_type is MessageType.error:
            raise Gone(str(reply.body))
        return reply.body[0] if reply.body else None

    def programs(self) -> list[tuple[str, str]]:
        """The programs that are on the bus."""
        return [tuple(child) for child in self.call(_REGISTRY, "Accessible", "GetChildren")]

    def process(self, program: tuple[str, str]) -> int:
        """The number of a program's process."""
        address = DBusAddress("/org/freedesktop/DBus", bus_name="org.freedesktop.DBus",
                              interface="org.freedesktop.DBus")  # fmt: skip
        return int(self._answer(new_method_call(address, "GetConnectionUnixProcessID", "s", (program[0],))))


@dataclass(frozen=True)
class Node:
    """A widget as a screen reader knows it."""

    reader: Reader
    at: tuple[str, str]
    role: str
    name: str
    states: int

    @staticmethod
    def of(reader: Reader, at: tuple[str, str]) -> Node:
        """Ask a widget what it is."""
        low, high = reader.call(at, "Accessible", "GetState")
        return Node(reader, at, reader.call(at, "Accessible", "GetRoleName"),
                    reader.property(at, "Accessible", "Name"), low | high << 32)  # fmt: skip

    def _is(self, state: int) -> bool:
        return bool(self.states >> state & 1)

    focused = property(lambda self: self._is(_FOCUSED))
    enabled = property(lambda self: self._is(_ENABLED))
    showing = property(lambda self: self._is(_SHOWING))
    checked = property(lambda self: self._is(_CHECKED))
    modal = property(lambda self: self._is(_MODAL))

    @cached_property
    def rect(self) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen."""
        return tuple(self.reader.call(self.at, "Component", "GetExtents", "u", 0))

    @property
    def text(self) -> str:
        """What stands in a field."""
        return str(self.reader.call(self.at, "Text", "GetText", "ii", 0, -1))

    @property
    def description(self) -> str:
        """What is said of a widget beside its name."""
        return str(self.reader.property(self.at, "Accessible", "Description"))

    def below(self) -> Iterator[Node]:
        """Everything in it that is shown, in order."""
        for child in self.reader.call(self.at, "Accessible", "GetChildren"):
            node = Node.of(self.reader, tuple(child))
            if node.showing:
                yield node
                yield from node.below()


class Window:
    """A running ``zsdesk`` on a desk; keys and clicks go to it through the screen."""

    def __init__(self, screen: Screen, reader: Reader, desk: Path, **env: str) -> None:
        self.screen, self._reader, self.desk = screen, reader, desk
        self._log = (desk.parent / f"{desk.name}-window.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zsdesk", "--desk", str(desk)], cwd=ROOT, env={**screen.env, **env},
            stdout=self._log, stderr=self._log,
        )  # fmt: skip
        self.program = self.wait(self._program, "the window is on the bus")

    def _program(self) -> tuple[str, str] | None:
        return next((p for p in self._reader.programs() if self._reader.process(p) == self.process.pid), None)

    # -- looking -----------------------------------------------------------------------------------

    def nodes(self) -> list[Node]:
        """Everything that is shown, dialogs last."""
        return list(Node.of(self._reader, self.program).below())

    def find(self, name: str, *roles: str) -> Node | None:
        """A widget by its name (or how it begins, ending in …), the one that was shown last."""
        begins = name.removesuffix("…") if name.endswith("…") else None
        return next((n for n in reversed(self.nodes()) if (not roles or n.role in roles)
                     and (n.name == name or (begins is not None and n.name.startswith(begins)))), None)  # fmt: skip

    def see(self, name: str, *roles: str, within: float = PATIENCE) -> Node:
        """Wait for a widget."""
        return self.wait(lambda: self.find(name, *roles), f"{name} is shown", within=within)

    def gone(self, name: str, *roles: str) -> None:
        """Wait until a widget is no longer shown."""
        self.wait(lambda: self.find(name, *roles) is None, f"{name} is gone")

    def focus(self) -> Node | None:
        """The widget that has the keyboard."""
        focused = [n for n in self.nodes() if n.focused]
        return next((n for n in reversed(focused) if n.name), focused[-1] if focused else None)

    def wait(self, look: Callable[[], T | None], what: str, *, within: float = PATIENCE) -> T:
        """Look again and again until there is something; what is shown is said where there never is."""
        until = time.monotonic() + within
        while True:
            try:
                if found := look():
                    return found
            except Gone:
                pass
            if self.process.poll() is not None:
                log = Path(self._log.name).read_text(encoding="utf-8")
                raise AssertionError(f"the window ended with {self.process.returncode}, before: {what}\n{log}")
            if time.monotonic() > until:
                raise AssertionError(f"not within {within:.0f} s: {what}\n{self.said()}")
            time.sleep(0.04)

    def said(self) -> str:
        """Everything that a screen reader would read."""
        try:
            return "\n".join(f"  {n.role}: {n.name}{' *' if n.focused else ''}" for n in self.nodes() if n.name)
        except (Gone, AttributeError) as error:
            return f"(the window cannot be read: {error})"

    # -- acting ------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys."""
        self.screen.press(*keys)

    def write(self, text: str) -> None:
        """Type a text where the keyboard is."""
        self.screen.write(text)

    def tab_to(self, name: str, *, back: bool = False, most: int = 40) -> Node:
        """Press Tab until the widget of that name has the keyboard."""
        for _ in range(most):
            now = self.wait(self.focus, "something has the keyboard")
            if now.name == name:
                return now
            self.press("shift+Tab" if back else "Tab")
        raise AssertionError(f"no Tab leads to {name}\n{self.said()}")

    def click(self, name: str, *roles: str) -> Node:
        """Click the middle of a widget, scrolled into view if it must be."""
        node = self.into_view(name, *roles)
        left, top, width, height = node.rect
        self.screen.click(left + width // 2, top + height // 2)
        return node

    def into_view(self, name: str, *roles: str) -> Node:
        """Turn the wheel until a widget lies on the screen and stands still."""
        before: tuple[int, ...] = ()
        for _ in range(60):
            node = self.see(name, *roles)
            left, top, width, height = node.rect
            room = self._room()
            if room[0] <= top + height // 2 <= room[1]:
                if node.rect == before:
                    return node
                before = node.rect
            else:
                self.screen.wheel(left + min(width, 40) // 2, sum(room) // 2, 1 if top > room[0] else -1)
            time.sleep(0.03)
        raise AssertionError(f"{name} does not come into view: {node.rect}")

    def _room(self) -> tuple[int, int]:
        top = Node.of(self._reader, self.program).reader.call(self.program, "Accessible", "GetChildren")
        rects = [Node.of(self._reader, tuple(child)).rect for child in top]
        return min(r[1] for r in rects), min(SIZE[1], max(r[1] + r[3] for r in rects)) - 70

    def fill(self, name: str, text: str) -> None:
        """Click a field and type into it, over what stands there."""
        self.click(name, "text")
        self.wait(lambda: (now := self.focus()) is not None and now.name == name, f"{name} has the keyboard")
        self.press("ctrl+a")
        self.write(text)

    # -- ending ------------------------------------------------------------------------------------

    def close(self) -> int:
        """Close the window as its close button does; the exit status."""
        if self.process.poll() is None:
            self.screen.press("alt+F4")
        return self.process.wait(20)

    def kill(self) -> None:
        """End the process at once, as a crash does."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def end(self) -> None:
        """Leave nothing running after a test."""
        if self.process.poll() is None:
            self.kill()
        self._log.close()


def zsdesk(*arguments: str, env: Mapping[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """``zsdesk …`` as a command beside the window."""
    return subprocess.run(
        [sys.executable, "-m", "zsdesk", *arguments], cwd=ROOT, env=dict(env), input=stdin, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
