"""Pictures of pages: private, drawn once, tried again unless the file itself is at fault."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from tests.wards.library import as_, text
from wards.domain.exhibits import evidence as evidences
from wards.domain.files import bounded, page_pictures
from wards.models import Content, Evidence, Officer


def image_url(evidence: Evidence, page: int = 1) -> str:
    return reverse("wards:file_image", args=[evidence.files.get().pk, page])


def test_picture_is_private_asked_for_again_and_sent_once(
    cited: Evidence, reviewer: Officer, stranger: Officer
) -> None:
    client = as_(reviewer)
    first = client.get(image_url(cited))
    again = client.get(image_url(cited), headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    for answer in (first, again):
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert (again.status_code, again.content) == (304, b"")
    refused = as_(stranger).get(image_url(cited), headers={"If-None-Match": first["ETag"]})
    assert refused.status_code == 404


def test_page_that_is_not_there_is_not_found(cited: Evidence, reviewer: Officer) -> None:
    assert as_(reviewer).get(image_url(cited, 3)).status_code == 404
    assert as_(reviewer).get(image_url(cited, 0)).status_code == 404


def test_larger_picture_is_another_one(cited: Evidence, reviewer: Officer) -> None:
    client = as_(reviewer)
    small, large = client.get(image_url(cited)), client.get(image_url(cited) + "?co=lon")

    assert Image.open(io.BytesIO(large.content)).size == (2000, 2831)
    assert small["ETag"] != large["ETag"]


def test_page_is_drawn_once(cited: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    content = cited.files.get().content
    drawn = page_pictures.picture(content, 1)
    monkeypatch.setattr(page_pictures, "_made", lambda *_args: pytest.fail("drawn again"))

    assert page_pictures.picture(content, 1) == drawn
    assert default_storage.listdir(f"pages/{content.sha256}") == ([], ["1000-1"])


ENDS = {"os.kill(os.getpid(), signal.SIGKILL)": 1, "os.kill(os.getpid(), signal.SIGSEGV)": 0, "sys.exit(3)": 0}


@pytest.mark.parametrize(("end", "drawn_next_time"), ENDS.items())
def test_drawing_is_tried_again_unless_the_file_itself_is_at_fault(
    end: str, drawn_next_time: int, cited: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = cited.files.get().content
    (tmp_path / "page_drawing.py").write_text(f"import os, signal, sys\n{end}")
    with monkeypatch.context() as broken:
        broken.setattr(bounded, "HERE", tmp_path)
        with pytest.raises(page_pictures.Unshowable):
            page_pictures.picture(content, 1)

    def again() -> int:
        try:
            return len(page_pictures.picture(content, 1))
        except page_pictures.Unshowable:
            return 0

    assert (again() > 0) is bool(drawn_next_time)


@pytest.mark.django_db(transaction=True)
def test_drawn_pages_go_with_their_file(uncited: Evidence, official: Officer) -> None:
    file = uncited.files.get()
    page_pictures.picture(file.content, 1)

    evidences.remove_file(file=file, by=official)

    assert default_storage.listdir(f"pages/{file.content.sha256}") == ([], [])


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg", page_pictures.file_kinds.WORD])
def test_file_that_cannot_be_read_is_said_and_is_no_fault(
    kind: str, cited: Evidence, reviewer: Officer, official: Officer
) -> None:
    data = b"%PDF-1.7 and nothing"
    broken = Content.objects.create(
        sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type=kind,
        pages=None if kind.endswith("document") else 1,
        file=default_storage.save("evidence/broken", io.BytesIO(data)),
    )  # fmt: skip
    cited.files.create(content=broken, name="hong.pdf", uploaded_by=official)
    citation = cited.citations.get()

    page = as_(reviewer).get(reverse("wards:citation_view", args=[citation.pk]), {"trang": 3})

    assert page.status_code == 200
    assert "Không hiện được trang này" in text(page)
    if broken.pages:
        image = as_(reviewer).get(reverse("wards:file_image", args=[cited.files.get(content=broken).pk, 1]))
        assert (image.status_code, image["Content-Type"]) == (422, "text/plain; charset=utf-8")


def test_file_gone_from_the_store_is_said(cited: Evidence, reviewer: Officer) -> None:
    default_storage.delete(str(cited.files.get().content.file))

    page = as_(reviewer).get(reverse("wards:citation_view", args=[cited.citations.get().pk]))

    assert "Không tìm thấy tệp này trong kho" in text(page)
