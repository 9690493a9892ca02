"""Power cuts, a full disk, a lost broker, doubled tasks while papers are drawn and bound: it comes once and whole."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.db.models.functions import Now
from django.urls import reverse
from pytest_django import Settings

from awards import tasks
from awards.documents import papers as drawing
from awards.domain import leases
from awards.domain.binders import binding
from awards.domain.papers import drawing as papers
from awards.models import Binder, BinderPart, DrawingState, Paper
from emulation import scratch
from emulation.queue import enqueue
from tests import forks
from tests.awards import bound
from tests.wards import library
from tests.workers import Worker, wait_for
from wards.models import Assessment, Officer

pytestmark = [pytest.mark.slow, pytest.mark.draws, pytest.mark.django_db(transaction=True)]

LONG_AGO = Now() - timedelta(minutes=5)


@pytest.fixture(autouse=True)
def working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def filed(assessment: Assessment, official: Officer) -> Assessment:
    """Signed papers, and of exhibits a text, a photograph and an office file."""
    bound.ward_papers(assessment, by=official)
    bound.exhibit(assessment, "5.2", "Quyết định công nhận", {"qd.pdf": bound.page("Quyết định")}, by=official)
    bound.exhibit(assessment, "7.1", "Ảnh ngày hội", {"a.jpg": bound.photograph()}, by=official)
    bound.exhibit(assessment, "8.2", "Bảng tính", {"bang.xlsx": bound.files.office("xlsx")}, by=official)
    return assessment


@pytest.fixture
def asked(filed: Assessment, official: Officer) -> Binder:
    return binding.request_binder(by=official, assessment=filed)


@pytest.fixture
def paper(assessment: Assessment, official: Officer) -> Paper:
    return papers.request_papers(assessment=assessment, by=official)[0]


def half(source, target) -> None:
    """A copy that is cut off."""
    target.write(source.read(400))
    target.flush()
    forks.die()


def torn(_volume, path: Path) -> None:
    """A volume that is cut off while it is written."""
    path.write_bytes(b"%PDF-1.7\n" + b"0" * 5000)
    forks.die()


def at_step(words: str) -> Callable[[Callable], Callable]:
    """Killed when this step is told."""
    return forks.before(lambda **told: told["step"].startswith(words) and forks.die())


KILL, KILL_AFTER = forks.before(forks.die), forks.after(forks.die)
DRAWING = {
    "claimed": ("awards.documents.papers._draw", KILL),
    "in the middle of drawing": ("weasyprint.HTML.render", KILL_AFTER),
    "drawn, not kept": ("emulation.shelf.put", KILL),
    "half kept": ("emulation.shelf.shutil.copyfileobj", lambda _real: half),
    "kept, its row not written": ("awards.domain.papers.drawing.finish", KILL),
    "finished, its task not acknowledged": ("awards.domain.papers.drawing.finish", KILL_AFTER),
}
BINDING = {
    "claimed": ("awards.documents.binders._bind", KILL),
    "first paper": ("awards.domain.binders.binding.tell", at_step("Tờ trình")),
    "first exhibit": ("awards.domain.binders.binding.tell", at_step("MC 5.2-01")),
    "photograph half laid out": ("awards.documents.originals.Originals._kept", KILL_AFTER),
    "covers and contents": ("awards.domain.binders.binding.tell", at_step("Bìa")),
    "pages being joined": ("awards.documents.joining.Volume.bookmark", KILL),
    "volume half written": ("awards.documents.joining.Volume.save", lambda _real: torn),
    "volume written, not kept": ("emulation.shelf.take", KILL),
    "half kept": ("emulation.shelf.shutil.copyfileobj", lambda _real: half),
    "kept, its row not written": ("awards.domain.binders.binding.finish", KILL),
    "in the transaction that finishes": ("awards.domain.leases.finish", KILL_AFTER),
    "finished, its task not acknowledged": ("awards.domain.binders.binding.finish", KILL_AFTER),
}


def attribute(path: str) -> object:
    """What a dotted name names: "package.module.Class.method"."""
    names = path.split(".")
    found: object = __import__(names[0])
    for place, name in enumerate(names[1:], start=2):
        if not hasattr(found, name):
            __import__(".".join(names[:place]))
        found = getattr(found, name)
    return found


def struck(path: str, how: Callable[[Callable], Callable], act: Callable[[], object]) -> int:
    """What became of `act` in a process of its own in which this function is another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(path, how(attribute(path)))
        return forks.run(act)


