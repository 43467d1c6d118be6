"""A field is declared once, on its record; everything else reads the declaration.

``field(kind, label, …)`` is a SQLAlchemy column that knows its kind; ``fields(Lead)`` reads the
declarations back, in order.  Form, table, command line, search index, change log, wire and PDF
labels all derive from them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, ClassVar, Literal, cast

from sqlalchemy import BigInteger, Double, Index, MetaData, String, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from zsdesk.errors import NotFound
from zsdesk.kinds import Choice, Flag, Instant, Kind, LongText, Money, MoneyKind, Packed, Region
from zsdesk.kinds import Text as TextKind
from zsdesk.words import label as translated

Search = Literal["title", "text"] | None

_COLUMN_TYPES: dict[str, type[TypeEngine[Any]]] = {"text": Text, "int": BigInteger, "float": Double}


class PackedType(TypeDecorator[Any]):
    """A column that holds ``kind.pack(value)``."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Kind[Any]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(_COLUMN_TYPES[self.kind.storage]())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Packed | None:
        return None if value is None else self.kind.pack(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.kind.recall(value)


@dataclass(frozen=True)
class Field:
    """The declaration of one field.

    ``required`` means complete enough to submit (a draft always saves); ``group`` names fields that
    move together in a merge; ``search`` says whether it names the record or is text of it;
    ``internal`` is never shown to a visitor; ``hidden`` is in no form; ``server`` is set by the
    province only; ``by_act`` is set by an act of its own, which keeps its rule, and is not typed.
    """

    name: str
    kind: Kind[Any]
    chinese: str
    required: bool = False
    group: str = ""
    search: Search = None
    internal: bool = False
    hidden: bool = False
    server: bool = False
    by_act: bool = False

    @property
    def label(self) -> str:
        """The label in the language in force."""
        return translated(self.chinese)

    def pack(self, value: Any) -> Packed | None:
        """The packed value; ``None`` stays ``None``."""
        return None if value is None else self.kind.pack(value)

    def unpack(self, packed: object) -> Any:
        """The value of a packed scalar; ``Invalid`` where it is none."""
        return None if packed is None else self.kind.unpack(packed)

    def show(self, value: Any) -> str:
        """The value for reading, or an empty text."""
        return "" if value is None else self.kind.show(value)


def field(
    kind: Kind[Any],
    label: str,
    *,
    required: bool = False,
    group: str = "",
    search: Search = None,
    internal: bool = False,
    hidden: bool = False,
    server: bool = False,
    by_act: bool = False,
    index: bool = False,
) -> MappedColumn[Any]:
    """Declare a field: ``title: Mapped[str | None] = field(Text(), "线索名称", required=True)``.

    ``index`` where a screen sorts or looks up by it.
    """
    declared = Field("", kind, label, required, group, search, internal, hidden, server, by_act)
    return mapped_column(PackedType(kind), nullable=True, info={"field": declared, "sorted": index})


class Base(DeclarativeBase):
    """What every table of records shares: one metadata for desk and server."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


SECRECY = Choice(("public", "公开"), ("internal", "内部"), ("sensitive", "敏感"))


class Record(Base):
    """A record of any type: what all of them have, beside the fields of their own.

    ``version``, ``stamps``, ``updated_at`` and ``extra`` belong to sync: the server's version, who set
    which field in which version and when, the time of the last change, and fields that only a newer
    program knows.
    """

    __abstract__ = True

    type_name: ClassVar[str]
    type_label: ClassVar[str]
    title_field: ClassVar[str] = "name"
    number_prefix: ClassVar[str] = ""
    belongs_to: ClassVar[tuple[str, ...]] = ()
    """The references to what the record is part of, nearest first: it stands on that record's page and takes
    its region and secrecy."""
    registered: ClassVar[bool] = False
    """Whether a record is an entry in a register: made once by an act of its own, never changed or deleted."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True, sort_order=-20)
    version: Mapped[int] = mapped_column(BigInteger, default=0, sort_order=-19)
    updated_at: Mapped[int] = mapped_column(BigInteger, default=0, sort_order=-18)
    stamps: Mapped[str] = mapped_column(Text, default="[]", sort_order=-17)
    extra: Mapped[str] = mapped_column(Text, default="{}", sort_order=-16)

    number: Mapped[str | None] = field(TextKind(), "编号", server=True, search="title")
    region_code: Mapped[str | None] = field(Region(), "所属地区", required=True, index=True)
    owner: Mapped[str | None] = field(TextKind(), "负责人")
    secrecy: Mapped[str | None] = field(SECRECY, "密级")
    created_at: Mapped[Any] = field(Instant(), "登记时间", hidden=True)
    deleted_at: Mapped[Any] = field(Instant(), "删除时间", hidden=True)
    pinyin: Mapped[str | None] = field(LongText(), "拼音", hidden=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        for name, value in list(vars(cls).items()):
            if isinstance(value, MappedColumn) and isinstance(_declared(value).kind, MoneyKind):
                # The sum in 元, so that lists can sort and add: derived, never logged, never sent.
                summed = mapped_column(BigInteger, nullable=True, sort_order=90, info=value.column.info)
                setattr(cls, f"{name}_yuan", summed)
        super().__init_subclass__(**kwargs)
        _declare_indexes(cls)

    @property
    def heading(self) -> str:
        """The record's name in lists, or its type where it has none yet."""
        field = field_of(type(self), self.title_field)
        return field.show(getattr(self, self.title_field)) or translated(self.type_label)


def _declare_indexes(record: type[Record]) -> None:
    """What the screens sort by, of rows that are not deleted, with the id: lists read no table pages.

    The province says the same to PostgreSQL (``zsdesk.server.tables``): here it would load that dialect,
    which no desk needs, at every start.
    """
    table = cast("Table", record.__table__)
    live = table.c.deleted_at.is_(None)
    where: dict[str, Any] = {"sqlite_where": live}
    Index(f"ix_{table.name}_live", table.c.id, **where)
    for column in table.columns:
        summed = column.key.endswith("_yuan")
        if column.key == "updated_at" or (column.info.get("sorted") and (summed or not _is_money(column))):
            Index(f"ix_{table.name}_{column.key}", column, table.c.id, **where)


def _is_money(column: Any) -> bool:
    declared = column.info.get("field")
    return declared is not None and isinstance(declared.kind, MoneyKind)


def _declared(column: MappedColumn[Any]) -> Field:
    declared: Field = column.column.info["field"]
    return declared


@cache
def fields(record: type[Record]) -> tuple[Field, ...]:
    """The fields of a record type: its own in order of declaration, then those that all records have."""
    own: list[Field] = []
    common: list[Field] = []
    shared = set(vars(Record))
    for column in record.__table__.columns:
        declared = column.info.get("field")
        if declared is not None and not column.key.endswith("_yuan"):
            group = declared.group or column.key
            if column.key == "pinyin":
                group = record.title_field
            made = replace(declared, name=column.key, group=group)
            (common if column.key in shared else own).append(made)
    return (*own, *common)


@cache
def _by_name(record: type[Record]) -> dict[str, Field]:
    return {declared.name: declared for declared in fields(record)}


def field_of(record: type[Record], name: str) -> Field:
    """The field called ``name``; ``NotFound`` naming those that exist."""
    try:
        return _by_name(record)[name]
    except KeyError:
        known = ", ".join(f.name for f in fields(record) if not f.hidden)
        raise NotFound("{type} has no field “{name}”. Its fields are: {known}.",
                       type=record.type_name, name=name, known=known) from None  # fmt: skip


@cache
def group_of(record: type[Record], name: str) -> tuple[str, ...]:
    """The names of the fields that move together with ``name``, itself among them."""
    group = field_of(record, name).group
    return tuple(f.name for f in fields(record) if f.group == group)


@cache
def money_fields(record: type[Record]) -> tuple[Field, ...]:
    """The fields of money, each of which has a derived ``…_yuan`` column."""
    return tuple(f for f in fields(record) if isinstance(f.kind, MoneyKind))


def derived(record: type[Record], packed: dict[str, Packed | None]) -> dict[str, int | None]:
    """The derived columns of a packed row: computed on desk and server alike, never sent."""
    return {f"{money.name}_yuan": yuan(money, packed.get(money.name)) for money in money_fields(record)}


def yuan(money: Field, packed: object) -> int | None:
    """The sum in 元 of a packed amount; ``None`` for none, and for a foreign one without a rate."""
    if packed is None:
        return None
    if isinstance(packed, str) and packed.isascii() and packed.isdigit():
        return int(packed)  # 元 lie in the store as they are
    value: Money = money.unpack(packed)
    return value.yuan


def is_long(declared: Field) -> bool:
    """Whether the field is paragraphs of text, which merge line by line."""
    return isinstance(declared.kind, LongText) and not declared.hidden


def is_flag(declared: Field) -> bool:
    """Whether the field is a yes or no."""
    return isinstance(declared.kind, Flag)
