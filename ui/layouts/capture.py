"""What officers take down outside: leads, enterprises, people, channels, talks, visits, files."""

from __future__ import annotations

from ui.layouts.base import COMMON, TONES, Layout, Section, row

LAYOUTS: dict[str, Layout] = {
    "lead": Layout(
        (
            Section("", (
                row("title"),
                row("company 6", "intent_amount 6"),
                row("channel 6", "channel_entry 6"),
                row("received_at 6", "referrer 6"),
            )),
            Section("What they want", (
                row("industry 6", "preferred_regions 6"),
                row("needs"),
                row("summary", summary={"lines": 3}),
            )),
            Section("Follow-up", (
                row("first_contact_unit 6", "triage 6"),
                row("triage_reason", triage_reason={"lines": 1}),
                row("next_step 8", "next_due 4"),
            )),
            COMMON,
        ),
        first="title",
    ),
    "company": Layout(
        (
            Section("", (
                row("name"),
                row("uscc 8", "uscc_pending 4"),
                row("ownership 6", "industry 6"),
                row("origin 6", "legal_person 6"),
                row("tags"),
                row("aliases"),
            )),
            Section("Strength", (
                row("registered_capital 6", "revenue 6"),
                row("financials", financials={"widths": (1, 2, 2, 3)}),
                row("profile", profile={"lines": 3}),
            )),
            COMMON,
        ),
        first="name",
        label=120,
    ),
    "contact": Layout(
        (
            Section("", (
                row("name 6", "job_title 6"),
                row("company"),
                row("phones"),
                row("email 6", "wechat 6"),
                row("authority 6", "consent 6"),
            )),
            COMMON,
        ),
        first="name",
        label=104,
    ),
    "channel": Layout(
        (Section("", (row("name"), row("kind 6", "liaison 6"))), COMMON),
        first="name",
    ),
    "negotiation": Layout(
        (
            Section("", (
                row("topics 9", "round 3"),
                row("lead 6", "project 6"),
                row("held_at 6", "place 6"),
                row("attendees"),
            )),
            Section("Positions by item", (
                row("positions", positions={"widths": (2, 4, 4, 3, 2), "tones": TONES}),
            )),
            Section("Outcome", (
                row("agreed 6", "open_points 6", agreed={"lines": 2}, open_points={"lines": 2}),
                row("next_step 5", "next_owner 3", "next_due 4"),
                row("minutes", minutes={"lines": 3}),
                row("risks", risks={"lines": 1}),
                row("coordinates 6"),
            )),
            COMMON,
        ),
        first="topics",
    ),
    "visit": Layout(
        (
            Section("", (
                row("subject"),
                row("company 6", "lead 6"),
                row("project 6", "held_at 6"),
                row("place"),
                row("guests", guests={"sides": ("theirs",)}),
                row("hosts", hosts={"sides": ("ours",)}),
            )),
            Section("Course and outcome", (
                row("agenda", agenda={"lines": 3}),
                row("outcome", outcome={"lines": 3}),
            )),
            COMMON,
        ),
        first="subject",
    ),
    "attachment": Layout(
        (
            Section("", (
                row("name"),
                row("caption"),
                row("taken_at 6", "coordinates 6"),
                row("target"),
                row("media_type 6", "size 6"),
                row("sha256"),
            )),
            COMMON,
        ),
        first="name",
    ),
}  # fmt: skip