def time_passes(kind: type[Paper] | type[Binder]) -> list[int]:
    """The lease of the dead has run out and the sweep has come by: what it sends to the workers again."""
    kind.objects.filter(state=DrawingState.DRAWING).update(lease_until=LONG_AGO)
    kind.objects.filter(state=DrawingState.QUEUED).update(sent_at=LONG_AGO)
    return leases.sweep(kind)


def whole(media: Path) -> list[str]:
    """Every drawn file by its name: each is what its name says, and nothing else lies about."""
    kept = [path for folder in ("papers", "binders") for path in (media / folder).rglob("*") if path.is_file()]
    assert [path.stem for path in kept] == [hashlib.sha256(path.read_bytes()).hexdigest() for path in kept]
    return sorted(path.stem for path in kept)


def assert_once(binder: Binder, media: Path, working: Path, *, attempts: int) -> None:
    """Bound as if nothing had happened, and nothing left of what did."""
    binder.refresh_from_db()
    (part,) = binder.parts.all()
    assert (binder.state, binder.attempts, BinderPart.objects.count()) == ("ready", attempts, 1)
    assert bound.rebound(binder) == [part.sha256]
    papers_kept = Paper.objects.values_list("sha256", flat=True)
    scans = {row.sha256 for paper in Paper.objects.all() for row in paper.scans.all()}
    assert whole(media) == sorted({part.sha256, *papers_kept, *scans})
    assert left_over(media, working) == []


def left_over(media: Path, working: Path) -> list[Path]:
    """Files of work that is no longer done."""
    folders = [media / ".being-written", *working.glob("thidua-work-*")]
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("point", DRAWING)
def test_a_paper_comes_once_whenever_its_worker_is_killed(
    paper: Paper, settings: Settings, working: Path, point: str
) -> None:
    assert struck(*DRAWING[point], lambda: tasks.draw_paper(paper.pk)) == forks.KILLED
    finished = point.startswith("finished")

    again = time_passes(Paper)
    for _twice in range(2):
        tasks.draw_paper(paper.pk)

    assert (paper.pk in again) is not finished
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("ready", 1 if finished else 2)
    undisturbed = drawing._draw(paper).content
    assert whole(settings.MEDIA_ROOT) == [paper.sha256] == [hashlib.sha256(undisturbed).hexdigest()]
    assert left_over(settings.MEDIA_ROOT, working) == []


@pytest.mark.parametrize("point", BINDING)
def test_a_binder_comes_once_whenever_its_worker_is_killed(
    asked: Binder, settings: Settings, working: Path, point: str
) -> None:
    assert struck(*BINDING[point], lambda: tasks.draw_binder(asked.pk)) == forks.KILLED
    finished = point.startswith("finished")

    assert time_passes(Binder) == ([] if finished else [asked.pk])
    for _twice in range(2):
        tasks.draw_binder(asked.pk)

    with scratch.folder():  # the next work of this machine, whatever it is
        assert_once(asked, settings.MEDIA_ROOT, working, attempts=1 if finished else 2)


FULL = {
    "a photograph laid out": "awards.documents.originals.Originals._kept",
    "the volume written": "awards.documents.joining.Volume.save",
    "the volume kept": "emulation.shelf.take",
}


@pytest.mark.parametrize("point", FULL)
def test_a_binder_waits_for_room_on_a_full_disk(asked: Binder, settings: Settings, working: Path, point: str) -> None:
    before = whole(settings.MEDIA_ROOT)

    assert struck(FULL[point], forks.before(forks.fill_disk), lambda: tasks.draw_binder(asked.pk)) == forks.FULL

    asked.refresh_from_db()
    assert (asked.state, asked.failure) == ("drawing", "")
    assert (whole(settings.MEDIA_ROOT), left_over(settings.MEDIA_ROOT, working)) == (before, [])
    assert time_passes(Binder) == [asked.pk]
    tasks.draw_binder(asked.pk)
    assert_once(asked, settings.MEDIA_ROOT, working, attempts=2)


