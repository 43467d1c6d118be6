"""What pushes a project on: reviews, agreements, milestones, blockers, supervision, appeals, meetings."""

from __future__ import annotations

from ui.layouts.base import COMMON, Layout, Section, row

LAYOUTS: dict[str, Layout] = {
    "review": Layout(
        (
            Section("", (
                row("subject"),
                row("project 8", "kind 4"),
                row("background", background={"lines": 3}),
            )),
            Section("Needs by factor", (row("needs", needs={"widths": (5, 2, 3)}),)),
            Section("Course", (
                row("opened_at 6", "due 6"),
                row("closed_at 6", "result 6"),
                row("result_note", result_note={"lines": 2}),
                row("catalogue 6"),
            ), folded=True),
            COMMON,
        ),
        first="subject",
    ),
    "opinion": Layout(
        (
            Section("", (
                row("department 6", "review 6"),
                row("asked", asked={"lines": 3}),
                row("opened_at 6", "due 6"),
            )),
            Section("Opinion", (
                row("verdict 6", "answered_by 6"),
                row("answered_at 6", "basis 6"),
                row("text", text={"lines": 3}),
            )),
            Section("Conditions", (row("conditions", conditions={"widths": (4, 3, 2, 2, 3)}),)),
            COMMON,
        ),
        first="department",
    ),
    "agreement": Layout(
        (
            Section("", (
                row("name"),
                row("project"),
                row("kind 6", "signed_on 6"),
                row("parties"),
                row("amount 6", "start_by 6"),
                row("exit_terms", exit_terms={"lines": 3}),
                row("note", note={"lines": 2}),
            )),
            COMMON,
        ),
        first="name",
    ),
    "milestone": Layout(
        (
            Section("", (
                row("name 8", "kind 4"),
                row("project"),
                row("planned_on 6", "actual_on 6"),
                row("owner_unit"),
                row("note", note={"lines": 2}),
            )),
            COMMON,
        ),
        first="name",
    ),
    "progress": Layout(
        (
            Section("", (
                row("summary"),
                row("project 8", "on 4"),
                row("percent_planned 6", "percent_actual 6"),
                row("invested 6"),
                row("detail", detail={"lines": 3}),
            )),
            COMMON,
        ),
        first="summary",
        label=104,
    ),
    "fund_arrival": Layout(
        (
            Section("", (
                row("payer 8", "kind 4"),
                row("project"),
                row("on 6", "amount 6"),
                row("proof"),
                row("note", note={"lines": 2}),
            )),
            COMMON,
        ),
        first="payer",
    ),
    "measure_applied": Layout(
        (
            Section("", (
                row("measure"),
                row("project 8", "applied_on 4"),
                row("days_usual 4", "days_taken 4", "days_saved 4"),
                row("unit"),
                row("note", note={"lines": 2}),
            )),
            Section("Catalogue", (row("catalogue 6"),), folded=True),
            COMMON,
        ),
        first="measure",
        label=104,
    ),
    "blocker": Layout(
        (
            Section("", (
                row("title 8", "kind 4"),
                row("project"),
                row("detail", detail={"lines": 3}),
                row("owner_unit 6", "fault 6"),
                row("raised_on 6", "due 6"),
                row("done_when", done_when={"lines": 2}),
                row("coordinate"),
            )),
            Section("Cleared", (
                row("cleared_on 6", "cleared_by 6"),
                row("cleared_note", cleared_note={"lines": 2}),
            ), folded=True),
            COMMON,
        ),
        first="title",
        label=88,
    ),
    "supervision": Layout(
        (
            Section("", (
                row("subject"),
                row("kind 6", "level 6"),
                row("project 6", "blocker 6"),
                row("owner_unit 6", "due 6"),
                row("reason", reason={"lines": 3}),
                row("listed_on 6", "listed_by 6"),
                row("escalated_from"),
            )),
            Section("Extensions", (row("extensions", extensions={"widths": (2, 4, 2, 2)}),)),
            Section("Delisting", (
                row("delisted_on 6", "delisted_by 6"),
                row("delisted_note", delisted_note={"lines": 2}),
            )),
            Section("Catalogue", (row("catalogue 6"),), folded=True),
            COMMON,
        ),
        first="subject",
        label=88,
    ),
    "handover": Layout(
        (
            Section("", (
                row("subject"),
                row("project 8", "status 4"),
                row("to_unit 6", "sent_at 6"),
                row("packet"),
            )),
            Section("Receipt", (
                row("received_on 6", "project_code 6"),
                row("receipt"),
                row("reconciled_on 6"),
                row("differences", differences={"lines": 3}),
            )),
            COMMON,
        ),
        first="subject",
        label=96,
    ),
    "appeal": Layout(
        (
            Section("", (
                row("title 8", "kind 4"),
                row("company 6", "project 6"),
                row("text", text={"lines": 4}),
                row("accepted_at 6", "complex 6"),
            )),
            Section("Course", (
                row("step 6", "handler 6"),
                row("verified_at 6", "due 6"),
                row("replied_at 6", "closed_at 6"),
                row("reply", reply={"lines": 3}),
            )),
            Section("Recheck", (
                row("satisfaction 6", "rechecked_at 6"),
                row("recheck", recheck={"lines": 2}),
            )),
            Section("Catalogue", (row("catalogue 6"),), folded=True),
            COMMON,
        ),
        first="title",
    ),
    "meeting": Layout(
        (
            Section("", (
                row("subject 8", "group 4"),
                row("held_at 6", "place 6"),
                row("chair 6", "units 6"),
                row("projects"),
            )),
            Section("Agenda", (row("agenda", agenda={"widths": (5, 3, 4)}),)),
            Section("Decisions", (row("decisions", decisions={"widths": (6, 3, 2)}),)),
            Section("", (row("minutes", minutes={"lines": 4}),)),
            COMMON,
        ),
        first="subject",
    ),
    "task": Layout(
        (
            Section("", (
                row("title"),
                row("owner_unit 8", "due 4"),
                row("project 6", "blocker 6"),
                row("meeting 6", "assigned_on 6"),
                row("done_on 6"),
                row("result", result={"lines": 3}),
            )),
            COMMON,
        ),
        first="title",
    ),
}  # fmt: skip
