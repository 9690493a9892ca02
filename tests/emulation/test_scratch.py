"""Working folders: gone with their work, and those of the killed with the next."""

from pathlib import Path

import pytest

from emulation import scratch
from tests import forks


def test_folder_is_gone_with_its_work(tmp_path: Path) -> None:
    with scratch.folder(tmp_path / "work") as made:
        (made / "half").write_bytes(b"...")
    assert list((tmp_path / "work").iterdir()) == []


def test_what_the_killed_left_goes_with_the_next_and_the_living_keep_theirs(tmp_path: Path) -> None:
    def begin() -> None:
        with scratch.folder(tmp_path) as made:
            (made / "half").write_bytes(b"...")
            forks.die()

    with scratch.folder(tmp_path) as living:
        assert forks.run(begin) == forks.KILLED
        assert len(list(tmp_path.iterdir())) == 2

        with scratch.folder(tmp_path) as made:
            assert set(tmp_path.iterdir()) == {living, made}


def test_folder_of_somebody_else_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getuid", lambda: 12345)
    with pytest.raises(PermissionError), scratch.folder(tmp_path):
        pass
