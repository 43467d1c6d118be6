"""The commands of 企业之家."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from zsdesk.acts import appeals as acts
from zsdesk.commands.opening import open_desk
from zsdesk.commands.reviews import term_words
from zsdesk.commands.saying import say_all, say_one
from zsdesk.desk import Desk
from zsdesk.fields import field_of
from zsdesk.queries import appeals as queries
from zsdesk.queries import naming
from zsdesk.queries.appeals import Standing
from zsdesk.records import Appeal
from zsdesk.rules.appeals import Rate, Term
from zsdesk.words import tr


def term_name(term: Term) -> str:
    """核实, 答复, 办结."""
    return {"verify": tr("to verify"), "reply": tr("to reply"), "close": tr("to close")}[term.name]


def _line(found: Standing) -> str:
    step = field_of(Appeal, "step").kind.show(found.step)
    state = tr("closed") if found.closed else ""
    term = f"{term_name(found.next)} {term_words(found.next.clock)}" if found.next else state
    return "\t".join((found.id, step, found.company, found.title, found.handler, term))


def accept(arguments: Namespace) -> None:
    """Take an appeal in; prints its id."""
    with open_desk(arguments) as desk:
        company = desk.read(naming.one, "company", arguments.company)
        project = desk.read(naming.one, "project", arguments.project) if arguments.project else ""
        print(desk.do(acts.accept, company, arguments.title, arguments.text or arguments.title, project).result)


def step(arguments: Namespace) -> None:
    """Lead an appeal on."""
    with open_desk(arguments) as desk:
        appeal = desk.read(naming.one, "appeal", arguments.id)
        _lead(desk, arguments, appeal)
        found = desk.read(queries.standing, appeal, desk.clock.today())
    print(_line(found))


def _lead(desk: Desk, arguments: Namespace, appeal: str) -> None:
    match arguments.appeal_command:
        case "verify":
            desk.do(acts.verify, appeal)
        case "assess":
            kind = field_of(Appeal, "kind").kind.parse(arguments.kind) if arguments.kind else None
            desk.do(acts.assess, appeal, kind, complex=arguments.complex)
        case "assign":
            desk.do(acts.assign, appeal, arguments.unit)
        case "reply":
            desk.do(acts.reply, appeal, arguments.text)
        case "supervise":
            desk.do(acts.supervise, appeal)
        case "close":
            desk.do(acts.close, appeal)
        case "recheck":
            said = field_of(Appeal, "satisfaction").kind.parse(arguments.satisfaction)
            desk.do(acts.recheck, appeal, said, arguments.note or "")


def list_open(arguments: Namespace) -> None:
    """The open appeals, the most urgent first."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(queries.open_ones, desk.clock.today())
    if arguments.late:
        found = [one for one in found if any(term.late for term in one.terms)]
    say_all(arguments, found, _line)


def rate(arguments: Namespace) -> None:
    """The rates of closing and of satisfaction."""
    with open_desk(arguments, read_only=True) as desk:
        since: date | None = None
        if arguments.since:
            since = field_of(Appeal, "due").kind.parse(arguments.since, today=desk.clock.today())
        found = desk.read(queries.rate, desk.clock.today(), since)
    say_one(arguments, found, lambda r: [rate_words(r)])


def rate_words(found: Rate) -> str:
    """``受理 12 件，办结 10 件，办结率 83.3%，…``."""
    return tr("accepted {accepted}, closed {closed}, closing rate {closing}, in time {punctual}, satisfied {satisfied}",
              accepted=found.accepted, closed=found.closed, closing=_percent(found.closing),
              punctual=_percent(found.punctual), satisfied=_percent(found.satisfaction))  # fmt: skip


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f}%"
