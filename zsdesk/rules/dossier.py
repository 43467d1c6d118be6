"""What a project's dossier needs, and what of it is still missing: shown before it is made, printed as 待补."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zsdesk.catalogue import Expectation, bundled
from zsdesk.fields import Record, field_of
from zsdesk.records import (
    Agreement,
    Appeal,
    Attachment,
    Blocker,
    Commitment,
    Company,
    FundArrival,
    MeasureApplied,
    Milestone,
    Negotiation,
    Opinion,
    Plan,
    Progress,
    Project,
    Review,
    Supervision,
    Transition,
)  # fmt: skip
from zsdesk.words import label

PRINTED = {
    "project": (
        "number", "companies", "group", "industry", "stage", "signed_on", "total_investment", "fixed_investment",
        "contract_amount", "land_mu", "energy_tce", "power_kva", "water_m3d", "eia", "jobs", "park", "planned_start",
        "planned_production", "lead_unit", "region_code", "summary",
    ),
    "company": (
        "name", "uscc", "ownership", "origin", "industry", "legal_person", "registered_capital", "revenue", "profile",
    ),
}  # fmt: skip
"""The order in which a chapter prints what is asked for; what is asked besides comes after it."""
PHOTO_PURPOSES = (None, "photo")


@dataclass
class ProjectFile:
    """All records of one project, each list in the order in which the dossier shows it."""

    project: Project
    companies: Sequence[Company] = ()
    talks: Sequence[Negotiation] = ()
    plans: Sequence[Plan] = ()
    measures: Sequence[MeasureApplied] = ()
    agreements: Sequence[Agreement] = ()
    commitments: Sequence[Commitment] = ()
    reviews: Sequence[Review] = ()
    opinions: Sequence[Opinion] = ()
    milestones: Sequence[Milestone] = ()
    transitions: Sequence[Transition] = ()
    arrivals: Sequence[FundArrival] = ()
    progress: Sequence[Progress] = ()
    blockers: Sequence[Blocker] = ()
    supervisions: Sequence[Supervision] = ()
    appeals: Sequence[Appeal] = ()
    attachments: Sequence[Attachment] = field(default_factory=list)
    expects: Sequence[Expectation] = ()
    """What is asked of the records, by the catalogue in force; the program's own where it says nothing."""

    def asks(self, type_name: str) -> tuple[str, ...]:
        """The fields that are asked of each record of a type, in the order in which the dossier prints them; as 待补
        where they are empty."""
        order = {name: at for at, name in enumerate(PRINTED.get(type_name, ()))}
        return tuple(sorted(self.expected(type_name).asks, key=lambda name: order.get(name, len(order))))

    def expected(self, type_name: str) -> Expectation:
        """What is asked of the records of a type."""
        return next(one for one in self.expects or bundled().expectation if one.code == type_name)

    @property
    def photos(self) -> list[Attachment]:
        """The attached photos of the site; scans of papers are pictures too, but say what they are for."""
        return [a for a in self.attachments if is_photo(a)]


class Gap(NamedTuple):
    """Something missing: the chapter, the record and field to fill (no id: a record is to be made).

    ``of`` is the record's name, ``text`` what it lacks; a record that is to be made has no name.
    """

    chapter: str
    type: str
    id: str
    field: str
    text: str
    of: str = ""


class Meter(NamedTuple):
    """How complete a dossier would be."""

    filled: int
    total: int
    gaps: tuple[Gap, ...]

    @property
    def percent(self) -> int:
        """Of a hundred, never rounded up to it."""
        return self.filled * 100 // self.total if self.total else 100


def is_photo(attachment: Attachment) -> bool:
    """Whether an attachment is shown among the photos."""
    return (attachment.media_type or "").startswith("image/") and attachment.purpose in PHOTO_PURPOSES


def meter(file: ProjectFile) -> Meter:
    """Every field that the dossier shows and every record that it needs: what is there, what is not."""
    total, gaps = 0, []
    for gap in _looked_at(file):
        total += 1
        if gap is not None:
            gaps.append(gap)
    return Meter(total - len(gaps), total, tuple(gaps))


def _looked_at(file: ProjectFile) -> Iterator[Gap | None]:
    yield from _fields(file, "overview", (file.project,))
    yield from _some(file, "companies", file.companies, "company")
    yield from _some(file, "talks", file.talks, "negotiation")
    yield from _plans(file)
    yield from _some(file, "commitments", file.agreements, "agreement")
    yield _scan(file)
    yield from _some(file, "commitments", file.commitments, "commitment")
    for promise in file.commitments:
        if promise.party == "government":
            yield _field("commitments", promise, "screen")
    yield from _some(file, "reviews", file.reviews, "review")
    yield from _some(file, "reviews", file.opinions, "opinion")
    yield from _some(file, "milestones", file.milestones, "milestone")
    yield from _some(file, "blockers", file.blockers, "blocker")
    yield from _some(file, "photos", file.photos, "attachment")


def _some(file: ProjectFile, chapter: str, records: Sequence[Record], type_name: str) -> Iterator[Gap | None]:
    """At least one record where one has to be there, and the fields of each."""
    if file.expected(type_name).needed:
        yield None if records else Gap(chapter, type_name, "", "", _none_of(type_name))
    yield from _fields(file, chapter, records)


def _fields(file: ProjectFile, chapter: str, records: Sequence[Record]) -> Iterator[Gap | None]:
    for record in records:
        for name in file.asks(record.type_name):
            if not (name == "uscc" and getattr(record, "uscc_pending", False)):
                yield _field(chapter, record, name)


def _field(chapter: str, record: Record, name: str) -> Gap | None:
    if getattr(record, name) not in (None, "", ()):
        return None
    return Gap(chapter, record.type_name, record.id, name, field_of(type(record), name).label, record.heading)


def _plans(file: ProjectFile) -> Iterator[Gap | None]:
    """An element sheet, and of each element what there is."""
    elements = [(plan, element) for plan in file.plans for element in plan.elements or ()]
    yield None if elements else Gap("elements", "plan", file.plans[0].id if file.plans else "", "elements",
                                    label("核心要素"))  # fmt: skip
    for plan, element in elements:
        yield None if element.value else Gap("elements", "plan", plan.id, "elements", element.element, plan.heading)


def _scan(file: ProjectFile) -> Gap | None:
    """The scan of a signed contract."""
    if any(a.purpose == "contract" for a in file.attachments):
        return None
    agreement = file.agreements[0].id if file.agreements else ""
    return Gap("commitments", "agreement", agreement, "", label("合同扫描件"))


_NAMES = {"attachment": "现场照片", "negotiation": "洽谈", "company": "企业", "agreement": "协议", "commitment": "承诺",
          "review": "会审", "milestone": "节点", "opinion": "部门意见", "blocker": "堵点"}  # fmt: skip


def _none_of(type_name: str) -> str:
    return label(_NAMES[type_name])