def test_a_paper_waits_for_room_on_a_full_disk(paper: Paper, settings: Settings, working: Path) -> None:
    point = "emulation.shelf.put"
    assert struck(point, forks.before(forks.fill_disk), lambda: tasks.draw_paper(paper.pk)) == forks.FULL

    paper.refresh_from_db()
    assert (paper.state, paper.failure) == ("drawing", "")
    assert (whole(settings.MEDIA_ROOT), left_over(settings.MEDIA_ROOT, working)) == ([], [])
    assert paper.pk in time_passes(Paper)
    tasks.draw_paper(paper.pk)
    paper.refresh_from_db()
    assert (paper.state, whole(settings.MEDIA_ROOT)) == ("ready", [paper.sha256])


def test_the_same_task_three_times_at_once_binds_once(asked: Binder, settings: Settings, working: Path) -> None:
    children = [forks.start(lambda: tasks.draw_binder(asked.pk)) for _thrice in range(3)]

    assert [forks.end(child) for child in children] == [0, 0, 0]
    assert_once(asked, settings.MEDIA_ROOT, working, attempts=1)


@pytest.mark.parametrize(
    ("point", "left"),
    [
        ("django.db.backends.base.base.BaseDatabaseWrapper.commit", []),
        ("emulation.queue._send", ["queued"]),
    ],
    ids=["before the commit", "after it, before the task"],
)
def test_a_request_whose_web_process_is_killed_is_whole_or_not_there(
    filed: Assessment, official: Officer, settings: Settings, working: Path, point: str, left: list[str]
) -> None:
    client = library.as_(official)
    address, typed = reverse("awards:binders", args=[filed.pk]), {"content": "all", "limit": ""}

    def kill(*_args: object) -> None:
        if Binder.objects.exists():  # what the request commits before that is not meant
            forks.die()

    assert struck(point, forks.before(kill), lambda: client.post(address, typed)) == forks.KILLED

    assert list(Binder.objects.values_list("state", flat=True)) == left
    binder = binding.request_binder(by=official, assessment=filed)
    assert (binder.revision, Binder.objects.count()) == (1, 1)
    assert time_passes(Binder) == [binder.pk]
    tasks.draw_binder(binder.pk)
    assert_once(binder, settings.MEDIA_ROOT, working, attempts=1)


def test_a_worker_killed_and_a_broker_emptied_cost_only_time(
    asked: Binder, assessment: Assessment, leader: Officer, settings: Settings, working: Path,
    start_worker: Callable[..., Worker],
) -> None:  # fmt: skip
    drafts = papers.request_papers(assessment=assessment, by=leader)
    doomed = start_worker()
    for paper in drafts:
        enqueue(tasks.draw_paper, paper.pk)
    enqueue(tasks.draw_binder, asked.pk)
    waiting = Paper.objects.filter(pk__in=[paper.pk for paper in drafts]).exclude(state=DrawingState.READY)
    wait_for(lambda: waiting.filter(state=DrawingState.DRAWING).exists(), 20, what=doomed.tail)
    doomed.kill()
    with redis.Redis.from_url(os.environ["BROKER_URL"].replace("redis+socket:", "unix:")) as broker:
        broker.flushdb()
    assert waiting.exists()
    for kind in (Paper, Binder):  # minutes pass
        kind.objects.filter(state=DrawingState.DRAWING).update(lease_until=LONG_AGO)
        kind.objects.filter(state=DrawingState.QUEUED).update(sent_at=LONG_AGO)

    heir = start_worker()
    wait_for(lambda: not waiting.exists(), 75, what=heir.tail)
    wait_for(lambda: Binder.objects.get(pk=asked.pk).state == DrawingState.READY, 75, what=heir.tail)

    asked.refresh_from_db()
    assert_once(asked, settings.MEDIA_ROOT, working, attempts=asked.attempts)
