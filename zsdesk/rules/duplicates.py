"""How like two names of enterprises are."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_FORMS = re.compile(
    r"(股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|集团|公司|（.*?）|\(.*?\)|省|市|县|区|自治州|示例[·・]?)"
)
_INDUSTRIES = re.compile(r"(科技|实业|投资|控股|发展|产业|贸易|技术)")


def core(name: str) -> str:
    """The part of an enterprise's name that tells it from others: ``贵州华星冶金有限公司`` → ``贵州华星冶金``."""
    short = _FORMS.sub("", name)
    kept = _INDUSTRIES.sub("", short)
    return kept if len(kept) >= 2 else short or name


def likeness(one: str, other: str) -> float:
    """From 0 to 1; from 0.75 on, two names are worth a look."""
    first, second = core(one), core(other)
    if first == second:
        return 1.0
    if len(first) >= 3 and len(second) >= 3 and (first in second or second in first):
        return 0.9
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
