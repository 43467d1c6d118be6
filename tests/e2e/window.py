"""The program's window as a screen reader hears it: what it says of itself is how the tests find their way."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from jeepney import DBusAddress, HeaderFields, Message, MessageType, Properties, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.e2e.screen import SIZE, Screen, homes

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0
_SPI = "org.a11y.atspi."
_REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_SIGNS = {"-": "minus", "=": "equal"}
"""Keys that xdotool knows by a word."""
_FOCUSED, _ENABLED, _SHOWING = 12, 8, 25
_CURRENT = ("cell", "list item", "tree item")
"""What says that it has the focus where it is only the current one of its list."""
At = tuple[str, str]
"""Where a widget is on the bus: its program, and its path there."""


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

    def ask(self, *messages: Message) -> list[Any]:
        """The answers to several questions, asked all at once; ``None`` of a widget that went."""
        numbers = [next(self._bus.outgoing_serial) for _ in messages]
        for number, message in zip(numbers, messages, strict=True):
            self._bus.send(message, serial=number)
        answers: dict[int, Any] = {}
        until = time.monotonic() + PATIENCE
        while len(answers) < len(numbers):
            reply = self._bus.receive(timeout=max(0.01, until - time.monotonic()))
            number = reply.header.fields.get(HeaderFields.reply_serial)
            if number in numbers:
                fine = reply.header.message_type is MessageType.method_return and reply.body
                answers[number] = reply.body[0] if fine else None
        return [answers[number] for number in numbers]

    def one(self, message: Message) -> Any:
        """The answer to one question; ``Gone`` where there is nobody to answer it."""
        (answer,) = self.ask(message)
        if answer is None:
            raise Gone
        return answer

    def programs(self) -> list[At]:
        """The programs that are on the bus."""
        return [tuple(child) for child in self.one(_call(_REGISTRY, "Accessible", "GetChildren"))]

    def process(self, program: At) -> int:
        """The number of a program's process."""
        bus = DBusAddress("/org/freedesktop/DBus", bus_name="org.freedesktop.DBus", interface="org.freedesktop.DBus")
        return int(self.one(new_method_call(bus, "GetConnectionUnixProcessID", "s", (program[0],))))

    def tree(self, top: At) -> list[Node]:
        """Everything below ``top`` that is shown, in order."""
        return self._below([tuple(child) for child in self.one(_call(top, "Accessible", "GetChildren"))])

    def _below(self, these: list[At]) -> list[Node]:
        answers = self.ask(*(message for at in these for message in _questions(at)))
        found: list[tuple[Node, list[At]]] = []
        for number, at in enumerate(these):
            states, name, children = answers[number * 3 : number * 3 + 3]
            if states is not None and name is not None and children is not None:
                node = Node(self, at, name[1], states[0] | states[1] << 32)
                if node.showing:
                    found.append((node, [tuple(child) for child in children]))
        deeper = self._below([at for _, children in found for at in children]) if found else []
        return _in_order(found, deeper)


def _call(at: At, interface: str, method: str, signature: str = "", *body: Any) -> Message:
    return new_method_call(DBusAddress(at[1], bus_name=at[0], interface=_SPI + interface), method,
                           signature or None, body)  # fmt: skip


def _questions(at: At) -> tuple[Message, ...]:
    here = DBusAddress(at[1], bus_name=at[0], interface=_SPI + "Accessible")
    return (
        _call(at, "Accessible", "GetState"), Properties(here).get("Name"), _call(at, "Accessible", "GetChildren"),
    )  # fmt: skip


def _in_order(level: list[tuple[Node, list[At]]], deeper: list[Node]) -> list[Node]:
    """A level with everything below each of its nodes after it."""
    owner = {at: number for number, (_, children) in enumerate(level) for at in children}
    below: list[list[Node]] = [[] for _ in level]
    now = 0
    for node in deeper:
        now = owner.get(node.at, now)  # what is no child of this level follows its own parent
        below[now].append(node)
    return [one for (node, _), those in zip(level, below, strict=True) for one in (node, *those)]


