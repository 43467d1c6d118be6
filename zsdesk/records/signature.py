"""签名: the register of the electronic signatures, so that one that was taken off a file is missed.

``received_at`` is the province's own clock: it proves that the signature was there before its certificate
was revoked or expired, where no timestamp does.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Blob, Instant, Text


class Signature(Record):
    __tablename__ = "signature"
    type_name: ClassVar[str] = "signature"
    type_label: ClassVar[str] = "签名"
    title_field: ClassVar[str] = "signer"
    registered: ClassVar[bool] = True

    signer: Mapped[str | None] = field(Text(), "签名人", required=True, search="title", by_act=True)
    role: Mapped[str | None] = field(Text(), "签名人角色", by_act=True)
    place: Mapped[str | None] = field(Text(), "签名处", required=True, by_act=True)
    document: Mapped[str | None] = field(Blob(), "文件SHA-256", required=True, index=True, by_act=True)
    seal: Mapped[str | None] = field(Blob(), "签名值SHA-256", required=True, by_act=True)
    certificate: Mapped[str | None] = field(Text(), "证书序列号", by_act=True)
    signed_at: Mapped[datetime | None] = field(Instant(), "签名时间", index=True, by_act=True)
    received_at: Mapped[datetime | None] = field(Instant(), "登记时间（省级）", server=True)
