"""The review's panel: each department with its voice and its clock, the conditions, what it comes to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.panels.parts import StateRow, clock_words, column_of, heading, opening
from ui.shown import line
from zsdesk.queries.reviews import Standing, Voice
from zsdesk.records.opinion import VERDICTS
from zsdesk.records.review import RESULTS
from zsdesk.words import label, tr

Open = Callable[[str, str], None]
_TONES = {"agree": "jade", "conditional": "amber", "disagree": "red", "overtime": "red"}
_RESULT_TONES = {"passed": "jade", "conditional": "amber", "refused": "red"}


def review_panel(found: Standing, open_record: Open) -> QWidget | None:
    """The panel of a review; nothing before it is opened."""
    if not found.voices:
        return None
    result = label(RESULTS.show(found.result)) if found.result else tr("{n} still silent", n=len(found.silent))
    term = "" if found.closed else clock_words(found.clock)
    note = " · ".join(part for part in (result, term) if part)
    tone = _RESULT_TONES.get(found.result, "red" if found.clock.tone == "red" else "")
    rows: list[QWidget] = [heading(tr("Opinions"), note, tone)]
    rows += [opening(_voice(voice), open_record, "opinion", voice.id) for voice in found.voices]
    if found.conditions:
        closed = sum(row.closed for row in found.conditions)
        rows.append(heading(tr("Conditions"), tr("{done} of {all} fulfilled", done=closed, all=len(found.conditions))))
        for row in found.conditions:
            state = tr("fulfilled") if row.closed else tr("not fulfilled")
            tone = "jade" if row.closed else row.clock.tone or "amber"
            under = " · ".join(part for part in (row.department, row.owner, row.evidence) if part)
            made = StateRow(state, tone, row.condition, under, "" if row.closed else clock_words(row.clock),
                            row.clock.tone)  # fmt: skip
            rows.append(opening(made, open_record, "opinion", row.opinion))
    if found.assumption:
        rows.append(line(found.assumption, "small", "amber"))
    return column_of(rows)


def _voice(voice: Voice) -> StateRow:
    state = label(VERDICTS.show(voice.verdict)) if voice.verdict else tr("waiting")
    tone = _TONES.get(voice.verdict, voice.clock.tone or "blue")
    answered = voice.verdict in ("agree", "conditional", "disagree")
    right = tr("answered late") if answered and voice.late else "" if answered else clock_words(voice.clock)
    note = voice.text or voice.basis or voice.asked.replace("\n", "；")
    return StateRow(state, tone, voice.department, note, right, "red" if voice.late else voice.clock.tone)


def opinion_panel(found: Standing, open_record: Open) -> QWidget | None:
    """Beside an opinion: what the others said."""
    if not found.voices:
        return None
    spoken = sum(voice.verdict in ("agree", "conditional", "disagree") for voice in found.voices)
    note = tr("{done} of {all} answered", done=spoken, all=len(found.voices))
    rows: list[QWidget] = [heading(tr("This review"), note)]
    rows.append(line(" · ".join(part for part in (found.project, found.subject) if part), "muted"))
    rows += [opening(_voice(voice), open_record, "opinion", voice.id) for voice in found.voices]
    return column_of(rows)
