"""The program's words: English in the code, Chinese in ``resources/translations``.

``tr("…")`` gives a sentence in the language in force (``zh_CN`` unless set otherwise).
Labels of fields and choices are declared in Chinese beside the field; ``label`` gives their
English from the same folder.  A test holds that no string is missing and none is unused.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

import resources

LANGUAGES = ("zh_CN", "en")

_language = "zh_CN"
_spoken: ContextVar[str] = ContextVar("spoken", default="")
"""The language of a piece of work, where it is not that of the program; each thread has its own."""


def set_language(code: str) -> None:
    """Speak ``code`` (one of ``LANGUAGES``) from now on; anything else falls back to Chinese."""
    global _language
    _language = code if code in LANGUAGES else "zh_CN"


def language() -> str:
    """The language in force."""
    return _spoken.get() or _language


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak ``code`` inside, whatever the officer reads the program in: official papers are Chinese."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def language_from_environment() -> str | None:
    """``ZSDESK_LANG`` where it names a language that the program speaks."""
    wanted = os.environ.get("ZSDESK_LANG", "")
    return wanted if wanted in LANGUAGES else None


@cache
def catalogue(name: str) -> dict[str, str]:
    """The translations of one file of ``resources/translations`` (``zh_CN`` or ``labels_en``)."""
    raw = resources.path("translations", f"{name}.json").read_bytes()
    texts: dict[str, str] = json.loads(raw)  # not msgspec: the first paint would wait for its import
    return texts


def tr(text: str, /, **values: object) -> str:
    """``text`` in the language in force, its ``{places}`` filled from ``values``."""
    if language() == "zh_CN":
        text = catalogue("zh_CN").get(text, text)
    elif any(str(value) == "1" for value in values.values()):
        text = _COUNTED.sub(lambda found: _singular(found, values), text)
    return text.format(**values) if values else text


_COUNTED = re.compile(r"\{(\w+)\} (\w{3,}s)\b( are| were| have| wait| go| change)?")
"""In an English sentence: a number, the noun that it counts, and the verb where that follows at once."""
_OF_ONE = {" are": " is", " were": " was", " have": " has", " wait": " waits", " go": " goes", " change": " changes"}


def _singular(found: re.Match[str], values: Mapping[str, object]) -> str:
    """``1 lead`` and not ``1 leads``."""
    name, noun, verb = found[1], found[2], found[3] or ""
    if str(values.get(name)) != "1" or noun in ("was", "has"):
        return found[0]
    one = f"{noun[:-3]}y" if noun.endswith("ies") else noun[:-1]
    return f"{{{name}}} {one}{_OF_ONE.get(verb, verb)}"


def label(chinese: str) -> str:
    """A declared Chinese label in the language in force."""
    if language() == "zh_CN":
        return chinese
    return catalogue("labels_en").get(chinese, chinese)
