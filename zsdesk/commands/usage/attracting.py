"""The commands of 谋 and 招: plans, leads, first contacts, positions, the screen, channels."""

from __future__ import annotations

import argparse
from typing import TypeAlias

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr

Parts: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def describe(commands: Parts) -> None:
    """What comes before a project is signed."""
    _plans(commands)
    _leads(commands)
    _claims(commands)
    moved = described(commands, "positions", tr("how each point moved, round by round"),
                      lazily("attracting", "positions"), json=True)  # fmt: skip
    moved.add_argument("id", metavar="LEAD|PROJECT")
    _screen(commands)
    chain = described(commands, "chain", tr("the chain maps of the clusters: who stands at each link, what is missing"),
                      lazily("attracting", "chain"), json=True)  # fmt: skip
    chain.add_argument("cluster", nargs="?", default="", metavar="CLUSTER", help=tr("all of them without it"))
    chain.add_argument("--missing", action="store_true", help=tr("only the links that are missing"))
    channels = described(commands, "channels", tr("what each channel brought: leads, talks, signings"),
                         lazily("attracting", "channels"), json=True)  # fmt: skip
    channels.add_argument("--rows", metavar="CHANNEL", help=tr("the leads of a unit of the register"))


def _parts(commands: Parts, name: str, help: str) -> Parts:
    return commands.add_parser(name, help=help).add_subparsers(dest=f"{name}_command", required=True, metavar="COMMAND")


def _plans(commands: Parts) -> None:
    parts = _parts(commands, "plan", tr("plans on their way into the reserve"))

    def part(name: str, help: str, run: str = "", *, json: bool = False) -> argparse.ArgumentParser:
        made = described(parts, name, help, lazily("planning", run or name), json=json)
        if name != "list":
            made.add_argument("id", metavar="PROJECT" if name == "expand" else "PLAN")
        return made

    listed = part("list", tr("the plans in the reserve"), "list_plans", json=True)
    listed.add_argument("--stale", action="store_true", help=tr("those whose yearly look is overdue"))
    part("show", tr("steps, elements, sign-offs and what is missing"), json=True)
    part("begin", tr("lay out the steps and elements of the catalogue in force"))
    step = part("step", tr("a step is done"))
    step.add_argument("step", nargs="?", default="", metavar="STEP", help=tr("the next one without it"))
    step.add_argument("--evidence", required=True, metavar="TEXT")
    step.add_argument("--owner", default="", metavar="NAME")
    element = part("element", tr("what is known of a core element"))
    element.add_argument("element", metavar="ELEMENT")
    element.add_argument("--value", required=True, metavar="TEXT")
    element.add_argument("--source", required=True, metavar="TEXT")
    element.add_argument("--status", default="满足", metavar="满足|有缺口|待落实")
    element.add_argument("--gap", default="", metavar="TEXT")
    sign = part("sign", tr("a department, the enterprise or an expert says what it thinks"))
    sign.add_argument("party", metavar="部门联动|企业参与|专业评审")
    sign.add_argument("verdict", metavar="同意|修改后再议|不同意")
    sign.add_argument("--unit", default="", metavar="UNIT")
    sign.add_argument("--name", default="", metavar="NAME")
    sign.add_argument("--note", default="", metavar="TEXT")
    part("look", tr("the yearly look found it fresh")).add_argument("note", metavar="TEXT")
    part("leave", tr("out of the reserve")).add_argument("reason", metavar="TEXT")
    part("project", tr("make the plan's project"))
    part("expand", tr("plan more of what an enterprise has here")).add_argument("name", metavar="NAME")


def _leads(commands: Parts) -> None:
    parts = _parts(commands, "lead", tr("leads: answered, judged, made into projects"))

    def part(name: str, help: str, run: str = "", *, json: bool = False) -> argparse.ArgumentParser:
        made = described(parts, name, help, lazily("attracting", run or name), json=json)
        if name != "late":
            made.add_argument("id", metavar="LEAD")
        return made

    part("late", tr("the leads whose terms have passed"), json=True).add_argument(
        "--mine", action="store_true", help=tr("this officer's own")
    )
    part("show", tr("its clocks, and who else talks with the enterprise"), "standing", json=True)
    part("answer", tr("the first answer was given"))
    triage = part("triage", tr("judge it: followed, handed on, or not followed"))
    triage.add_argument("verdict", metavar="跟进|流转|不跟进")
    triage.add_argument("--reason", default="", metavar="TEXT")
    triage.add_argument("--to", default="", metavar="REGION", help=tr("who takes it over"))
    concluded = part("conclude", tr("what the search for duplicates came to"))
    concluded.add_argument("verdict", metavar="无重复|非同一项目|已合并|待协调")
    concluded.add_argument("--note", default="", metavar="TEXT")
    part("project", tr("make the lead's project")).add_argument("group", metavar="农业|工业|服务业")


def _claims(commands: Parts) -> None:
    parts = _parts(commands, "claim", tr("first contact (首报首谈): sealed here, decided by the province"))
    made = described(parts, "make", tr("claim to have met a lead's enterprise first"), lazily("attracting", "claim"))
    made.add_argument("id", metavar="LEAD")
    made.add_argument("--unit", required=True, metavar="UNIT")
    made.add_argument("--met", required=True, metavar="MOMENT", help=tr("when, as 2026-03-02 09:00"))
    made.add_argument("--account", default="", metavar="TEXT")
    helping = described(parts, "help", tr("take in as a helper who claimed later"), lazily("attracting", "helper"))
    helping.add_argument("id", metavar="CLAIM")
    helping.add_argument("unit", metavar="UNIT")
    described(parts, "list", tr("the claims, and what the province said"), lazily("attracting", "list_claims"),
              json=True)  # fmt: skip


def _screen(commands: Parts) -> None:
    parts = _parts(commands, "screen", tr("commitments held against fair-competition law"))

    def part(name: str, help: str, *, json: bool = False) -> argparse.ArgumentParser:
        return described(parts, name, help, lazily("attracting", f"screen_{name}"), json=json)

    part("text", tr("what the screen says of a text; nothing is written"), json=True).add_argument(
        "text", metavar="TEXT"
    )
    part("list", tr("the commitments with their verdicts and clauses"), json=True).add_argument(
        "--project", default="", metavar="PROJECT"
    )
    part("take", tr("commitments out of what a round agreed, each screened")).add_argument("id", metavar="NEGOTIATION")
    override = part("override", tr("decide otherwise than the screen, by name"))
    override.add_argument("id", metavar="COMMITMENT")
    override.add_argument("verdict", metavar="通过|存疑|禁止")
    override.add_argument("--reason", required=True, metavar="TEXT")
