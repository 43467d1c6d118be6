"""The facts behind the figures, read from the rows of a desk or of the province: the same statements on both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select
from sqlalchemy.orm import Session

from zsdesk.catalogue import Catalogue, bundled
from zsdesk.clock import BEIJING
from zsdesk.records import (
    Agreement,
    Appeal,
    Company,
    FundArrival,
    Lead,
    Negotiation,
    Project,
    Record,
    Transition,
    Visit,
)  # fmt: skip
from zsdesk.rules.statistics.answers import Answers, answers
from zsdesk.rules.statistics.facts import AppealFact, ArrivalFact, Defined, Facts, LeadFact, ProjectFact
from zsdesk.rules.statistics.periods import Ask, codes_in
from zsdesk.store import catalogues

IN_RESERVE = ("reserve", "negotiation", "signed", "started", "production")
"""The stages from the reserve on."""


COLUMNS: dict[str, list[str]] = {
    "project": ["name", "region_code", "group", "stage", "signed_on", "started_on", "total_investment"],
    "lead": ["title", "region_code", "channel", "received_at", "intent_amount"],
    "appeal": ["title", "region_code", "accepted_at", "closed_at"],
    "fund_arrival": ["payer", "project", "on", "amount"],
}
"""What is shown of the rows behind a figure."""


class _Reader(NamedTuple):
    """A connection, and the regions whose rows may be looked at: ``None`` for all that are there."""

    connection: Connection
    sight: Sequence[str] | None

    def rows(self, record: type[Record], names: Sequence[str], *conditions: ColumnElement[bool]) -> Sequence[Any]:
        table = _table(record)
        return self.connection.execute(
            select(table.c.id, *(table.c[name] for name in names)).where(*self._live(table), *conditions)
        ).all()

    def among(self, record: type[Record], names: Sequence[str], ids: set[str]) -> Iterator[Any]:
        """The rows with these ids; those that are not here are left out."""
        wanted = sorted(ids)
        for start in range(0, len(wanted), 500):
            yield from self.rows(record, names, record.id.in_(wanted[start : start + 500]))

    def earliest(
        self, record: type[Record], key: str, day: str, *conditions: ColumnElement[bool]
    ) -> dict[str, Any]:  # fmt: skip
        """The earliest day or moment of a record's rows, by what they refer to."""
        table = _table(record)
        found = self.connection.execute(
            select(table.c[key], func.min(table.c[day]))
            .where(table.c[key].is_not(None), table.c[day].is_not(None), *self._live(table), *conditions)
            .group_by(table.c[key])
        )
        return {row[0]: row[1] for row in found}

    def _live(self, table: Table) -> list[ColumnElement[bool]]:
        live: list[ColumnElement[bool]] = [table.c.deleted_at.is_(None)]
        return live if self.sight is None else [*live, table.c.region_code.in_(self.sight)]


def _table(record: type[Record]) -> Table:
    table = record.__table__
    assert isinstance(table, Table)
    return table


def facts(connection: Connection, ask: Ask, sight: str | None = None) -> Facts:
    """What the figures of a question are made of: the rows of its region, seen with the eyes of an account of the
    region ``sight`` (of a desk: with all that it has)."""
    reader = _Reader(connection, None if sight is None else codes_in(sight))
    scope = frozenset(codes_in(ask.region))
    met = _Met(reader)
    projects, signed = _projects(reader, ask, scope, met)
    return Facts(
        tuple(projects), tuple(_arrivals(reader, {p.id for p in projects})),
        tuple(_leads(reader, ask, scope, met, signed)), tuple(_appeals(reader, ask, scope)),
        defined(catalogues.in_force(connection, ask.cutoff)),
    )  # fmt: skip


def defined(catalogue: Catalogue) -> tuple[Defined, ...]:
    """What a catalogue says of the figures; one of before it said anything leaves them to the program's."""
    entries = catalogue.definition or bundled().definition
    return tuple(Defined(one.code, one.label, one.places, one.rounding) for one in entries)


def _projects(
    reader: _Reader, ask: Ask, scope: Collection[str], met: _Met
) -> tuple[list[ProjectFact], dict[str, date]]:
    """The projects of the scope, and when the first one was signed that grew out of a lead."""
    contracts = reader.earliest(Agreement, "project", "signed_on", Agreement.kind == "contract")
    entries = reader.earliest(Transition, "project", "on", Transition.to_stage.in_(IN_RESERVE))
    names = ("name", "region_code", "group", "companies", "stage", "stage_on", "signed_on", "started_on",
             "produced_on", "library", "library_on", "lead", "major", "total_investment_yuan", "contract_amount_yuan",
             "fixed_investment_yuan", "sihua", "cluster")  # fmt: skip
    rows = reader.rows(Project, names)
    private = {
        row.id: row.ownership == "private"
        for row in reader.among(Company, ("ownership",), {i for row in rows for i in row.companies or ()})
        if row.ownership
    }
    channels = {row.id: row.channel for row in reader.among(Lead, ("channel",), {r.lead for r in rows if r.lead})}
    found: list[ProjectFact] = []
    signed: dict[str, date] = {}
    for row in sorted(rows, key=lambda r: str(r.id)):
        signed_on = contracts.get(row.id) or row.signed_on
        if row.lead and signed_on:
            signed[row.lead] = min(signed_on, signed.get(row.lead, signed_on))
        if row.region_code not in scope or (ask.major and not row.major):
            continue
        found.append(
            ProjectFact(
                row.id, row.name or "", row.region_code, row.group or "", _owner(private, row.companies),
                row.stage or "", row.stage_on, _entered(row, entries.get(row.id), signed_on), signed_on,
                row.started_on, row.produced_on, row.total_investment_yuan, row.contract_amount_yuan,
                row.fixed_investment_yuan, channels.get(row.lead or "") or "", met.project(row.id, row.lead),
                row.sihua or "", row.cluster or "",
            )
        )  # fmt: skip
    return found, signed


