"""The demonstration as `make demo` starts it: what dies is told, what cannot start says why, in Vietnamese alone."""

import os
import signal
import socket
from pathlib import Path

import psutil
import pytest

from emulation import demo
from emulation.processes import wait_until


@pytest.fixture
def place(tmp_path: Path) -> demo.Place:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return demo.Place(tmp_path / "demo", "127.0.0.1", probe.getsockname()[1])


@pytest.mark.parametrize("part", ["worker", "beat", "web"])
def test_demo_ends_with_a_word_when_a_part_is_killed(
    place: demo.Place, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill_when_running(text: str) -> None:
        if "Ctrl-C" in text:
            assert wait_until(lambda: bool(running(part)), seconds=10)
            os.kill(running(part)[0], signal.SIGKILL)

    monkeypatch.setattr(demo, "_prepare", lambda env, logs: "")
    monkeypatch.setattr(demo, "status", lambda url: 200)
    monkeypatch.setattr(demo, "_say", kill_when_running)

    with pytest.raises(demo.Refused, match=f"Tiến trình “{part}” đã dừng bất thường"):
        demo.run(place)

    assert not any(running(name) for name in ("worker", "beat", "web"))


def running(part: str) -> list[int]:
    """Children of this process that are this part of the demo."""
    word = "gunicorn" if part == "web" else part
    found = []
    for process in psutil.Process().children():
        if process.status() != psutil.STATUS_ZOMBIE and word in process.cmdline():
            found.append(process.pid)
    return found


def test_demo_says_in_vietnamese_that_the_port_is_taken(place: demo.Place) -> None:
    with socket.socket() as other:
        other.bind((place.host, place.port))
        other.listen()
        with pytest.raises(demo.Refused) as refused, demo._listening(place):
            pass

    assert str(refused.value) == (
        f"Không mở được cổng {place.port}: chương trình khác đang dùng cổng này. "
        "Hãy chọn cổng khác, ví dụ: make demo PORT=8000"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "khong-co.invalid"])
def test_demo_says_in_vietnamese_that_the_machine_has_no_such_address(place: demo.Place, host: str) -> None:
    elsewhere = demo.Place(place.folder, host, place.port)

    with pytest.raises(demo.Refused, match=f"^Máy này không có địa chỉ “{host}”; hãy sửa biến HOST.$"):
        demo._listening(elsewhere).__enter__()


def test_demo_says_in_vietnamese_that_its_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(demo.Refused, match="Không ghi được vào thư mục"):
        demo._alone_in(tmp_path / "file" / "demo").__enter__()
