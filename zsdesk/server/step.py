"""One local transaction of a desk: its changes are applied together or not at all."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from zsdesk.errors import NotFound, Refused
from zsdesk.fields import Record
from zsdesk.kinds import AnyRef, Target
from zsdesk.records import Attachment, Claim, Conflict, Quarantine
from zsdesk.rules import sealing
from zsdesk.rules.rights import (
    addressed,
    answers,
    may_write,
    resolve_refusal,
    supervises,
    transfer_refusal,
    write_refusal,
)
from zsdesk.server import claims
from zsdesk.server.batch import Batch, company_fields, target_of
from zsdesk.server.checking import references, refuse_unkeepable
from zsdesk.server.clashes import conflict_after, is_same
from zsdesk.server.prepared import Prepared, Version, packed_json
from zsdesk.sync.merge import Clash, Outcome, Patch, State, Values, created, merge, stamp_of
from zsdesk.sync.wire import Change, Result

_HANDED_OVER = {"region_code", "owner"}


class Rejected(Exception):
    """A change that cannot be applied, and with it its local transaction; ``because`` it waits for another one."""

    def __init__(self, op: int, why: Refused, because: int = 0) -> None:
        super().__init__(why.text)
        self.op = op
        self.why = why
        self.because = because


class _Waits(Refused):
    """A change that needs what a rejected one would have made."""

    def __init__(self, op: int) -> None:
        super().__init__("Waits for another change that was returned.")
        self.op = op


class Step:
    """One local transaction under way, over what the batch has."""

    def __init__(self, batch: Batch, making: Collection[Target] = ()) -> None:
        self.batch = batch
        self.making = making
        """The records that it makes, in whichever order: nothing in it waits for what it brings itself."""
        self.rows: dict[Target, State] = {}
        self.own: dict[Target, set[int]] = {}
        self.tidy: dict[Target, set[int]] = {}
        self.history: list[Version] = []
        self.news: dict[Target, int] = {}
        self.revived: dict[Target, int] = {}
        self.results: list[Result] = []
        self.unparked: set[Target] = set()
        self.held: dict[Target, str] = {}
        self.born: dict[Target, State] = {}

    def keep(self) -> None:
        """Make it part of the batch."""
        batch = self.batch
        batch.rows.update(self.rows)
        batch.history += self.history
        batch.news.update(self.news)
        batch.born = self.born | batch.born
        batch.revived.update(self.revived)
        for mine, theirs in ((self.own, batch.own), (self.tidy, batch.tidy)):
            for target, versions in mine.items():
                theirs[target] = theirs.get(target, frozenset()) | versions
        for target in self.unparked:
            batch.parked.pop(target, None)
            batch.unparked.add(target)

    def get(self, target: Target) -> State | None:
        """The record as it stands in this local transaction."""
        return self.rows.get(target) or self.batch.rows.get(target)

    def apply(self, one: Prepared) -> None:
        """Apply one change; ``Rejected`` where it cannot be."""
        try:
            if isinstance(one.checked, Refused):
                raise one.checked
            record, patch = one.checked
            self._wait(one.target, record, patch)
            state = self.get(one.target)
            if state is not None and self._held_back(one, state):
                return
            patch = self._under_its_own_name(record, patch)
            patch, whole = self._completed(record, patch, state)
            whole = whole and patch.fields == one.change.fields
            if state is None and record.registered:  # the province's own clock witnesses when it was there
                patch = patch._replace(fields={**patch.fields, "received_at": self.batch.sender.now})
                whole = False
            if state is None and record is Claim and patch.action == "create":
                patch, whole = self._decided(one.target, patch), False
            if state is None:
                self._create(one, record, patch, whole)
            else:
                self._change(one, state, patch, whole)
        except Refused as refusal:
            because = refusal.op if isinstance(refusal, _Waits) else 0
            raise Rejected(one.change.op, refusal, because) from None

    def _decided(self, target: Target, patch: Patch) -> Patch:
        """A first-contact claim with the province's verdict; the one that holds is told of it."""
        verdict = claims.decide(self.batch, self.rows, target.id, patch.fields)
        if verdict.holder is not None:
            self._by_the_province(verdict.holder, verdict.told)
        return patch._replace(fields={**patch.fields, **verdict.fields})

    def _wait(self, target: Target, record: type[Record], patch: Patch) -> None:
        """What a rejected creation holds up waits with it."""
        parked = self.batch.parked
        if not parked:
            return
        needed = references(record, patch.fields)
        if patch.action != "create":
            needed.append(target)
        for needs in needed:
            if needs in parked and needs not in self.making and self.get(needs) is None:
                raise _Waits(parked[needs])

    def _under_its_own_name(self, record: type[Record], patch: Patch) -> Patch:
        """The patch with enterprises that became part of others named as those: references follow."""
        named: Values = {}
        for name in company_fields(record):
            company = patch.fields.get(name)
            if company is not None:
                own = self.batch.alias_of(str(company), self.get(Target("company", str(company))))
                if own != company:
                    named[name] = own
        return patch._replace(fields={**patch.fields, **named}) if named else patch

    def _held_back(self, one: Prepared, state: State) -> bool:
        """Attachments stay where the deletion of their record was held back."""
        if one.change.action != "delete" or state.record is not Attachment or not self.held:
            return False
        conflict = self.held.get(target_of(state) or one.target)
        if conflict is None:
            return False
        self.news[one.target] = 0
        self.results.append(Result(one.change.op, "conflict", version=state.version, conflict=conflict))
        return True

    def _completed(self, record: type[Record], patch: Patch, state: State | None) -> tuple[Patch, bool]:
        """The patch with the region that it lacks or must have; whether it already was whole."""
        fields = patch.fields
        region = fields.get("region_code")
        right = region
        leader = self._leader(record, fields)
        if leader is not None:
            right = str(leader.values.get("region_code"))
        elif state is None and region is None:
            right = self.batch.sender.account.region
        elif state is not None and "region_code" in fields and (region is None or record is Attachment):
            right = state.values.get("region_code")
        if right == region or (right is None and "region_code" not in fields):
            return patch, True
        return patch._replace(fields={**fields, "region_code": right}), False

    def _leader(self, record: type[Record], fields: Values) -> State | None:
        target = fields.get("target") if record is Attachment else None
        return None if target is None else self.get(AnyRef().unpack(target))

    def _create(self, one: Prepared, record: type[Record], patch: Patch, whole: bool) -> None:
        if patch.action != "create":
            raise NotFound("The province does not have this record; it may belong to another region now.")
        if not self._to_an_answer(record, patch.fields):
            self._refuse(None, patch.fields.get("region_code"))
        sealed = sealing.refusal(record, {}, patch.fields, self.batch.sender.account.name)
        if sealed is not None:
            raise sealed
        block = self.batch.numbers.get(one.target.type)
        number = "" if block is None else next(block)
        outcome = created(record, one.target.id, patch, self.batch.sender.account.name, number)
        self.unparked.add(one.target)
        self._keep(one, outcome, outcome.clean and whole, number)

    def _change(self, one: Prepared, state: State, patch: Patch, whole: bool) -> None:
        sender = self.batch.sender
        if one.target not in self.batch.loaded:  # it came with this request
            self.born.setdefault(one.target, state)
        if answers(sender.account, state.record.type_name, state.values, patch.fields):
            outcome = merge(state, patch, sender.account.name, self._own(one.target))
            self._keep(one, outcome, False, "")
            return
        if state.record.registered and any(state.values.get(name) != value for name, value in patch.fields.items()):
            raise Refused("A register keeps its entries as they were made; nothing of it is changed or deleted.")
        if patch.fields.get("merged_into") is not None:
            self._refuse_second_merge(state, str(patch.fields["merged_into"]), patch.before.get("merged_into"))
        outcome = merge(state, patch, sender.account.name, self._own(one.target))
        sealed = sealing.refusal(state.record, state.values, outcome.changed, sender.account.name)
        if sealed is not None:
            raise sealed
        if patch.fields.keys() <= _HANDED_OVER:
            self._refuse_transfer(state)
        elif self._own_file(state, outcome.state):
            pass
        elif state.record is Conflict and not may_write(sender.account):
            self._refuse_unseen(state)
        else:
            self._refuse(state.values.get("region_code"), outcome.state.values.get("region_code"))
        if patch.extra:
            refuse_unkeepable(outcome.state.extra)
        if state.record is Conflict:
            parties = (state.values.get("kept_by"), state.values.get("offered_by"), state.values.get("owner"))
            refusal = resolve_refusal(sender.account, tuple(str(p) for p in parties if p))
            if refusal is not None:
                raise refusal
        if state.record is Quarantine and not supervises(sender.account):
            raise Refused("A supervisor of the region decides about changes in quarantine.")
        between = range(patch.base + 1, state.version + 1)
        clean = outcome.clean and whole and (not between or all(v in self._tidy(one.target) for v in between))
        self._keep(one, outcome, clean, "")
        if state.record is Claim and "helpers" in patch.fields:
            self._tell_helpers(outcome.state)

    def _refuse_second_merge(self, state: State, into: str, seen: object) -> None:
        """An enterprise becomes part of one other, and of none that became part of it: where two desks merged
        differently, what came first holds, and the other is returned whole, saying who did what.

        An author who saw what it had become part of goes on from there: that one became part of another.
        """
        held = state.values.get("merged_into")
        held = None if held == seen else held
        passed: dict[str, State | None] = {}
        at: object = into
        while at is not None and at not in passed:
            company = Target(state.record.type_name, str(at))
            found = passed[company.id] = self._wherever(company)
            at = None if found is None else found.values.get("merged_into")
        if held in (None, into) and state.id not in passed:
            return
        first, other = passed[into] or state, self.get(Target(state.record.type_name, state.id))
        if held not in (None, into):
            first, other = state, self._wherever(Target(state.record.type_name, str(held)))
        raise Refused(
            "{who} merged “{gone}” into “{kept}” before, and that holds. Take this merge back; both entries' values "
            "stay in their history.",
            who=stamp_of(first.stamps, "merged_into").actor, gone=first.values.get("name") or "",
            kept=(other.values.get("name") if other else "") or "",
        )  # fmt: skip

    def _wherever(self, target: Target) -> State | None:
        """The record as it stands in this local transaction, or as the database has it, which then waits for us."""
        return self.get(target) or self.batch.stored(target, lock=True)

    def _tell_helpers(self, holder: State) -> None:
        """Who came later with a claim and is taken in by the one whose claim holds hears of it."""
        for target, said in claims.helped(self.batch, holder).items():
            self._by_the_province(target, said)

    def _by_the_province(self, target: Target, said: Values) -> None:
        """What the province itself writes into another record on behalf of the sender."""
        if (state := self.get(target)) is not None:
            after, version = self.batch.successor(target, state, said, self.batch.sender.now)
            self.rows[target] = after
            self.history.append(version)
            self.news[target] = 0

    def _to_an_answer(self, record: type[Record], fields: Values) -> bool:
        """Whether a department attaches a file to what it is asked."""
        target = fields.get("target") if record is Attachment else None
        if target is None or may_write(self.batch.sender.account):
            return False
        named = AnyRef().unpack(target)
        of = self.get(named) or self.batch.stored(named)
        return of is not None and addressed(self.batch.sender.account, of.record.type_name, of.values)

    def _own_file(self, before: State, after: State) -> bool:
        """Whether a department changes or takes back a file that it attached itself, and leaves it where it is."""
        account = self.batch.sender.account
        return (
            self._to_an_answer(before.record, before.values)
            and before.stamps[0].actor == account.name
            and all(before.values.get(name) == after.values.get(name) for name in ("target", "region_code", "sha256"))
        )

    def _refuse_unseen(self, conflict: State) -> None:
        """A department settles conflicts over its own answers only."""
        of = target_of(conflict)
        leader = None if of is None else (self.get(of) or self.batch.stored(of))
        if leader is None or not addressed(self.batch.sender.account, leader.record.type_name, leader.values):
            self._refuse(conflict.values.get("region_code"), conflict.values.get("region_code"))

    def _refuse(self, before: object, after: object) -> None:
        account = self.batch.sender.account
        refusal = write_refusal(account, None if before is None else str(before), None if after is None else str(after))
        if refusal is not None:
            raise refusal

    def _refuse_transfer(self, state: State) -> None:
        """A record may be handed over to any region by whoever may write it; nothing else changes with that."""
        region = state.values.get("region_code")
        refusal = transfer_refusal(self.batch.sender.account, None if region is None else str(region))
        if refusal is not None:
            raise refusal

    def _own(self, target: Target) -> Collection[int]:
        here, there = self.own.get(target), self.batch.own.get(target)
        return {*(here or ()), *(there or ())}

    def _tidy(self, target: Target) -> Collection[int]:
        here, there = self.tidy.get(target), self.batch.tidy.get(target)
        return {*(here or ()), *(there or ())}

    def _keep(self, one: Prepared, outcome: Outcome, clean: bool, number: str) -> None:
        target, state, change = one.target, outcome.state, one.change
        was = self.get(target)
        self.rows[target] = state
        if was is not state:
            as_sent = outcome.changed is change.fields and not state.extra
            fields = one.encoded.decode() if as_sent else packed_json(outcome.changed | state.extra)
            before = packed_json(outcome.before) if outcome.before else "{}"
            self.history.append(Version(target, state.version, state.updated_at, fields, before))
            self.own.setdefault(target, set()).add(state.version)
            if clean:
                self.tidy.setdefault(target, set()).add(state.version)
        # What came out otherwise than it was sent is told, whatever the same request goes on to do with it: a change
        # that is sent again stands over a version of another life.
        told = target in self.batch.untold or self.news.get(target, self.batch.news.get(target)) == 0
        self.news[target] = change.op if clean and not told and not one.sealed else 0
        conflict = ""
        if outcome.clashes:
            conflict, *_ = [self._record(clash, state, change) for clash in outcome.clashes]
            if any(clash.field == "deleted_at" for clash in outcome.clashes):
                self._note_deletion(target, was, state, change, conflict)
        self.results.append(Result(change.op, outcome.status, version=state.version, number=number, conflict=conflict))

    def _record(self, clash: Clash, state: State, change: Change) -> str:
        """Put a clash into a conflict record; its id."""
        batch, target = self.batch, Target(state.record.type_name, state.id)
        offering = clash.offered_by == batch.sender.account.name and clash.offered_at == change.at
        device = batch.sender.device if offering else ""
        about = batch.conflicts_of(target)
        known = (self.get(one) for one in about)
        earlier = next((s for s in known if s is not None and is_same(s, clash, device)), None)
        clash = self._with_base(clash, target, change.base)
        made, version = conflict_after(clash, state, device, batch.sender, earlier)
        about.add(version.target)
        self.rows[version.target] = made
        self.history.append(version)
        self.news[version.target] = 0
        return made.id

    def _with_base(self, clash: Clash, target: Target, base: int) -> Clash:
        """The fields of the group that the change left alone, as the desk had them: from the history."""
        missing = set(clash.unknown)
        if not missing:
            return clash
        batch = self.batch
        versions = batch.database.fetch(
            batch.connection,
            "SELECT before FROM history WHERE type = ? AND id = ? AND version > ? ORDER BY version LIMIT 50",
            *target, base,
        )  # fmt: skip
        had: Values = {}
        for (before,) in versions:
            for name, packed in msgspec.json.decode(before).items():
                if name in missing:
                    missing.discard(name)
                    had[name] = packed
        return clash._replace(offered={**clash.offered, **had}, base={**clash.base, **had})

    def _note_deletion(self, target: Target, was: State | None, now: State, change: Change, conflict: str) -> None:
        deleted = None if was is None else was.values.get("deleted_at")
        if change.action == "delete":
            self.held[target] = conflict
        elif isinstance(deleted, int) and now.values.get("deleted_at") is None:
            self.revived[target] = deleted
