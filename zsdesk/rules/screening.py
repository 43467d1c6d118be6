"""The fair-competition screen: promises of a government held against the wordings of the catalogue.

公平竞争审查条例 (State Council Decree 783, in force since 2024-08-01).  The screen is advice: whoever
decides otherwise says so beside it, and it stays.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from zsdesk.catalogue import Catalogue, Term
from zsdesk.kinds.base import half_width

_CLAUSES = re.compile(r"[。；;！!？?\n]+")
_SPACE = re.compile(r"[\s“”\"'‘’]+")
_COMMA = re.compile(r"[，,、：:]")
REACH = 6
"""Characters before a wording in which a denial belongs to it; one farther off is about something else."""
WORSE = {"pass": 0, "doubt": 1, "banned": 2}


class Finding(NamedTuple):
    """A wording that was found: in which sentence, what it means, and by which clause."""

    term: Term
    sentence: str
    words: str


class Screen(NamedTuple):
    """What the screen says: ``pass``, ``doubt`` or ``banned``, with what it was found by."""

    verdict: str
    findings: tuple[Finding, ...]

    @property
    def clause(self) -> str:
        """The clauses, one a line, each with the words that were found."""
        return "\n".join(dict.fromkeys(f"{f.term.clause}（“{f.words}”）" for f in self.findings))


def screen(catalogue: Catalogue, text: str) -> Screen:
    """Look for the wordings, sentence by sentence."""
    found: list[Finding] = []
    for sentence in _CLAUSES.split(text):
        plain = _SPACE.sub("", half_width(sentence))
        for term in catalogue.term:
            if (words := _match(term, plain)) is not None:
                found.append(Finding(term, sentence.strip(), words))
    verdict = max((f.term.verdict for f in found), key=lambda v: WORSE[v], default="pass")
    return Screen(verdict, tuple(found))


def _match(term: Term, plain: str) -> str | None:
    beside = next((w for w in term.with_words if w in plain), "")
    if term.with_words and not beside:
        return None
    for word in term.words:
        for at in _places(plain, word):
            first = min(at, plain.index(beside)) if beside else at
            if not _denied(term, plain, at) and not _denied(term, plain, first):
                return f"{beside}…{word}" if beside else word
    return None


def _places(plain: str, word: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(word), plain)]


def _denied(term: Term, plain: str, at: int) -> bool:
    """Whether what stands just before says that it is not promised: 不予, 不得."""
    before = _COMMA.split(plain[max(0, at - REACH) : at])[-1]
    return any(word in before for word in term.unless)


def effective(catalogue: Catalogue, text: str, screened: str, override: str) -> str:
    """What holds for a promise: a person's word, else the worse of what was screened and what its words say now."""
    if override:
        return override
    return max(screened or "pass", screen(catalogue, text).verdict, key=lambda v: WORSE[v])
