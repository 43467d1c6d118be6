"""What the program itself asks of a catalogue: the codes that its rules look up, and the checks that it has."""

from __future__ import annotations

CHECKS: dict[str, str] = {
    "triage_follow": "研判结论为跟进",
    "duplicates_resolved": "查重已有结论",
    "elements_filled": "核心要素表已填齐",
    "steps_done": "关键环节已完成",
    "signed_off": "三方会签已同意",
    "met": "已有洽谈或考察",
    "first_contact": "首谈单位已登记",
    "contract_attached": "合同扫描件已附",
    "review_passed": "会审已通过",
    "nothing_banned": "承诺无禁止项",
    "start_after_signing": "开工不早于签约",
    "start_evidence": "开工佐证已附",
    "production_after_start": "投产不早于开工",
    "production_evidence": "投产佐证已附",
    "reason": "已写明理由",
    "review_day": "已定复查日期",
    "release_attached": "解除文件已附",
    "region_changes": "转入地区已变更",
    "first_contact_kept": "首谈单位不变",
}
"""The rules that a condition may name (:mod:`zsdesk.rules.gates`), and what each asks for."""

DEADLINES: dict[str, tuple[str, ...]] = {
    "lead_answer": ("workdays", "days"),
    "lead_triage": ("workdays", "days"),
    "lead_triage_complex": ("workdays", "days"),
    "lead_follow": ("days", "workdays"),
    "plan_review": ("months", "days"),
    "opinion": ("workdays", "days"),
    "review": ("days", "workdays"),
    "start_missed": ("months", "days"),
    "progress_behind": ("points",),
    "building_entry": ("months", "days"),
    "start_overdue_exit": ("months", "days"),
    "supervision_extensions": ("times",),
    "appeal_verify": ("workdays", "days"),
    "appeal_reply": ("workdays", "days"),
    "appeal_close": ("workdays", "days"),
    "appeal_close_complex": ("workdays", "days"),
}
"""The deadlines that rules look up, and in which units each may be given."""

THRESHOLDS = ("claim_cny", "claim_usd")
"""The thresholds that rules look up."""

DEFINITIONS = ("new_start_rate", "start_to_signed", "fulfilment", "production_rate", "arrived_rate", "days_to_start",
               "appeal_rate", "channel")  # fmt: skip
"""The figures that are rounded: each by its entry."""

EXPECTATIONS = ("project", "company", "negotiation", "agreement", "commitment", "review", "opinion", "milestone",
                "blocker", "attachment")  # fmt: skip
"""The types of records of which a dossier asks something."""
