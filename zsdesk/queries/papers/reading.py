"""What every paper reads records by: values as printed, the newest of them, the files of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.clock import BEIJING, from_ms
from zsdesk.documents.content import Enclosure, Pairs, Picture, Table
from zsdesk.documents.wording import chinese_day
from zsdesk.fields import Record, field_of, fields
from zsdesk.kinds import Choice, Person, Target
from zsdesk.kinds.places import places
from zsdesk.queries.detail import load, shown_value
from zsdesk.records import Attachment, Lead, Negotiation, Project, record_type
from zsdesk.rules.dossier import is_photo

R = TypeVar("R", bound=Record)
_AT_ONCE = 300  # targets in one statement


class Reading:
    """Reads the records of one paper and remembers which they were."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.read: dict[Target, Record] = {}

    # -- records -------------------------------------------------------------------------------

    def one(self, record: type[R], id: str) -> R:
        """The record that the paper is about; ``NotFound`` where there is none such."""
        return self._kept(cast("R", load(self.session, record.type_name, id)))

    def maybe(self, record: type[R], id: str | None) -> R | None:
        """A record that is referred to, if it is on this desk."""
        found = self.session.get(record, id) if id else None
        return self._kept(found) if found is not None else None

    def those(self, record: type[R], *conditions: Any, by: str = "") -> list[R]:
        """The records that are not deleted, in the order of a field; those without it come last."""
        found = self.session.scalars(
            select(record).where(*conditions, record.deleted_at.is_(None)).order_by(record.id)
        ).all()
        if by:
            found = sorted(found, key=lambda r: (getattr(r, by) is None, _sortable(getattr(r, by))))
        return [self._kept(row) for row in found]

    def _kept(self, row: R) -> R:
        self.read[Target(row.type_name, row.id)] = row
        return row

    @property
    def day(self) -> date:
        """The day of the newest change of all that was read: the day that the paper bears."""
        return from_ms(max(row.updated_at for row in self.read.values())).date()

    # -- values --------------------------------------------------------------------------------

    def show(self, record: Record, name: str) -> str:
        """A value as printed; nothing that is internal."""
        declared = field_of(type(record), name)
        value = getattr(record, name)
        if declared.internal or value is None:
            return ""
        if isinstance(value, date) and not isinstance(value, datetime):
            return day(value)
        return moment(value) if isinstance(value, datetime) else shown_value(self.session, type(record), name, value)

    def label(self, record: type[Record], name: str) -> str:
        """What the field is called."""
        return field_of(record, name).chinese

    def facts(self, record: Record, expected: Sequence[str], skip: Iterable[str] = ()) -> Pairs:
        """The expected fields, empty or not, and all others that are filled, in the order of declaration."""
        left_out = {*skip, "owner", "secrecy"}
        pairs = []
        for declared in fields(type(record)):
            if declared.hidden or declared.internal or declared.name in left_out:
                continue
            shown = self.show(record, declared.name)
            if shown or declared.name in expected:
                pairs.append((declared.chinese, shown))
        return tuple(pairs)

    # -- files ---------------------------------------------------------------------------------

    def attachments(self, targets: Sequence[Target] = ()) -> list[Attachment]:
        """The attachments of all that was read, or of ``targets``, in the order of their records."""
        wanted = list(targets) or [target for target in self.read if target.type != "attachment"]
        found: list[Attachment] = []
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            found += self.session.scalars(
                select(Attachment).where(Attachment.target.in_(some), Attachment.deleted_at.is_(None))
            )
        place = {target: n for n, target in enumerate(wanted)}
        found.sort(key=lambda a: (place[a.target] if a.target else -1, a.id))
        return [self._kept(a) for a in found]

    def enclosures(self, attachments: Sequence[Attachment]) -> tuple[tuple[Enclosure, ...], tuple[Picture, ...]]:
        """All attachments as enclosures, and the photos among them."""
        enclosures, pictures = [], []
        for a in attachments:
            if is_photo(a):
                taken = a.taken_at.astimezone(BEIJING).date() if a.taken_at else None
                of = self.read.get(a.target) if a.target else None
                region = self.show(of or a, "region_code")
                pictures.append(Picture(a.sha256 or "", a.caption or "", taken, region, self.show(a, "coordinates")))
            number = len(pictures) if is_photo(a) else 0
            enclosures.append(
                Enclosure(a.name or "", a.media_type or "", a.sha256 or "", a.size or 0, self._of(a.target), number)
            )
        return tuple(enclosures), tuple(pictures)

    def _of(self, target: Target | None) -> str:
        record = self.read.get(target) if target else None
        if record is None:
            return ""
        name = record_type(record.type_name).type_label
        return name if record.type_name == "project" else f"{name}：{record.heading}"


def _sortable(value: Any) -> Any:
    return value if value is not None else 0


def day(value: date | None) -> str:
    """A day as papers print it."""
    return chinese_day(value.year, value.month, value.day) if value else ""


def moment(value: datetime | None) -> str:
    """A day and a time, in Beijing."""
    if value is None:
        return ""
    local = value.astimezone(BEIJING)
    return f"{day(local.date())} {local:%H:%M}"


def short(value: date | None) -> str:
    """A day in a column of a table (GB/T 7408: 2026-11-25), as days that lie in rows are kept."""
    return value.isoformat() if value else ""


def short_moment(value: datetime | None) -> str:
    """A day and a time in a column of a table."""
    return f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M}" if value else ""


def people(members: Sequence[Person] | None, side: str) -> tuple[str, ...]:
    """The people of one side: unit, title, name."""
    return tuple(" ".join(p for p in (m.unit, m.title, m.name) if p) for m in of_side(members, side))


def issuing_unit(talk: Negotiation, lead: Lead | None, project: Project | None) -> str:
    """Whose paper on a negotiation it is: the unit of first contact, the project's unit, or ours at the table."""
    at_table = next((one.unit for one in of_side(talk.attendees, "ours") if one.unit), "")
    return (lead.first_contact_unit if lead else "") or (project.lead_unit if project else "") or at_table


def office(region: str | None, level: str | None) -> str:
    """The office that speaks for a region at a level; each paper's template may name another in its red header."""
    above = {"prefecture": 4, "province": 2}.get(level or "")
    code = (region or "")[:above].ljust(6, "0") if above and region else region or ""
    place = places().get(code)
    return f"{place.name}投资促进局" if place else ""


def of_side(members: Sequence[Person] | None, side: str) -> list[Person]:
    """The people of one side; of ``""`` those of whom it is not known whose they are."""
    return [one for one in members or () if one.side == side]


def paragraphs(text: str | None) -> tuple[str, ...]:
    """The lines of a stored text that hold anything."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def lined(*texts: str | None) -> str:
    """What there is of several texts, each on a line of its own."""
    return "\n".join(filter(None, texts))


def shown(choice: Choice, code: str) -> str:
    """A code that lies in a row, as its label."""
    return choice.show(code) if code else ""


def dashed(heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], *centred: int) -> Table:
    """A table in which nothing is to be filled in later: what is empty prints as a dash."""
    return Table(tuple(heads), tuple(tuple(text or "—" for text in row) for row in rows), tuple(widths), centred)
