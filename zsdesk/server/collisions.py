"""Two counties after the same enterprise: found when a lead comes in, and both sides are told.

A county does not see another's records, so only the province can find it.  What each is told stands in its
own lead: who else talks with the enterprise, and that the search for duplicates is to be concluded together.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from zsdesk.kinds import Target
from zsdesk.records import Company, Lead
from zsdesk.rules.rights import place_name
from zsdesk.server import rows
from zsdesk.server.batch import Batch
from zsdesk.sync.merge import State, Values

Names = dict[str, tuple[str, str]]
"""Enterprise → its name and credit code."""


def tell(batch: Batch) -> None:
    """Tell the leads that the batch brings, and those of other regions that are about the same enterprises."""
    new = [
        state for target, state in batch.rows.items()
        if target.type == Lead.type_name and target not in batch.loaded and state.values.get("company")
        and state.values.get("deleted_at") is None
    ]  # fmt: skip
    if not new:
        return
    named = _named(batch, {str(state.values["company"]) for state in new})
    alike = _alike(batch, named)
    leads = _leads(batch, alike)
    if len({state.values.get("region_code") for state in leads}) < 2:
        return  # as nearly always: nobody elsewhere
    by_key = _by_key([state for state in leads if _live(state)], alike)
    by_place: dict[tuple[str, object], list[State]] = {}
    for state in new:
        by_place.setdefault((str(state.values["company"]), state.values.get("region_code")), []).append(state)
    for (company, region), states in by_place.items():
        mine = _keys(named.get(company, ("", "")), company)
        # By region first: a desk that comes with thousands of leads of its own county is not its own rival.
        there = [leads for key in mine for other, leads in by_key.get(key, {}).items() if other != region]
        others = sorted({other.id: other for leads in there for other in leads}.items())
        for state, (_, other) in product(states, others):
            _note(batch, state, other)
            _note(batch, other, state)


def _by_key(leads: Iterable[State], companies: Names) -> dict[str, dict[object, list[State]]]:
    """The leads by what their enterprises are the same by, and by region."""
    by_place: dict[tuple[str, object], list[State]] = {}
    for state in leads:
        values = state.values
        by_place.setdefault((str(values.get("company")), values.get("region_code")), []).append(state)
    found: dict[str, dict[object, list[State]]] = {}
    for (company, region), states in by_place.items():
        for key in _keys(companies.get(company, ("", "")), company):
            found.setdefault(key, {}).setdefault(region, []).extend(states)
    return found


def _live(state: State) -> bool:
    return state.values.get("deleted_at") is None and state.values.get("triage") != "drop"


def _keys(name_and_code: tuple[str, str], company: str) -> set[str]:
    """By what an enterprise is the same: its record, its name, its credit code."""
    return {key for key in (company, *name_and_code) if key}


def _named(batch: Batch, companies: Iterable[str]) -> Names:
    wanted = set(companies)
    found: Names = {}
    for target, state in batch.rows.items():
        if target.type == Company.type_name and target.id in wanted:
            found[target.id] = (str(state.values.get("name") or ""), str(state.values.get("uscc") or ""))
    left = batch.database.listed(sorted(wanted - found.keys()))
    for record_id, name, uscc in batch.database.fetch(
        batch.connection, f"SELECT id, name, uscc FROM company WHERE {batch.database.among('id')}", left
    ):
        found[record_id] = (name or "", uscc or "")
    return found


def _alike(batch: Batch, named: Names) -> Names:
    """All enterprises of these names or codes, those of the batch among them."""
    database = batch.database
    names, codes = ({pair[at] for pair in named.values() if pair[at]} for at in (0, 1))
    found = dict(named)
    for record_id, name, uscc in database.fetch(
        batch.connection,
        f"SELECT id, name, uscc FROM company WHERE deleted_at IS NULL "
        f"AND ({database.among('name')} OR {database.among('uscc')})",
        database.listed(sorted(name for name in names if '"' not in name)), database.listed(sorted(codes)),
    ):  # fmt: skip
        found.setdefault(record_id, (name or "", uscc or ""))
    for target, state in batch.rows.items():
        if target.type == Company.type_name:
            found[target.id] = (str(state.values.get("name") or ""), str(state.values.get("uscc") or ""))
    return found


def _leads(batch: Batch, companies: Names) -> list[State]:
    database, of = batch.database, rows.shape(Lead.type_name)
    found = database.fetch(
        batch.connection,
        f"SELECT {of.selected} FROM lead r WHERE {database.among('r.company')} AND r.deleted_at IS NULL ORDER BY r.id"
        + (" FOR UPDATE" if database.postgres else ""),
        database.listed(sorted(companies)),
    )  # fmt: skip
    batch.take({Target(Lead.type_name, row[0]): rows.state_of(of, row) for row in found})
    return [
        state for target, state in batch.rows.items()
        if target.type == Lead.type_name and state.values.get("company") in companies
    ]  # fmt: skip


def _note(batch: Batch, state: State, other: State) -> None:
    """Write down at ``state`` that ``other`` is about the same enterprise, unless it stands there."""
    target = Target(Lead.type_name, state.id)
    now = batch.rows[target]
    region = place_name(str(other.values.get("region_code") or ""))
    who = other.values.get("first_contact_unit") or other.values.get("owner") or ""
    sentence = f"{region}{f'（{who}）' if who else ''}也在与该企业对接。"
    lines = str(now.values.get("duplicates_note") or "").splitlines()
    if sentence in lines:
        return
    patch: Values = {"duplicates_note": "\n".join([*lines, sentence])}
    if now.values.get("duplicates") not in ("distinct", "merged"):
        patch["duplicates"] = "open"
    batch.rows[target], version = batch.successor(target, now, patch, batch.sender.now)
    batch.history.append(version)
    batch.news[target] = 0
