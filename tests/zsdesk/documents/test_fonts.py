"""Every character has a font, or a refusal by name."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from zsdesk.documents import fonts as module
from zsdesk.documents.fonts import FontSet, Role, load
from zsdesk.errors import Refused

# GB 18030-2022, implementation level 3: the ideographs of Unicode up to extension F.
LEVEL_3 = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B739),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
)


def test_all_ideographs_of_the_standard_can_be_printed(fonts: FontSet):
    fonts.require(chr(c) for low, high in LEVEL_3 for c in range(low, high + 1))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("char", "㵲䶮𬱖镕国A1，。“”—…·①㎡³℃％")
def test_names_and_marks_stay_in_the_face_of_the_role(fonts: FontSet, role: Role, char: str):
    assert fonts.face(role, char).source == fonts.chains[role][0]


@pytest.mark.parametrize("role", list(Role))
def test_every_chain_reaches_the_same_characters(fonts: FontSet, role: Role):
    everything = {name for chain in fonts.chains.values() for name in chain}
    reached = set(fonts.chains[role])
    covered = {c for name in reached for c in TTFont(_path(name), lazy=True).getBestCmap()}
    for name in everything - reached:
        assert set(TTFont(_path(name), lazy=True).getBestCmap()) <= covered, name


def test_rare_characters_fall_back(fonts: FontSet):
    assert fonts.face(Role.TITLE, "𠀀").source == "ZSRareHan-Regular.ttf"
    assert fonts.face(Role.KAI, "㐀").source == "NotoSerifSC-Regular.ttf"


@pytest.mark.parametrize(
    "char",
    ["\U000323af", "🚀", "\ufffd", "\ue000", "\uf6c5", "\U000f0000", chr(0xD800), "\ufdd0", "\uffff", "ا", "א"],
    ids=lambda char: f"{ord(char):X}",
)
def test_what_cannot_be_trusted_is_refused_by_name(fonts: FontSet, char: str):
    for ask in (lambda: fonts.require(["好" + char]), lambda: fonts.face(Role.BODY, char)):
        with pytest.raises(Refused) as caught:
            ask()
        assert f"U+{ord(char):04X}" in caught.value.values["characters"]


def test_a_private_code_is_not_trusted_though_a_font_has_it():
    assert load("DejaVuSans.ttf").has("\uf6c5")  # and is refused above


def test_private_codes_are_told_apart(fonts: FontSet):
    with pytest.raises(Refused) as caught:
        fonts.require(["\ue000\ue001"])
    assert "private code" in caught.value.text
    with pytest.raises(Refused) as caught:
        fonts.require(["\ue000🚀"])
    assert "private code" not in caught.value.text


def test_only_the_first_characters_are_named(fonts: FontSet):
    with pytest.raises(Refused) as caught:
        fonts.require(map(chr, range(0x1F680, 0x1F6A0)))
    assert caught.value.values["characters"].count("U+") == 8


def test_an_empty_outline_is_no_glyph(tmp_path: Path):
    font = _small("国人")
    font["glyf"][font.getBestCmap()[ord("人")]].numberOfContours = 0
    font["glyf"][font.getBestCmap()[ord("人")]].data = b""
    face = load(str(_saved(font, tmp_path / "hollow.ttf")))
    assert face.has("国")
    assert not face.has("人")


def test_the_offices_own_faces_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "deep").mkdir()
    path = _saved(_small("国"), tmp_path / "deep" / "仿宋_GB2312.TTF")
    monkeypatch.setattr(module, "_font_folders", lambda: [tmp_path])
    found = module.installed.__wrapped__()
    assert found.face(Role.BODY, "国").source == str(path)
    assert found.face(Role.BODY, "㵲").source == "NotoSerifSC-Regular.ttf"
    assert found.chains[Role.TITLE] == module.bundled().chains[Role.TITLE]


@pytest.mark.parametrize("bits", [0x0002, 0x0100, 0x0200])
def test_a_face_that_may_not_be_embedded_is_left_alone(bits: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    font = _small("国")
    font["OS/2"].fsType = bits
    _saved(font, tmp_path / "仿宋_GB2312.ttf")
    (tmp_path / "楷体_GB2312.ttf").write_bytes(b"OTTO not a TrueType font")
    monkeypatch.setattr(module, "_font_folders", lambda: [tmp_path])
    assert module.installed.__wrapped__().chains == module.bundled().chains


def _path(name: str) -> str:
    return str(files("resources").joinpath("fonts", name))


def _small(chars: str) -> TTFont:
    font = TTFont(_path("NotoSerifSC-Regular.ttf"))
    subsetter = Subsetter(Options(layout_features=[], drop_tables=["GSUB", "GPOS", "vhea", "vmtx", "BASE", "STAT"]))
    subsetter.populate(text=chars)
    subsetter.subset(font)
    return font


def _saved(font: TTFont, path: Path) -> Path:
    font.save(path)
    return path
