"""Amounts: money in 元 entered as ``3.2亿``, quantities with their unit, plain counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from zsdesk.clock import Clock
from zsdesk.errors import Invalid
from zsdesk.kinds.base import GROUPED, Kind, Packed, all_shaped, are, half_width, integer_of, text_of, ungrouped
from zsdesk.kinds.times import parse_day

YI, WAN = 100_000_000, 10_000


class Money(NamedTuple):
    """A sum in whole units of its currency; a foreign one keeps its rate (元 per unit) and the rate's day."""

    amount: int
    currency: str = "CNY"
    rate: Decimal | None = None
    rate_on: date | None = None

    @property
    def yuan(self) -> int | None:
        """The sum in whole 元 (half up); ``None`` for a foreign sum without a rate."""
        if self.currency == "CNY":
            return self.amount
        return None if self.rate is None else int((self.amount * self.rate).quantize(Decimal(1), "ROUND_HALF_UP"))


_CURRENCIES = {
    "CNY": ("元", "人民币", "人民币元", "RMB", "¥", "￥"),
    "USD": ("美元", "美金", "$", "US$"),
    "EUR": ("欧元", "€"),
    "HKD": ("港元", "港币", "HK$"),
    "JPY": ("日元",),
    "GBP": ("英镑", "£"),
    "TWD": ("新台币",),
    "SGD": ("新加坡元", "新元"),
    "KRW": ("韩元",),
    "MOP": ("澳门元",),
}
_BY_NAME = {name: code for code, names in _CURRENCIES.items() for name in (code, *names)}
_UNITS = {"": 1, "千": 1000, "万": WAN, "萬": WAN, "百万": 1_000_000, "千万": 10_000_000, "亿": YI, "億": YI,
          "百亿": 100 * YI, "千亿": 1000 * YI, "万亿": WAN * YI, "w": WAN, "W": WAN}  # fmt: skip
_NAMES = "|".join(re.escape(n) for n in sorted(_BY_NAME, key=len, reverse=True))
_PART = re.compile(rf"({GROUPED}(?:\.[0-9]+)?)(万亿|千亿|百亿|千万|百万|亿|億|万|萬|千|w|W)?")
_RATE = r"[0-9]{1,6}(?:\.[0-9]{1,8})?"
_MONEY = re.compile(rf"(?P<head>{_NAMES})?\s*(?P<body>[0-9.,，\s万亿億萬千百wW]+?)\s*(?P<tail>{_NAMES})?"
                    rf"(?:\s*@\s*(?P<rate>{_RATE})(?:\s+(?P<on>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}))?)?")  # fmt: skip
_PACKED = re.compile(rf"(0|[1-9][0-9]{{0,16}})(?: ([A-Z]{{3}})(?: ({_RATE}) ([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}))?)?")
_YUANS = re.compile(r"(?:(?:0|[1-9][0-9]{0,15})\n)*+")
"""Sums in 元 below ``LARGEST``, a line each."""

_LOOKALIKES = {"忆": "亿", "意": "亿", "万万": "亿", "园": "元", "員": "元", "o": "0", "O": "0", "l": "1"}
LARGEST = 10**16
"""One hundred million 亿: far above any project, far below what 64 bits hold."""


