"""A change that its own desk cannot read any more: the province opens it, and nobody else."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from zsdesk.ids import new_id
from zsdesk.sync.sealed import FIELD, NOBODY, Content, Sealer, is_sealed, opened
from zsdesk.sync.wire import Change

KEY = X25519PrivateKey.generate()
CONTENT = Content("lead", new_id(), "change", 3, 1, 1_795_000_000_000, {"title": "移交的", "region_code": "522725"},
                  {"title": None, "region_code": "520121"})  # fmt: skip


def sent(patch: str) -> Change:
    return Change(7, 4, "lead", NOBODY, "change", 0, 1, 0, json.loads(patch))


def test_the_province_opens_what_was_sealed_for_it() -> None:
    sealer = Sealer(KEY.public_key().public_bytes_raw())
    patches = [sealer.patch(CONTENT) for _ in range(2)]
    assert patches[0] != patches[1]
    for patch in patches:
        change = sent(patch)
        assert is_sealed(change)
        assert opened(change, KEY) == Change(
            7, 4, "lead", CONTENT.id, "change", 3, 1, CONTENT.at, CONTENT.fields, CONTENT.before
        )
        assert CONTENT.id not in patch


def test_nobody_else_does() -> None:
    patch = Sealer(KEY.public_key().public_bytes_raw()).patch(CONTENT)
    assert opened(sent(patch), X25519PrivateKey.generate()) is None


@pytest.mark.parametrize("text", ["", "不是", "AAAA", "A" * 400, 17, None])
def test_what_is_none_stays_nobodys(text: str | int | None) -> None:
    assert opened(sent(json.dumps({FIELD: text})), KEY) is None


def test_what_was_changed_on_the_way_stays_nobodys() -> None:
    whole = json.loads(Sealer(KEY.public_key().public_bytes_raw()).patch(CONTENT))[FIELD]
    for at in (0, 50, len(whole) - 8):
        other = "B" if whole[at] != "B" else "C"
        assert opened(sent(json.dumps({FIELD: whole[:at] + other + whole[at + 1 :]})), KEY) is None
