"""会审意见: what was asked, what each department said, under which conditions, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from zsdesk.documents.content import Block, Facts, Heading, Said, Table, Text
from zsdesk.queries.papers.reading import Reading, lined, short_moment
from zsdesk.records import Opinion, Review
from zsdesk.records.choices import NEEDS
from zsdesk.records.opinion import CONDITION_STATUS
from zsdesk.rules.dossier import ProjectFile


def reviews(reading: Reading, file: ProjectFile) -> list[Block]:
    """All reviews with their opinions."""
    if not file.reviews:
        return [Said("no_reviews")]
    return [block for review in file.reviews for block in _review(reading, review, file.opinions)]


def _review(reading: Reading, review: Review, opinions: Sequence[Opinion]) -> list[Block]:
    expected = ("opened_at", "due", "closed_at", "result")
    skip = ("subject", "project", "needs", "background", "result_note", "region_code")
    blocks: list[Block] = [Heading(review.subject or ""), Facts(reading.facts(review, expected, skip=skip))]
    for name in ("background", "result_note"):
        if getattr(review, name):
            blocks.append(Text(getattr(review, name), lead=f"{reading.label(Review, name)}。"))
    if review.needs:
        factors = dict(NEEDS)
        rows = tuple((n.need, factors.get(n.factor, n.factor) or "—", n.department or "—") for n in review.needs)
        blocks.append(Table(("需求", "要素", "征询部门"), rows, (18, 6, 12), (1,)))
    given = [o for o in opinions if o.review == review.id]
    if given:
        blocks += [_opinions(reading, given), *_conditions(given)]
    return blocks


def _opinions(reading: Reading, given: Sequence[Opinion]) -> Table:
    rows = tuple(
        (
            o.department or "", reading.show(o, "verdict") or "未答复",
            lined(o.text, o.basis and f"依据：{o.basis}") if o.verdict else "—",
            short_moment(o.answered_at) or "—", o.answered_by or "—",
        )
        for o in given
    )  # fmt: skip
    return Table(("部门", "结论", "意见内容", "答复时间", "经办人"), rows, (7, 6, 14, 7, 5), (1, 3, 4))


def _conditions(given: Sequence[Opinion]) -> list[Block]:
    rows = tuple(
        (o.department or "", c.condition, c.owner or "—", c.due or "—",
         CONDITION_STATUS.show(c.status) if c.status else "—", c.evidence or "—")
        for o in given for c in o.conditions or ()
    )  # fmt: skip
    heads = ("部门", "附加条件", "落实单位", "时限", "落实情况", "佐证")
    return [Table(heads, rows, (6, 13, 7, 7, 5, 6), (3, 4))] if rows else []
