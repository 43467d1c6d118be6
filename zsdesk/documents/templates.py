"""Templates: a province's own headings, their order, its red header and fixed words, in files of YAML.

``resources/templates/KIND.yaml`` is the program's own of each kind and at the same time the schema: a file of the
same name in a desk's ``templates`` folder may change its texts and the order of its chapters, and nothing else.  So
may those that the province published: they come with a sync and lie in ``templates/province`` under their numbers; a
desk's own file goes before them.  No chapter can be left out: a paper does not lose what an auditor looks for.  A file
that is not so is refused with the line and column of what is wrong in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from string import Formatter

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

import resources
from zsdesk.documents import wording
from zsdesk.documents.content import Content, Document
from zsdesk.documents.text import one_line
from zsdesk.errors import Refused
from zsdesk.words import tr

KINDS = ("brief", "minutes", "dossier", "notice", "agenda", "bulletin", "handover", "pack")
COMMON = frozenset(("title", "number", "unit", "day", "secrecy", "name"))
"""What any text of any template may name in braces."""

_OFFERED = {"dossier": frozenset(("coordinates",))}
"""What the texts of a kind may name besides, though the program's own do not."""

_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Template:
    """The words of one kind of paper: ``chapters`` are keys and headings in the order of the paper."""

    kind: str
    name: str
    red_header: str
    title: str
    chapters: tuple[tuple[str, str], ...]
    words: Mapping[str, str]
    number: int = 0
    """Under which the province published it; 0 for the program's own and a desk's."""

    def texts(self) -> Iterator[str]:
        """Every text of the template."""
        yield from (self.name, self.red_header, self.title)
        yield from (heading for _, heading in self.chapters)
        yield from self.words.values()


def load(kind: str, folder: Path | None = None, number: int | None = None) -> Template:
    """The template of a kind: the program's own, changed by the file in ``folder`` where there is one, else by the
    newest that the province published; or by that of a ``number``, where it is kept here (0: none of the province's).
    """
    if folder is None:
        return bundled(kind)
    published = kept(folder, kind) if number != 0 else {}
    own = folder / f"{kind}.yaml"
    if own.exists() and number not in published:
        return read(kind, own)
    if not published:
        return bundled(kind)
    chosen = number if number in published else max(published)
    return replace(read(kind, published[chosen]), number=chosen)


def read(kind: str, path: Path) -> Template:
    """The template of a kind as a file has it; ``Refused`` says where in the file what is wrong."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.", name=path, why=why) from None
    return parsed(kind, text, path.name)


def parsed(kind: str, text: str, name: str) -> Template:
    """The template of a kind out of a text; ``Refused`` says where in it, called ``name``, what is wrong."""
    if kind not in KINDS:
        raise Refused("A template is named after its paper: one of {names}.", names=", ".join(KINDS))
    return _Reader(name, bundled(kind)).template(text)


def kept(folder: Path, kind: str) -> dict[int, Path]:
    """The province's templates of a kind on a desk, by their numbers."""
    found = (folder / "province").glob(f"{kind}-*.yaml")
    return {int(path.stem.removeprefix(f"{kind}-")): path for path in found}


def keep(folder: Path, kind: str, number: int, text: str) -> None:
    """Put a template that the province published beside those before it."""
    path = folder / "province" / f"{kind}-{number}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(text, "utf-8", newline="")
    beside.replace(path)


@cache
def bundled(kind: str) -> Template:
    """The program's own template of a kind."""
    raw = yaml.safe_load(source(kind))
    return Template(
        kind, raw["name"], raw["red_header"], raw["title"], tuple(raw["chapters"].items()), raw.get("words") or {}
    )


def source(kind: str) -> str:
    """The program's own template as a file, to begin a province's from."""
    return resources.path("templates", f"{kind}.yaml").read_text("utf-8")


