"""Kept files: nothing that differs from what was kept is given out, and keeping it again repairs it."""

import hashlib
import os
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from emulation import shelf

NAME = "papers/ab/a.pdf"
BYTES = b"nguyen van " * 1000
SHA256 = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def kept() -> Path:
    shelf.put(NAME, BYTES)
    return Path(default_storage.path(NAME))


def alter(path: Path) -> None:
    """One bit, the size as before."""
    path.write_bytes(BYTES[:-1] + bytes([BYTES[-1] ^ 1]))


def long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if what lies there had been written long before."""
    now = shelf.time.time_ns()
    monkeypatch.setattr(shelf.time, "time_ns", lambda: now + 60_000_000_000)


def test_whole_file_is_opened_at_its_first_byte(kept: Path) -> None:
    for _time in range(2):
        with shelf.opened(NAME, SHA256) as file:
            assert file.read() == BYTES


def test_altered_or_lost_file_is_not_opened(kept: Path) -> None:
    alter(kept)
    with pytest.raises(shelf.NotWhole):
        shelf.opened(NAME, SHA256)
    kept.unlink()
    with pytest.raises(shelf.NotWhole):
        shelf.opened(NAME, SHA256)


def test_file_altered_after_it_was_remembered_is_not_opened(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago(monkeypatch)
    assert shelf.holds(NAME, SHA256)
    before = kept.stat()
    alter(kept)
    os.utime(kept, ns=(before.st_atime_ns, before.st_mtime_ns))  # what anybody can put back
    assert not shelf.holds(NAME, SHA256)


def test_unchanged_file_is_read_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago(monkeypatch)
    assert shelf.holds(NAME, SHA256)
    monkeypatch.setattr(shelf.hashlib, "file_digest", lambda *_: pytest.fail("read again"))
    assert shelf.holds(NAME, SHA256)
    assert not shelf.holds(NAME, "0" * 64)


def test_file_written_just_now_is_read_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two writes within one tick of the disk's clock look alike."""
    told = kept.stat().st_ctime_ns
    monkeypatch.setattr(shelf.time, "time_ns", lambda: told + 1_000_000)
    assert shelf.holds(NAME, SHA256)
    read = []
    monkeypatch.setattr(
        shelf.hashlib, "file_digest", lambda file, kind: read.append(kind) or hashlib.sha256(file.read())
    )
    assert (shelf.holds(NAME, SHA256), read) == (True, ["sha256"])


@pytest.mark.parametrize("harm", [alter, lambda path: path.write_bytes(b""), Path.unlink])
def test_keeping_the_same_bytes_again_repairs_the_file(kept: Path, tmp_path: Path, harm: object) -> None:
    harm(kept)
    shelf.put(NAME, BYTES)
    assert kept.read_bytes() == BYTES

    harm(kept)
    (tmp_path / "volume").write_bytes(BYTES)
    shelf.take(NAME, tmp_path / "volume")
    assert kept.read_bytes() == BYTES
    assert [path.name for path in kept.parent.iterdir()] == ["a.pdf"]


def test_keeping_what_is_whole_writes_nothing(kept: Path) -> None:
    before = kept.stat()
    shelf.put(NAME, BYTES)
    assert (kept.stat().st_ino, kept.stat().st_ctime_ns) == (before.st_ino, before.st_ctime_ns)
