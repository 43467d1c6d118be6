"""The province's own certificate authority: made once, issues at enrolment, says what was revoked.

Its keys lie sealed beside the province's data, each in a file of its own, by a passphrase (argon2id, ChaCha20) or in
the system's keyring; the root's file may be kept elsewhere, as only ``renew`` needs it.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection

from zsdesk.clock import Clock
from zsdesk.errors import Locked, NeedsPassphrase, NotFound, Refused
from zsdesk.server import minting
from zsdesk.server.database import Database
from zsdesk.server.minting import Minted
from zsdesk.server.problems import Stop
from zsdesk.signing import certificates
from zsdesk.signing.certificates import RENEW_DAYS, Holder
from zsdesk.store.vault import KeyringVault, PassphraseVault, Vault, keyring_available
from zsdesk.sync import wire

PASSPHRASES = {
    "issuing": ("ZSDESK_CA_PASSPHRASE",),
    "root": ("ZSDESK_CA_ROOT_PASSPHRASE", "ZSDESK_CA_PASSPHRASE"),
}
"""Where a key's passphrase is looked for: the root may have one of its own."""
FRESH_MS = 7 * 86_400_000
"""A list is made anew when it is a week old, so that desks have three more to hear of it."""
log = logging.getLogger("zsdesk.server")


class Issued(NamedTuple):
    """A certificate that was issued."""

    serial: str
    account: str
    device: str
    role: str
    region: str
    at: int
    expires_at: int
    revoked_at: int | None
    reason: str