class MoneyKind(Kind[Money]):
    """Money in whole 元, entered as ``3.2亿``, ``5000万``, ``1,200,000`` or ``500万美元@7.12``."""

    numeric = True

    def parse(self, text: str, *, today: date | None = None) -> Money:
        given = half_width(text).strip()
        found = _MONEY.fullmatch(given)
        if not found or (found["head"] and found["tail"] and _BY_NAME[found["head"]] != _BY_NAME[found["tail"]]):
            raise self._not_money(text, given)
        amount = self._amount(found["body"], text, spelled_out=bool(found["tail"]))
        currency = _BY_NAME[found["tail"] or found["head"] or "CNY"]
        if not found["rate"]:
            return Money(amount, currency)
        if currency == "CNY" or not Decimal(found["rate"]):
            raise self._not_money(text, given)
        today = today or Clock().today()
        on = parse_day(found["on"], today) if found["on"] else today
        return self._bounded(Money(amount, currency, Decimal(found["rate"]), on), text)

    def _amount(self, body: str, text: str, *, spelled_out: bool) -> int:
        digits = re.sub(r"\s", "", body)
        total, at, last = Decimal(0), 0, None
        for part in _PART.finditer(digits):
            unit = _UNITS[part[2] or ""]
            if part.start() != at or (last is not None and unit >= last):
                raise self._not_money(text, digits)
            if last is not None and unit == 1 and not spelled_out:
                raise Invalid(
                    "“{text}” may be read in two ways; write 3.5亿 or 3亿5000万, or end it with 元.", text=text
                )
            total, at, last = total + Decimal(ungrouped(part[1])) * unit, part.end(), unit
        if last is None or at != len(digits):
            raise self._not_money(text, digits)
        if total != total.to_integral_value():
            raise Invalid("“{text}” has fractions of a 元; amounts are whole 元. Check the unit (万, 亿).", text=text)
        return self._bounded(Money(int(total)), text).amount

    @staticmethod
    def _bounded(money: Money, given: object) -> Money:
        if max(money.amount, money.yuan or 0) > LARGEST:
            raise Invalid("“{text}” is more than 1 亿亿元. Check the unit (万, 亿).", text=given)
        return money

    @staticmethod
    def _not_money(text: str, given: str) -> Invalid:
        for wrong, right in _LOOKALIKES.items():
            if wrong in given:
                return Invalid(
                    "“{text}” is no amount: “{wrong}” is probably meant to be “{right}”. "
                    "Write for example 3.2亿 or 5000万.",
                    text=text, wrong=wrong, right=right,
                )  # fmt: skip
        return Invalid("“{text}” is no amount. Write for example 3.2亿, 5000万 or 500万美元.", text=text)

    def show(self, value: Money) -> str:
        name = _CURRENCIES.get(value.currency, (value.currency,))[0]
        if value.amount >= YI:
            return f"{_grouped(value.amount, YI)} 亿{name}"
        if value.amount >= WAN:
            return f"{_grouped(value.amount, WAN)} 万{name}"
        return f"{value.amount:,} {name}"

    def edit(self, value: Money) -> str:
        unit = "亿" if value.amount >= YI else "万" if value.amount >= WAN else ""
        number = format((Decimal(value.amount) / _UNITS[unit]).normalize(), "f")
        name = "" if value.currency == "CNY" else _CURRENCIES.get(value.currency, (value.currency,))[0]
        rate = f"@{value.rate:f} {value.rate_on}" if value.rate is not None else ""
        return f"{number}{unit}{name}{rate}"

    def check(self, value: Money) -> list[str]:
        if value.currency == "CNY" and 0 < value.amount < WAN:
            return [str(Invalid("Only {amount} 元? Perhaps 万 or 亿 is missing.", amount=value.amount))]
        return []

    def pack(self, value: Money) -> Packed:
        if value.currency == "CNY":
            return str(value.amount)
        rate = f" {value.rate:f} {value.rate_on}" if value.rate is not None else ""
        return f"{value.amount} {value.currency}{rate}"

    def recall(self, packed: object) -> Money:
        if isinstance(packed, str) and packed.isdecimal():  # what is stored was looked at before
            return Money(int(packed))
        return self.unpack(packed)

    def unpack(self, packed: object) -> Money:
        found = _PACKED.fullmatch(text_of(packed, 80))
        if not found or found[2] == "CNY" or (found[2] or "USD") not in _CURRENCIES:
            raise self._not_money(str(packed), "")
        if found[3] is None:
            return self._bounded(Money(int(found[1]), found[2] or "CNY"), packed)
        try:
            money = Money(int(found[1]), found[2], Decimal(found[3]), date.fromisoformat(found[4]))
        except ValueError:
            raise self._not_money(str(packed), "") from None
        if not money.rate:
            raise self._not_money(str(packed), "")
        return self._bounded(money, packed)

    def all_packed(self, values: Sequence[Any]) -> bool:
        return all_shaped(values, _YUANS)

    def plain(self, value: Money) -> object:
        if value.currency == "CNY":
            return value.amount
        plain: dict[str, object] = {"amount": value.amount, "currency": value.currency}
        if value.rate is not None:
            plain |= {"rate": str(value.rate), "rate_on": str(value.rate_on), "yuan": value.yuan}
        return plain


