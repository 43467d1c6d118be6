"""How the values of an entry are typed and shown: a field for each, as records have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from zsdesk.catalogue.entries import SECTION_LABELS, STANDINGS, Entry, Expectation
from zsdesk.catalogue.needed import CHECKS, DEADLINES
from zsdesk.errors import Invalid, NotFound, Problems
from zsdesk.fields import Field
from zsdesk.fields import fields as record_fields
from zsdesk.kinds import Choice, Count, Day, Flag, Kind, LongText, Tags, Text, Texts
from zsdesk.records import record_type
from zsdesk.records.choices import CLUSTERS
from zsdesk.words import tr

UNITS = Choice(("workdays", "工作日"), ("days", "日"), ("months", "月"), ("points", "百分点"), ("times", "次"))
TONES = Choice(("yellow", "黄牌"), ("red", "红牌"), ("stale", "久未跟进"))
WAIVERS = Choice(("supervisor", "主管"), ("administrator", "管理员"))
LEVELS = Choice(("county", "县级"), ("prefecture", "市级"), ("province", "省级"))
ROUNDINGS = Choice(("half_up", "四舍五入"), ("truncate", "截去"))
VERDICTS = Choice(("banned", "禁止"), ("doubt", "存疑"))

_FIELDS: tuple[tuple[str, Kind[Any], str], ...] = (
    ("code", Text(), "代码"),
    ("label", Text(), "名称"),
    ("limit", Count(), "时限"),
    ("unit", UNITS, "计量单位"),
    ("tone", TONES, "逾期亮牌"),
    ("red", Count(), "转红"),
    ("breach", LongText(), "逾期处置"),
    ("amount", Count(), "金额（元）"),
    ("currency", Text(), "币种"),
    ("days", Count(), "天数"),
    ("evidence", LongText(), "佐证"),
    ("threshold", LongText(), "标准"),
    ("come_from", Text(), "自阶段"),
    ("go_to", Text(), "至阶段"),
    ("gate", Text(), "所属关口"),
    ("check", Choice(*CHECKS.items()), "检查"),
    ("value", Count(), "数值"),
    ("waiver", WAIVERS, "可豁免者"),
    ("level", LEVELS, "豁免层级"),
    ("words", Texts(), "用语"),
    ("chain", CLUSTERS, "所属产业链"),
    ("industries", Texts(), "行业代码"),
    ("places", Count(), "小数位数"),
    ("rounding", ROUNDINGS, "舍入方式"),
    ("asks", Texts(), "应填字段"),
    ("needed", Flag(), "至少一项"),
    ("with_words", Texts(), "须同时出现"),
    ("unless", Texts(), "除外用语"),
    ("verdict", VERDICTS, "审查结论"),
    ("clause", LongText(), "条款依据"),
    ("board", Flag(), "看板显示"),
    ("mix", Flag(), "属“五位一体”"),
    ("standing", STANDINGS, "核定状态"),
    ("source", LongText(), "出处"),
    ("confirmed_by", Text(), "核定人"),
    ("confirmed_on", Day(), "核定日期"),
)
ENTRY_FIELDS = {name: Field(name, kind, chinese) for name, kind, chinese in _FIELDS}
"""By name, in the order in which a form asks them."""
SET_APART = frozenset({"code", "standing", "confirmed_by", "confirmed_on"})
"""Not typed: the code is what rules look up, and an entry is confirmed by a deed of its own."""


def fields_of(entry: Entry) -> tuple[Field, ...]:
    """What may be typed of an entry, in order; the units that its rule understands where it is a deadline."""
    own = set(entry.__struct_fields__) - SET_APART
    found = [declared for name, declared in ENTRY_FIELDS.items() if name in own]
    units = DEADLINES.get(entry.code, ())
    if isinstance(entry, Expectation):
        return tuple(Field("asks", _asked(entry.code), f.chinese) if f.name == "asks" else f for f in found)
    return tuple(
        Field("unit", Choice(*(o for o in UNITS.options if o.code in units)), f.chinese)
        if f.name == "unit" and units else f
        for f in found
    )  # fmt: skip


def parsed(entry: Entry, texts: Mapping[str, str], today: date) -> dict[str, Any]:
    """Values of typed texts, an empty one as the entry has it without; ``Problems`` with the sentence of each."""
    declared = {field.name: field for field in fields_of(entry)}
    usual = _usual(entry)
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, text in texts.items():
        if name not in declared:
            known = ", ".join(declared)
            raise NotFound("An entry of {section} has no field “{name}”. It has: {known}.",
                           section=section_label(entry), name=name, known=known)  # fmt: skip
        try:
            if text.strip():
                found[name] = declared[name].kind.parse(text, today=today)
            elif name in usual:
                found[name] = usual[name]
            else:
                raise Invalid("Still to be filled in.")
        except Invalid as error:
            wrong[declared[name].label] = str(error)
    if wrong:
        raise Problems(wrong)
    return found


def completed(entry: Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a form, what was left empty as the entry has it without; ``Problems`` where it may not be empty."""
    usual = _usual(entry)
    lacking = [name for name, value in values.items() if value is None and name not in usual]
    if lacking:
        raise Problems({ENTRY_FIELDS[name].label: tr("Still to be filled in.") for name in lacking})
    return {name: usual[name] if value is None else value for name, value in values.items()}


def edited(entry: Entry, field: Field) -> str:
    """The value as it is typed."""
    value = getattr(entry, field.name)
    return "" if value in ("", None, ()) else field.kind.edit(value)


def _asked(type_name: str) -> Kind[Any]:
    """The fields of a record type, as a dossier may ask for them."""
    return Tags(*((f.name, f.chinese) for f in record_fields(record_type(type_name)) if not f.hidden))


def shown(name: str, value: Any, code: str) -> str:
    """A value of the entry with this code for reading."""
    kind = _asked(code) if name == "asks" else ENTRY_FIELDS[name].kind
    return "—" if value in ("", None, ()) else kind.show(value)


def section_label(entry: Entry) -> str:
    """The Chinese name of an entry's section."""
    section = type(entry).__name__.lower()
    return SECTION_LABELS.get(section, section)


def _usual(entry: Entry) -> dict[str, Any]:
    names = entry.__struct_fields__[-len(entry.__struct_defaults__) :]
    pairs = zip(names, entry.__struct_defaults__, strict=True)
    return {name: value for name, value in pairs if value is not msgspec.NODEFAULT}
