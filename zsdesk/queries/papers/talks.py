"""What one negotiation came to, for minutes and dossier: nothing of our bottom lines and other internal fields."""

from __future__ import annotations

from collections.abc import Sequence

from zsdesk.documents.content import Block, Facts, Items, Pairs, Positions, Stand, Table, Text
from zsdesk.queries.papers.reading import Reading, moment, paragraphs, people, short
from zsdesk.records import Negotiation
from zsdesk.records.negotiation import POSITION_STATUS


def sides(talk: Negotiation) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The parties and their people; those of whom it is not known whose they are stand by themselves."""
    known = [("我方", people(talk.attendees, "ours")), ("对方", people(talk.attendees, "theirs"))]
    others = people(talk.attendees, "")
    return (*known, ("其他参加人员", others)) if others else tuple(known)


def talk_facts(talk: Negotiation) -> Pairs:
    """When, where, who."""
    return (("洽谈时间", moment(talk.held_at)), ("洽谈地点", talk.place or ""),
            *((name, "\n".join(members)) for name, members in sides(talk)))  # fmt: skip


def position_table(talk: Negotiation) -> Table | None:
    """Item by item what they want, what we answer, and how it stands."""
    if not talk.positions:
        return None
    rows = tuple(
        (p.item, p.theirs or "—", p.ours or "—", POSITION_STATUS.show(p.status) if p.status else "—")
        for p in talk.positions
    )
    return Table(("事项", "对方要求", "我方回应", "状态"), rows, (6, 13, 13, 6), (0, 3))


def results(talk: Negotiation) -> list[Block]:
    """What was agreed, and what was not."""
    return [Items(paragraphs(talk.agreed), lead="议定。"), Items(paragraphs(talk.open_points), lead="分歧。")]


def next_steps(talk: Negotiation) -> list[Block]:
    """Who does what until when."""
    rows = ((talk.next_step or "", talk.next_owner or "", short(talk.next_due)),)
    return [Table(("事项", "责任单位", "时限"), rows, (18, 10, 9), (1, 2))]


def talk_blocks(reading: Reading, talk: Negotiation) -> list[Block]:
    """All of one round."""
    blocks: list[Block] = [Facts((*talk_facts(talk), *((("编号", talk.number),) if talk.number else ())))]
    positions = position_table(talk)
    if positions is not None:
        blocks.append(positions)
    blocks += results(talk)
    if talk.minutes:
        blocks.append(Text(talk.minutes, lead=f"{reading.label(Negotiation, 'minutes')}。"))
    if talk.next_step or talk.next_owner or talk.next_due:
        blocks += next_steps(talk)
    return blocks


def position_chart(talks: Sequence[Negotiation]) -> Positions | None:
    """How each item stood in each round, in the order in which the items came up."""
    items = dict.fromkeys(p.item for talk in talks for p in talk.positions or () if p.item)
    if not items:
        return None
    stood = [{p.item: p.status for p in talk.positions or ()} for talk in talks]
    heads = tuple(f"第{talk.round or n}轮" for n, talk in enumerate(talks, 1))
    return Positions(tuple(Stand(item, tuple(s.get(item, "") for s in stood)) for item in items), heads)
