"""How a reading command answers: as lines, or the same as JSON."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def plain(value: Any) -> Any:
    """A query's answer as JSON has it: named tuples and rows as objects, days and moments in ISO 8601."""
    if isinstance(value, msgspec.Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(part) for name, part in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def say_one(arguments: Namespace, found: T, lines: Callable[[T], Iterable[str]]) -> None:
    """Print one answer: its lines, or with ``--json`` all of it."""
    if arguments.json:
        print(json.dumps(plain(found), ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines(found)))


def say_all(arguments: Namespace, found: Iterable[T], line: Callable[[T], str]) -> None:
    """Print a list of answers: one a line, or with ``--json`` all of each."""
    if arguments.json:
        print(json.dumps([plain(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            print(line(one))
