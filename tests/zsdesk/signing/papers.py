"""Signed papers for tests: a small authority in memory, officers of it, a brief that they sign."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from zsdesk.clock import to_ms
from zsdesk.documents.brief_content import BriefContent
from zsdesk.documents.fonts import bundled
from zsdesk.documents.papers import Means, render
from zsdesk.server import minting
from zsdesk.signing import trust
from zsdesk.signing.certificates import Holder, new_key, packed_key
from zsdesk.signing.signing import sign
from zsdesk.signing.trust import Identity, Trust
from zsdesk.signing.verdict import Verdict
from zsdesk.signing.verify import Seen, verify
from zsdesk.sync import wire

AT = datetime(2026, 11, 24, 1, tzinfo=UTC)
"""When the papers of the tests are signed."""


@dataclass
class Office:
    """A province's authority with what desks believe of it."""

    name: str = "贵州省招商引资"
    made: datetime = AT - timedelta(days=10)
    revoked: list[minting.Revoked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.top = minting.root(self.name, to_ms(self.made))
        self.by = minting.issuing(self.name, self.top, to_ms(self.made))

    def identity(
        self, name: str, role: str = "officer", *, days: int = 700, since: datetime | None = None
    ) -> Identity:  # fmt: skip
        """A new key with its certificate."""
        key = new_key()
        made = minting.holder(Holder(name, role, "520121", self.name), key.public_key(), self.by,
                              to_ms(since or self.made), days)  # fmt: skip
        return Identity(key, made, (self.by.certificate, self.top.certificate))

    def revoke(self, identity: Identity, at: datetime) -> None:
        """Put a certificate on the list."""
        self.revoked.append(minting.Revoked(identity.certificate.serial_number, to_ms(at), "lost"))

    def trust(self, at: datetime = AT) -> Trust:
        """What a desk believes that synced at a moment."""
        crl = minting.revocations(self.revoked, 1, self.by, to_ms(at))
        return Trust((self.top.certificate,), (self.by.certificate,), crl, 1, "", ())


def unsigned() -> bytes:
    """A brief as it is made, with its places to sign."""
    content = BriefContent(
        title="贵州华星磷系正极材料项目第2轮洽谈简报", generated=date(2026, 11, 24), number="QT-2026-520121-0001",
        version="3", unit="开阳县投资促进局", prepared_by="李明", reviewed_by="王芳", agreed=("用地五百亩",),
    )  # fmt: skip
    return render("brief", content, Means(fonts=bundled()))


def signed(data: bytes, place: str, by: Identity, at: datetime = AT, timestamp: str = "") -> bytes:
    """The paper with one more signature."""
    return sign(data, place, by, to_ms(at), bundled(), timestamp).data


def looked_at(
    data: bytes, trust: Trust, now: datetime = AT + timedelta(hours=1), seen: tuple[Seen, ...] = ()
) -> Verdict:  # fmt: skip
    """The verdict over a file."""
    return verify(data, trust, now, lambda _digest: seen)


def registered(verdict: Verdict, received_at: datetime | None = None) -> tuple[Seen, ...]:
    """The signatures of a verdict, as the register has them."""
    return tuple(Seen(m.place, m.signer, m.serial, m.seal, received_at) for m in verdict.marks)


def problems(verdict: Verdict) -> str:
    """Everything that speaks against a file."""
    return "".join((*verdict.problems, *(problem for mark in verdict.marks for problem in mark.problems)))


def pem(path: Path, *certificates: Any) -> Path:
    """Certificates or lists in a file."""
    path.write_bytes(b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates))
    return path


def certified(desk: Any, role: str = "supervisor") -> None:
    """Give a desk a certificate of a province's, and what it revoked: nothing."""
    office = Office(made=datetime.now(UTC))
    who = office.identity(desk.user, role)
    der = [c.public_bytes(serialization.Encoding.DER) for c in (who.certificate, *who.chain)]
    crl = office.trust(datetime.now(UTC)).crl
    assert crl is not None
    said = wire.Trust(1, tuple(der[1:]), crl.public_bytes(serialization.Encoding.DER))
    with desk.transaction() as connection:
        trust.keep(connection, said)
    desk.vault.put(trust.KEY, packed_key(who.key))
    trust.keep_own(desk, tuple(der))


__all__ = ["AT", "Office", "certified", "looked_at", "pem", "problems", "registered", "signed", "unsigned", "x509"]
