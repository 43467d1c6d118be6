"""What a deed is: a button of a record that asks a few values and runs one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from zsdesk.fields import Field, field_of
from zsdesk.kinds import Kind
from zsdesk.records import record_type

if TYPE_CHECKING:
    from ui.sources import Page
    from zsdesk.desk import Desk, Done

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A value that a deed asks for: how it is declared, what stands in it first, what its editor is told."""

    declared: Field
    text: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Deed:
    """``run(desk, id, values)`` does it; ``open_to(page)`` says whether the record is at a point where it can be.

    Words, tip and sentence are English, for ``tr``; the sentence says what will happen.
    """

    name: str
    words: str
    key: str
    tip: str
    sentence: str
    run: Callable[[Desk, str, Values], Done[Any]]
    asked: Callable[[Page], tuple[Asked, ...]] = lambda _page: ()
    open_to: Callable[[Page], bool] = lambda _page: True
    saves: str = ""
    """The ending of a file that is written: where to is asked first, and given to ``run`` as ``path``."""
    opens: str = ""
    """The endings of a file that is read: which is asked first, and given to ``run`` as ``path``."""
    foretells: Callable[..., str] | None = None
    """``foretells(desk, values, id=id)``: what it will come to with the values typed so far, on the data thread."""
    tells: Callable[[Any], str] | None = None
    """What to say of the result, where it must be read before going on."""


def of_field(type_name: str, name: str, text: str = "", *, required: bool = False, **options: Any) -> Asked:
    """A field of a record, as it is declared there."""
    return Asked(replace(field_of(record_type(type_name), name), required=required), text, options)


def value(name: str, kind: Kind[Any], chinese: str, text: str = "", *, required: bool = True, **options: Any) -> Asked:
    """A value that is no field of a record."""
    return Asked(Field(name, kind, chinese, required=required), text, options)
