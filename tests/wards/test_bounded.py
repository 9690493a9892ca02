"""Programs over strangers' bytes: they end in time, and with the web worker; one slow file stops nobody else."""

import hashlib
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests import papers
from tests.wards import pdf_bombs
from wards.domain.files import bounded, page_pictures
from wards.models import Content

SLOW = pdf_bombs.slow_page(1_500_000)
DRAWING = ("page_drawing.py", "pdf", "1", "1000", "3000000", "150000")


def kept(name: str, data: bytes) -> Content:
    """A file in the store, without a row of the database."""
    return Content(
        sha256=hashlib.sha256(data).hexdigest(), media_type="application/pdf", pages=1,
        file=default_storage.save(f"evidence/{name}", ContentFile(data)),
    )  # fmt: skip


def test_slow_page_ends_by_its_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "CPU_SECONDS", 1)

    done = bounded.run(*DRAWING, data=SLOW, memory=page_pictures.MEMORY)

    assert done.returncode == -signal.SIGXCPU


def test_slow_page_ends_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 1)

    with pytest.raises(bounded.TooSlow):
        bounded.run(*DRAWING, data=SLOW, memory=page_pictures.MEMORY)


def test_program_goes_with_the_web_worker_that_started_it(tmp_path: Path) -> None:
    """The worker is killed outright while the program waits without end, which no bound of time has stopped."""
    (tmp_path / "waits.py").write_text("import signal\nsignal.alarm(0)\nsignal.pause()\n")
    program = (
        "import pathlib, runpy\n"
        f"run = runpy.run_path({bounded.__file__!r})['run']\n"
        "run.__globals__['HERE'] = pathlib.Path.cwd()\n"
        "run('waits.py', data=b'', memory=2**30)\n"
    )
    worker = subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path)
    child = _child_of(worker.pid)
    watch = os.pidfd_open(child)

    worker.kill()
    worker.wait()

    try:
        assert select.select([watch], [], [], 60)[0]
    finally:
        os.close(watch)


def _child_of(pid: int) -> int:
    """The process this one starts, once it runs."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    while True:
        for child in listed.read_text().split():
            if b"waits.py" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)


def test_what_took_too_long_is_not_tried_again_by_every_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def too_slow(program: str, *_asked: str, **_more: object) -> object:
        tried.append(program)
        raise bounded.TooSlow

    monkeypatch.setattr(bounded, "run", too_slow)
    content = kept("a", papers.pdf(1))
    for _visitor in range(3):
        with pytest.raises(page_pictures.Unshowable, match="quá nhiều thời gian"):
            page_pictures.picture(content, 1)
    assert tried == ["page_drawing.py"]

    monkeypatch.setattr(page_pictures, "PAUSE", 0)
    with pytest.raises(page_pictures.Unshowable, match="quá nhiều thời gian"):
        page_pictures.picture(content, 1)
    assert len(tried) == 2


def test_page_is_drawn_while_another_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_pictures, "WAIT", 0.01)

    with page_pictures._making:
        assert page_pictures.picture(kept("b", papers.pdf(1)), 1).startswith(b"\x89PNG")


def test_turn_comes_before_the_wait_is_over() -> None:
    assert page_pictures.WAIT > bounded.SECONDS + bounded.LATEST
