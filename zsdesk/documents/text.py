"""Stored text made ready for paper: what has no ink goes, what has ink stays as it is stored."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Word and web pages paste all of these for "new line".
_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# Controls and Unicode's Default_Ignorable_Code_Point, as far as assigned: no font draws them.
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]"
)

# Every blank but the ideographic one (U+3000) and the one that holds together (U+00A0).
_BLANK = re.compile("[\t\u1680\u2000-\u200a\u202f\u205f]")

_MARKED = re.compile(r"[^\W_][\u0300-\u036f]+")
_RADICAL = re.compile("[\u2f00-\u2fd5]")


@lru_cache(maxsize=512)
def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a stored text, without empty ones and without blanks at either end.

    Characters without ink (controls, joiners, variation selectors) are left out.  Kangxi
    radicals, which come from copying out of badly made PDFs, become the ideograph that they
    stand for; a letter and its accents become one character.  Anything else stays verbatim.
    """
    return tuple(p for p in (_plain(part) for part in _BREAKS.split(text)) if p)


def one_line(text: str) -> str:
    """The whole text as one paragraph, for titles and table cells of one line."""
    return " ".join(paragraphs(text))


def _plain(text: str) -> str:
    text = _BLANK.sub(" ", _INVISIBLE.sub("", text))
    text = _RADICAL.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    return _MARKED.sub(lambda m: unicodedata.normalize("NFC", m[0]), text).strip(" \u3000\u00a0")
