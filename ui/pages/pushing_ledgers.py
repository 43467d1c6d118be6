"""The lists of what pushes projects on.  Data, not code."""

from __future__ import annotations

from ui.pages.ledgers import RECEIPT, Filter, Ledger
from ui.table import Column

_MINE = Filter("mine", "owner", "Mine")
_REGION = Filter("region", "region_code", "Region")
_PROJECT = Column("Project", "project", share=22, least=100, spare=4)

OPINIONS = Ledger(
    "opinion", "Opinions", "{n} opinions",
    (
        Column("Department", "department", "strong", share=12, least=90, sort="department"),
        Column("Review", "review", share=20, least=100),
        Column("Project", "review.project", share=22, least=100, spare=4),
        Column("Opinion", "verdict", "choice", share=4, least=88, sort="verdict"),
        Column("Answer by", "due", "term", share=6, least=96, also=("verdict",), sort="due"),
        RECEIPT,
    ),
    (Filter("unit", "department", "My department"), Filter("unset", "verdict", "To answer"),
     Filter("choice", "verdict", "Opinion"), _REGION),
    "A department's opinion is asked by a review. Open a review of a project, and one comes up for each department.",
    "New review", "message-square", makes="review",
)  # fmt: skip

REVIEWS = Ledger(
    "review", "Reviews", "{n} reviews",
    (
        Column("Subject", "subject", "strong", share=26, least=140, sort="subject"),
        _PROJECT,
        Column("Opened", "opened_at", "when", share=4, least=100, sort="opened_at", spare=5),
        Column("Result", "result", "choice", share=4, least=96, sort="result"),
        Column("Close by", "due", "term", share=6, least=96, also=("closed_at",), sort="due"),
        RECEIPT,
    ),
    (_MINE, Filter("unset", "closed_at", "Still open"), Filter("choice", "result", "Result"), _REGION),
    "A review puts a project's needs to every department at once, each with its own term.",
    "New review", "users",
)  # fmt: skip

MEETINGS = Ledger(
    "meeting", "Group meetings", "{n} meetings",
    (
        Column("Time", "held_at", "when", share=2, least=104, sort="held_at"),
        Column("Subject", "subject", "strong", share=28, least=140, sort="subject"),
        Column("Group", "group", "choice", share=3, least=72, sort="group"),
        Column("Chair", "chair", share=8, least=70, spare=4),
        Column("Place", "place", share=12, least=80, spare=5),
        RECEIPT,
    ),
    (Filter("choice", "group", "Group"), _REGION),
    "A coordination group takes up what waits in its queue; each decision becomes a task with an owner and a day.",
    "New meeting", "calendar",
)  # fmt: skip

TASKS = Ledger(
    "task", "Tasks", "{n} tasks",
    (
        Column("Task", "title", "strong", share=30, least=150, sort="title"),
        Column("Unit", "owner_unit", share=12, least=90, sort="owner_unit"),
        _PROJECT,
        Column("Due", "due", "term", share=6, least=96, also=("done_on",), sort="due"),
        RECEIPT,
    ),
    (_MINE, Filter("unset", "done_on", "Still open"), Filter("unit", "owner_unit", "My department"), _REGION),
    "Tasks come out of meetings: who does what by when.", "New task", "circle-check",
)  # fmt: skip

BLOCKERS = Ledger(
    "blocker", "Blockers", "{n} blockers",
    (
        Column("Blocker", "title", "strong", share=26, least=140, sort="title"),
        Column("Kind", "kind", share=3, least=84, sort="kind"),
        _PROJECT,
        Column("Unit", "owner_unit", share=12, least=90, sort="owner_unit", spare=5),
        Column("Due", "due", "term", share=6, least=96, also=("cleared_on",), sort="due"),
        RECEIPT,
    ),
    (_MINE, Filter("unset", "cleared_on", "Still open"), Filter("choice", "kind", "Kind"),
     Filter("unit", "owner_unit", "My department"), _REGION),
    "What keeps a project from going on: who clears it, by when, and how it is known to be cleared.",
    "New blocker", "triangle-alert",
)  # fmt: skip

SUPERVISIONS = Ledger(
    "supervision", "Listed", "{n} listed",
    (
        Column("Matter", "subject", "strong", share=26, least=140, sort="subject"),
        Column("Level", "level", "choice", share=3, least=64, sort="level"),
        _PROJECT,
        Column("Unit", "owner_unit", share=12, least=90, sort="owner_unit", spare=5),
        Column("Due", "due", "term", share=6, least=96, also=("delisted_on",), sort="due"),
        RECEIPT,
    ),
    (Filter("unset", "delisted_on", "On the list"), Filter("choice", "level", "Level"),
     Filter("unit", "owner_unit", "My department"), _REGION),
    "Nothing is listed. A red light may be listed for all to see, until a second person takes it off.",
    "New listing", "eye",
)  # fmt: skip

MEASURES = Ledger(
    "measure_applied", "Measures", "{n} applied",
    (
        Column("Measure", "measure", "strong", share=28, least=150, sort="measure"),
        _PROJECT,
        Column("Day", "applied_on", share=5, least=96, sort="applied_on"),
        Column("Days saved", "days_saved", "number", share=3, least=76, sort="days_saved"),
        RECEIPT,
    ),
    (_MINE, _REGION),
    "Measures of the business environment that were used for a project, and the days that each saved.",
    "Apply a measure", "star",
)  # fmt: skip