@dataclass(frozen=True)
class Node:
    """A widget as a screen reader knows it."""

    reader: Reader
    at: At
    name: str
    states: int

    def _is(self, state: int) -> bool:
        return bool(self.states >> state & 1)

    focused = property(lambda self: self._is(_FOCUSED))
    enabled = property(lambda self: self._is(_ENABLED))
    showing = property(lambda self: self._is(_SHOWING))

    @cached_property
    def role(self) -> str:
        """What it is: ``push button``, ``text``."""
        return str(self.reader.one(_call(self.at, "Accessible", "GetRoleName")))

    @cached_property
    def rect(self) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen."""
        return tuple(self.reader.one(_call(self.at, "Component", "GetExtents", "u", 0)))

    def seen_between(self) -> tuple[int, int]:
        """The top and the foot of the part of the screen that everything around it leaves to a widget."""
        first, last, at = 0, SIZE[1], self.at
        while True:
            parent = self.reader.one(Properties(DBusAddress(at[1], bus_name=at[0], interface=_SPI + "Accessible"))
                                     .get("Parent"))[1]  # fmt: skip
            around = Node(self.reader, tuple(parent), "", 0)
            if around.role in ("application", "desktop frame"):
                return first, last
            _, top, _, height = around.rect
            first, last, at = max(first, top), min(last, top + height), around.at

    @property
    def text(self) -> str:
        """What stands in a field."""
        return str(self.reader.one(_call(self.at, "Text", "GetText", "ii", 0, -1)))

    @property
    def description(self) -> str:
        """What is said of a widget beside its name."""
        here = DBusAddress(self.at[1], bus_name=self.at[0], interface=_SPI + "Accessible")
        return str(self.reader.one(Properties(here).get("Description"))[1])


class Window:
    """A running ``zsdesk`` on a desk; keys and clicks go to it through the screen."""

    def __init__(self, screen: Screen, reader: Reader, desk: Path, **env: str) -> None:
        self.screen, self._reader, self.desk = screen, reader, desk
        self._log = (desk.parent / f"{desk.name}-window.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zsdesk", "--desk", str(desk)], cwd=ROOT,
            env={**screen.env, **homes(desk.parent / "home"), **env},
            stdout=self._log, stderr=self._log,
        )  # fmt: skip
        self.program = self.wait(self._program, "the window is on the bus")

    def _program(self) -> tuple[str, str] | None:
        return next((p for p in self._reader.programs() if self._reader.process(p) == self.process.pid), None)

    # -- looking -----------------------------------------------------------------------------------

    def nodes(self) -> list[Node]:
        """Everything that is shown, dialogs last."""
        return self._reader.tree(self.program)

    def find(self, name: str, *roles: str) -> Node | None:
        """A widget by its name (or how it begins, ending in …), the one that was shown last."""
        named = (n for n in reversed(self.nodes()) if _fits(n.name, name))
        return next((n for n in named if not roles or n.role in roles), None)

    def see(self, name: str, *roles: str, within: float = PATIENCE) -> Node:
        """Wait for a widget."""
        return self.wait(lambda: self.find(name, *roles), f"{name} is shown", within=within)

    def pill(self) -> str:
        """What the pill at the top says of sync."""
        return self.see("同步状态", "push button").description

    def gone(self, name: str, *roles: str) -> None:
        """Wait until a widget is no longer shown."""
        self.wait(lambda: self.find(name, *roles) is None, f"{name} is gone")

    def focus(self) -> Node | None:
        """The widget that has the keyboard."""
        focused = [n for n in self.nodes() if n.focused and n.role not in _CURRENT]
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
        """Press keys, by the names that the program gives them."""
        self.screen.press(*(re.sub(r"[-=]$", lambda sign: _SIGNS[sign[0]], key) for key in keys))

    def write(self, text: str) -> None:
        """Type a text where the keyboard is."""
        self.screen.write(text)

    def tab_to(self, name: str, *, back: bool = False, most: int = 40) -> Node:
        """Press Tab until the widget of that name has the keyboard."""
        for _ in range(most):
            now = self.wait(self.focus, "something has the keyboard")
            if _fits(now.name, name):
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
        """Turn the wheel until a widget can be seen, and stands still."""
        before: tuple[int, ...] = ()
        for _ in range(60):
            node = self.see(name, *roles)
            left, top, width, height = node.rect
            first, last = node.seen_between()
            if first <= top + height // 2 <= last:
                if node.rect == before:
                    return node
                before = node.rect
            else:
                self.screen.wheel(left + min(width, 40) // 2, (first + last) // 2, 1 if top > first else -1)
            time.sleep(0.03)
        raise AssertionError(f"{name} does not come into view: {node.rect}")

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
            self.screen.activate(self.process.pid)
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


def _fits(said: str, name: str) -> bool:
    """Whether a name is meant; one that ends in … stands for all that begin so."""
    return said == name or (name.endswith("…") and said.startswith(name.removesuffix("…")))


def zsdesk(*arguments: str, env: Mapping[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """``zsdesk …`` as a command beside the window."""
    return subprocess.run(
        [sys.executable, "-m", "zsdesk", *arguments], cwd=ROOT, env=dict(env), input=stdin, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