def _entered(row: Any, entry: date | None, signed_on: date | None) -> date | None:
    """The earliest day on which the project is known to be in the reserve or beyond."""
    known = [entry, signed_on, row.started_on, row.produced_on]
    known += [row.library_on] if row.library == "prospective" else []
    known += [row.stage_on] if row.stage in IN_RESERVE else []
    return min((day for day in known if day is not None), default=None)


def _owner(private: dict[str, bool], companies: tuple[str, ...] | None) -> bool | None:
    """Whether a private enterprise is among the investors; unknown while one that is not known may be private."""
    known = [private.get(i) for i in companies or ()]
    if True in known:
        return True
    return None if None in known or not known else False


class _Met:
    """When there was a first round or visit: with a project or with the lead that it grew out of."""

    def __init__(self, reader: _Reader) -> None:
        self._leads: dict[str, date] = {}
        self._projects: dict[str, date] = {}
        for record, name, days in (
            (Negotiation, "lead", self._leads), (Visit, "lead", self._leads), (Negotiation, "project", self._projects),
        ):  # fmt: skip
            for id, moment in reader.earliest(record, name, "held_at").items():
                _sooner(days, id, moment.date())
        self._whole = dict(self._leads)
        for row in reader.rows(Project, ("lead",), Project.lead.is_not(None)):
            if row.id in self._projects:
                _sooner(self._whole, row.lead, self._projects[row.id])

    def project(self, id: str, lead: str | None) -> date | None:
        """The first day at a table about a project."""
        return min((day for day in (self._projects.get(id), self._leads.get(lead or "")) if day), default=None)

    def lead(self, id: str) -> date | None:
        """The first day at a table about a lead, or about a project that grew out of it."""
        return self._whole.get(id)


def _sooner(days: dict[str, date], id: str, day: date) -> None:
    days[id] = min(day, days.get(id, day))


def _arrivals(reader: _Reader, projects: set[str]) -> Iterable[ArrivalFact]:
    rows = reader.rows(FundArrival, ("project", "on", "amount_yuan"))
    for row in sorted(rows, key=lambda r: str(r.id)):
        if row.project in projects:
            yield ArrivalFact(row.id, row.project, row.on, row.amount_yuan)


def _moments(ask: Ask) -> tuple[datetime, datetime]:
    """The first and the last moment of what can count, in Beijing."""
    return (datetime.combine(ask.seen.first, time.min, BEIJING), datetime.combine(ask.seen.last, time.max, BEIJING))


def _leads(reader: _Reader, ask: Ask, scope: Collection[str], met: _Met, signed: dict[str, date]) -> Iterable[LeadFact]:
    first, last = _moments(ask)
    rows = reader.rows(
        Lead, ("title", "region_code", "channel", "received_at"),
        Lead.received_at >= first, Lead.received_at <= last, Lead.region_code.in_(scope),
    )  # fmt: skip
    for row in sorted(rows, key=lambda r: str(r.id)):
        yield LeadFact(row.id, row.title or "", row.region_code, row.channel or "", row.received_at.date(),
                       met.lead(row.id), signed.get(row.id))  # fmt: skip


def _appeals(reader: _Reader, ask: Ask, scope: Collection[str]) -> Iterable[AppealFact]:
    first, last = _moments(ask)
    within = (Appeal.accepted_at.between(first, last), Appeal.closed_at.between(first, last))
    rows = reader.rows(
        Appeal, ("title", "region_code", "accepted_at", "closed_at"), Appeal.region_code.in_(scope), or_(*within)
    )
    for row in sorted(rows, key=lambda r: str(r.id)):
        yield AppealFact(row.id, row.title or "", row.region_code, _day(row.accepted_at), _day(row.closed_at))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def read_facts(session: Session, ask: Ask) -> Facts:
    """The facts of a question on this desk."""
    return facts(session.connection(), ask)


def figures(session: Session, ask: Ask, rows: Sequence[str] | None = None) -> Answers:
    """The figures of a question on this desk; the ids of all rows, or only of those figures in ``rows``."""
    return answers(read_facts(session, ask), ask, rows=rows)
