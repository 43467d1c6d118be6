"""What an officer writes at a desk, drawn from the session's dice."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

from zsdesk.acts import attachments, conflicts, merging, minutes, quarantine, records, transfers
from zsdesk.kinds import Money, Target
from zsdesk.records import BY_NAME, Conflict
from zsdesk.records.choices import NEEDS
from zsdesk.store import raw
from zsdesk.store.work import Work

EDITABLE = ("lead", "company", "negotiation", "project")
REGIONS = ("520121", "520122", "520123", "520100")
"""Where records are handed over to: counties with and without a desk, and the prefecture above."""
_LONG_OF = {"lead": "summary", "company": "profile", "negotiation": "minutes", "project": "summary"}
LONG = frozenset(_LONG_OF.values())
"""Texts to which lines are added: what was in them stays in them."""
CODES = ("91520121MA6DLWX369", "91350100M000100Y43")
"""统一社会信用代码 that several people enter, each for an enterprise of their own."""


Written = tuple[str, str, str, str]
"""Type, id, field and token of an edit."""


class Edit(NamedTuple):
    """A committed edit: its token stands in one text of one record, and nowhere else."""

    desk: int
    life: int
    type: str
    id: str
    field: str
    token: str


class Hand:
    """Writes; a token in each text says later where it went."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self._tokens = 0

    def write(self, work: Work, desk: int, life: int) -> list[Edit]:
        """One local transaction: one to three changes."""
        made: list[Edit] = []
        for _ in range(self.dice.choice((1, 1, 1, 2, 3))):
            made += (Edit(desk, life, *one) for one in self._change(work))
        return made

    def _change(self, work: Work) -> list[Written]:
        kind = self.dice.choice(EDITABLE)
        known = self.known(work, kind)
        drawn = self.dice.random()
        if not known or drawn < 0.12:
            return self._create(work, kind)
        record = self.dice.choice(known)
        for share, rarely in self._rare:
            if drawn < share:
                rarely(work, kind, record)
                return []
        return self._write(work, kind, record)

    @property
    def _rare(self) -> tuple[tuple[float, Callable[[Work, str, str], object]], ...]:
        """What is done now and then besides writing texts, by the share of changes up to which it is."""
        return (
            (0.17, records.delete), (0.20, self._attach), (0.26, self._resolve), (0.31, self._hand_over),
            (0.34, self._merge), (0.36, self._unmerge), (0.39, self._decide), (0.41, self._sign),
        )  # fmt: skip

    @staticmethod
    def known(work: Work, kind: str) -> list[str]:
        """The records that the desk shows, in an order that no clock changes."""
        live = f'SELECT id FROM "{BY_NAME[kind].__tablename__}" WHERE deleted_at IS NULL ORDER BY id'
        return [row[0] for row in raw.fetch(work.session.connection(), live)]

    def _token(self) -> str:
        self._tokens += 1
        return f"‹{self._tokens}›"

    def _create(self, work: Work, kind: str) -> list[Written]:
        token = self._token()
        title = BY_NAME[kind].title_field
        values: dict[str, Any] = {title: f"示例{token}"}
        if kind == "negotiation":
            leads = self.known(work, "lead")
            values["lead"] = self.dice.choice(leads) if leads else None
        if kind == "company" and self.dice.random() < 0.5:
            values["uscc"] = self.dice.choice(CODES)
        record = records.create(work, kind, values)
        return [(kind, record, title, token)]

    def _write(self, work: Work, kind: str, record: str) -> list[Written]:
        token = self._token()
        field, value = self._value(work, kind, record, token)
        records.change(work, kind, record, {field: value})
        return [(kind, record, field, token)] if isinstance(value, str) else []

    def _value(self, work: Work, kind: str, record: str, token: str) -> tuple[str, Any]:
        """A field and what is written into it: short texts, lines of long ones, sets, money."""
        title = BY_NAME[kind].title_field
        plain = {"lead": ("next_step", "referrer"), "company": ("legal_person", "name"),
                 "negotiation": ("place", "next_step"), "project": ("lead_unit", "name")}[kind]  # fmt: skip
        drawn = self.dice.random()
        if drawn < 0.5:
            return self.dice.choice((title, *plain)), f"示例{token}"
        if drawn < 0.75:
            long = _LONG_OF[kind]
            lines = str(getattr(work.get(kind, record), long) or "").split("\n")
            lines.insert(self.dice.randrange(len(lines) + 1), f"一句{token}")
            return long, "\n".join(line for line in lines if line)
        if kind == "lead":
            return "needs", tuple(self.dice.sample([code for code, _ in NEEDS], 2))
        if kind == "project":
            return "total_investment", Money(self.dice.randrange(1, 100) * 100_000_000)
        return plain[0], f"示例{token}"

    def _attach(self, work: Work, kind: str, record: str) -> None:
        size = self.dice.choice((10, 3_000, 70_000))
        attachments.attach_bytes(work, Target(kind, record), "附件.txt", self.dice.randbytes(8) * (size // 8))

    def _resolve(self, work: Work, _kind: str, _record: str) -> None:
        if found := self.known(work, "conflict"):
            conflict = work.need(Conflict, self.dice.choice(found))
            choice = self.dice.choice((conflicts.Mine(), conflicts.Theirs()))
            if conflict.status == "open":
                conflicts.resolve(work, conflict.id, {str(conflict.field_name): choice})

    def _hand_over(self, work: Work, kind: str, record: str) -> None:
        transfers.transfer(work, kind, record, self.dice.choice(REGIONS))

    def _merge(self, work: Work, _kind: str, _record: str) -> None:
        if len(found := self.known(work, "company")) > 1:
            keep, gone = self.dice.sample(found, 2)
            merging.merge(work, keep, gone, self.dice.choice(((), ("profile",))))

    def _unmerge(self, work: Work, _kind: str, _record: str) -> None:
        merged = raw.fetch(
            work.session.connection(), "SELECT id FROM company WHERE merged_into IS NOT NULL ORDER BY id"
        )
        if merged:
            merging.unmerge(work, self.dice.choice(merged)[0])

    def _decide(self, work: Work, _kind: str, _record: str) -> None:
        """A supervisor's decision about what waits in quarantine."""
        if found := self.known(work, "quarantine"):
            self.dice.choice((quarantine.adopt, quarantine.discard))(work, self.dice.choice(found))

    def _sign(self, work: Work, _kind: str, _record: str) -> None:
        """Minutes are sealed: whoever changes them meanwhile hears of it from the province."""
        if found := self.known(work, "negotiation"):
            minutes.acknowledge(work, self.dice.choice(found), self.dice.choice(("客商", "主任")), "theirs", "0,0 9,9")
