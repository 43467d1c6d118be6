"""The reference data that the program ships: regions, industries, the article's projects."""

from __future__ import annotations

import csv
import io
from importlib.resources import files


def table(name: str) -> list[dict[str, str]]:
    """The rows of ``resources/data/<name>.csv``, by column name."""
    text = files("resources").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))
