"""Verify a paper: whole, signed by whom, and unchanged since the register took it.

Signatures are checked by pyHanko with its difference analysis: byte ranges alone would call a page that was
replaced by an incremental update “valid”.  The analysis begins at the unsigned paper, so that not even a signature
itself may bring another page with it.  Damaged files give verdicts, never errors.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DiffResult,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    GenericFieldModificationRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON, ROOT_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from zsdesk.documents.signatures import FIELDS, OFFICER
from zsdesk.rules.rights import Role
from zsdesk.signing.certificates import holder_of, serial_text
from zsdesk.signing.trust import Trust
from zsdesk.signing.value import is_canonical, is_plain_stamp, seal_of
from zsdesk.signing.verdict import Mark, Verdict
from zsdesk.words import tr

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # a file that does not hold is no fault of the program
_TAIL = re.compile(rb"\s*startxref\s+(\d+)\s+%%EOF(?:\r\n|\r|\n)?")
_LTA = ModificationLevel.LTA_UPDATES
_SIGNING = StandardDiffPolicy(
    global_rules=[
        # The first signature writes into the catalogue that it certifies (ISO 32000-1, 12.8.4).
        CatalogModificationRule(ignored_keys=ROOT_EXEMPT_STRICT_COMPARISON | {"/Perms"}),
        *(rule().as_qualified(_LTA) for rule in (DocInfoRule, XrefStreamRule, ObjectStreamRule, DSSCompareRule,
                                                 MetadataUpdateRule)),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule(), GenericFieldModificationRule()],
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)  # fmt: skip
"""What may be done to a paper: pyHanko's own rules, and the entry by which it is certified."""
_COUNTERSIGNING = (Role.SUPERVISOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Seen:
    """A signature that the register knows: where, by which certificate, its value, and when the province got it."""

    place: str
    signer: str
    serial: str
    seal: str
    received_at: datetime | None


def verify(data: bytes, trust: Trust, now: datetime, known: Callable[[str], Iterable[Seen]]) -> Verdict:
    """What holds of a file; ``known`` gives the registered signatures of a paper by its digest."""
    try:
        reader = PdfFileReader(BytesIO(data))
        original = original_of(data, reader)
        found = list(reader.embedded_signatures)
        fields = [name for name, value, _ in enumerate_sig_fields(reader) if value is None]
    except Exception:  # a damaged file meets the reader with any error there is
        return Verdict((), (tr("The file is damaged, or it is no PDF of this program."),))
    digest = sha256(original).hexdigest() if original else ""
    seen = list(known(digest)) if digest else []
    problems = _whole(data, reader, found, original)
    marks = tuple(_mark(data, one, trust, now, seen) for one in found)
    problems += _together(marks)
    signed = {mark.seal for mark in marks}
    for one in seen:
        if one.seal not in signed:
            problems.append(tr("A signature was taken off this file: {signer}.", signer=one.signer))
    return Verdict(marks, tuple(problems), tuple(name for name in fields if name in FIELDS), digest)


def original_of(data: bytes, reader: PdfFileReader) -> bytes:
    """The paper as it was before it was signed: the file's first revision, byte for byte; empty where there is none."""
    start = reader.xrefs.get_startxref_for_revision(0)
    for tail in _TAIL.finditer(data, start):
        if int(tail[1]) == start:
            return data[: tail.end()]
    return b""


# -- the file --------------------------------------------------------------------------------------


def _whole(data: bytes, reader: PdfFileReader, found: list[EmbeddedPdfSignature], original: bytes) -> list[str]:
    if not found:
        return [tr("The file is not signed.")]
    if not original:
        return [tr("The file does not begin with a paper of this program.")]
    if max(int(one.byte_range[2]) + int(one.byte_range[3]) for one in found) != len(data):
        return [tr("The file was changed: it holds more than the paper and its signatures.")]
    try:
        if reader.xrefs.total_revisions != len(found) + 1:
            return [tr("The file was changed: it holds more than the paper and its signatures.")]
        review = _SIGNING.review_file(reader, reader.get_historical_resolver(0))
    except Exception:  # what cannot be compared is no less suspicious
        return [tr("The pages were changed after the paper was made.")]
    if not isinstance(review, DiffResult) or review.modification_level > ModificationLevel.FORM_FILLING:
        return [tr("The pages were changed after the paper was made.")]
    return []


def _together(marks: tuple[Mark, ...]) -> list[str]:
    """What the signatures mean together: the first is the officer's, and nobody countersigns for oneself."""
    problems = []
    signers = {mark.place: mark.signer for mark in marks}
    if marks and OFFICER not in signers:
        problems.append(tr("The officer's signature is missing."))
    if any(place != OFFICER and signer == signers.get(OFFICER) for place, signer in signers.items()):
        problems.append(tr("The officer and the one who countersigned are the same person."))
    return problems


# -- one signature ---------------------------------------------------------------------------------


def _mark(data: bytes, one: EmbeddedPdfSignature, trust: Trust, now: datetime, seen: list[Seen]) -> Mark:
    place = str(one.field_name or "")
    try:
        certificate = x509.load_der_x509_certificate(one.signer_cert.dump())
        at = one.self_reported_timestamp
        one.compute_integrity_info()
        status = asyncio.run(_status(one, trust, at or now))
        own, plain = is_canonical(data, one), is_plain_stamp(one, trust.timestamp_roots)
    except Exception:  # as above
        return Mark(place, problems=(tr("The signature is damaged."),))
    holder = holder_of(certificate)
    seal = sha256(seal_of(one)).hexdigest()
    stamped = status.timestamp_validity
    believed = stamped is not None and stamped.valid and stamped.intact and stamped.trusted and plain
    times = [stamped.timestamp] if stamped is not None and believed else []
    times += [entry.received_at for entry in seen if entry.seal == seal and entry.received_at is not None]
    proven = min(times, default=None)
    problems = [*_changed(status, own), *_foreign(status), *_timely(certificate, trust, at, proven, now)]
    if stamped is not None and not believed:
        problems.append(tr("Its timestamp does not hold."))
    if place != OFFICER and holder.role not in _COUNTERSIGNING:
        problems.append(tr("Its certificate is an officer's: supervisors sign here."))
    return Mark(place, holder.account, holder.role, holder.region, holder.province, serial_text(certificate), seal, at,
                proven, tuple(problems))  # fmt: skip


async def _status(one: EmbeddedPdfSignature, trust: Trust, moment: datetime) -> PdfSignatureStatus:
    usage = KeyUsageConstraints(key_usage={"non_repudiation"})
    return await async_validate_pdf_signature(
        one, _context(trust.roots, trust.issuing, moment), _context(trust.timestamp_roots, (), moment),
        key_usage_settings=usage,
    )  # fmt: skip


def _context(
    roots: tuple[x509.Certificate, ...], others: tuple[x509.Certificate, ...], moment: datetime
) -> ValidationContext:
    return ValidationContext(
        trust_roots=[_converted(one) for one in roots], other_certs=[_converted(one) for one in others],
        allow_fetching=False, moment=moment.astimezone(UTC),
    )  # fmt: skip


def _converted(certificate: x509.Certificate) -> Any:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _changed(status: PdfSignatureStatus, canonical: bool) -> list[str]:
    if not (status.intact and status.valid and canonical):
        return [tr("The file was changed after it was signed.")]
    if status.coverage not in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION):
        return [tr("The signature does not cover the whole file.")]
    if not status.docmdp_ok:
        return [tr("The file was changed after it was signed.")]
    return []


