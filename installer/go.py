"""Set zsdesk up in this checkout, and run it: ``python3 installer/go.py demo`` or ``… test``.

Needs Python 3.11 or later and nothing else.  It makes a virtual environment in ``.venv``, installs the
pinned packages, on Debian and Ubuntu the libraries that Qt needs where they are missing (asking sudo
where it is not root), and then runs what was asked for:

    demo [ARGUMENTS]   the main job: a province and two desks on this machine
    test [ARGUMENTS]   linters, type checker, and all tests
    run  [ARGUMENTS]   zsdesk itself
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
QT = (
    "libegl1", "libgl1", "libxkbcommon0", "libxkbcommon-x11-0", "libdbus-1-3", "libfontconfig1", "libxcb-cursor0",
    "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0", "libxcb-shape0",
    "libxcb-xinerama0", "libxcb-xkb1",
)  # fmt: skip
TOOLS = (
    "poppler-utils", "qpdf", "zbar-tools", "imagemagick", "git", "xvfb", "openbox", "xdotool", "xclip", "dbus",
    "at-spi2-core", "libnss3-tools",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Set up, run; the exit status of what was run."""
    what = arguments[0] if arguments else ""
    if what not in ("demo", "test", "run"):
        print(__doc__)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036  this file is what an older Python is started with
        print("Python 3.11 or later is needed; this is", sys.version.split()[0])
        return 1
    system_libraries((*QT, *TOOLS) if what == "test" else QT)
    environment("test" if what == "test" else "")
    rest = arguments[1:]
    if what == "test":
        return check(rest)
    zsdesk = [str(PYTHON), "-m", "zsdesk"]
    return subprocess.call([*zsdesk, *(["demo"] if what == "demo" else []), *rest], cwd=ROOT)


def system_libraries(names: tuple[str, ...]) -> None:
    """On Debian and Ubuntu, install what is missing; elsewhere the system's Qt needs nothing more."""
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Abbrev}${binary:Package}\n", *names],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    there = {line[3:].strip().split(":")[0] for line in shown.splitlines() if line.startswith("ii")}
    missing = [name for name in names if name not in there]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            raise SystemExit("These libraries are missing; install them as root:\n  " + " ".join(install))
        install = ["sudo", *install]
    print("Installing", ", ".join(missing), flush=True)
    update = [*install[: install.index("apt-get")], "apt-get", "update", "-q"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(update, check=False, env=quiet, stdout=subprocess.DEVNULL)
    if subprocess.run(install, check=False, env=quiet, stdout=subprocess.DEVNULL).returncode:
        raise SystemExit("The libraries could not be installed; do it by hand:\n  " + " ".join(install))


def environment(extra: str) -> None:
    """The virtual environment with the pinned packages; made once, and again when the pins change."""
    stamp = VENV / f"installed-{extra or 'run'}"
    pins = (ROOT / "installer" / "constraints.txt").read_text() + (ROOT / "pyproject.toml").read_text()
    if stamp.exists() and stamp.read_text() == pins:
        return
    if not PYTHON.exists():
        print("Making a virtual environment in", VENV, flush=True)
        try:
            venv.create(VENV, with_pip=True)
        except subprocess.CalledProcessError:
            hint = "Python's venv is incomplete; on Debian and Ubuntu: apt-get install python3-venv"
            raise SystemExit(hint) from None
    print("Installing the packages (a minute or two the first time)", flush=True)
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    subprocess.run(
        [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check",
         "-c", str(ROOT / "installer" / "constraints.txt"), "-e", target],
        check=True,
    )  # fmt: skip
    stamp.write_text(pins)


def check(arguments: list[str]) -> int:
    """Linters, types, imports and tests; arguments go to pytest."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    steps = [] if arguments else [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
    ]  # fmt: skip
    failed = [step[0] for step in steps if subprocess.call([str(BIN / step[0]), *step[1:]], cwd=ROOT, env=env)]
    pytest = [str(PYTHON), "-m", "pytest"]
    # A real window on a busy machine is late, and its clicks go astray: those tests run by themselves.
    window = str(ROOT / "tests" / "e2e")
    together = [*pytest, "-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile", f"--ignore={window}",
                "--durations=25", "--durations-min=3"]  # fmt: skip
    for tests in [[*pytest, *arguments]] if arguments else [[*pytest, window], together]:
        if subprocess.call(tests, cwd=ROOT, env=env):
            failed.append("pytest")
    if failed:
        print("failed:", ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