def _grouped(amount: int, unit: int) -> str:
    """At least two decimals of 亿, as many as the amount really has: an amount is never rounded on screen."""
    whole, rest = divmod(amount, unit)
    decimals = f"{rest:0{len(str(unit)) - 1}}".rstrip("0")
    if unit == YI:
        decimals = decimals.ljust(2, "0")
    return f"{whole:,}.{decimals}" if decimals else f"{whole:,}"


_DIMENSIONS: dict[str, dict[str, Decimal]] = {
    "亩": {"亩": Decimal(1), "公顷": Decimal(15), "平方米": Decimal("0.0015"), "㎡": Decimal("0.0015"),
           "平方公里": Decimal(1500), "km²": Decimal(1500)},
    "吨标准煤": {"吨标准煤": Decimal(1), "吨标煤": Decimal(1), "tce": Decimal(1), "万吨标准煤": Decimal(10000),
             "万吨标煤": Decimal(10000)},
    "kVA": {"kVA": Decimal(1), "千伏安": Decimal(1), "MVA": Decimal(1000), "兆伏安": Decimal(1000),
            "万千伏安": Decimal(10000)},
    "立方米/日": {"立方米/日": Decimal(1), "m³/d": Decimal(1), "方/日": Decimal(1), "吨/日": Decimal(1),
              "万立方米/日": Decimal(10000)},
    "人": {"人": Decimal(1), "万人": Decimal(10000)},
    "万元/亩": {"万元/亩": Decimal(1), "亿元/亩": Decimal(10000)},
}  # fmt: skip


class Quantity(Kind[float]):
    """A number with a unit, kept in the field's own unit; other units of the dimension are converted.

    亩 is 1/15 hectare exactly.
    """

    storage = "float"
    numeric = True

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self._units = _DIMENSIONS[unit]
        names = "|".join(re.escape(u) for u in sorted(self._units, key=len, reverse=True))
        # 30万 of 万元/亩 is thirty of them: there 万 belongs to the unit.
        wan = "(万)?" if unit.startswith("万") else "(?P<wan>万)?"
        self._shape = re.compile(rf"(?P<number>{GROUPED}(?:\.[0-9]+)?)\s*{wan}\s*(?P<unit>{names})?", re.IGNORECASE)

    def parse(self, text: str, *, today: date | None = None) -> float:
        found = self._shape.fullmatch(half_width(text).strip())
        if not found:
            raise Invalid("“{text}” is no quantity in {unit}; write for example 1200{unit}.", text=text, unit=self.unit)
        names = {u.lower(): factor for u, factor in self._units.items()}
        factor = names[(found["unit"] or self.unit).lower()] * (WAN if found.groupdict().get("wan") else 1)
        number = Decimal(ungrouped(found["number"])) * factor
        return self.unpack(float(number))

    def show(self, value: float) -> str:
        return f"{self._number(value, ',')} {self.unit}"

    def edit(self, value: float) -> str:
        return f"{self._number(value)}{self.unit}"

    @staticmethod
    def _number(value: float, group: str = "") -> str:
        text = format(Decimal(repr(value)), f"{group}f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    def pack(self, value: float) -> Packed:
        return float(value)

    def unpack(self, packed: object) -> float:
        if isinstance(packed, bool) or not isinstance(packed, int | float) or not 0 <= packed < 1e12 - 1:
            raise Invalid(
                "“{text}” is no quantity in {unit}; write for example 1200{unit}.", text=packed, unit=self.unit
            )
        return round(abs(float(packed)), 6)  # abs: a negative nought is nought

    def plain(self, value: float) -> object:
        return int(value) if value == int(value) else value


class Count(Kind[int]):
    """A whole number from nought: a round, jobs."""

    storage = "int"
    numeric = True

    def parse(self, text: str, *, today: date | None = None) -> int:
        given = half_width(text).strip()
        if not re.fullmatch(GROUPED, given) or len(ungrouped(given)) > 12:
            raise Invalid("A whole number is expected, not “{text}”.", text=text)
        return int(ungrouped(given))

    def show(self, value: int) -> str:
        return f"{value:,}"

    def pack(self, value: int) -> Packed:
        return value

    def unpack(self, packed: object) -> int:
        value = integer_of(packed)
        if not 0 <= value < 10**12:
            raise Invalid("A whole number is expected, not “{text}”.", text=packed)
        return value

    def all_packed(self, values: Sequence[Any]) -> bool:
        return are(int, values) and all(0 <= value < 10**12 for value in values)
