"""Files handed out of the sealed store, for other programs to open: private copies, gone when we go."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

from zsdesk.desk import Desk
from zsdesk.errors import Refused

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def fit_name(name: str) -> str:
    """A name that every file system takes: without separators, at most 120 characters."""
    cleaned = _UNFIT.sub("_", name).strip(" .") or "file"
    if len(cleaned) <= 120:
        return cleaned
    suffix = Path(cleaned).suffix[:12]
    return cleaned[: 120 - len(suffix)] + suffix


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="zsdesk-"))  # readable by this user only
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def read_file(desk: Desk, sha256: str) -> bytes:
    """The bytes of a file."""
    return desk.blob(sha256)


def hand_out(desk: Desk, sha256: str, name: str) -> Path:
    """A copy under the file's own name, in a folder of its own."""
    path = _folder() / sha256[:16] / fit_name(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(desk.blob(sha256))
    return path


def handed_out(name: str, data: bytes) -> Path:
    """A file that is not in the store, under its own name, in a folder of its own."""
    path = _folder() / sha256(data).hexdigest()[:16] / fit_name(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def copy_to(desk: Desk, sha256: str, path: Path) -> Path:
    """A copy at ``path``."""
    return written(path, desk.blob(sha256))


def written(path: Path, data: bytes) -> Path:
    """Write bytes where the officer chose, or say why that cannot be."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Refused("“{path}” cannot be written ({why}). Choose another folder.",
                      path=path, why=error.strerror or error) from None  # fmt: skip
    return path
