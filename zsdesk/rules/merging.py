"""What is chosen where one enterprise was entered twice."""

from __future__ import annotations

from zsdesk.fields import Field, fields
from zsdesk.records import Company


def mergeable() -> tuple[Field, ...]:
    """The fields of which one side is chosen."""
    apart = ("merged_into", "region_code", "owner", "secrecy")
    return tuple(f for f in fields(Company) if not (f.hidden or f.server) and f.name not in apart)
