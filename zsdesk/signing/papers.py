"""Papers from the record to the signed file, on a desk: make, register, sign, verify.

``make`` gives a paper and enters it; ``sign`` signs a file for this desk's officer; ``verify`` says what holds of
one, with what the desk's register and the province's last list know, without a network.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.orm import Session

from zsdesk.acts import documents as acts
from zsdesk.desk import Desk
from zsdesk.documents import templates
from zsdesk.documents.content import Content
from zsdesk.documents.fonts import installed
from zsdesk.documents.signatures import OFFICER, SUPERVISOR
from zsdesk.documents.text import one_line
from zsdesk.errors import NotFound, Refused
from zsdesk.kinds import Target
from zsdesk.queries import documents as queries
from zsdesk.queries.papers import KINDS
from zsdesk.queries.papers import content as gathered
from zsdesk.rules.rights import Role
from zsdesk.signing.trust import identity_of, trust_of
from zsdesk.signing.verdict import Entry, Verdict
from zsdesk.words import tr

Step = Callable[[int, int], None]


class Made(NamedTuple):
    """A paper as PDF, and the id of its entry in the register; empty where the desk is open for reading only."""

    data: bytes
    entry: str


class Signed(NamedTuple):
    """A signed paper; ``stamped`` says whether a timestamp is in it."""

    data: bytes
    place: str
    stamped: bool


# -- make and sign ---------------------------------------------------------------------------------


def make(desk: Desk, kind: str, id: str, *, step: Step | None = None, leave_out: bool = False) -> Made:
    """A paper about a record, entered into the register."""
    content = desk.read(gathered, kind, id)
    data = desk.paper(kind, id, step=step, leave_out=leave_out)
    return Made(data, enter(desk, kind, id, content, data))


def enter(desk: Desk, kind: str, id: str, content: Content, data: bytes) -> str:
    """Enter a paper that was made of ``content``; its entry's id."""
    name = one_line(content.title) or KINDS[kind].label
    about = KINDS[kind].about
    number = templates.load(kind, desk.folder / "templates").number
    made = acts.Made(
        kind, Target(about, id) if about else None, id, name, sha256(data).hexdigest(), content.stamp, number
    )
    return desk.do(acts.register, made).result


def sign(desk: Desk, data: bytes, place: str = "") -> Signed:
    """Sign a paper for this desk's officer, and enter the signature into the register.

    Without ``place`` the officer's field is signed first, then the supervisor's.  ``Refused`` where the file was
    changed, the certificate does not allow it, or the place is signed already.
    """
    from zsdesk.signing import signing  # pyHanko: most of a second, only when something is signed

    identity, trust = identity_of(desk), trust_of(desk)
    there = signing.places_of(data)
    place = place or (SUPERVISOR if there.get(OFFICER) else OFFICER)
    if place != OFFICER and identity.holder.role not in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        raise Refused("Only a supervisor signs here; your certificate is that of an officer.")
    document = _unharmed(desk, data, any(there.values()))
    now = desk.clock.now_ms()
    made = signing.sign(data, place, identity, now, installed(), trust.timestamp)
    mark = verify(desk, made.data).marks[-1]
    desk.do(acts.register_signature, acts.Signing(
        document, place, mark.signer, mark.role, mark.serial, mark.seal, mark.signed_at or datetime.now(UTC),
    ))  # fmt: skip
    return Signed(made.data, place, made.stamped)


def _unharmed(desk: Desk, data: bytes, signed: bool) -> str:
    """The digest of the paper that is signed; ``Refused`` where nobody should put a name under this file."""
    if not signed:
        digest = sha256(data).hexdigest()
        if desk.read(queries.of_digest, digest) is None:
            raise Refused("This file is not in the register of papers: it was changed, or made on a desk that has not "
                          "synced yet. Sync first, or make the paper again.")  # fmt: skip
        return digest
    found = verify(desk, data)
    if not found.sound:
        said = [*found.problems, *(problem for mark in found.marks for problem in mark.problems)]
        raise Refused("This file is not signed further: {problems}", problems="".join(said))
    return found.digest


# -- verify ----------------------------------------------------------------------------------------


def verify(desk: Desk, data: bytes) -> Verdict:
    """What holds of a file, by what this desk knows."""
    from zsdesk.signing import verify as verifying  # as above

    now = datetime.fromtimestamp(desk.clock.now_ms() / 1000, UTC)

    def known(digest: str) -> list[verifying.Seen]:
        return [
            verifying.Seen(s.place or "", s.signer or "", s.certificate or "", s.seal or "", s.received_at)
            for s in desk.read(queries.signatures, digest)
        ]

    found = verifying.verify(data, trust_of(desk), now, known)
    edition = desk.read(queries.of_digest, found.digest) if found.digest else None
    if edition is None:
        if found.digest:
            found = found._replace(problems=(*found.problems, tr("The paper is not in the register on this desk.")))
        return found
    return found._replace(entry=_entry(edition), current=desk.read(currency, edition))


def _entry(edition: queries.Edition) -> Entry:
    return Entry(
        edition.id, edition.name, edition.kind, edition.target, edition.edition, edition.number, edition.version,
        edition.stamp, edition.made_at, edition.made_by,
    )  # fmt: skip


def currency(session: Session, edition: queries.Edition) -> str:
    """Whether the record still says what the paper says: yes, no, or unknown where it is not on this desk."""
    try:
        return "yes" if gathered(session, edition.kind, edition.subject).stamp == edition.stamp else "no"
    except NotFound:
        return "unknown"


def verify_code(desk: Desk, text: str) -> tuple[queries.Edition, str]:
    """The registered paper that a QR code names, and whether it is current; ``Refused`` where there is none such.

    Number and version have to be the registered ones too: a code that was pieced together is none.
    """
    form, number, version, stamp = [*text.strip().split(":"), "", "", ""][:4]
    if form != "ZSD1" or len(stamp) < 16:
        raise Refused("“{text}” is no code of a paper of this program.", text=text[:60])
    edition = desk.read(queries.of_stamp, stamp)
    if edition is None:
        raise NotFound("No paper with this code is in the register on this desk: it was forged, or sync first.")
    if edition.number and edition.number != number:
        raise Refused("The code says number {number}; the register has {real}.", number=number, real=edition.number)
    if edition.version and version.isdecimal() and int(version) != edition.version:
        raise Refused("The code says version {version}; the register has {real}.", version=version,
                      real=edition.version)  # fmt: skip
    return edition, desk.read(currency, edition)
