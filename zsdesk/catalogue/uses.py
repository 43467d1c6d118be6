"""What each entry of the catalogue is used for, in a sentence, and its value in a few words."""

from __future__ import annotations

from zsdesk.catalogue import typed
from zsdesk.catalogue.entries import (
    Catalogue,
    Channel,
    Condition,
    Deadline,
    Definition,
    Element,
    Entry,
    Expectation,
    Gate,
    Link,
    Measure,
    Stage,
    Step,
    Term,
    Threshold,
)
from zsdesk.kinds import Money, MoneyKind
from zsdesk.records.choices import CLUSTERS
from zsdesk.words import label, tr

_SECTIONS = {
    "stage": "The columns of the board, the gates between them, the funnel of the statistics.",
    "group": "Every project belongs to one group; each has a queue, meetings and tasks of its own.",
    "channel": "Every lead names its channel; the statistics say what each channel brought.",
    "step": "The checklist of every plan, in this order; the gate into the reserve asks for all of them.",
    "element": "The sheet of every plan; the gate into the reserve asks for all of them.",
    "measure": "Named on a project where it was applied, with the days that it saved.",
    "threshold": "From this sum on a lead's first contact has to be claimed (首报首谈).",
    "link": "A box of the chain map: who stands at it is known by these words; where nobody does, it is missing.",
    "definition": "How the figure is called and rounded on the page of figures, in bulletins and workbooks.",
    "expectation": "What the dossier's completeness asks of these records; what is missing prints as 待补.",
    "term": "The fair-competition screen looks for it in every commitment of the government.",
}
_DEADLINES = {
    "lead_answer": "A lead that nobody answered, on its page and on 今日.",
    "lead_triage": "A lead that nobody judged, on its page and on 今日.",
    "lead_triage_complex": "A complex lead that nobody judged, on its page and on 今日.",
    "lead_follow": "A lead that is followed and was not heard of since, on its page and on 今日.",
    "plan_review": "A plan in the reserve that nobody looked at for so long, on its page and on 今日.",
    "opinion": "Until when a department gives its opinion; silence is 超时 and never consent.",
    "review": "Until when the whole review is closed.",
    "start_missed": "The lights of projects whose planned start has passed; red ones may be listed (挂牌).",
    "progress_behind": "The lights of projects that are behind their plan.",
    "building_entry": "The lights of started projects that are not in 在建库 yet.",
    "start_overdue_exit": "From when the enterprise gets a notice to start, and then the exit review.",
    "supervision_extensions": "How often the term of a listed matter may be extended.",
    "appeal_verify": "Until when an appeal is verified.",
    "appeal_reply": "Until when an appeal is answered.",
    "appeal_close": "Until when an appeal is closed; what is late counts against the rate.",
    "appeal_close_complex": "Until when a complex appeal is closed.",
}


def use_of(made: Catalogue, section: str, entry: Entry) -> str:
    """Where the program uses it."""
    if isinstance(entry, Deadline):
        return tr(_DEADLINES[entry.code]) if entry.code in _DEADLINES else ""
    if isinstance(entry, Gate):
        stages = {stage.code: label(stage.label) for stage in made.stage}
        come, go = stages.get(entry.come_from, tr("any stage")), stages.get(entry.go_to, entry.label)
        return tr("Kept between {one} and {other}: a project passes when its conditions are met.", one=come, other=go)
    if isinstance(entry, Condition):
        gate = next((label(g.label) for g in made.gate if g.code == entry.gate), entry.gate)
        return tr("Asked for at the gate “{gate}”.", gate=gate)
    return tr(_SECTIONS[section]) if section in _SECTIONS else ""


def value_of(entry: Entry) -> str:
    """What it says, beside its name."""
    match entry:
        case Deadline():
            words = f"{entry.limit} {typed.UNITS.show(entry.unit)}"
            tones = [typed.TONES.show(entry.tone)]
            if entry.red:
                tones.append(tr("red past {n}", n=entry.red))
            return f"{words} · {'，'.join(tones)}"
        case Threshold():
            return MoneyKind().show(Money(entry.amount, entry.currency))
        case Condition():
            if not entry.waiver:
                return tr("nobody may waive it")
            who = f"{typed.WAIVERS.show(entry.waiver)}（{typed.LEVELS.show(entry.level)}）"
            return tr("may be waived by: {who}", who=who)
        case Term():
            return f"{typed.VERDICTS.show(entry.verdict)} · {'、'.join(entry.words[:4])}"
        case Link():
            return f"{CLUSTERS.show(entry.chain)} · {'、'.join(entry.words[:4])}"
        case Definition():
            return f"{typed.ROUNDINGS.show(entry.rounding)} · {tr('{n} decimals', n=entry.places)}"
        case Expectation():
            return tr("{n} fields", n=len(entry.asks)) + (f" · {label('至少一项')}" if entry.needed else "")
        case Gate():
            return entry.clause
        case Element():
            return entry.threshold
        case Step() | Measure():
            return tr("{n} days", n=entry.days) if entry.days else ""
        case Channel():
            return label("五位一体") if entry.mix else ""
        case Stage():
            return "" if entry.board else tr("not on the board")
        case _:
            return ""
