"""谋: how plans stand, and which have to be looked at again."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zsdesk.errors import NotFound
from zsdesk.records import Partner, Plan, Project
from zsdesk.records.choices import PARTNERS
from zsdesk.records.plan import Element, SignOff, Step
from zsdesk.rules.planning import Standing, fresh_until, standing
from zsdesk.store import catalogues

IN_RESERVE = ("lead", "reserve", "negotiation")
"""The stages of a project whose plan is still looked at every year; one that was signed has left the reserve."""


class PlanView(NamedTuple):
    """A plan with its rows, how it stands, and its partners; ``assumed`` where steps and elements are 待核定."""

    id: str
    heading: str
    standing: Standing
    steps: tuple[Step, ...]
    elements: tuple[Element, ...]
    signoffs: tuple[SignOff, ...]
    partners: tuple[PartnerView, ...]
    assumed: bool
    version: int
    newer: int
    """The version in force, where the plan was laid out by an earlier one; else nought."""


class PartnerView(NamedTuple):
    """Who goes along: a fund, a state enterprise; whether it came in early, and how often it introduced somebody."""

    id: str
    name: str
    role: str
    early: bool
    introductions: int


class Stale(NamedTuple):
    """A plan in the reserve whose yearly look is overdue."""

    id: str
    heading: str
    due: date
    tone: str
    owner: str
    lead_unit: str


def plan_view(session: Session, plan_id: str, today: date) -> PlanView:
    """A plan as its page shows it."""
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise NotFound("There is no {type} with the id {id} on this desk.", type="plan", id=plan_id)
    catalogue = catalogues.judged_by(session, plan.catalogue, today)
    current = catalogues.in_force(session, today).version
    assumed = any(e.standing == "assumed" for e in (*catalogue.step, *catalogue.element))
    return PlanView(plan.id, plan.heading, standing(plan, catalogue, today), plan.steps or (), plan.elements or (),
                    plan.signoffs or (), tuple(_partners(session, plan)), assumed, plan.catalogue or 0,
                    current if plan.catalogue and plan.catalogue < current else 0)  # fmt: skip


def _partners(session: Session, plan: Plan) -> list[PartnerView]:
    if not plan.project and not plan.lead:
        return []
    of = Partner.project == plan.project if plan.project else Partner.lead == plan.lead
    rows = session.scalars(select(Partner).where(of, Partner.deleted_at.is_(None)).order_by(Partner.id))
    return [
        PartnerView(p.id, p.name or "", PARTNERS.show(p.role) if p.role else "", bool(p.early),
                    len(p.introductions or ()))
        for p in rows
    ]  # fmt: skip


def in_reserve(session: Session) -> list[str]:
    """The ids of the plans that have not left the reserve, newest first."""
    wanted = select(Plan.id).where(Plan.deleted_at.is_(None), Plan.exit_on.is_(None)).order_by(Plan.id.desc())
    return list(session.scalars(wanted))


def stale(session: Session, today: date) -> list[Stale]:
    """The plans whose yearly look is overdue, the longest first."""
    catalogue = catalogues.in_force(session, today)
    found: list[Stale] = []
    gone_on = select(Project.id).where(Project.stage.not_in(IN_RESERVE), Project.deleted_at.is_(None))
    wanted = select(Plan).where(
        Plan.deleted_at.is_(None), Plan.exit_on.is_(None), or_(Plan.project.is_(None), Plan.project.not_in(gone_on))
    )
    for plan in session.scalars(wanted):
        day, tone = fresh_until(plan, catalogue, today)
        if day is not None and tone:
            found.append(Stale(plan.id, plan.heading, day, tone, plan.owner or "", plan.lead_unit or ""))
    return sorted(found, key=lambda one: one.due)
