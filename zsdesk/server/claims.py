"""首报首谈 at the province: the first claim of an enterprise that is accepted holds; whoever comes later is told.

The order is that in which claims arrive: a device's clock is sealed into its claim and shown, and decides
nothing (sync point 25).
"""

from __future__ import annotations

from typing import NamedTuple

from zsdesk.clock import from_ms
from zsdesk.errors import Refused
from zsdesk.fields import field_of
from zsdesk.kinds import Target
from zsdesk.records import Claim
from zsdesk.records.claim import Also
from zsdesk.rules import claims as rules
from zsdesk.rules.duplicates import core
from zsdesk.rules.rights import place_name
from zsdesk.server import rows
from zsdesk.server.batch import Batch
from zsdesk.sync.merge import State, Values


class Verdict(NamedTuple):
    """What the province says of a new claim, and of the one that holds, where there is one."""

    fields: Values
    holder: Target | None
    told: Values


def decide(batch: Batch, here: dict[Target, State], record_id: str, values: Values) -> Verdict:
    """The verdict over a claim that comes in, beside those of the province and of this local transaction (``here``)."""
    holder = _holder(batch, here, record_id, values)
    now = batch.sender.now
    note = _seal_note(batch, values)
    if holder is None:
        fields: Values = {"status": "holds", "decided_at": now, "decision": f"首谈成立。{note}"}
        return Verdict(fields, None, {})
    kept = holder.values
    region = place_name(str(kept.get("region_code") or ""))
    said = f"{region} {kept.get('unit') or ''}先报（{kept.get('number') or ''}，{_when(kept.get('claimed_at'))}申报）"
    decision = f"他处首谈：{said}。可联系首谈单位，作为协助单位参与。{note}"
    mine = f"{place_name(str(values.get('region_code') or batch.sender.account.region))} {values.get('unit') or ''}"
    told: Values = {
        "decision": f"{kept.get('decision') or ''}\n{_when(now)}，{mine} 也申报了该企业。".strip(),
        "also": _one_more(kept, values, batch, record_id),
    }  # fmt: skip
    later: Values = {"status": "later", "holder": holder.id, "decided_at": now, "decision": decision}
    return Verdict(later, Target(Claim.type_name, holder.id), told)


def _one_more(kept: Values, values: Values, batch: Batch, record_id: str) -> str:
    """Those who came later than the claim that holds, with this one."""
    kind = field_of(Claim, "also").kind
    known = kind.unpack(kept["also"]) if kept.get("also") else ()
    region = place_name(str(values.get("region_code") or batch.sender.account.region))
    made = Also(str(values.get("unit") or ""), region, _when(batch.sender.now), record_id)
    return str(kind.pack((*known, made)))


def helped(batch: Batch, holder: State) -> dict[Target, Values]:
    """The later claims of those whom the one that holds takes in, and what the province says of each now.

    ``Refused`` where the claim does not hold: nobody else decides who helps.
    """
    if holder.values.get("status") != "holds":
        raise Refused("Only the unit whose claim holds takes others in.")
    units = field_of(Claim, "helpers").kind.unpack(holder.values["helpers"]) if holder.values.get("helpers") else ()
    database, connection = batch.database, batch.connection
    found = database.fetch(connection, "SELECT id FROM claim WHERE holder = ? AND status = 'later'", holder.id)
    states = rows.load(database, connection, Claim.type_name, {row[0] for row in found}, lock=True)
    batch.take(states)
    by = f"{place_name(str(holder.values.get('region_code') or ''))} {holder.values.get('unit') or ''}"
    said: dict[Target, Values] = {}
    for target in states:
        values = batch.rows[target].values
        if values.get("unit") in units and values.get("status") == "later":
            text = f"{values.get('decision') or ''}\n{_when(batch.sender.now)}，{by} 同意作为协助单位参与。".strip()
            said[target] = {"status": "helper", "decision": text}
    return said


def _holder(batch: Batch, here: dict[Target, State], record_id: str, values: Values) -> State | None:
    """The claim of the same enterprise that holds; enterprises are the same by credit code, by record, or by name."""
    database, connection = batch.database, batch.connection
    if database.postgres:  # two desks that claim at the same moment wait for each other here
        database.fetch(connection, "SELECT pg_advisory_xact_lock(520002)")
    companies = _alike(batch, values)
    of = rows.shape(Claim.type_name)
    found = database.fetch(
        connection,
        f"SELECT {of.selected} FROM claim r WHERE r.status = 'holds' AND r.deleted_at IS NULL AND r.id <> ? "
        f"AND (({database.among('r.company')}) OR (r.company_uscc IS NOT NULL AND r.company_uscc = ?)) "
        f"ORDER BY r.decided_at, r.id LIMIT 1" + (" FOR UPDATE" if database.postgres else ""),
        record_id, database.listed(companies), str(values.get("company_uscc") or ""),
    )  # fmt: skip
    states = {Target(Claim.type_name, row[0]): rows.state_of(of, row) for row in found}
    batch.take(states)
    known = [batch.rows.get(target, state) for target, state in states.items()]
    known += [s for s in (*batch.rows.values(), *here.values()) if s.record is Claim and s.id != record_id]
    for state in known:
        same = state.values.get("company") in companies or (
            values.get("company_uscc") and state.values.get("company_uscc") == values.get("company_uscc")
        )
        if same and state.values.get("status") == "holds" and state.values.get("deleted_at") is None:
            return state
    return None


def _alike(batch: Batch, values: Values) -> list[str]:
    """The records of the enterprise: its own, and those of the same name in other regions."""
    company = str(values.get("company") or "")
    database, connection = batch.database, batch.connection
    named = batch.rows.get(Target("company", company))
    found = database.fetch(connection, "SELECT name FROM company WHERE id = ?", company)
    name = str(named.values.get("name") or "") if named else str(found[0][0] or "") if found else ""
    ids = [company]
    if len(core(name)) >= 2:
        alike = database.fetch(connection, "SELECT id FROM company WHERE name = ? AND deleted_at IS NULL", name)
        ids += [row[0] for row in alike if row[0] != company]
    return ids


def _seal_note(batch: Batch, values: Values) -> str:
    """What is to be said of a seal that is not whole, or does not follow the one before."""
    seal = rules.read(str(values.get("sealed") or ""))
    if seal is None:
        return "申报没有封存值。"
    if seal.device != batch.sender.device or not rules.is_whole(seal, values):
        return "封存值与申报内容不符，请核实。"
    if seal.no > 1:
        earlier = batch.database.fetch(
            batch.connection, "SELECT sealed FROM claim WHERE sealed LIKE ?", f"1 {seal.device} {seal.no - 1} %"
        )
        pending = [(s.values.get("sealed"),) for s in batch.rows.values() if s.record is Claim]
        before = [read for (text,) in (*earlier, *pending) if (read := rules.read(str(text or ""))) is not None]
        if not any(one.no == seal.no - 1 and one.digest[:16] == seal.before for one in before):
            return "本机上一份申报尚未收到或链条不连续。"
    return ""


def _when(ms: object) -> str:
    return f"{from_ms(ms):%Y-%m-%d %H:%M}" if isinstance(ms, int) else ""
