"""The panels of a lead, of how positions moved, and of a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.days import short_day
from ui.extras import ClaimView, LeadExtra
from ui.panels.parts import Bar, StateRow, column_of, heading, opening
from ui.shown import line
from zsdesk.queries.attracting import ChannelLead, Positions
from zsdesk.queries.planning import PlanView
from zsdesk.records.plan import PARTIES
from zsdesk.words import label, tr

Open = Callable[[str, str], None]
_TONES = {"red": "red", "yellow": "amber", "stale": "amber", "": "blue"}
_CLOCKS = {
    "lead_answer": "首次答复",
    "lead_triage": "研判",
    "lead_triage_complex": "研判（复杂）",
    "lead_follow": "跟进",
}


def lead_panel(found: LeadExtra, open_record: Open) -> QWidget | None:
    """The clocks that run, who else talks with the enterprise, and how positions moved."""
    standing, moved = found.standing, found.positions
    rows: list[QWidget] = []
    for clock in standing.clocks:
        word = {"red": tr("red"), "yellow": tr("yellow"), "stale": tr("stale")}.get(clock.tone, tr("runs"))
        due = tr("due {day}", day=short_day(clock.due, date.today()))
        tone = _TONES[clock.tone]
        rows.append(StateRow(word, tone, label(_CLOCKS[clock.kind]), "", due, tone if clock.tone else "", opens=False))
    if standing.assumption:
        rows.append(line(standing.assumption, "small", "amber"))
    if standing.must_claim and not standing.claimed:
        rows.append(StateRow(tr("to claim"), "amber", tr("So large an intention has to be claimed (首报首谈)."), "",
                             opens=False))  # fmt: skip
    if standing.others:
        rows.append(heading(tr("Who else talks with this enterprise"), str(len(standing.others)), "amber"))
        rows += [
            opening(StateRow(other.region or "—", "amber", other.heading, other.company), open_record, other.type,
                    other.id)
            for other in standing.others
        ]  # fmt: skip
    if standing.duplicates == "open" and standing.note:
        rows.append(line(standing.note, "small", "amber"))
    if (table := positions_panel(moved, open_record)) is not None:
        rows.append(table)
    return column_of(rows) if rows else None


def claim_panel(found: ClaimView, open_record: Open) -> QWidget | None:
    """How the claim is sealed, and who else claims the enterprise."""
    seal = found.seal
    rows: list[QWidget] = [heading(tr("Seal"))]
    if seal is None:
        rows.append(StateRow(tr("unreadable"), "red", tr("The seal cannot be read."), opens=False))
    else:
        state, tone = (tr("whole"), "jade") if found.whole else (tr("broken"), "red")
        note = tr("Claim no. {n} of its device, after {m} changes; digest {digest}", n=seal.no, m=seal.op,
                  digest=seal.digest[:16])  # fmt: skip
        words = tr("It says what was sealed.") if found.whole else tr("It says something else than what was sealed.")
        rows.append(StateRow(state, tone, words, note, opens=False))
    if found.also:
        rows.append(heading(tr("Who claims it, too"), str(len(found.also)), "amber"))
    for one in found.also:
        words, tone = (tr("helps"), "jade") if one.unit in found.helpers else (tr("later"), "amber")
        rows.append(StateRow(words, tone, one.unit, " · ".join(filter(None, (one.region, one.on))), opens=False))
    return column_of(rows)


MOST = 30
"""Leads of a channel that its page lists; the list of leads has them all."""


def channel_panel(found: Sequence[ChannelLead], open_record: Open) -> QWidget | None:
    """What a channel brought: leads, of which came to talks, of which were signed; each opens."""
    if not found:
        return None
    talked, signed = sum(lead.talked for lead in found), sum(lead.signed_on is not None for lead in found)
    share = f"{signed * 100 / len(found):.1f}%"
    note = tr("{leads} leads, {talked} came to talks, {signed} signed ({share})", leads=len(found), talked=talked,
              signed=signed, share=share)  # fmt: skip
    rows: list[QWidget] = [heading(tr("What it brought"), note, "jade" if signed else "")]
    for lead in found[:MOST]:
        words, tone = (
            (tr("signed"), "jade") if lead.signed_on else (tr("in talks"), "blue") if lead.talked else ("", "")
        )
        made = StateRow(words or label("线索"), tone, lead.heading, lead.region, str(lead.signed_on or ""))
        rows.append(opening(made, open_record, "project" if lead.project else "lead", lead.project or lead.id))
    if len(found) > MOST:
        rows.append(line(tr("{n} more", n=len(found) - MOST), "muted"))
    return column_of(rows)


def positions_panel(found: Positions, open_record: Open) -> QWidget | None:
    """Items by rounds: what both sides said, what moved in the strong colour; nothing before a second round."""
    if len(found.rounds) < 2 or not found.tracks:
        return None
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 2, 0, 4)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(6)
    for at, name in enumerate(found.rounds, 1):
        grid.addWidget(line(name, "small"), 0, at)
        grid.setColumnStretch(at, 3)
    for row, track in enumerate(found.tracks, 1):
        grid.addWidget(line(track.item, "strong"), row, 0, Qt.AlignmentFlag.AlignTop)
        for at, cell in enumerate(track.cells, 1):
            words = "—" if cell is None else "\n".join(
                part for part in (f"{tr('theirs')} {cell.theirs}" if cell.theirs else "",
                                  f"{tr('ours')} {cell.ours}" if cell.ours else "", cell.status) if part
            )  # fmt: skip
            made = line(words, "value" if cell and cell.moved else "muted", "jade" if cell and cell.moved else "")
            grid.addWidget(made, row, at, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 2)
    return column_of([heading(tr("How positions moved"), tr("moved since the round before"), "jade"), holder])


def plan_panel(found: PlanView, open_record: Open) -> QWidget | None:
    """How far the plan has come: steps, elements, sign-offs, partners."""
    stands = found.standing
    assumed = tr("steps and elements are 待核定") if found.assumed else ""
    rows: list[QWidget] = [heading(tr("On the way into the reserve"), assumed, "amber" if assumed else "")]
    if found.newer:
        said = tr("Laid out by version {old} of the catalogue; version {new} holds now.", old=found.version,
                  new=found.newer)  # fmt: skip
        rows.append(line(said, "small", "amber"))
    share = stands.done / stands.steps if stands.steps else 0
    rows.append(Bar(share, tone="red" if stands.late else "jade"))
    next_words = tr("{done} of {all} steps done, next: {next}", done=stands.done, all=stands.steps,
                    next=stands.next_step or "—")  # fmt: skip
    rows.append(line(next_words, "small"))
    if stands.late:
        rows.append(StateRow(tr("late"), "red", "、".join(stands.late), tr("steps past their day"), opens=False))
    lacking = "、".join(stands.lacking)
    rows.append(StateRow(tr("missing") if lacking else tr("met"), "red" if lacking else "jade", tr("Core elements"),
                         lacking, opens=False))  # fmt: skip
    rows += [StateRow(tr("gap"), "amber", gap, opens=False) for gap in stands.gaps]
    unsigned = "、".join(PARTIES.show(code) for code in stands.unsigned)
    rows.append(StateRow(tr("missing") if unsigned else tr("met"), "red" if unsigned else "jade", tr("Three sign-offs"),
                         unsigned, opens=False))  # fmt: skip
    if stands.review_due is not None:
        tone = {"red": "red", "yellow": "amber"}.get(stands.tone, "blue")
        due = tr("due {day}", day=short_day(stands.review_due, date.today()))
        rows.append(StateRow(tr("look"), tone, tr("Yearly look"), "", due, tone if stands.tone else "", opens=False))
    for partner in found.partners:
        note = tr("{n} introductions", n=partner.introductions) if partner.introductions else ""
        state = tr("early") if partner.early else partner.role
        rows.append(opening(StateRow(state, "jade", partner.name, note), open_record, "partner", partner.id))
    return column_of(rows)
