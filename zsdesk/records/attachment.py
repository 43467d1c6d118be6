"""附件: a photo, scan or file that belongs to a record."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import AnyRef, Blob, Choice, Coordinates, Count, Instant, Position2D, Target, Text


class Attachment(Record):
    __tablename__ = "attachment"
    type_name: ClassVar[str] = "attachment"
    type_label: ClassVar[str] = "附件"

    name: Mapped[str | None] = field(Text(), "文件名", required=True, search="title")
    target: Mapped[Target | None] = field(AnyRef(), "所属记录", required=True, index=True)
    sha256: Mapped[str | None] = field(Blob(), "SHA-256", required=True, index=True)
    media_type: Mapped[str | None] = field(Text(), "类型")
    size: Mapped[int | None] = field(Count(), "大小")
    purpose: Mapped[str | None] = field(
        Choice(
            ("contract", "合同扫描件"), ("permit", "施工许可"), ("building", "在建库凭证"), ("photo", "现场照片"),
            ("production", "投产证明"), ("proof", "资金凭证"), ("release", "解除文件"), ("opinion", "意见原件"),
            ("clearance", "销号佐证"), ("other", "其他"),
        ),
        "用途",
        index=True,
    )  # fmt: skip
    caption: Mapped[str | None] = field(Text(), "说明", search="text")
    taken_at: Mapped[datetime | None] = field(Instant("past"), "拍摄时间")
    coordinates: Mapped[Position2D | None] = field(Coordinates(), "拍摄地点")
