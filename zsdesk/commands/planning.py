"""The commands of 谋划."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from zsdesk.acts import plans as acts
from zsdesk.commands.opening import open_desk
from zsdesk.commands.saying import say_all, say_one
from zsdesk.desk import Desk
from zsdesk.errors import NotFound
from zsdesk.queries import naming
from zsdesk.queries import planning as queries
from zsdesk.records.plan import ELEMENT_STATUS, PARTIES, SIGN_OFF
from zsdesk.words import tr


def _one(desk: Desk, text: str) -> str:
    return desk.read(naming.one, "plan", text)


def list_plans(arguments: Namespace) -> None:
    """The plans, or those whose yearly look is overdue."""
    with open_desk(arguments, read_only=True) as desk:
        today = desk.clock.today()
        if arguments.stale:
            found = desk.read(queries.stale, today)
            say_all(arguments, found, lambda s: f"{s.id}\t{s.heading}\t{s.due}\t{s.tone}")
            return
        views = [desk.read(queries.plan_view, id, today) for id in desk.read(queries.in_reserve)]
    say_all(arguments, views, lambda v: f"{v.id}\t{v.heading}\t{v.standing.done}/{v.standing.steps}")


def show(arguments: Namespace) -> None:
    """How a plan stands: steps, elements, sign-offs, partners."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(queries.plan_view, _one(desk, arguments.id), desk.clock.today())
    say_one(arguments, found, _lines)


def _lines(view: queries.PlanView) -> Iterator[str]:
    stands = view.standing
    yield f"{view.heading}\t{stands.done}/{stands.steps}\t{stands.next_step}"
    for step in view.steps:
        yield "\t".join((tr("step"), step.status, step.step, step.owner, step.due, step.evidence))
    for element in view.elements:
        known = ELEMENT_STATUS.show(element.status) if element.status else ""
        yield "\t".join((tr("element"), known, element.element, element.value, element.threshold, element.gap))
    for sign in view.signoffs:
        yield "\t".join(
            (PARTIES.show(sign.party), SIGN_OFF.show(sign.verdict), sign.unit, sign.name, sign.on, sign.note)
        )
    for partner in view.partners:
        yield "\t".join((partner.role, partner.name, tr("early") if partner.early else ""))
    if stands.unsigned:
        yield f"{tr('missing')}\t{'、'.join(PARTIES.show(code) for code in stands.unsigned)}"
    if stands.review_due is not None:
        yield f"{tr('Yearly look')}\t{stands.review_due}\t{stands.tone}"


def begin(arguments: Namespace) -> None:
    """Lay out the steps and elements of the catalogue in force."""
    with open_desk(arguments) as desk:
        desk.do(acts.begin, _one(desk, arguments.id))


def step(arguments: Namespace) -> None:
    """A step is done."""
    with open_desk(arguments) as desk:
        plan = _one(desk, arguments.id)
        name = arguments.step or desk.read(queries.plan_view, plan, desk.clock.today()).standing.next_step
        if not name:
            raise NotFound("No step of this plan is left to be done.")
        desk.do(acts.do_step, plan, name, arguments.evidence, owner=arguments.owner)
    print(name)


def element(arguments: Namespace) -> None:
    """What is known of an element."""
    with open_desk(arguments) as desk:
        desk.do(acts.assess, _one(desk, arguments.id), arguments.element, value=arguments.value,
                source=arguments.source, status=ELEMENT_STATUS.parse(arguments.status), gap=arguments.gap)  # fmt: skip


def sign(arguments: Namespace) -> None:
    """A party's word."""
    with open_desk(arguments) as desk:
        desk.do(acts.sign, _one(desk, arguments.id), PARTIES.parse(arguments.party), arguments.unit, arguments.name,
                SIGN_OFF.parse(arguments.verdict), note=arguments.note)  # fmt: skip


def look(arguments: Namespace) -> None:
    """The yearly look."""
    with open_desk(arguments) as desk:
        desk.do(acts.look_again, _one(desk, arguments.id), arguments.note)


def leave(arguments: Namespace) -> None:
    """Out of the reserve."""
    with open_desk(arguments) as desk:
        desk.do(acts.leave, _one(desk, arguments.id), arguments.reason)


def project(arguments: Namespace) -> None:
    """The plan's project; prints its id."""
    with open_desk(arguments) as desk:
        print(desk.do(acts.make_project, _one(desk, arguments.id)).result)


def expand(arguments: Namespace) -> None:
    """A plan for more of what an enterprise has here; prints its id."""
    with open_desk(arguments) as desk:
        made = desk.do(acts.expand, desk.read(naming.one, "project", arguments.id), arguments.name)
    print(made.result)
