"""A desk's folder and its key, without the database's libraries: what the window reads before they are loaded."""

from __future__ import annotations

from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zsdesk.errors import Locked, NotFound, Refused
from zsdesk.store.vault import Vault, open_vault

FORMAT = 1
"""What this program reads and writes; a desk of a higher one was made by a newer program."""


class Card(msgspec.Struct):
    """The plain file beside the sealed ones: nothing in it is secret."""

    desk: str
    vault: str
    format: int = FORMAT


def exists(folder: Path) -> bool:
    """Whether ``folder`` holds a desk."""
    return (folder / "desk.json").exists()


def card_of(folder: Path) -> Card:
    """The desk's card; ``NotFound`` where there is no desk, ``Refused`` where it is damaged or cannot be read."""
    path = folder / "desk.json"
    try:
        card = msgspec.json.decode(path.read_bytes(), type=Card)
    except FileNotFoundError:
        raise NotFound("There is no desk in {folder}. Make one with “zsdesk --desk {folder} init”.",
                       folder=folder) from None  # fmt: skip
    except msgspec.DecodeError:
        raise Refused("The file {path} is damaged; put it back from a backup.", path=path) from None
    except OSError as error:
        raise unusable(folder, error) from None
    if card.format > FORMAT:
        raise Refused("The desk in {folder} is of a newer form ({format}) than this program reads. Update zsdesk; "
                      "nothing was changed.", folder=folder, format=card.format)  # fmt: skip
    return card


def vault_of(folder: Path, card: Card, passphrase: str | None) -> Vault:
    """The desk's vault, opened; ``NeedsPassphrase`` or ``WrongPassphrase`` where it cannot be."""
    return open_vault(card.vault, card.desk, folder / "desk.key", passphrase)


def unlock(folder: Path, passphrase: str | None) -> Vault:
    """The vault of the desk in ``folder``.  Where a passphrase seals it, this is the better part of an opening:
    argon2id takes a tenth of a second, without the interpreter's lock."""
    card = card_of(folder)
    try:
        return vault_of(folder, card, passphrase)
    except OSError as error:
        raise unusable(folder, error) from None


def key_of(vault: Vault) -> bytes:
    """The key that the desk is sealed with; ``Locked`` where the vault has it not."""
    key = vault.get("key")
    if key is None:
        raise Locked(
            "The key of this desk is not on this machine, or not for this user. "
            "Open it where it was made, or make a new desk and fetch everything from the province."
        )
    return key


def derived(key: bytes, purpose: bytes) -> bytes:
    """The key for one purpose (HKDF, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=b"zsdesk", info=purpose).derive(key)


def unusable(folder: Path, error: OSError) -> Refused:
    """What to say where the system does not let us use the folder."""
    return Refused("The folder {folder} cannot be used: {why}.", folder=folder, why=error.strerror or error)
