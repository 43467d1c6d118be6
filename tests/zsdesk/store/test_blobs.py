"""Sealed files: whole and unchanged, or refused."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zsdesk.errors import NotFound, Refused
from zsdesk.store.blobs import CHUNK, Blobs

KEY = bytes(range(32))
_TAG = 16
_HEAD = 11


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "files", KEY)


def put(blobs: Blobs, data: bytes) -> tuple[str, Path]:
    digest, size = blobs.put(io.BytesIO(data))
    assert size == len(data)
    return digest, blobs.path(digest)


sizes = st.one_of(st.integers(0, 300), st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7]))


@settings(max_examples=25)
@given(size=sizes, seed=st.binary(min_size=1, max_size=8))
def test_what_is_sealed_opens_again(blobs: Blobs, size: int, seed: bytes) -> None:
    data = (seed * (size // len(seed) + 1))[:size]
    digest, path = put(blobs, data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert blobs.has(digest)
    assert blobs.verify(digest)
    assert blobs.read(digest) == data
    assert path.stat().st_size == size + _HEAD + _TAG * max(1, -(-size // CHUNK))
    if size > 20:
        assert data[:20] not in path.read_bytes()


@settings(max_examples=40)
@given(size=sizes, data=st.data())
def test_any_flipped_bit_is_noticed(blobs: Blobs, size: int, data: st.DataObject) -> None:
    digest, path = put(blobs, os.urandom(size))
    raw = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(raw)
    assert not blobs.verify(digest)
    with pytest.raises(Refused, match="损坏"):
        blobs.read(digest)


@settings(max_examples=40)
@given(data=st.data())
def test_any_cut_is_noticed(blobs: Blobs, data: st.DataObject) -> None:
    digest, path = put(blobs, os.urandom(2 * CHUNK + 100))
    raw = path.read_bytes()
    ends = [_HEAD, _HEAD + CHUNK + _TAG, _HEAD + 2 * (CHUNK + _TAG)]
    path.write_bytes(raw[: data.draw(st.one_of(st.sampled_from(ends), st.integers(0, len(raw) - 1)))])
    assert not blobs.verify(digest)
    with pytest.raises(Refused):
        blobs.read(digest)


def _blocks(raw: bytes) -> tuple[bytes, list[bytes]]:
    head, rest = raw[:_HEAD], raw[_HEAD:]
    return head, [rest[i : i + CHUNK + _TAG] for i in range(0, len(rest), CHUNK + _TAG)]


CHANGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "swapped": lambda b: [b[1], b[0], *b[2:]],
    "repeated": lambda b: [b[0], b[0], *b[1:]],
    "left out": lambda b: [b[0], *b[2:]],
    "last first": lambda b: [b[-1]],
    "lengthened": lambda b: [*b, b[-1]],
    "trailing": lambda b: [*b, b"x"],
}


@pytest.mark.parametrize("change", CHANGES)
def test_chunks_in_another_order_are_noticed(blobs: Blobs, change: str) -> None:
    digest, path = put(blobs, os.urandom(3 * CHUNK + 5))
    head, blocks = _blocks(path.read_bytes())
    path.write_bytes(head + b"".join(CHANGES[change](blocks)))
    with pytest.raises(Refused):
        blobs.read(digest)
    assert not blobs.verify(digest)


def test_another_sealed_file_in_its_place_is_noticed(blobs: Blobs) -> None:
    one, path = put(blobs, b"the contract")
    _, other = put(blobs, b"another contract")
    path.write_bytes(other.read_bytes())
    assert not blobs.verify(one)
    with pytest.raises(Refused):
        blobs.read(one)


def test_another_key_opens_nothing(blobs: Blobs, tmp_path: Path) -> None:
    digest, path = put(blobs, b"x" * 100)
    foreign = Blobs(tmp_path / "files", bytes(32))
    assert not foreign.has(digest)
    foreign.path(digest).parent.mkdir(exist_ok=True)
    foreign.path(digest).write_bytes(path.read_bytes())
    with pytest.raises(Refused):
        foreign.read(digest)


def test_the_same_file_lies_there_once_and_sealed_anew(blobs: Blobs, tmp_path: Path) -> None:
    _, path = put(blobs, b"same" * 50)
    first = path.read_bytes()
    assert put(blobs, b"same" * 50)[1] == path
    assert path.read_bytes() != first
    assert len([p for p in (tmp_path / "files").rglob("*") if p.is_file()]) == 1


def test_a_file_that_is_not_here(blobs: Blobs) -> None:
    assert not blobs.has("0" * 64)
    assert not blobs.verify("0" * 64)
    with pytest.raises(NotFound, match="同步"):
        blobs.read("0" * 64)


class Breaking(io.BytesIO):
    """A drive that is pulled out in the middle."""

    def read(self, size: int | None = -1, /) -> bytes:
        got = super().read(size)
        if self.tell() > 2 * CHUNK:
            raise OSError(5, "Input/output error")
        return got


def test_nothing_is_left_after_an_error(blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Input/output"):
        blobs.put(Breaking(bytes(5 * CHUNK)))
    assert [p for p in (tmp_path / "files").rglob("*") if p.is_file()] == []


class TestPartial:
    """A file that comes in pieces, and is broken off anywhere."""

    DATA = os.urandom(3 * CHUNK + 777)
    NAME = hashlib.sha256(DATA).hexdigest()

    @pytest.mark.parametrize("cut", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 776])
    def test_it_goes_on_where_it_was_broken_off(self, blobs: Blobs, tmp_path: Path, cut: int) -> None:
        first = blobs.partial(self.NAME)
        first.write(self.DATA[:cut])
        first.close()
        second = Blobs(tmp_path / "files", KEY).partial(self.NAME)
        assert cut - CHUNK <= second.size <= cut
        second.write(self.DATA[second.size :])
        assert second.finish()
        assert blobs.read(self.NAME) == self.DATA
        assert len([p for p in (tmp_path / "files").rglob("*") if p.is_file()]) == 1

    def test_what_a_crash_left_half_written_is_cut_off(self, blobs: Blobs, tmp_path: Path) -> None:
        for damage in (b"", b"\0" * 40_000, os.urandom(CHUNK + 16)):
            first = blobs.partial(self.NAME)
            first.write(self.DATA[first.size : 2 * CHUNK + 5])
            first.close()
            (left,) = (tmp_path / "files").glob("*.part")
            left.write_bytes(left.read_bytes() + damage)
        again = blobs.partial(self.NAME)
        assert again.size == 2 * CHUNK
        again.write(self.DATA[again.size :])
        assert again.finish()
        assert blobs.verify(self.NAME)

    def test_other_bytes_leave_nothing(self, blobs: Blobs, tmp_path: Path) -> None:
        made = blobs.partial(self.NAME)
        made.write(b"x" * (CHUNK + 5))
        assert not made.finish()
        made.close()
        assert [p for p in (tmp_path / "files").rglob("*") if p.is_file()] == []

    def test_reading_begins_anywhere(self, blobs: Blobs) -> None:
        blobs.put(io.BytesIO(self.DATA))
        for start in (0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 9, len(self.DATA) - 1, len(self.DATA)):
            assert b"".join(blobs.chunks(self.NAME, start)) == self.DATA[start:]

    def test_what_nobody_went_on_with_is_removed_after_a_week(self, blobs: Blobs, tmp_path: Path) -> None:
        made = blobs.partial(self.NAME)
        made.write(self.DATA[: 2 * CHUNK])
        made.close()
        (left,) = (tmp_path / "files").glob("*.part")
        then = left.stat().st_mtime
        blobs.sweep(then + 6 * 86400)
        assert left.exists()
        blobs.sweep(then + 8 * 86400)
        assert not left.exists()
