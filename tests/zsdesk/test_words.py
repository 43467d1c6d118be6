"""No sentence without its translation, and no translation without its sentence."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

import ui
import zsdesk
from zsdesk import errors, words
from zsdesk.errors import Invalid, Problems, ZsdeskError
from zsdesk.fields import fields
from zsdesk.kinds import Choice, Kind, Rows, Tags
from zsdesk.records import TYPES
from zsdesk.records.choices import industries

ROOTS = [Path(module.__file__ or "").parent for module in (zsdesk, ui)]
SPEAKING = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, ZsdeskError)}
"""The errors whose first argument is a template."""

IN_ONE_TONGUE = {"{problems}", "{why}"}
"""Templates that hold nothing but what was said elsewhere."""


def _sources() -> Iterator[tuple[Path, ast.AST]]:
    for root in ROOTS:
        for path in sorted(root.rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _literals(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be: a literal, either branch of a choice, any entry of a table."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _literals(one)
            yield from _literals(other)
        case ast.Subscript(value=ast.Dict(values=values)):
            for value in values:
                yield from _literals(value)


def _first_arguments(*callees: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, tree in _sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in callees and node.args:
                for text in _literals(node.args[0]):
                    found.setdefault(text, f"{path.name}:{node.lineno}")
    return found


def _places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


SENTENCES = {
    text: where for text, where in _first_arguments("tr", *SPEAKING).items() if text not in IN_ONE_TONGUE and text
}
CHINESE = words.catalogue("zh_CN")


def test_every_sentence_speaks_chinese() -> None:
    assert {text: where for text, where in SENTENCES.items() if text not in CHINESE} == {}


def _constants() -> set[str]:
    """Every text in the sources: a table of sentences is spoken by whoever reads it."""
    return {
        node.value
        for _, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_translation_is_left_over() -> None:
    assert sorted(set(CHINESE) - set(SENTENCES) - _constants()) == []


@pytest.mark.parametrize("catalogue", ["zh_CN", "labels_en"])
def test_translations_have_the_same_places(catalogue: str) -> None:
    wrong = {k: v for k, v in words.catalogue(catalogue).items() if _places(k) != _places(v) or not v.strip()}
    assert wrong == {}


@pytest.mark.parametrize("catalogue", ["zh_CN", "labels_en"])
def test_no_translation_is_given_twice(catalogue: str) -> None:
    seen: list[str] = []

    def pairs(found: list[tuple[str, str]]) -> dict[str, str]:
        seen.extend(key for key, _ in found)
        return dict(found)

    json.loads(
        files("resources").joinpath("translations", f"{catalogue}.json").read_text("utf-8"), object_pairs_hook=pairs
    )
    assert len(seen) == len(set(seen))


def test_chinese_sentences_are_chinese() -> None:
    def speaks(template: str) -> bool:
        return any(c.isalpha() for literal, *_ in Formatter().parse(template) for c in literal)

    assert [text for text, chinese in CHINESE.items() if chinese == text and speaks(text)] == []


# -- labels ----------------------------------------------------------------------------------------


def _labels_of_kind(kind: Kind[object]) -> Iterator[str]:
    # Regions are proper names, and the industries of GB/T 4754 have no English of ours: both stay Chinese.
    if isinstance(kind, Choice | Tags) and kind is not industries():
        yield from (option.label for option in kind.options)
    if isinstance(kind, Rows):
        for column in kind.columns:
            yield column.label
            yield from _labels_of_kind(column.kind)


def _labels() -> set[str]:
    found: set[str] = set()
    for record in TYPES:
        found.add(record.type_label)
        for declared in fields(record):
            found.add(declared.chinese)
            found.update(_labels_of_kind(declared.kind))
    return found | set(_first_arguments("label"))


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def test_every_label_speaks_english() -> None:
    assert sorted(text for text in _labels() if _is_chinese(text) and text not in words.catalogue("labels_en")) == []


def test_no_label_is_left_over() -> None:
    assert sorted(set(words.catalogue("labels_en")) - _labels() - _constants()) == []


# -- the language in force -------------------------------------------------------------------------


def test_a_sentence_follows_the_language() -> None:
    error = Invalid("“{text}” is neither 是 nor 否.", text="也许")
    assert str(error) == "“也许”既不是“是”，也不是“否”。"
    words.set_language("en")
    assert str(error) == "“也许” is neither 是 nor 否."
    words.set_language("xx")
    assert words.language() == "zh_CN"


@pytest.mark.parametrize(("sentence", "values", "said"), [
    ("{n} leads", {"n": "1"}, "1 lead"),
    ("{n} leads", {"n": 21}, "21 leads"),
    ("{n} companies", {"n": 1}, "1 company"),
    ("{n} matters wait", {"n": 1}, "1 matter waits"),
    ("{n} changes came in, {m} of them where you changed the same.", {"n": 1, "m": 1},
     "1 change came in, 1 of them where you changed the same."),
    ("in {days} days", {"days": 1}, "in 1 day"),
])  # fmt: skip
def test_one_is_not_many(sentence: str, values: dict[str, object], said: str) -> None:
    words.set_language("en")
    assert words.tr(sentence, **values) == said


def test_a_label_follows_the_language() -> None:
    assert words.label("企业名称") == "企业名称"
    words.set_language("en")
    assert words.label("企业名称") != "企业名称"


def test_values_with_braces_are_left_alone() -> None:
    assert "{x}" in str(Invalid("“{text}” is neither 是 nor 否.", text="{x}"))
    assert str(Problems({"a": "{b}"})) == "a: {b}"


def test_every_sentence_can_be_said() -> None:
    """No template has a place that ``format`` cannot fill."""
    for template in (*SENTENCES, *CHINESE.values()):
        names = _places(template)
        assert all(name.isidentifier() for name in names), template
