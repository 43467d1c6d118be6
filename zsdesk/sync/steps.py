"""The steps of a sync: a plan yields them, and whoever drives it does them, on the desk and on the line.

A plan itself does nothing: the window drives it with its data thread and a real connection, the
simulation with its own network, and with crashes between any two steps and in the middle of each.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection

from zsdesk.desk import Desk
from zsdesk.errors import ZsdeskError
from zsdesk.sync import wire
from zsdesk.sync.transport import Gap, OtherDesk, Transport

R = TypeVar("R")
P = ParamSpec("P")
HANDING_OVER = 0.1
"""Seconds that a desk lets the line have for a request, before it goes on with its own work."""


class Progress(NamedTuple):
    """How far a sync has come: ``phase`` is ``records``, ``files`` or ``index``."""

    phase: str
    done: int
    total: int


class Local(NamedTuple):
    """Do ``work(desk, *args)`` where the desk lives; the plan goes on with its result."""

    work: Callable[..., Any]
    args: tuple[Any, ...] = ()


class Send(NamedTuple):
    """Put a request on the line; what ``read`` makes of it and its answer comes with the next ``Receive``."""

    request: wire.SyncRequest
    read: Callable[[wire.SyncRequest, wire.SyncResponse], Any]


class Receive(NamedTuple):
    """Wait for what was made of the answer to what was sent, or ``Gap``, ``OtherDesk``, ``Offline`` … raised."""


class Talk(NamedTuple):
    """Do ``work(desk, transport, call, *args)``, which goes to and fro between the desk and the line by itself."""

    work: Callable[..., Any]
    args: tuple[Any, ...] = ()


Step = Local | Send | Receive | Talk
Plan = Generator[Step, Any, R]


class Call:
    """How ``sync`` reaches the database: here directly; a window hands in its data thread."""

    def __call__(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return work(*args, **kwargs)


direct = Call()


def inside(desk: Desk, step: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a step in one writing transaction of the desk."""
    with desk.transaction() as connection:
        return step(connection, *args, **kwargs)


def answered(transport: Transport, sent: Send) -> Any:
    """Bring a request to the province, and read its answer; on the line, while the desk does something else."""
    return sent.read(sent.request, transport.post("/v1/sync", sent.request, wire.SyncResponse))


def drive(plan: Plan[R], desk: Desk, transport: Transport, call: Call) -> R:
    """Do the steps of a plan: local ones through ``call``, and meanwhile the request on a thread of its own.

    Where nothing is to be done meanwhile, as in a round without news, no thread is begun.
    """
    answer: Future[Any] = Future()
    unsent: Send | None = None
    with ThreadPoolExecutor(1, "zsdesk-line") as line:
        try:
            step = next(plan)
            while True:
                value: Any = None
                try:
                    if isinstance(step, Local):
                        if unsent is not None:
                            transport.handed_over.clear()
                            answer = line.submit(answered, transport, unsent)
                            answer.add_done_callback(lambda _: transport.handed_over.set())
                            unsent = None
                            # The interpreter is the line's until the request is out: else the province would wait.
                            transport.handed_over.wait(HANDING_OVER)
                        value = call(step.work, desk, *step.args)
                    elif isinstance(step, Send):
                        unsent = step
                    elif isinstance(step, Talk):
                        value = step.work(desk, transport, call, *step.args)
                    elif unsent is not None:
                        sent, unsent = unsent, None
                        value = answered(transport, sent)
                    else:
                        value = answer.result()
                except (ZsdeskError, Gap, OtherDesk) as error:
                    step = plan.throw(error)
                else:
                    step = plan.send(value)
        except StopIteration as end:
            result: R = end.value
            return result
