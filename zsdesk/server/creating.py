"""Creations as nearly all are: whole, of records that nobody has, in the sender's own sight.

A first push is made of thousands of them.  What :class:`zsdesk.server.step.Step` would find out of each one is
asked here once for a local transaction; where anything is to be completed, refused or merged, it is the step's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from zsdesk.errors import Refused
from zsdesk.fields import Record
from zsdesk.kinds import Target
from zsdesk.records import Attachment, Claim, Company
from zsdesk.rules import sealing
from zsdesk.rules.rights import write_refusal
from zsdesk.server.batch import Batch, company_fields
from zsdesk.server.guards import GUARDS
from zsdesk.server.prepared import Prepared, Version
from zsdesk.sync.merge import Patch, State
from zsdesk.sync.wire import Result, Stamp

_FIRST = frozenset({1})
_COMPLETED = (Attachment, Claim)
"""Whose creations the province completes."""


@cache
def _enterprises(record: type[Record]) -> tuple[str, ...] | None:
    """The fields that name enterprises; ``None`` where a rule of its own looks at a new record of this type."""
    common = not record.registered and record not in _COMPLETED and record.type_name not in GUARDS
    return company_fields(record) if common else None


class Creations:
    """The plain creations of one batch."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self._allowed: dict[object, bool] = {}
        self._by = batch.sender.account.name
        # Where something waits for a change that was rejected, every change is looked at.
        self._none_waits = not (batch.parked or batch.parked_before)

    def apply(self, together: Sequence[Prepared]) -> list[Result] | None:
        """Apply a local transaction that is made of plain creations; ``None``, and nothing done, where it is not."""
        if not self._none_waits or self.batch.parked:
            return None
        rows = self.batch.rows
        for one in together:
            if isinstance(one.checked, Refused) or one.target in rows or not self._is_plain(one, *one.checked):
                return None
        if len(together) > 1 and len({one.target for one in together}) < len(together):
            return None
        return [self._create(one) for one in together]

    def _is_plain(self, one: Prepared, record: type[Record], patch: Patch) -> bool:
        values, companies = patch.fields, _enterprises(record)
        if patch.action != "create" or values is not one.change.fields or patch.extra or companies is None:
            return False
        if not self._may(values.get("region_code")) or values.get("merged_into") is not None:
            return False
        for name in companies:
            if (company := values.get(name)) is not None and self._goes_on_elsewhere(str(company)):
                return False
        return sealing.refusal(record, {}, values, self._by) is None

    def _may(self, region: object) -> bool:
        found = self._allowed.get(region)
        if found is None:
            account = self.batch.sender.account
            found = region is not None and write_refusal(account, None, str(region)) is None
            self._allowed[region] = found
        return found

    def _goes_on_elsewhere(self, company: str) -> bool:
        batch = self.batch
        return batch.alias_of(company, batch.rows.get(Target(Company.type_name, company))) != company

    def _create(self, one: Prepared) -> Result:
        assert not isinstance(one.checked, Refused)
        batch, target, (record, patch) = self.batch, one.target, one.checked
        number, values, at, op = "", patch.fields, patch.at, one.change.op
        if (block := batch.numbers.get(target.type)) is not None:
            number = next(block)
            values = {**values, "number": number}
        stamps = (Stamp(1, self._by, at),)
        batch.rows[target] = State(record, target.id, 1, at, stamps, values, patch.extra)
        batch.history.append(Version(target, 1, at, one.encoded.decode(), "{}"))
        batch.news[target] = 0 if one.sealed else op
        batch.own[target] = batch.tidy[target] = _FIRST
        return Result(op, "applied", 1, number)
