"""Sentences in the language that the desk asked for; the process itself serves several at once."""

from __future__ import annotations

from typing import NamedTuple

from zsdesk.errors import ZsdeskError
from zsdesk.words import catalogue


class Speech(NamedTuple):
    """One of the program's languages, for one request."""

    language: str = "zh_CN"

    def say(self, text: str, /, **values: object) -> str:
        """An English template in the language, its places filled; ``field`` is a declared Chinese label."""
        if self.language == "zh_CN":
            text = catalogue("zh_CN").get(text, text)
        elif "field" in values:
            label = str(values["field"])
            values["field"] = catalogue("labels_en").get(label, label)
        filled = {name: self.error(v) if isinstance(v, ZsdeskError) else v for name, v in values.items()}
        return text.format(**filled) if filled else text

    def error(self, error: ZsdeskError) -> str:
        """The sentence of an error."""
        return self.say(error.text, **error.values)


def speech_of(accept_language: str) -> Speech:
    """The language of an ``Accept-Language`` header: English where it comes first, else Chinese."""
    return Speech("en") if accept_language.strip().lower().startswith("en") else Speech()
