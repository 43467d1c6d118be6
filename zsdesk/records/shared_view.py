"""共享视图: a list as it was arranged, for all who see its region: what it shows, in which columns."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import LongText, Text


class SharedView(Record):
    __tablename__ = "shared_view"
    type_name: ClassVar[str] = "shared_view"
    type_label: ClassVar[str] = "共享视图"

    name: Mapped[str | None] = field(Text(), "视图名称", required=True)
    list_type: Mapped[str | None] = field(Text(), "列表", required=True, index=True)
    arrangement: Mapped[str | None] = field(LongText(), "筛选、排序、分组与列", required=True)