class Authority:
    """The authority of one province; safe to share between threads."""

    def __init__(self, database: Database, data: Path, clock: Clock) -> None:
        self.database, self.data, self.clock = database, data, clock
        self._issuing: Minted | None = None
        self._silent = False

    # -- making it -----------------------------------------------------------------------------

    def make(self, province: str, timestamp: str = "", timestamp_roots: bytes = b"") -> None:
        """Root and issuing key, sealed, and the first list; ``Refused`` where there is an authority already."""
        if not province.strip() or len(province) > 40:
            raise Refused("“{name}” is no name for an authority; write 1 to 40 characters.", name=province)
        with self.database.read() as connection:
            if self._newest(connection, "root") is not None:
                raise Refused("This province has a certificate authority already.")
        now = self.clock.now_ms()
        top = minting.root(province.strip(), now)
        below = minting.issuing(province.strip(), top, now)
        for name, made in (("root", top), ("issuing", below)):
            _vault(self.data, name, make=True).put(name, _packed(made.key))
        with self.database.write() as connection:
            for name, made in (("root", top), ("issuing", below)):
                self._keep(connection, name, made.certificate)
            self._say_timestamp(connection, timestamp, timestamp_roots)
            self._publish(connection, below)

    def renew(self) -> None:
        """Another issuing key, signed by the root; what was issued before stays valid."""
        with self.database.read() as connection:
            top = self._newest(connection, "root")
        if top is None:
            raise _none()
        made = minting.issuing(certificates.holder_of(top).province, Minted(top, self._key("root", top)),
                               self.clock.now_ms())  # fmt: skip
        _vault(self.data, "issuing", make=True).put("issuing", _packed(made.key))
        self._issuing = made
        with self.database.write() as connection:
            self._keep(connection, "issuing", made.certificate)
            self._publish(connection, made)

    def set_timestamp(self, url: str, roots: bytes) -> None:
        """Where desks ask for timestamps (RFC 3161), and whom they believe in them; an empty address for nowhere."""
        with self.database.write() as connection:
            if self._newest(connection, "root") is None:
                raise _none()
            self._say_timestamp(connection, url, roots)
            self._publish(connection, self._signer(connection))

    def _say_timestamp(self, connection: Connection, url: str, roots: bytes) -> None:
        try:
            found = x509.load_pem_x509_certificates(roots) if roots else []
        except ValueError:
            raise Refused("The timestamp's root certificate is no PEM text.") from None
        text = "".join(c.public_bytes(serialization.Encoding.PEM).decode() for c in found)
        for key, value in (("timestamp", url), ("timestamp_roots", text)):
            self.database.execute(
                connection,
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                key, value,
            )  # fmt: skip

    # -- issuing -------------------------------------------------------------------------------

    def issue(self, account: str, role: str, region: str, device: str, request: bytes) -> tuple[bytes, ...]:
        """A certificate for the key of a request, and those above it; ``Stop`` where there is no authority, or it is
        locked."""
        try:
            key = certificates.requested_key(request)
        except Refused as error:
            raise Stop("invalid", error.text) from None
        with self.database.read() as connection:
            by = self._at_work(connection)
            top = self._newest(connection, "root")
        if by is None or top is None:
            raise Stop("not_found", "The province issues no certificates at the moment; papers can be made unsigned.")
        now = self.clock.now_ms()
        who = Holder(account, role, region, certificates.holder_of(by.certificate).province)
        made = minting.holder(who, key, by, now, minting.HOLDER_DAYS)
        self.database.again(lambda: self._issued(made, who, device, now))
        return tuple(_der(one) for one in (made, by.certificate, top))

    def issue_again(
        self, account: str, role: str, region: str, device: str, request: bytes
    ) -> tuple[bytes, ...]:  # fmt: skip
        """The same before a device's certificate expires; ``Stop`` where it has long to go."""
        now = self.clock.now_ms()
        with self.database.read() as connection:
            lasting = self.database.fetch(
                connection, "SELECT max(expires_at) FROM certificate WHERE account = ? AND device = ? "
                "AND role = ? AND region_code = ? AND revoked_at IS NULL", account, device, role, region,
            )[0][0]  # fmt: skip
        if lasting is not None and lasting - now > RENEW_DAYS * 86_400_000:
            raise Stop("forbidden", "This desk has a certificate that does not expire soon. Where its key is lost, "
                       "enrol the desk again.")  # fmt: skip
        return self.issue(account, role, region, device, request)

    def _issued(self, made: x509.Certificate, who: Holder, device: str, now: int) -> None:
        with self.database.write() as connection:
            self.database.execute(
                connection,
                "INSERT INTO certificate (serial, account, device, role, region_code, der, at, expires_at, reason) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
                certificates.serial_text(made), who.account, device, who.role, who.region, _der(made), now,
                round(made.not_valid_after_utc.timestamp() * 1000),
            )  # fmt: skip

    # -- revoking ------------------------------------------------------------------------------

    def revoke(self, account: str, reason: str, *, serial: str = "", device: str = "") -> int:
        """End an account's certificates: one, those of a device, or all; how many.

        The list is made anew where the issuing key can be had, else by the server when it next can.
        """
        if reason not in minting.REASONS:
            raise Refused("“{reason}” is no reason. The reasons are: {reasons}.",
                          reason=reason, reasons=", ".join(minting.REASONS))  # fmt: skip
        more, given = "", [account]
        for column, value in (("serial", serial.upper()), ("device", device)):
            if value:
                more, given = more + f" AND {column} = ?", [*given, value]
        with self.database.write() as connection:
            found = self.database.fetch(
                connection, f"SELECT serial FROM certificate WHERE account = ? AND revoked_at IS NULL{more}", *given
            )
            self.database.execute(
                connection,
                f"UPDATE certificate SET revoked_at = ?, reason = ? WHERE account = ? AND revoked_at IS NULL{more}",
                self.clock.now_ms(), reason, *given,
            )  # fmt: skip
        if found:
            self.trust(-1)
        return len(found)

    def issued(self, account: str = "") -> list[Issued]:
        """What was issued, the newest first."""
        where, given = ("WHERE account = ?", (account,)) if account else ("", ())
        with self.database.read() as connection:
            rows = self.database.fetch(
                connection, "SELECT serial, account, device, role, region_code, at, expires_at, revoked_at, reason "
                f"FROM certificate {where} ORDER BY at DESC, serial", *given,
            )  # fmt: skip
        return [Issued(*row) for row in rows]

    # -- what desks have to know ---------------------------------------------------------------

    def trust(self, known: int) -> wire.Trust | None:
        """What is newer than the list number ``known``; a list that is old or lacks somebody is made anew first."""
        with self.database.read() as connection:
            newest = self.database.fetch(
                connection,
                "SELECT c.number, c.at, c.revoked, (SELECT count(*) FROM certificate WHERE revoked_at IS NOT NULL) "
                "FROM crl c ORDER BY c.number DESC LIMIT 1",
            )
        if not newest:
            return None
        number, at, listed, revoked = newest[0]
        if listed != revoked or self.clock.now_ms() - at > FRESH_MS:
            number = self.database.again(self._published) or number
        if number == known:
            return None
        with self.database.read() as connection:
            return self._trust(connection)

    def _trust(self, connection: Connection) -> wire.Trust:
        fetch = self.database.fetch
        believed = fetch(connection, "SELECT der FROM authority ORDER BY at")
        number, der = fetch(connection, "SELECT number, der FROM crl ORDER BY number DESC LIMIT 1")[0]
        said = dict(fetch(connection, "SELECT key, value FROM meta WHERE key IN ('timestamp', 'timestamp_roots')"))
        roots = said.get("timestamp_roots", "")
        stamping = x509.load_pem_x509_certificates(roots.encode()) if roots else []
        return wire.Trust(number, tuple(bytes(row[0]) for row in believed), bytes(der),
                          said.get("timestamp", ""), tuple(map(_der, stamping)))  # fmt: skip

    def _published(self) -> int | None:
        with self.database.write() as connection:
            by = self._at_work(connection)
            return None if by is None else self._publish(connection, by)

    def _publish(self, connection: Connection, by: Minted) -> int:
        entries = [
            minting.Revoked(int(serial, 16), at, reason)
            for serial, at, reason in self.database.fetch(
                connection, "SELECT serial, revoked_at, reason FROM certificate WHERE revoked_at IS NOT NULL "
                "ORDER BY revoked_at, serial",
            )
        ]  # fmt: skip
        last = self.database.fetch(connection, "SELECT max(number) FROM crl")[0][0] or 0
        now = self.clock.now_ms()
        made = minting.revocations(entries, last + 1, by, now)
        der = made.public_bytes(serialization.Encoding.DER)
        self.database.execute(
            connection, "INSERT INTO crl (number, der, at, revoked) VALUES (?, ?, ?, ?)",
            last + 1, der, now, len(entries),
        )  # fmt: skip
        return int(last + 1)

    # -- keys ----------------------------------------------------------------------------------

    def _at_work(self, connection: Connection) -> Minted | None:
        """The issuing key, or nothing where there is none or it is locked, which the log is told once."""
        try:
            return self._signer(connection)
        except Refused as error:
            if not self._silent and not isinstance(error, NotFound):
                log.warning("authority locked", extra={"why": error.text})
                self._silent = True
            return None

    def _signer(self, connection: Connection) -> Minted:
        newest = self._newest(connection, "issuing")
        if newest is None:
            raise _none()
        if self._issuing is None or self._issuing.certificate != newest:
            self._issuing = Minted(newest, self._key("issuing", newest))
        return self._issuing

    def _key(self, name: str, certificate: x509.Certificate) -> certificates.Key:
        secret = _vault(self.data, name).get(name)
        if secret is None:
            raise Locked("The key of the {name} certificate is not in {folder}; bring it back to where it was.",
                         name=name, folder=self.data)  # fmt: skip
        key = certificates.unpacked_key(secret)
        if not certificates.fits(key, certificate):
            raise Locked("The key in {folder} is not that of the newest {name} certificate.",
                         name=name, folder=self.data)  # fmt: skip
        return key

    def _newest(self, connection: Connection, kind: str) -> x509.Certificate | None:
        rows = self.database.fetch(
            connection, "SELECT der FROM authority WHERE kind = ? ORDER BY at DESC LIMIT 1", kind
        )
        return x509.load_der_x509_certificate(bytes(rows[0][0])) if rows else None

    def _keep(self, connection: Connection, kind: str, made: x509.Certificate) -> None:
        self.database.execute(
            connection, "INSERT INTO authority (serial, kind, der, at) VALUES (?, ?, ?, ?)",
            certificates.serial_text(made), kind, _der(made), self.clock.now_ms(),
        )  # fmt: skip


def _vault(data: Path, name: str, *, make: bool = False) -> Vault:
    path = data / f"{name}.key"
    passphrase = next(filter(None, map(os.environ.get, PASSPHRASES[name])), "")
    if passphrase and (make or path.exists()):
        return PassphraseVault(path, passphrase)
    if keyring_available() and not path.exists():
        return KeyringVault(f"authority {data.resolve()}")
    if passphrase:
        raise Locked("The key of the {name} certificate is not in {folder}; bring it back to where it was.",
                     name=name, folder=data)  # fmt: skip
    raise NeedsPassphrase("The authority's key is sealed by a passphrase: give it in {variable}.",
                          variable=PASSPHRASES[name][-1])  # fmt: skip


def _none() -> NotFound:
    return NotFound("This province has no certificate authority yet. Make one with “zsdesk server ca init”.")


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _packed(key: ec.EllipticCurvePrivateKey) -> bytes:
    return certificates.packed_key(key)