def text_in_use(kind: str, folder: Path) -> str:
    """The file that :func:`load` reads, or the program's own."""
    own, published = folder / f"{kind}.yaml", kept(folder, kind)
    path = own if own.exists() else published[max(published)] if published else None
    return path.read_text("utf-8-sig") if path else source(kind)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Words of a template with what they name; 待补 for what is empty."""
    return text.format_map({name: one_line(value) or wording.MISSING for name, value in values.items()})


def values_of(content: Content, template: Template) -> dict[str, str]:
    """What the words of a paper may name."""
    day = content.generated
    given = content.values if isinstance(content, Document) else ()
    return {
        "title": content.title, "number": content.number, "unit": content.unit, "secrecy": content.secrecy,
        "day": wording.chinese_day(day.year, day.month, day.day), "name": template.name, **dict(given),
    }  # fmt: skip


class _Wrong(Exception):
    """What is wrong, and where."""

    def __init__(self, node: Node, why: str) -> None:
        super().__init__(why)
        self.line, self.column = node.start_mark.line + 1, node.start_mark.column + 1


class _Reader:
    """Reads one file against the program's own template of the kind."""

    def __init__(self, name: str, own: Template) -> None:
        self.name, self.own = name, own
        self.known = COMMON.union(_OFFERED.get(own.kind, ()), *map(_places, own.texts()))

    def template(self, text: str) -> Template:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
            return self._template(root) if root is not None else self.own
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise self._refusal(line, column, tr("it is not YAML ({problem})", problem=error.problem)) from None
        except yaml.YAMLError:  # a character that YAML does not allow
            raise self._refusal(1, 1, tr("it is not a text of YAML")) from None
        except _Wrong as wrong:
            raise self._refusal(wrong.line, wrong.column, str(wrong)) from None

    def _refusal(self, line: int, column: int, why: str) -> Refused:
        return Refused(
            "The template {file} cannot be used: line {line}, column {column}: {why}. "
            "Correct it there, or delete the file to use the program's own.",
            file=self.name, line=line, column=column, why=why,
        )  # fmt: skip

    def _template(self, root: Node) -> Template:
        made, own = self.own, self.own
        texts: dict[str, str] = {}
        for key, (at, node) in self._entries(root, ("name", "red_header", "title", "chapters", "words")).items():
            if key == "chapters":
                found = self._entries(node, [name for name, _ in own.chapters])
                if missing := [name for name, _ in own.chapters if name not in found]:
                    raise _Wrong(at, tr("these chapters are missing: {names}", names=", ".join(missing)))
                made = replace(made, chapters=tuple((name, self._text(n)) for name, (_, n) in found.items()))
            elif key == "words":
                words = {name: self._text(n) for name, (_, n) in self._entries(node, tuple(own.words)).items()}
                made = replace(made, words={**own.words, **words})
            else:
                texts[key] = self._text(node)
        return replace(
            made, name=texts.get("name", own.name), red_header=texts.get("red_header", own.red_header),
            title=texts.get("title", own.title),
        )  # fmt: skip

    def _entries(self, node: Node, names: Sequence[str]) -> dict[str, tuple[Node, Node]]:
        """The entries of a mapping, each with the place of its key."""
        if not isinstance(node, MappingNode):
            raise _Wrong(node, tr("entries “name: text” are expected here"))
        found: dict[str, tuple[Node, Node]] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode) or key.value not in names:
                shown = key.value if isinstance(key, ScalarNode) else "…"
                raise _Wrong(
                    key, tr("“{key}” is not known here; known are: {names}", key=shown, names=", ".join(names))
                )
            if key.value in found:
                raise _Wrong(key, tr("“{key}” is here twice", key=key.value))
            found[key.value] = (key, value)
        return found

    def _text(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            raise _Wrong(node, tr("a text is expected here; put it in quotation marks where it begins with a brace"))
        text: str = node.value
        if not text.strip() or len(text) > _LONGEST:
            raise _Wrong(node, tr("a text of 1 to {most} characters is expected here", most=_LONGEST))
        try:
            unknown = _places(text) - self.known
        except ValueError:
            raise _Wrong(node, tr("a brace stands alone; write {{ or }} for one that is printed")) from None
        if unknown:
            names = ", ".join(sorted(self.known))
            raise _Wrong(node, tr("nothing is called “{key}”; it can name: {names}", key=min(unknown), names=names))
        return text


def _places(text: str) -> frozenset[str]:
    """The names in braces; ``ValueError`` where a brace stands alone or asks for more than a name."""
    found = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            if not name.isidentifier() or form or conversion:
                raise ValueError(name)
            found.add(name)
    return frozenset(found)
