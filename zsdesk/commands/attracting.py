"""The commands of 招: triage, 首报首谈, positions, the fair-competition screen, what channels bring."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from zsdesk.acts import claims, commitments, leads
from zsdesk.commands.opening import open_desk
from zsdesk.commands.saying import say_all, say_one
from zsdesk.desk import Desk
from zsdesk.errors import Invalid
from zsdesk.kinds import Instant, Region
from zsdesk.queries import attracting as queries
from zsdesk.queries import chains, first_contact, naming, screening
from zsdesk.records.choices import CLUSTERS, GROUPS
from zsdesk.records.commitment import SCREEN
from zsdesk.records.lead import DUPLICATES, TRIAGE
from zsdesk.words import label, tr


def _lead(desk: Desk, text: str) -> str:
    return desk.read(naming.one, "lead", text)


def late(arguments: Namespace) -> None:
    """The leads whose terms have passed."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(queries.late_leads, desk.clock.today(), desk.user if arguments.mine else "")
    say_all(arguments, found, lambda one: f"{one.id}\t{one.tone}\t{one.label}\t{one.due}\t{one.heading}")


def standing(arguments: Namespace) -> None:
    """A lead's clocks, whether it has to be claimed, and who else talks with the enterprise."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(queries.lead_standing, _lead(desk, arguments.id), desk.clock.today())
    say_one(arguments, found, _standing_lines)


def _standing_lines(found: queries.LeadStanding) -> Iterator[str]:
    for clock in found.clocks:
        yield f"{clock.kind}\t{clock.due}\t{clock.tone}"
    if found.must_claim:
        yield tr("claimed") if found.claimed else tr("to claim")
    for other in found.others:
        yield f"{other.type}\t{other.id}\t{other.heading}\t{other.region}\t{other.company}"
    if found.note:
        yield found.note


def answer(arguments: Namespace) -> None:
    """The first answer was given."""
    with open_desk(arguments) as desk:
        desk.do(leads.answer, _lead(desk, arguments.id))


def triage(arguments: Namespace) -> None:
    """研判."""
    with open_desk(arguments) as desk:
        to = Region().parse(arguments.to) if arguments.to else ""
        desk.do(leads.triage, _lead(desk, arguments.id), TRIAGE.parse(arguments.verdict), arguments.reason, to)


def conclude(arguments: Namespace) -> None:
    """查重."""
    with open_desk(arguments) as desk:
        desk.do(leads.conclude, _lead(desk, arguments.id), DUPLICATES.parse(arguments.verdict), arguments.note)


def project(arguments: Namespace) -> None:
    """The project of a followed lead; prints its id."""
    with open_desk(arguments) as desk:
        print(desk.do(leads.make_project, _lead(desk, arguments.id), GROUPS.parse(arguments.group)).result)


def claim(arguments: Namespace) -> None:
    """Claim to have met the enterprise of a lead first; prints the claim's id."""
    with open_desk(arguments) as desk:
        met = Instant("past").parse(arguments.met, today=desk.clock.today())
        print(desk.do(claims.claim, _lead(desk, arguments.id), arguments.unit, met, arguments.account).result)


def list_claims(arguments: Namespace) -> None:
    """The claims on this desk, with what the province said."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(first_contact.claims)
    say_all(arguments, found, lambda c: f"{c.id}\t{c.number}\t{c.title}\t{c.unit}\t{c.status_label}\t{c.decision}")


def helper(arguments: Namespace) -> None:
    """Take a later claimant in as a helper."""
    with open_desk(arguments) as desk:
        desk.do(claims.take_in, desk.read(naming.one, "claim", arguments.id), arguments.unit)


def positions(arguments: Namespace) -> None:
    """How each point moved across the rounds of a lead or a project."""
    with open_desk(arguments, read_only=True) as desk:
        try:
            found = desk.read(queries.positions, lead=_lead(desk, arguments.id))
        except Invalid:
            found = desk.read(queries.positions, project=desk.read(naming.one, "project", arguments.id))
    say_one(arguments, found, _position_lines)


def _position_lines(found: queries.Positions) -> Iterator[str]:
    yield "\t".join(("", *found.rounds))
    for track in found.tracks:
        cells = ("—" if c is None else f"{'→ ' if c.moved else ''}{c.theirs} / {c.ours}" for c in track.cells)
        yield "\t".join((track.item, *cells, track.status))


def screen_text(arguments: Namespace) -> None:
    """Hold a text against the wordings of the catalogue; nothing is written."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(screening.screened, arguments.text, desk.clock.today())
    say_one(arguments, found, _screen_lines)


def _screen_lines(found: screening.Screened) -> Iterator[str]:
    yield SCREEN.show(found.verdict)
    for finding in found.findings:
        yield f"{finding.label}\t{finding.words}\t{finding.clause}\t{finding.sentence}"


def screen_list(arguments: Namespace) -> None:
    """The commitments with what the screen says of each."""
    with open_desk(arguments, read_only=True) as desk:
        project = desk.read(naming.one, "project", arguments.project) if arguments.project else ""
        found = desk.read(screening.promises, project)
    say_all(arguments, found, lambda p: "\t".join((p.id, SCREEN.show(p.verdict), p.title, p.by, p.clause)))


def screen_take(arguments: Namespace) -> None:
    """Commitments out of what a round agreed; prints their ids."""
    with open_desk(arguments) as desk:
        made = desk.do(commitments.from_minutes, desk.read(naming.one, "negotiation", arguments.id)).result
    print("\n".join(made))


def screen_override(arguments: Namespace) -> None:
    """Decide otherwise than the screen."""
    with open_desk(arguments) as desk:
        promise = desk.read(naming.one, "commitment", arguments.id)
        desk.do(commitments.override, promise, SCREEN.parse(arguments.verdict), arguments.reason)


def channels(arguments: Namespace) -> None:
    """What each channel brought; with ``--rows`` its leads."""
    with open_desk(arguments, read_only=True) as desk:
        if arguments.rows:
            leads_of = desk.read(queries.channel_leads, desk.read(naming.one, "channel", arguments.rows))
            say_all(arguments, leads_of, lambda r: "\t".join((r.id, r.heading, tr("talked") if r.talked else "",
                                                              str(r.signed_on or ""))))  # fmt: skip
            return
        found = desk.read(queries.conversion)
    say_all(arguments, found, lambda c: f"{c.channel}\t{c.unit}\t{c.leads}\t{c.talked}\t{c.signed}")


def chain(arguments: Namespace) -> None:
    """The links of the chains, with how many projects, leads and enterprises stand at each."""
    with open_desk(arguments, read_only=True) as desk:
        today = desk.clock.today()
        code = CLUSTERS.parse(arguments.cluster) if arguments.cluster else ""
        found = [desk.read(chains.chain, code, today)] if code else desk.read(chains.chains, today)
    links = [link for made in found for link in made.links if link.state == "missing" or not arguments.missing]
    say_all(arguments, links, _link_line)


def _link_line(link: chains.LinkView) -> str:
    words = {"here": tr("present"), "coming": tr("on its way"), "missing": tr("missing link")}[link.state]
    counts = (len(link.projects), len(link.leads), len(link.enterprises))
    return "\t".join((CLUSTERS.show(link.chain), label(link.label), words, *map(str, counts)))
