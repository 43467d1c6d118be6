"""Whose side is whose in a conflict record."""

from __future__ import annotations

from typing import Any

import msgspec

from zsdesk.records import Conflict


def is_mine(conflict: Conflict, *, device: str, user: str) -> bool:
    """Whether “mine” is the later value, which the conflict offers, rather than the one that was kept.

    It is for the device that offered it and for everyone who wrote neither; for the author of the
    value that was kept, that one is “mine”.
    """
    return conflict.offered_device == device or conflict.kept_by != user


def sides(conflict: Conflict, *, device: str, user: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Packed fields of (mine, theirs) as the officer ``user`` at ``device`` sees them."""
    kept = msgspec.json.decode(conflict.kept or "{}")
    offered = msgspec.json.decode(conflict.offered or "{}")
    return (offered, kept) if is_mine(conflict, device=device, user=user) else (kept, offered)
