"""Kinds: the laws for all of them at once, then what people type."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from zsdesk.clock import BEIJING, from_ms
from zsdesk.errors import Invalid
from zsdesk.fields import fields
from zsdesk.ids import new_id
from zsdesk.kinds import (
    AnyRef,
    Blob,
    Choice,
    Coordinates,
    Count,
    Day,
    Email,
    Flag,
    Handwriting,
    Instant,
    Kind,
    LongText,
    Money,
    MoneyKind,
    People,
    Person,
    Phones,
    Position2D,
    Quantity,
    Ref,
    Refs,
    Region,
    Regions,
    Rows,
    Tags,
    Target,
    Text,
    TextOf,
    Texts,
    Uscc,
)
from zsdesk.kinds.amounts import LARGEST
from zsdesk.kinds.places import ancestors, places, short_name, within
from zsdesk.records import TYPES

TODAY = date(2026, 11, 24)

# -- a strategy of values for every kind -----------------------------------------------------------

_typed = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
_lines = _typed.map(lambda t: " ".join(t.split())).filter(bool)
_items = _lines.map(lambda t: "".join(c for c in t if c not in ";；、,，").strip()).filter(bool)
_cells = _typed.map(lambda t: " ".join(t.split()))
_ids = st.builds(new_id)
_rates = st.decimals(Decimal("0.0001"), Decimal("9999"), places=4).map(lambda d: d.normalize())
_sums = st.integers(0, LARGEST // 10_000)
_money = st.one_of(
    st.tuples(st.integers(0, LARGEST)),
    st.tuples(_sums, st.sampled_from(("USD", "EUR", "JPY", "HKD"))),
    st.tuples(_sums, st.sampled_from(("USD", "GBP", "TWD")), _rates, st.dates(date(1949, 10, 1), date(9999, 12, 31))),
).map(lambda parts: Money(*parts))
_base = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_codes = st.tuples(st.text("0123456789", min_size=8, max_size=8), st.text(_base, min_size=9, max_size=9)).map(
    lambda parts: "".join(parts) + uscc.calc_check_digit("".join(parts))
)
_places = st.sampled_from(sorted(places()))
_degrees = st.tuples(
    st.floats(-90, 90).map(lambda f: round(f, 6) + 0.0),
    st.floats(-180, 180).map(lambda f: round(f, 6) + 0.0),
).map(lambda pair: Position2D(*pair))
_points = st.tuples(st.integers(0, 1000), st.integers(0, 400)).map(lambda p: f"{p[0]},{p[1]}")
_hands = st.lists(st.lists(_points, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=4).map(";".join)
_phones = st.sampled_from(("13800000000", "0851-85550000", "0851-85550000转801", "+86 851 8555 0000", "(0851)85550000"))


def _subset(codes: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(codes), min_size=1).map(lambda chosen: tuple(c for c in codes if c in chosen))


def _cell(kind: Kind[str]) -> st.SearchStrategy[str]:
    if isinstance(kind, Choice):
        return st.sampled_from(["", *(o.code for o in kind.options)])
    return st.just("") | values_of(kind) if isinstance(kind, TextOf | Blob | Handwriting) else _cells


def _rows(kind: Rows[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    cells = {c.name: _cell(c.kind) for c in kind.columns}
    row = st.builds(kind.row, **cells).filter(lambda r: any(getattr(r, c.name) for c in kind.columns))
    return st.lists(row, min_size=1, max_size=4).map(tuple)


def values_of(kind: Kind[Any]) -> st.SearchStrategy[Any]:
    """Values that ``kind.parse`` may give."""
    match kind:
        case Email():
            return st.from_regex(r"[a-z0-9]{1,12}@[a-z0-9]{1,12}\.(cn|com)", fullmatch=True)
        case Text():
            return _lines
        case LongText():
            return st.lists(_typed, min_size=1, max_size=5).map("\n".join).map(str.strip).filter(bool)
        case TextOf():
            return values_of(kind.kind).map(kind.kind.edit)
        case Uscc():
            return _codes
        case Phones():
            return st.lists(_phones, min_size=1, max_size=4, unique=True).map(tuple)
        case Texts():
            return st.lists(_items, min_size=1, max_size=5, unique=True).map(tuple)
        case MoneyKind():
            return _money
        case Quantity():
            return st.floats(0, 1e11, allow_nan=False).map(lambda f: abs(round(f, 6)))
        case Count():
            return st.integers(0, 10**12 - 1)
        case Choice():
            return st.sampled_from([o.code for o in kind.options])
        case Tags():
            return _subset([o.code for o in kind.options])
        case Flag():
            return st.booleans()
        case Ref():
            return _ids
        case Refs():
            return st.lists(_ids, min_size=1, max_size=4, unique=True).map(tuple)
        case AnyRef():
            return st.builds(Target, st.sampled_from([t.type_name for t in TYPES]), _ids)
        case Blob():
            return st.text("0123456789abcdef", min_size=64, max_size=64)
        case Handwriting():
            return _hands
        case Region():
            return _places
        case Regions():
            return st.sets(_places, min_size=1, max_size=6).map(lambda s: tuple(sorted(s)))
        case Coordinates():
            return _degrees
        case Rows():
            return _rows(kind)
        case Day():
            return st.dates()
        case Instant():
            return st.integers(-62_135_400_000_000, 253_402_100_000_000).map(from_ms)
        case _:
            raise AssertionError(f"no strategy for {kind!r}")


def _name(kind: Kind[Any], where: str) -> str:
    return f"{type(kind).__name__}:{where}"


def _all_kinds() -> list[Any]:
    """Every kind of every field, each sort once (choices and tables each for themselves)."""
    found: dict[Any, Any] = {}
    for record in TYPES:
        for declared in fields(record):
            kind = declared.kind
            own = id(kind) if isinstance(kind, Choice | Tags | Rows | Quantity | Ref | Refs) else type(kind)
            found.setdefault(own, pytest.param(kind, id=_name(kind, f"{record.type_name}.{declared.name}")))
    for kind in (Text(), LongText(), Email(), Uscc(), Texts(), Phones(), Refs("company"), People()):
        found.setdefault(type(kind), pytest.param(kind, id=_name(kind, "-")))
    return list(found.values())


ALL = _all_kinds()
_SCALAR = {"text": str, "int": int, "float": float}


@pytest.mark.parametrize("kind", ALL)
@settings(max_examples=40)
@given(data=st.data())
def test_a_value_survives_the_store_and_the_form(kind: Kind[Any], data: st.DataObject) -> None:
    value = data.draw(values_of(kind))
    packed = kind.pack(value)
    assert type(packed) is _SCALAR[kind.storage]
    if isinstance(packed, int):
        assert abs(packed) < 1 << 63
    assert kind.unpack(packed) == value
    assert kind.pack(kind.unpack(packed)) == packed
    assert kind.parse(kind.edit(value), today=TODAY) == value
    assert isinstance(kind.show(value), str)
    assert isinstance(kind.words(value), str)
    assert all(isinstance(doubt, str) and doubt for doubt in kind.check(value))


_scalars = st.one_of(
    st.text(max_size=60),
    st.text('0123456789.,-+/:@ 年月日周万亿千元美"[]{}\\xXeE', max_size=30),
    st.integers(),
    st.integers(-(10**6), 10**6),
    st.floats(),
    st.booleans(),
    st.none(),
    st.binary(max_size=5),
    st.sampled_from(('["\\ud800"]', '["\\u0000"]', "[]", "[[]]", "{}", '[{"name": 1}]', '["a", null]', "NaN", "1e999")),
)


@pytest.mark.parametrize("kind", ALL)
@settings(max_examples=60)
@given(packed=_scalars)
@example(packed='[{"x":' + "[" * 5000)
@example(packed="x" * 300_000)
def test_a_strange_scalar_is_invalid_or_a_value(kind: Kind[Any], packed: object) -> None:
    certain = kind.all_packed([packed])
    try:
        value = kind.unpack(packed)
    except Invalid:
        assert not certain
        return
    assert kind.unpack(kind.pack(value)) == value
    assert not certain or (kind.pack(value) == packed and type(packed) is _SCALAR[kind.storage])


@pytest.mark.parametrize("kind", [Text(), LongText(), Ref("lead"), MoneyKind(), Instant(), Region(), Flag()])
@settings(max_examples=20)
@given(data=st.data())
def test_many_scalars_are_seen_to_be_packed_at_once(kind: Kind[Any], data: st.DataObject) -> None:
    drawn = data.draw(st.lists(values_of(kind), max_size=6))
    packed = [kind.pack(value) for value in drawn if not isinstance(value, Money) or value.currency == "CNY"]
    assert kind.all_packed(packed)
    for strange in (object(), "\ud800", "a\0", "x" * 200_001, f"{'1' * 17}", True, 1 << 63):
        assert not kind.all_packed([*packed, strange]) or kind.pack(kind.unpack(strange)) == strange


def test_two_lines_are_not_two_values() -> None:
    ids = [new_id(), new_id()]
    assert Ref("lead").all_packed(ids)
    assert not Ref("lead").all_packed(["\n".join(ids)])
    assert not MoneyKind().all_packed(["1\n2"])


@pytest.mark.parametrize("kind", ALL)
@settings(max_examples=80)
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.text("0123456789０９٣.,，-/:：@ 年月日周天后上下午点半万亿千元美$%亩kVA[]{}'\"", max_size=24),
    )
)
@example(text="9" * 400)
@example(text="1" * 30 + "亩")
@example(text="0001-01-01 00:00")
@example(text="9999-12-31 23:59")
@example(text="\ud800")
@example(text="；".join(f"别名{i:0190d}" for i in range(1200)))
@example(text="\n".join("甲" * 480 + "/" + "乙" * 480 for _ in range(400)))
def test_typed_text_is_invalid_or_a_value_that_keeps_the_laws(kind: Kind[Any], text: str) -> None:
    try:
        value = kind.parse(text, today=TODAY)
    except Invalid:
        return
    assert kind.unpack(kind.pack(value)) == value
    assert kind.parse(kind.edit(value), today=TODAY) == value


# -- money -----------------------------------------------------------------------------------------

YUAN = {
    "3.2亿": 320_000_000,
    "５０００万": 50_000_000,
    "5000万": 50_000_000,
    "5000 万元": 50_000_000,
    "1亿2000万": 120_000_000,
    "1亿2000万元": 120_000_000,
    "3千万": 30_000_000,
    "1.5万亿": 1_500_000_000_000,
    "300": 300,
    "0": 0,
    "1,200,000": 1_200_000,
    "1，200，000元": 1_200_000,
    "12,0000万": 1_200_000_000,
    "￥3.2亿": 320_000_000,
    "¥300": 300,
    "人民币3.2亿元": 320_000_000,
    "500w": 5_000_000,
    "0.00000001亿": 1,
}


@pytest.mark.parametrize("typed", YUAN)
def test_money_in_yuan(typed: str) -> None:
    assert MoneyKind().parse(typed) == Money(YUAN[typed])


FOREIGN = {
    "500万美元": Money(5_000_000, "USD"),
    "$500万": Money(5_000_000, "USD"),
    "500万美元@7.12": Money(5_000_000, "USD", Decimal("7.12"), TODAY),
    "500万美元 @ 7.12 2026-06-30": Money(5_000_000, "USD", Decimal("7.12"), date(2026, 6, 30)),
    "2亿日元@0.0486": Money(200_000_000, "JPY", Decimal("0.0486"), TODAY),
    "港币3000万": Money(30_000_000, "HKD"),
}


@pytest.mark.parametrize("typed", FOREIGN)
def test_money_of_others(typed: str) -> None:
    assert MoneyKind().parse(typed, today=TODAY) == FOREIGN[typed]


def test_money_converts_by_its_rate() -> None:
    assert FOREIGN["500万美元@7.12"].yuan == 35_600_000
    assert FOREIGN["500万美元"].yuan is None
    assert Money(7).yuan == 7


NOT_MONEY = (
    "", " ", "亿", "3.2忆", "3.2意", "五千万", "-5万", "3.2.1亿", "5000万5000万", "2000万1亿", "3,2亿", "1,2,3",
    "12,34", "500万美元@0", "500万美元@", "3.2亿@7", "美元500万欧元", "0.001元", "99999999999999999亿",
    "9999999亿美元@999999", "500万美元@9999999", "500万美元@0.000000000001", "1亿2", "3亿5", "abc", "3.2亿元整吧",
)  # fmt: skip


@pytest.mark.parametrize("typed", NOT_MONEY)
def test_what_is_no_money(typed: str) -> None:
    with pytest.raises(Invalid) as told:
        MoneyKind().parse(typed, today=TODAY)
    assert typed.strip() in str(told.value) or not typed.strip()


def test_the_day_of_a_rate_is_a_day() -> None:
    with pytest.raises(Invalid) as told:
        MoneyKind().parse("500万美元@7.12 2026-02-30", today=TODAY)
    assert "2026-02-30" in str(told.value)


def test_the_mistyped_yi_is_named() -> None:
    with pytest.raises(Invalid) as told:
        MoneyKind().parse("3.2忆")
    assert "忆" in str(told.value)
    assert "亿" in str(told.value)


@pytest.mark.parametrize("packed", ["007", "+5", "1_000", " 5", "5 ", "5 CNY", "5 XXX", "5 USD 0 2026-01-01", "5 USD 7",
                                    "5 USD 1E+2 2026-01-01", "-1", "", "5 USD 7 2026-02-30", 5])  # fmt: skip
def test_what_money_is_never_packed_as(packed: object) -> None:
    with pytest.raises(Invalid):
        MoneyKind().unpack(packed)


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(320_000_000), "3.20 亿元"),
        (Money(50_000_000), "5,000 万元"),
        (Money(123_456_789), "1.23456789 亿元"),
        (Money(9_999), "9,999 元"),
        (Money(0), "0 元"),
        (Money(5_000_000, "USD"), "500 万美元"),
    ],
)
def test_money_is_never_rounded_on_screen(money: Money, shown: str) -> None:
    assert MoneyKind().show(money) == shown


def test_a_small_sum_is_doubted_but_saved() -> None:
    assert MoneyKind().check(Money(320))
    assert not MoneyKind().check(Money(3_200_000))
    assert not MoneyKind().check(Money(320, "USD"))


# -- quantities and counts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "typed", "value"),
    [
        ("亩", "1200", 1200.0),
        ("亩", "1,200 亩", 1200.0),
        ("亩", "80公顷", 1200.0),
        ("亩", "2万平方米", 30.0),
        ("亩", "1平方公里", 1500.0),
        ("亩", "１．５亩", 1.5),
        ("吨标准煤", "3万吨标煤", 30_000.0),
        ("吨标准煤", "12TCE", 12.0),
        ("kVA", "86 mva", 86_000.0),
        ("kVA", "8.6万千伏安", 86_000.0),
        ("立方米/日", "1.2万方/日", 12_000.0),
        ("万元/亩", "30", 30.0),
        ("万元/亩", "30万", 30.0),
        ("万元/亩", "30万元/亩", 30.0),
        ("万元/亩", "0.5亿元/亩", 5000.0),
    ],
)
def test_quantities(unit: str, typed: str, value: float) -> None:
    assert Quantity(unit).parse(typed) == value


@pytest.mark.parametrize("typed", ["", "亩", "-3亩", "3 公里", "3,2亩", "1e5", "十亩", "1" * 13, "nan"])
def test_what_is_no_quantity(typed: str) -> None:
    with pytest.raises(Invalid) as told:
        Quantity("亩").parse(typed)
    assert "亩" in str(told.value)


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "1,2", "1" * 13, "一", "²"])
def test_what_is_no_count(typed: str) -> None:
    with pytest.raises(Invalid):
        Count().parse(typed)


def test_a_count() -> None:
    assert Count().parse("１，200") == 1200


# -- days and instants -----------------------------------------------------------------------------

DAYS = {
    "2026-06-12": date(2026, 6, 12),
    "2026/6/12": date(2026, 6, 12),
    "2026年6月12日": date(2026, 6, 12),
    "20260612": date(2026, 6, 12),
    "２０２６－０６－１２": date(2026, 6, 12),
    "今天": TODAY,
    "明天": date(2026, 11, 25),
    "大后天": date(2026, 11, 27),
    "昨天": date(2026, 11, 23),
    "3天后": date(2026, 11, 27),
    "2周后": date(2026, 12, 8),
    "两周后": date(2026, 12, 8),
    "十天之后": date(2026, 12, 4),
    "两个月后": date(2027, 1, 24),
    "3个月后": date(2027, 2, 24),
    "周五": date(2026, 11, 27),
    "下周三": date(2026, 12, 2),
    "下星期天": date(2026, 12, 6),
    "12-1": date(2026, 12, 1),
    "6月12日": date(2026, 6, 12),
}


@pytest.mark.parametrize("typed", DAYS)
def test_days(typed: str) -> None:
    assert Day().parse(typed, today=TODAY) == DAYS[typed]


@pytest.mark.parametrize(
    ("typed", "today", "meant"),
    [
        ("0612", date(2026, 6, 11), date(2026, 6, 12)),
        ("0103", date(2026, 12, 28), date(2027, 1, 3)),
        ("1231", date(2027, 1, 2), date(2026, 12, 31)),
        ("0612", date(2026, 12, 31), date(2027, 6, 12)),
        ("0229", date(2026, 11, 24), date(2028, 2, 29)),
        ("0229", date(2025, 3, 1), date(2024, 2, 29)),
        ("0229", date(2100, 2, 1), date(2096, 2, 29)),
        ("0229", date(2100, 3, 1), date(2104, 2, 29)),
        ("0229", date(2400, 3, 1), date(2400, 2, 29)),
        ("2月29日", date(2028, 2, 29), date(2028, 2, 29)),
        ("0101", date(2028, 7, 2), date(2029, 1, 1)),  # just as near as the last: the one to come
    ],
)
def test_a_day_without_a_year_is_the_nearest(typed: str, today: date, meant: date) -> None:
    assert Day().parse(typed, today=today) == meant


@pytest.mark.parametrize(
    ("typed", "ahead", "behind"),
    [
        ("0612", date(2027, 6, 12), date(2026, 6, 12)),
        ("0101", date(2027, 1, 1), date(2026, 1, 1)),
        ("1120", date(2026, 11, 20), date(2026, 11, 20)),  # a term that has just passed
        ("1201", date(2026, 12, 1), date(2026, 12, 1)),  # a meeting of next week
        ("1001", date(2027, 10, 1), date(2026, 10, 1)),
        ("0229", date(2028, 2, 29), date(2024, 2, 29)),
        ("20260612", date(2026, 6, 12), date(2026, 6, 12)),  # what is said is never changed
    ],
)
def test_a_field_whose_days_lie_on_one_side_takes_that_side(typed: str, ahead: date, behind: date) -> None:
    today = date(2026, 11, 25)
    assert Day("future").parse(typed, today=today) == ahead
    assert Day("past").parse(typed, today=today) == behind
    assert Instant("past").parse(f"{typed} 09:30", today=today).date() == behind


def test_a_month_later_keeps_within_the_month() -> None:
    assert Day().parse("1个月后", today=date(2027, 1, 31)) == date(2027, 2, 28)
    assert Day().parse("3个月后", today=date(2026, 11, 30)) == date(2027, 2, 28)


@pytest.mark.parametrize("typed", ["2026-02-30", "2026-02-29", "2026-13-01", "0230", "1301", "0000", "2026-00-10",
                                   "12日", "0000-01-01", "20260230", "六月", "", "2026-6", "周八"])  # fmt: skip
def test_what_is_no_day(typed: str) -> None:
    with pytest.raises(Invalid) as told:
        Day().parse(typed, today=TODAY)
    assert typed in str(told.value)


def test_a_day_that_no_year_has_is_told_without_inventing_a_year() -> None:
    with pytest.raises(Invalid) as told:
        Day().parse("0230", today=TODAY)
    assert "2024" not in str(told.value)


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BEIJING)  # type: ignore[misc, arg-type]


MOMENTS = {
    "2026-06-12 14:30": _at(2026, 6, 12, 14, 30),
    "2026-06-12T14:30": _at(2026, 6, 12, 14, 30),
    "2026-06-12T06:30:00Z": _at(2026, 6, 12, 14, 30),
    "2026-06-12 14:30:05.250+08:00": _at(2026, 6, 12, 14, 30, 5, 250_000),
    "2026年6月12日 14:30": _at(2026, 6, 12, 14, 30),
    "20260612 1430": _at(2026, 6, 12, 14, 30),
    "2026-06-12": _at(2026, 6, 12),
    "14:30": _at(2026, 11, 24, 14, 30),
    "下午2点半": _at(2026, 11, 24, 14, 30),
    "明天 下午3点": _at(2026, 11, 25, 15),
    "明天下午3点": _at(2026, 11, 25, 15),
    "0612 下午 2点半": _at(2026, 6, 12, 14, 30),
    "上午9时": _at(2026, 11, 24, 9),
    "晚上8点15分": _at(2026, 11, 24, 20, 15),
    "下午12点": _at(2026, 11, 24, 12),
    "明天 9：05": _at(2026, 11, 25, 9, 5),
}


@pytest.mark.parametrize("typed", MOMENTS)
def test_instants(typed: str) -> None:
    assert Instant().parse(typed, today=TODAY) == MOMENTS[typed]


@pytest.mark.parametrize("typed", ["", "25:00", "14:60", "晚上12点", "2026-02-30 14:00", "2026-06-12 茶歇",
                                   "0001-01-01 00:00", "9999-12-31 23:59-12:00", "下午"])  # fmt: skip
def test_what_is_no_instant(typed: str) -> None:
    with pytest.raises(Invalid):
        Instant().parse(typed, today=TODAY)


def test_an_instant_is_shown_in_beijing() -> None:
    moment = datetime(2026, 6, 12, 6, 30, tzinfo=UTC)
    assert Instant().show(moment) == "2026-06-12 14:30"
    assert Instant().plain(moment) == "2026-06-12T14:30:00+08:00"


# -- regions, codes and coordinates ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("520121", "520121"),
        ("开阳县", "520121"),
        ("开阳", "520121"),
        ("ky", "520121"),
        ("KYX", "520121"),
        ("ｋｙ", "520121"),
        ("贵阳", "520100"),
        ("贵州", "520000"),
        ("黔西南", "522300"),
        ("广东", "440000"),
    ],
)
def test_regions(typed: str, code: str) -> None:
    assert Region().parse(typed) == code


@pytest.mark.parametrize("typed", ["", "火星", "999999", "52", "县", "zz", "开阳镇"])
def test_a_region_outside_the_list(typed: str) -> None:
    with pytest.raises(Invalid):
        Region().parse(typed)


def test_an_ambiguous_region_names_its_candidates() -> None:
    with pytest.raises(Invalid) as told:
        Region().parse("tzx")
    named = [p for p in places().values() if p.initials == "tzx"]
    assert len(named) == 2
    assert all(p.name in str(told.value) and p.code in str(told.value) for p in named)


def test_every_region_is_found_by_its_name_and_suggested_first() -> None:
    names = [p.name for p in places().values()]
    for place in places().values():
        if names.count(place.name) == 1:
            assert Region().parse(place.name) == place.code
        assert Region().suggest(place.name)[0].name == place.name
        assert Region().suggest(place.code)[0].code == place.code


def test_suggestions_prefer_guizhou_and_its_short_names() -> None:
    assert Region().suggest("ky")[0].code == "520121"
    assert Region().suggest("") == []
    assert all("阳" in p.name for p in Region().suggest("阳"))


def test_scopes() -> None:
    assert ancestors("520121") == ("520121", "520100", "520000")
    assert within("520121", "520100")
    assert not within("520100", "520121")
    assert ancestors("nowhere") == ()
    assert all(ancestors(code)[-1] == "520000" for code in places() if code.startswith("52"))


def test_short_names_keep_at_least_two_characters() -> None:
    assert short_name("黔西南布依族苗族自治州") == "黔西南"
    assert short_name("六枝特区") == "六枝"
    assert all(len(short_name(p.name)) >= 2 for p in places().values())


@pytest.mark.parametrize(
    "typed",
    ["91350100M000100Y43", "91350100m000100y43", "９１３５０１００Ｍ０００１００Ｙ４３", " 91350100M000100Y43 "],
)
def test_a_credit_code(typed: str) -> None:
    assert Uscc().parse(typed) == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("91350100M000100Y44", "check character"),
        ("9135010OM000100Y43", "capital letters"),
        ("91350100M000100Y4", "has 18"),
        ("91350100M000100I43", "capital letters"),
        ("", "has 18"),
        ("²²²²²²²²M000100Y43", "capital letters"),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong(typed: str, said: str) -> None:
    with pytest.raises(Invalid) as told:
        Uscc().parse(typed)
    assert said in told.value.text


def test_every_single_mistyped_character_of_a_credit_code_is_noticed() -> None:
    right = "91350100M000100Y43"
    for at in range(18):
        for other in (c for c in string.digits + string.ascii_uppercase if c != right[at]):
            with pytest.raises(Invalid):
                Uscc().parse(right[:at] + other + right[at + 1 :])


def test_coordinates_in_either_order() -> None:
    guiyang = Position2D(27.0567, 106.965)
    assert Coordinates().parse("27.0567, 106.9650") == guiyang
    assert Coordinates().parse("106.9650，27.0567") == guiyang
    for wrong in ("", "27", "91, 181", "a, b", "27.0567;", "200,27"):
        with pytest.raises(Invalid):
            Coordinates().parse(wrong)


# -- the rest --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [p for p in ALL if isinstance(p.values[0], Choice)])
def test_every_option_is_chosen_by_its_code_and_its_label(kind: Choice) -> None:
    labels = [o.label for o in kind.options]
    assert len(set(labels)) == len(labels)
    for option in kind.options:
        assert kind.parse(option.code) == option.code
        assert kind.parse(option.label) == option.code
        for other in option.also:
            assert kind.parse(other) == option.code


def test_people_as_typed() -> None:
    assert People().parse("王月东/部长/贵州华星/对方；李某/局长") == (
        Person("王月东", "部长", "贵州华星", "theirs"),
        Person("李某", "局长"),
    )
    for wrong in ("王/部长/华星/别家", "a/b/c/对方/多了", "；；", "/"):
        with pytest.raises(Invalid):
            People().parse(wrong)


def test_the_bottom_line_is_not_shown() -> None:
    from zsdesk.records import Negotiation

    kind = next(f.kind for f in fields(Negotiation) if f.name == "positions")
    value = kind.parse('[{"item": "用地", "theirs": "300亩", "ours": "200亩", "bottom": "最多240亩"}]')
    assert "240" not in kind.show(value)


def test_a_long_text_keeps_its_lines() -> None:
    assert LongText().parse(" 一\r\n二\r三\x07 ") == "一\n二\n三"
    with pytest.raises(Invalid) as told:
        LongText().parse("长" * 200_001)
    assert "200001" in str(told.value)


def test_flags_and_phones() -> None:
    assert Flag().parse("是") is True
    assert Flag().parse("Ｎ") is False
    assert Phones().parse("0851-85550000转801，138 0000 0000") == ("0851-85550000转801", "138 0000 0000")
    for wrong in ("123", "电话", "1380000000a"):
        with pytest.raises(Invalid):
            Phones().parse(wrong)


@pytest.mark.parametrize("text", ["kaiyang", "Kaiyang", "kai yang xian", "ky", "kyx", "开阳", "520121"])
def test_a_region_by_pinyin(text: str) -> None:
    assert Region().parse(text) == "520121"


def test_a_region_is_suggested_by_the_beginning_of_its_pinyin() -> None:
    assert [place.name for place in Region().suggest("kaiy")] == ["开阳县"]
    assert Region().suggest("changshun")[0].name == "长顺县"
