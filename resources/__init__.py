"""Fonts, icons, translations, reference data, manual and sample data."""

from pathlib import Path


def path(*parts: str) -> Path:
    """A resource on the disk.  Installed packages are folders; ``importlib.resources`` would cost the
    first paint of the window eight milliseconds."""
    return Path(__file__).parent.joinpath(*parts)
