"""The commands that push a project on: 会审, 督办, 诉求, 协调小组."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr

Parts: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Adds = Callable[[argparse.ArgumentParser], None]


def describe(commands: Parts) -> None:
    """Reviews, supervision, appeals, coordination groups."""
    _reviews(commands)
    _supervision(commands)
    _appeals(commands)
    _groups(commands)
    handed = described(
        commands, "handover", tr("hand a project over from 拟招库 to 在建库, or take the receipt back"),
        lazily("handovers", "handover"), json=True,
    )  # fmt: skip
    handed.add_argument("id", nargs="?", metavar="PROJECT")
    handed.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("the packet (ZIP)"))
    handed.add_argument("--to", metavar="UNIT", help=tr("who receives it"))
    handed.add_argument("--receipt", type=Path, metavar="FILE", help=tr("the receipt that came back"))


def _parts(commands: Parts, name: str, help: str) -> Parts:
    return commands.add_parser(name, help=help).add_subparsers(dest=f"{name}_command", required=True, metavar="COMMAND")


def _reviews(commands: Parts) -> None:
    parts = _parts(commands, "review", tr("one question put to several departments at once"))

    def part(name: str, help: str, run: str = "", *, json: bool = False) -> argparse.ArgumentParser:
        return described(parts, name, help, lazily("reviews", run or name), json=json)

    def opinion(made: argparse.ArgumentParser) -> None:
        made.add_argument("id", metavar="ID", help=tr("the opinion; or its review, with --department"))
        made.add_argument("--department", metavar="NAME")

    def says(made: argparse.ArgumentParser) -> None:
        made.add_argument("verdict", metavar="同意|有条件同意|不同意")
        made.add_argument("--text", metavar="TEXT")
        made.add_argument("--basis", metavar="TEXT", help=tr("the clause or the fact"))
        made.add_argument("--condition", action="append", default=[], metavar="条件/落实单位/时限")

    opened = part("open", tr("open a review of a project, or a drafted one: every department is asked at once"),
                  "open_review")  # fmt: skip
    opened.add_argument("id", metavar="PROJECT|REVIEW")
    opened.add_argument("--subject", metavar="TEXT")
    opened.add_argument("--need", action="append", default=[], metavar="需求/要素/征询部门")
    opened.add_argument("--background", metavar="TEXT")
    answered = part("opine", tr("give a department's opinion"))
    opinion(answered)
    says(answered)
    answered.add_argument("--by", metavar="NAME")
    settled = part("settle", tr("a condition is fulfilled"))
    opinion(settled)
    settled.add_argument("condition", metavar="CONDITION")
    settled.add_argument("--evidence", required=True, metavar="TEXT")
    closed = part("close", tr("close a review with what the opinions come to"))
    closed.add_argument("id", metavar="REVIEW")
    closed.add_argument("--note", metavar="TEXT")
    again = part("reopen", tr("take a closed review up again"))
    again.add_argument("id", metavar="REVIEW")
    again.add_argument("--reason", required=True, metavar="TEXT")
    part("show", tr("a review with its opinions, clocks and conditions"), json=True).add_argument(
        "id", metavar="REVIEW"
    )
    part("list", tr("the open reviews"), "list_reviews", json=True).add_argument(
        "--all", action="store_true", help=tr("closed ones too")
    )
    owed = part("owed", tr("the opinions that are still to be given"), json=True)
    owed.add_argument("--department", action="append", metavar="NAME")
    owed.add_argument("--mine", action="store_true", help=tr("those that this desk owes"))
    figures = part("departments", tr("how departments keep their terms"), json=True)
    figures.add_argument("--since", metavar="DAY")
    unit = part("unit", tr("for which department this desk answers"))
    unit.add_argument("name", nargs="?", metavar="NAME")
    _packets(parts, opinion, says)


def _packets(parts: Parts, opinion: Adds, says: Adds) -> None:
    packet = described(parts, "packet", tr("the question to a department as a sealed file"),
                       lazily("reviews", "packet"))  # fmt: skip
    opinion(packet)
    packet.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    for name, help in (("question", tr("read a sealed question")), ("answer", tr("answer a sealed question"))):
        made = described(parts, name, help, lazily("reviews", name))
        made.add_argument("file", type=Path, metavar="FILE")
        made.add_argument("--code", required=True, metavar="CODE")
        if name == "question":
            made.add_argument("--files", type=Path, metavar="DIR", help=tr("write its files here"))
            continue
        says(made)
        made.add_argument("--by", required=True, metavar="NAME")
        made.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    merge = described(parts, "merge", tr("take a sealed answer in"), lazily("reviews", "merge"))
    merge.add_argument("file", type=Path, metavar="FILE")
    merge.add_argument("--code", metavar="CODE", help=tr("only where another desk has asked"))


def _supervision(commands: Parts) -> None:
    parts = _parts(commands, "supervise", tr("red and yellow lights, and what is listed for all to see"))

    def part(name: str, help: str, run: str = "", *, json: bool = False) -> argparse.ArgumentParser:
        return described(parts, name, help, lazily("supervision", run or name), json=json)

    part("lights", tr("what is red and yellow today"), json=True).add_argument("--red", action="store_true")
    cleared = part("clear", tr("a blocker is gone"))
    cleared.add_argument("id", metavar="BLOCKER")
    cleared.add_argument("--evidence", required=True, metavar="TEXT")
    cleared.add_argument("--on", metavar="DAY")
    listed = part("list", tr("list a red blocker (or project) for all to see"), "list_matter")
    listed.add_argument("id", metavar="ID")
    listed.add_argument("--project", action="store_true", help=tr("the ID is a project's"))
    listed.add_argument("--reason", required=True, metavar="TEXT")
    listed.add_argument("--until", metavar="DAY")
    listed.add_argument("--level", metavar="县级|市级|省级")
    extended = part("extend", tr("make a listed matter's term longer"))
    extended.add_argument("id", metavar="LISTING")
    extended.add_argument("--until", required=True, metavar="DAY")
    extended.add_argument("--reason", required=True, metavar="TEXT")
    extended.add_argument("--approver", required=True, metavar="NAME")
    raised = part("escalate", tr("list an overdue matter at the next level"))
    raised.add_argument("id", metavar="LISTING")
    raised.add_argument("--reason", metavar="TEXT")
    raised.add_argument("--until", metavar="DAY")
    taken = part("delist", tr("take a matter off the list: evidence, and a second person"))
    taken.add_argument("id", metavar="LISTING")
    taken.add_argument("--evidence", required=True, metavar="TEXT")
    taken.add_argument("--reviewer", metavar="NAME")
    noticed = part("notice", tr("a notice to start, where the enterprise is at fault"))
    noticed.add_argument("id", metavar="PROJECT")
    noticed.add_argument("--until", metavar="DAY")
    part("exit", tr("begin an exit review"), "exit_review").add_argument("id", metavar="PROJECT")
    measure = part("measure", tr("apply a measure to a project, or say what measures saved it"), json=True)
    measure.add_argument("id", metavar="PROJECT")
    measure.add_argument("measure", nargs="?", metavar="MEASURE")
    measure.add_argument("--usual", type=int, metavar="DAYS")
    measure.add_argument("--taken", type=int, metavar="DAYS")
    measure.add_argument("--unit", metavar="NAME")


def _appeals(commands: Parts) -> None:
    parts = _parts(commands, "appeal", tr("what enterprises ask for, in six steps"))

    def step(name: str, help: str) -> argparse.ArgumentParser:
        made = described(parts, name, help, lazily("appeals", "step"))
        made.add_argument("id", metavar="APPEAL")
        return made

    taken = described(parts, "accept", tr("take an appeal in: its terms run from now"), lazily("appeals", "accept"))
    taken.add_argument("company", metavar="COMPANY")
    taken.add_argument("title", metavar="TITLE")
    taken.add_argument("--text", metavar="TEXT")
    taken.add_argument("--project", metavar="PROJECT")
    step("verify", tr("verified with the enterprise (汇聚)"))
    judged = step("assess", tr("judged: its kind, and whether it is complex (研判)"))
    judged.add_argument("--kind", metavar="KIND")
    judged.add_argument("--complex", action="store_true")
    step("assign", tr("handed to a unit (转办)")).add_argument("unit", metavar="UNIT")
    step("reply", tr("the unit's answer")).add_argument("text", metavar="TEXT")
    step("supervise", tr("followed until it is closed (督办)"))
    step("close", tr("dealt with, and answered"))
    asked = step("recheck", tr("what the enterprise says of it (复核)"))
    asked.add_argument("satisfaction", metavar="非常满意|满意|基本满意|不满意")
    asked.add_argument("--note", metavar="TEXT")
    described(parts, "list", tr("the open appeals"), lazily("appeals", "list_open"), json=True).add_argument(
        "--late", action="store_true", help=tr("only those with a term that has passed")
    )
    figures = described(parts, "rate", tr("rates of closing and of satisfaction"), lazily("appeals", "rate"), json=True)
    figures.add_argument("--since", metavar="DAY")


def _groups(commands: Parts) -> None:
    parts = _parts(commands, "group", tr("coordination groups: queues, meetings, tasks"))

    def part(name: str, help: str, *, json: bool = False) -> argparse.ArgumentParser:
        return described(parts, name, help, lazily("groups", name), json=json)

    part("queue", tr("what waits for a group"), json=True).add_argument("group", nargs="?", metavar="农业|工业|服务业")
    meet = part("meet", tr("a meeting with the group's queue as its agenda"))
    meet.add_argument("group", metavar="农业|工业|服务业")
    meet.add_argument("--at", metavar="TIME")
    meet.add_argument("--place", metavar="TEXT")
    meet.add_argument("--chair", metavar="NAME")
    assigned = part("assign", tr("make tasks of a meeting's decisions"))
    assigned.add_argument("id", metavar="MEETING")
    assigned.add_argument("--decision", action="append", default=[], metavar="议定事项/责任单位/时限")
    part("tasks", tr("the tasks that are not done"), json=True).add_argument("--unit", action="append", metavar="NAME")
    done = part("done", tr("a task is done"))
    done.add_argument("id", metavar="TASK")
    done.add_argument("--result", required=True, metavar="TEXT")
