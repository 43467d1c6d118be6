"""联系人: a person on the enterprise's side."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Email, Flag, Phones, Ref, Text


class Contact(Record):
    __tablename__ = "contact"
    type_name: ClassVar[str] = "contact"
    type_label: ClassVar[str] = "联系人"

    company: Mapped[str | None] = field(Ref("company"), "所属企业", required=True, index=True)
    name: Mapped[str | None] = field(Text(), "姓名", required=True, search="title")
    # ``title`` is the person's; the record's own title is the name (see ``title_field``).
    job_title: Mapped[str | None] = field(Text(), "职务", search="text")
    phones: Mapped[tuple[str, ...] | None] = field(Phones(), "电话", search="text")
    email: Mapped[str | None] = field(Email(), "邮箱", search="text")
    wechat: Mapped[str | None] = field(Text(), "微信")
    authority: Mapped[str | None] = field(
        Choice(("decides", "决策"), ("influences", "影响"), ("executes", "执行")), "角色"
    )
    consent: Mapped[bool | None] = field(Flag(), "同意留存个人信息")