APPEALS = Ledger(
    "appeal", "Appeals", "{n} appeals",
    (
        Column("Appeal", "title", "strong", share=28, least=150, sort="title"),
        Column("Company", "company", share=20, least=100, spare=4),
        Column("Step", "step", "choice", share=3, least=64, sort="step"),
        Column("Handled by", "handler", share=12, least=90, sort="handler", spare=5),
        Column("Close by", "due", "term", share=6, least=96, also=("closed_at",), sort="due"),
        RECEIPT,
    ),
    (_MINE, Filter("unset", "closed_at", "Still open"), Filter("choice", "step", "Step"),
     Filter("unit", "handler", "My department"), _REGION),
    "What enterprises ask of the “企业之家”, in six steps from noting it to the recheck.",
    "New appeal", "phone",
)  # fmt: skip

AGREEMENTS = Ledger(
    "agreement", "Agreements", "{n} agreements",
    (
        Column("Agreement", "name", "strong", share=28, least=150, sort="name"),
        Column("Kind", "kind", share=3, least=84, sort="kind"),
        _PROJECT,
        Column("Signed", "signed_on", share=5, least=96, sort="signed_on"),
        Column("Amount", "amount", "money", share=5, least=90, sort="amount"),
        RECEIPT,
    ),
    (_MINE, Filter("choice", "kind", "Kind"), _REGION),
    "Papers that both sides signed, with their scan.", "New agreement", "file-text",
)  # fmt: skip

MILESTONES = Ledger(
    "milestone", "Milestones", "{n} milestones",
    (
        Column("Milestone", "name", "strong", share=24, least=130, sort="name"),
        Column("Kind", "kind", share=3, least=64, sort="kind", spare=5),
        _PROJECT,
        Column("Planned", "planned_on", "term", share=5, least=96, also=("actual_on",), sort="planned_on"),
        Column("Actual", "actual_on", share=5, least=96, sort="actual_on"),
        RECEIPT,
    ),
    (_MINE, Filter("unset", "actual_on", "Still open"), Filter("choice", "kind", "Kind"), _REGION),
    "The steps of the works, planned and actual.", "New milestone", "circle-dot",
)  # fmt: skip

PROGRESS = Ledger(
    "progress", "Progress", "{n} reports",
    (
        Column("Day", "on", share=4, least=96, sort="on"),
        Column("Progress", "summary", "strong", share=28, least=150, sort="summary"),
        _PROJECT,
        Column("Planned %", "percent_planned", "number", share=3, least=72, sort="percent_planned"),
        Column("Actual %", "percent_actual", "number", share=3, least=72, sort="percent_actual"),
        RECEIPT,
    ),
    (_MINE, _REGION),
    "How far the works are on a day, against the plan.", "Report progress", "layers",
)  # fmt: skip

FUNDS = Ledger(
    "fund_arrival", "Funds", "{n} arrivals",
    (
        Column("Day", "on", share=4, least=96, sort="on"),
        Column("Payer", "payer", "strong", share=20, least=120, sort="payer"),
        _PROJECT,
        Column("Proof", "proof", share=14, least=90, spare=5),
        Column("Amount", "amount", "money", share=5, least=90, sort="amount"),
        RECEIPT,
    ),
    (_MINE, Filter("choice", "kind", "Kind"), _REGION),
    "Money that arrived, each with its proof.", "Note an arrival", "download",
)  # fmt: skip

HANDOVERS = Ledger(
    "handover", "Handovers", "{n} handovers",
    (
        Column("Handover", "subject", "strong", share=26, least=140, sort="subject"),
        _PROJECT,
        Column("To", "to_unit", share=14, least=90),
        Column("State", "status", "choice", share=3, least=72, sort="status"),
        Column("Code", "project_code", share=10, least=90, spare=5),
        RECEIPT,
    ),
    (_MINE, Filter("choice", "status", "State"), _REGION),
    "A project goes over from 拟招库 to 在建库 as a packet; its receipt comes back and is reconciled.",
    "New handover", "route",
)  # fmt: skip

COMMITMENTS = Ledger(
    "commitment", "Commitments", "{n} commitments",
    (
        Column("Commitment", "title", "strong", share=28, least=150, sort="title"),
        Column("Project", "project", share=20, least=100),
        Column("Party", "party", "choice", share=3, least=64, sort="party"),
        Column("Screen", "screen", "choice", share=4, least=76, sort="screen"),
        Column("Decided", "override", "choice", share=4, least=76, spare=5),
        Column("Due", "due", "term", share=4, least=92, sort="due", spare=4),
        Column("State", "status", "choice", share=4, least=76, sort="status", spare=3),
        RECEIPT,
    ),
    (Filter("choice", "screen", "Screen"), Filter("choice", "party", "Party"), Filter("choice", "status", "State"),
     _REGION),
    "What government and enterprise promise each other, each held against fair-competition law.",
    "New commitment", "file-text",
)  # fmt: skip
