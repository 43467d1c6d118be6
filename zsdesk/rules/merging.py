"""What is chosen where one enterprise was entered twice."""

from __future__ import annotations

from zsdesk.fields import Field, Record, fields
from zsdesk.kinds import AnyRef, Ref, Refs, Tags, Texts
from zsdesk.records import Company, Conflict, Quarantine


def mergeable() -> tuple[Field, ...]:
    """The fields of which one side is chosen."""
    apart = ("merged_into", "region_code", "owner", "secrecy")
    return tuple(f for f in fields(Company) if not (f.hidden or f.server) and f.name not in apart)


def has_both(declared: Field) -> bool:
    """Whether the field is a list, which has in the end what either entry had."""
    return isinstance(declared.kind, Tags | Texts)


def pointing(kind: type[Record]) -> tuple[Field, ...]:
    """The fields of a type that name an enterprise and follow it; registers keep what was entered."""
    if kind in (Conflict, Quarantine) or kind.registered:
        return ()
    return tuple(
        f for f in fields(kind)
        if isinstance(f.kind, AnyRef) or (isinstance(f.kind, Ref | Refs) and f.kind.to == Company.type_name)
    )  # fmt: skip