def _foreign(status: PdfSignatureStatus) -> list[str]:
    if not (status.intact and status.valid):
        return []  # of a signature that does not fit its file, nothing further can be said
    return [] if status.trusted else [tr("Its certificate was not issued by the province.")]


def _timely(
    certificate: x509.Certificate, trust: Trust, at: datetime | None, proven: datetime | None, now: datetime
) -> list[str]:
    """Expiry and revocation: who signed may write any time, so what comes later needs a proof of the time."""
    until, day = certificate.not_valid_after_utc, "%Y-%m-%d"
    if at is None:
        return [tr("It does not say when it was made.")]
    if not certificate.not_valid_before_utc <= at <= until:
        return [tr("Its certificate was not valid on {day}, when it was made.", day=f"{at:{day}}")]
    problems = []
    if now > until and (proven is None or proven > until):
        problems.append(
            tr("Its certificate expired on {day}, and nothing proves that it was made before.", day=f"{until:{day}}")
        )
    revoked = trust.revoked_at(certificate)
    if revoked is not None and (proven is None or proven >= revoked):
        problems.append(
            tr("Its certificate was revoked on {day}, and nothing proves that it was made before.",
               day=f"{revoked:{day}}")
        )  # fmt: skip
    if trust.crl is not None and trust.crl.next_update_utc is not None and now > trust.crl.next_update_utc:
        problems.append(
            tr("What was revoked since {day} is not known here: sync first.", day=f"{trust.crl.last_update_utc:{day}}")
        )
    return problems
