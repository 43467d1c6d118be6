"""How the steps of a sync reach the desk's database, and how they tell of their progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection

from zsdesk.desk import Desk

R = TypeVar("R")
P = ParamSpec("P")


class Progress(NamedTuple):
    """How far a sync has come: ``phase`` is ``records``, ``files`` or ``index``."""

    phase: str
    done: int
    total: int


class Call:
    """How ``sync`` reaches the database: here directly; a window hands in its data thread."""

    def __call__(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return work(*args, **kwargs)


direct = Call()


def inside(desk: Desk, step: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a step in one writing transaction of the desk."""
    with desk.transaction() as connection:
        return step(connection, *args, **kwargs)
