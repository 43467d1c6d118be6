"""文书: the register of the papers that were made, each edition entered once and for ever.

The number of the record that a paper is about stands in its QR code, with that record's version and ``stamp``; the
file's own hash is ``digest``: what is signed begins with exactly these bytes.  ``template`` is the number of the
province's template that it was made by, 0 where it was none of the province's.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import AnyRef, Blob, Count, Instant, Target, Text


class Document(Record):
    __tablename__ = "document"
    type_name: ClassVar[str] = "document"
    type_label: ClassVar[str] = "文书"
    registered: ClassVar[bool] = True

    name: Mapped[str | None] = field(Text(), "文书名称", required=True, search="title", by_act=True)
    kind: Mapped[str | None] = field(Text(), "文种", required=True, by_act=True)
    target: Mapped[Target | None] = field(AnyRef(), "所属记录", required=True, index=True, by_act=True)
    target_number: Mapped[str | None] = field(Text(), "记录编号", search="text", by_act=True)
    target_version: Mapped[int | None] = field(Count(), "记录版本", by_act=True)
    edition: Mapped[int | None] = field(Count(), "版次", by_act=True)
    digest: Mapped[str | None] = field(Blob(), "文件SHA-256", required=True, index=True, by_act=True)
    stamp: Mapped[str | None] = field(Blob(), "内容校验值", required=True, by_act=True)
    template: Mapped[int | None] = field(Count(), "模板号", by_act=True)
    made_at: Mapped[datetime | None] = field(Instant(), "制发时间", index=True, by_act=True)
    made_by: Mapped[str | None] = field(Text(), "制发人", by_act=True)
    received_at: Mapped[datetime | None] = field(Instant(), "登记时间（省级）", server=True)
