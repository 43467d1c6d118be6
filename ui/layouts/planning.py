"""What is planned and with whom, and what attracting leaves behind: claims and commitments."""

from __future__ import annotations

from ui.layouts.base import COMMON, Layout, Section, row

LAYOUTS: dict[str, Layout] = {
    "plan": Layout(
        (
            Section("", (
                row("name"),
                row("amount 6", "group 6"),
                row("lead_unit 6", "origin 6"),
                row("company 6", "lead 6"),
                row("project 6", "industry 6"),
                row("sihua 6", "cluster 6"),
                row("summary", summary={"lines": 3}),
            )),
            Section("Key steps", (row("steps", steps={"widths": (5, 3, 2, 2, 4)}),)),
            Section("Core elements", (row("elements", elements={"widths": (2, 3, 4, 2, 3, 3)}),)),
            Section("Sign-offs", (row("signoffs", signoffs={"widths": (3, 2, 2, 2, 2, 4)}),)),
            Section("In the reserve", (
                row("reviewed_on 6", "exit_on 6"),
                row("review_note", review_note={"lines": 2}),
                row("exit_reason", exit_reason={"lines": 2}),
                row("catalogue 6"),
            ), folded=True),
            COMMON,
        ),
        first="name",
    ),
    "partner": Layout(
        (
            Section("", (
                row("name 8", "role 4"),
                row("project 6", "lead 6"),
                row("early 3", "since 5", "amount 4"),
            )),
            Section("Introductions", (row("introductions", introductions={"widths": (4, 2, 5)}),)),
            Section("", (row("note", note={"lines": 2}),)),
            COMMON,
        ),
        first="name",
        label=88,
    ),
    "scenario": Layout(
        (
            Section("", (
                row("name 8", "domain 4"),
                row("owner_unit 6", "place 6"),
                row("open_from 6", "open_until 6"),
                row("detail", detail={"lines": 3}),
                row("sought", sought={"lines": 3}),
            )),
            COMMON,
        ),
        first="name",
    ),
    "campaign": Layout(
        (
            Section("", (
                row("name 8", "kind 4"),
                row("held_from 6", "held_until 6"),
                row("place 6", "host_unit 6"),
                row("theme", theme={"lines": 3}),
                row("outcome", outcome={"lines": 3}),
            )),
            COMMON,
        ),
        first="name",
        label=88,
    ),
    "idle_asset": Layout(
        (
            Section("", (
                row("name 8", "kind 4"),
                row("place 8", "area 4"),
                row("amount 6", "company 6"),
                row("cause", cause={"lines": 2}),
                row("reuse", reuse={"lines": 2}),
                row("owner_unit 6", "status 6"),
                row("project"),
            )),
            COMMON,
        ),
        first="name",
    ),
    "claim": Layout(
        (
            Section("", (
                row("title"),
                row("company 6", "lead 6"),
                row("unit 6", "met_at 6"),
                row("amount 6", "claimed_at 6"),
                row("account", account={"lines": 3}),
                row("project 6", "company_uscc 6"),
            )),
            Section("What the province decided", (
                row("status 6", "decided_at 6"),
                row("decision", decision={"lines": 3}),
                row("holder"),
                row("helpers"),
            )),
            Section("", (row("also"), row("sealed")), folded=True),
            COMMON,
        ),
        first="title",
        label=96,
    ),
    "commitment": Layout(
        (
            Section("", (
                row("title"),
                row("project 6", "party 6"),
                row("text", text={"lines": 3}),
                row("kind 6", "amount 6"),
                row("condition", condition={"lines": 2}),
                row("due 6", "basis 6"),
            )),
            Section("Fair competition", (
                row("screen 6", "override 6"),
                row("screen_clause", screen_clause={"lines": 2}),
                row("override_by 6", "screen_catalogue 6"),
                row("override_reason", override_reason={"lines": 2}),
            )),
            Section("Fulfilment", (row("status 6", "fulfilled_on 6"), row("status_note", status_note={"lines": 2}))),
            COMMON,
        ),
        first="title",
    ),
}  # fmt: skip
