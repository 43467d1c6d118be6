"""Sign a paper: PAdES over one of the fields that were made with it, added behind its bytes and nothing else.

The first signature certifies (DocMDP, ISO 32000-1 12.8.2.2): from then on only signatures may be added.  No network is
needed; a timestamp is added where one is to be had.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NamedTuple

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zsdesk.documents import wording
from zsdesk.documents.fonts import FontSet
from zsdesk.errors import Refused
from zsdesk.kinds.places import places
from zsdesk.signing.appearance import drawn
from zsdesk.signing.certificates import packed_key, serial_text
from zsdesk.signing.stamping import Stamper
from zsdesk.signing.trust import Identity
from zsdesk.signing.value import lower


class Signed(NamedTuple):
    """A signed paper: all of the unsigned bytes, and behind them the signature."""

    data: bytes
    stamped: bool


def sign(data: bytes, place: str, identity: Identity, at_ms: int, fonts: FontSet, timestamp: str = "") -> Signed:
    """Sign the field ``place`` of a paper; ``Refused`` where it has no such field, or that is signed already.

    ``timestamp`` is where a timestamp is asked for; without an answer the signature goes without.
    """
    if timestamp:
        try:
            return Signed(_signed(data, place, identity, at_ms, fonts, Stamper(timestamp)), stamped=True)
        except TimestampRequestError:
            pass
    return Signed(_signed(data, place, identity, at_ms, fonts, None), stamped=False)


def places_of(data: bytes) -> dict[str, bool]:
    """The places to sign of a paper, and whether each is signed; ``Refused`` where it is no PDF that can be signed."""
    try:
        reader = PdfFileReader(BytesIO(data))
        return {name: value is not None for name, value, _ in enumerate_sig_fields(reader)}
    except (PdfError, ValueError, KeyError, TypeError, RecursionError):
        raise Refused("This file is no whole PDF; take it again from where it came from.") from None


def _signed(
    data: bytes, place: str, identity: Identity, at_ms: int, fonts: FontSet, stamper: Stamper | None
) -> bytes:  # fmt: skip
    there = places_of(data)
    if place not in there:
        raise Refused("This paper has no place for the signature “{place}”. It has: {places}.",
                      place=wording.SIGNERS.get(place, place), places="、".join(there) or "—")  # fmt: skip
    if there[place]:
        raise Refused("The place “{place}” is signed already.", place=wording.SIGNERS.get(place, place))
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    writer = IncrementalPdfFileWriter(BytesIO(data))
    size = _size(writer, place)
    look = drawn(place, size, identity.holder, at, serial_text(identity.certificate), fonts)
    signer = _Signer(_meta(place, identity, first=not any(there.values())), _by(identity), look, at, stamper)
    out = BytesIO()
    try:
        signer.sign_pdf(writer, existing_fields_only=True, output=out)
    except SigningError as error:
        raise Refused("This file cannot be signed: {why}.", why=error.msg) from None
    return out.getvalue()


def _size(writer: IncrementalPdfFileWriter, place: str) -> tuple[float, float]:
    field = next(ref.get_object() for name, _, ref in enumerate_sig_fields(writer.prev) if name == place)
    left, low, right, high = (float(number) for number in field["/Rect"])
    return abs(right - left), abs(high - low)


def _meta(place: str, identity: Identity, *, first: bool) -> signers.PdfSignatureMetadata:
    holder = identity.holder
    region = places().get(holder.region)
    return signers.PdfSignatureMetadata(
        field_name=place,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=holder.account,
        reason=wording.SIGNERS.get(place, place),
        location=region.name if region else holder.region,
        certify=first,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )


def _by(identity: Identity) -> signers.SimpleSigner:
    registry = SimpleCertificateStore()
    registry.register_multiple([_converted(one) for one in identity.chain])
    return _Lower(
        signing_cert=_converted(identity.certificate),
        signing_key=keys.PrivateKeyInfo.load(packed_key(identity.key)),
        cert_registry=registry,
    )


class _Lower(signers.SimpleSigner):
    """Writes one of the two forms of a signature, so that nobody can turn it into the other one unnoticed."""

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        return lower(super().sign_raw(data, digest_algorithm))


def _converted(certificate: Any) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


class _Signer(signers.PdfSigner):
    """Signs at the desk's time, in the look of the paper."""

    def __init__(
        self, meta: signers.PdfSignatureMetadata, by: signers.SimpleSigner, look: bytes, at: datetime,
        stamper: Stamper | None,
    ) -> None:  # fmt: skip
        fill = SimpleBoxLayoutRule(
            AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins(0, 0, 0, 0), InnerScaling.NO_SCALING
        )
        style = StaticStampStyle(border_width=0, background=_Look(look), background_layout=fill)
        super().__init__(meta, by, timestamper=stamper, stamp_style=style)
        self._at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


class _Look(PdfContent):
    """A page of another file as what is drawn in the field."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        drawing = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._page)))
        self.resources.xobject["/Look"] = drawing
        left, low, right, high = drawing.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(high - low))
        return b"/Look Do"
