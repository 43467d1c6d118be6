"""渠道: the register of offices, associations and leading enterprises that bring leads."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Text
from zsdesk.records.choices import CHANNELS


class Channel(Record):
    __tablename__ = "channel"
    type_name: ClassVar[str] = "channel"
    type_label: ClassVar[str] = "渠道"

    kind: Mapped[str | None] = field(CHANNELS, "渠道类别", required=True)
    name: Mapped[str | None] = field(Text(), "渠道名称", required=True, search="title")
    liaison: Mapped[str | None] = field(Text(), "联络人", search="text")
