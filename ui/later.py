"""Functions of modules that load the records: named now, imported on the data thread when they run."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def call(desk: Any, module: str, name: str, *args: Any) -> Any:
    """``name(desk, *args)`` of a module: for ``Work.ask``, where the first paint must not wait for the import."""
    return getattr(import_module(module), name)(desk, *args)
