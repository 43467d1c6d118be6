"""The readings of Chinese characters, loaded so that the window goes on meanwhile."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

SLICE = 40_000
"""Characters of the table that are read at once: a millisecond."""


def reader() -> Callable[[str], list[str]]:
    """What gives the syllables of a text."""
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")  # the tables are not changed: one copy of each
    if "pypinyin.phrases_dict" not in sys.modules and (phrases := _phrases()):
        made: Any = ModuleType("pypinyin.phrases_dict")
        made.phrases_dict = phrases
        sys.modules[made.__name__] = made
    from pypinyin import lazy_pinyin

    return lazy_pinyin


def _phrases() -> dict[str, list[list[str]]]:
    """The library's table of phrases; nothing where it is not written as expected, and the library reads it itself.

    Read whole, the interpreter is held for a tenth of a second and the table takes 40 MB; each syllable needs to be
    there once only.
    """
    found = find_spec("pypinyin")
    folders = (found.submodule_search_locations if found else None) or ()
    known: dict[tuple[str, ...], list[str]] = {}
    phrases: dict[str, list[list[str]]] = {}
    try:
        for folder in folders:
            for part in _slices((Path(folder) / "phrases_dict.json").read_text("utf-8")):
                for phrase, syllables in json.loads(part).items():
                    phrases[phrase] = [known.setdefault(tuple(one), one) for one in syllables]
                time.sleep(0.0005)  # whoever waits for the interpreter has it now
    except (OSError, ValueError, TypeError):
        return {}
    return phrases


def _slices(text: str) -> Iterator[str]:
    """A JSON object of lists, a line an item, as objects of some of its members each."""
    start, end = text.index('"'), text.rindex("]") + 1
    while start < end:
        cut = text.find('],\n"', start + SLICE)
        stop = cut + 1 if cut >= 0 else end
        yield "{" + text[start:stop] + "}"
        start = stop + 2
