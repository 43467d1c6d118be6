"""What the dialog of the certificate asks of the desk, on the data thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zsdesk.errors import Refused
from zsdesk.kinds.places import places
from zsdesk.words import tr

# Certificates and keys take a while to load: on the data thread, by the first who asks.
if TYPE_CHECKING:
    from zsdesk.desk import Desk

LARGEST = 100_000
"""Bytes of a PKCS#12 file that is read."""


class Shown(NamedTuple):
    """The desk's certificate as it is shown: pairs of label and text, and how it stands; empty where there is none."""

    lines: tuple[tuple[str, str], ...]
    sentence: str
    tone: str


def shown(desk: Desk) -> Shown:
    """Whose certificate, until when, and whether one can sign with it today."""
    from zsdesk.signing import trust
    from zsdesk.signing.certificates import RENEW_DAYS, days_left, holder_of, serial_text

    found = trust.certificate_of(desk)
    if found is None:
        return Shown((), tr("This desk has no certificate. It gets one when it enrols with a province that issues "
                            "them, or from a PKCS#12 file."), "amber")  # fmt: skip
    holder = holder_of(found)
    place = places().get(holder.region)
    lines = (
        (tr("Holder"), holder.account), (tr("Role"), tr(_ROLES.get(holder.role, "Officer"))),
        (tr("Region"), place.name if place else holder.region), (tr("Issued by"), holder.province),
        (tr("Valid"), f"{found.not_valid_before_utc:%Y-%m-%d} — {found.not_valid_after_utc:%Y-%m-%d}"),
        (tr("Serial number"), serial_text(found)),
    )  # fmt: skip
    try:
        trust.identity_of(desk)
    except Refused as refusal:
        return Shown(lines, str(refusal), "red")
    left = days_left(found, desk.clock.now_ms())
    if left < RENEW_DAYS:
        return Shown(lines, tr("It is valid for {n} days more; the next sync fetches another one.", n=left), "amber")
    believed = trust.trust_of(desk)
    if believed.crl is None:
        return Shown(lines, tr("It signs papers. Whether it was revoked is not known here: sync first."), "amber")
    heard = f"{believed.crl.last_update_utc:%Y-%m-%d}"
    return Shown(lines, tr("It signs papers. It was not revoked as of {day}.", day=heard), "jade")


_ROLES = {
    "officer": "Officer", "supervisor": "Supervisor", "department": "Department", "administrator": "Administrator",
}  # fmt: skip


def export(desk: Desk, path: Path, passphrase: str) -> Path:
    """Write key and certificate into a PKCS#12 file."""
    from ui.handed import written
    from zsdesk.signing import pkcs12

    return written(path, pkcs12.exported(desk, passphrase))


def take_in(desk: Desk, path: Path, passphrase: str) -> Shown:
    """Sign with the key of a PKCS#12 file from now on."""
    from zsdesk.signing import pkcs12

    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.",
                      name=path.name, why=error.strerror or error) from None  # fmt: skip
    if len(data) > LARGEST:
        raise Refused("“{name}” is no PKCS#12 file: it is too large.", name=path.name)
    pkcs12.take_in(desk, data, passphrase)
    return shown(desk)
