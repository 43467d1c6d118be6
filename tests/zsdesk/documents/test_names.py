"""Any name through record, dossier and pdftotext: it comes out as it is stored, or it is refused by its characters."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import PASSPHRASE
from tests.zsdesk.documents.test_brief import bare
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.documents.editable import render as word
from zsdesk.documents.papers import Means
from zsdesk.documents.text import paragraphs
from zsdesk.errors import Invalid, Refused
from zsdesk.kinds import Person
from zsdesk.queries.papers import content

# GB 18030 in its planes, Guizhou's own rare characters, Latin with accents, marks, emoji, what nobody assigned.
_BLOCKS = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x3400, max_codepoint=0x4DBF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x323AF),
    st.characters(min_codepoint=0x20, max_codepoint=0x24F),
    st.characters(min_codepoint=0x2000, max_codepoint=0x33FF),
    st.characters(min_codepoint=0xE000, max_codepoint=0xFFFD),
    st.characters(min_codepoint=0x1F300, max_codepoint=0x1FAFF),
    st.sampled_from("㵲䶮𬱖𪩘𠮷𫖯龘靐齉爩㙍"),
)
_NAMES = st.text(_BLOCKS, min_size=1, max_size=24)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Desk.create(tmp_path_factory.mktemp("names") / "desk", passphrase=PASSPHRASE) as made:
        yield made


def made(desk: Desk, name: str, person: str) -> tuple[str, str, bytes] | Refused:
    """A project of that name with a negotiation, and its dossier; or why there is none."""
    try:
        project = desk.do(records.create, "project", {"name": name, "lead_unit": person}).result
        talk = {"project": project, "topics": name, "attendees": (Person(person, "局长", "投促局", "ours"),)}
        talk_id = desk.do(records.create, "negotiation", talk).result
        return project, talk_id, desk.paper("dossier", project)
    except Refused as refused:
        return refused


@settings(max_examples=25)
@given(name=_NAMES, person=_NAMES)
@example(name="㵲阳河、𬱖水流域（一期）", person="陈䶮")
@example(name="Café Müller—Ⅱ期·№3", person="O’Neill, Zoë")
@example(name="🚀发射场", person="王㵲")
@example(name="造字\ue000", person="李")
@example(name="\u200b", person="\ufe0f")
@example(name="a\u0301e\u0301", person="の仲間")
def test_a_name_comes_out_as_stored_or_is_refused(desk: Desk, name: str, person: str) -> None:
    data = made(desk, name, person)
    if isinstance(data, Refused):
        # No value of its kind, or the characters that no font prints by their numbers.
        assert isinstance(data, Invalid) or "U+" in str(data), data
        return
    project, talk_id, data = data
    done = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True)
    assert not done.stderr
    text = bare(done.stdout.decode())
    said = desk.read(content, "dossier", project)
    for stored in (said.title, said.unit):
        for part in paragraphs(stored):
            assert bare(part) in text, (stored, part)
    assert word("minutes", desk.read(content, "minutes", talk_id), Means()).startswith(b"PK")
