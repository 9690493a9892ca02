"""The page of a scan: what is kept, asked about and told, what waits for its reason, and who reads it."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from awards import tasks
from awards.domain.binders.chosen_papers import bound_papers
from awards.domain.papers import issuing, waiting_scans
from awards.models import Paper, Scan
from tests.awards import signing
from tests.awards.copies import longer, signed_bytes
from wards.models import Assessment, Officer


def posted(client: Client, paper: Paper, *files: SimpleUploadedFile, **typed: str):
    return client.post(reverse("awards:paper_scan", args=[paper.pk]), {"files": list(files), **typed})


def test_page_keeps_a_good_scan(client: Client, registered: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)

    answer = posted(client, registered["report"], SimpleUploadedFile("ký.pdf", signed_bytes(registered["report"])))

    assert answer.status_code == 303
    scan = Scan.objects.get()
    assert (scan.name, scan.match, scan.by) == ("ký.pdf", "code", clerk)
    shown = client.get(reverse("awards:scan_file", args=[scan.pk]))
    assert digest_of(shown) == scan.sha256
    assert shown["X-Content-Type-Options"] == "nosniff"


def digest_of(answer) -> str:
    return hashlib.sha256(b"".join(answer.streaming_content)).hexdigest()


def test_doubtful_scan_waits_for_its_reason_and_is_not_sent_twice(
    client: Client, registered: dict[str, Paper], clerk: Officer
) -> None:
    client.force_login(clerk)
    content = longer(signed_bytes(registered["report"]))

    asked = posted(client, registered["report"], SimpleUploadedFile("dài.pdf", content))
    page = asked.content.decode()

    assert asked.status_code == 422
    assert "dài.pdf" in page
    assert f"văn bản có {registered['report'].pages} trang." in page
    kept = asked.context["form"].data["kept"]
    assert posted(client, registered["report"], kept=kept, reason="").status_code == 422
    assert posted(client, registered["report"], kept=kept, reason="Kèm tờ bìa").status_code == 303
    assert Scan.objects.get().reason == "Kèm tờ bìa"
    assert list(Path(settings.MEDIA_ROOT).rglob("waiting/*/*")) == []


def test_scan_nobody_came_back_to_is_swept(client: Client, registered: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)
    content = longer(signed_bytes(registered["report"]))
    posted(client, registered["report"], SimpleUploadedFile("cũ.pdf", content))
    old = next(Path(settings.MEDIA_ROOT).rglob("waiting/*/scan.pdf"))
    for path in (old, old.parent):
        os.utime(path, (time.time() - 25 * 3600,) * 2)
    kept = (
        posted(client, registered["report"], SimpleUploadedFile("mới.pdf", longer(content)))
        .context["form"]
        .data["kept"]
    )

    tasks.sweep_scans()

    assert not old.parent.exists()
    assert posted(client, registered["report"], kept=kept, reason="Kèm hai tờ bìa").status_code == 303
    assert Scan.objects.get().name == "mới.pdf"


def test_scan_that_waits_anew_waits_from_now_on(client: Client, registered: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)
    content = longer(signed_bytes(registered["report"]))
    kept = posted(client, registered["report"], SimpleUploadedFile("dài.pdf", content)).context["form"].data["kept"]
    path = next(Path(settings.MEDIA_ROOT).rglob("waiting/*/scan.pdf"))
    os.utime(path, (time.time() - 25 * 3600,) * 2)
    posted(client, registered["report"], kept=kept)

    tasks.sweep_scans()

    assert path.exists()


def test_same_file_waits_in_every_form_for_itself(client: Client, registered: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)
    content = longer(signed_bytes(registered["report"]))
    first, other = (
        posted(client, registered["report"], SimpleUploadedFile("dài.pdf", content)).context["form"].data["kept"]
        for _form in range(2)
    )

    assert posted(client, registered["report"], kept=first, reason="Kèm tờ bìa").status_code == 303

    assert waiting_scans.found(first) is None
    there = waiting_scans.found(other)
    assert there is not None
    assert (there.name, there.content) == ("dài.pdf", content)


def test_sweep_without_any_scan_does_nothing(db: None) -> None:
    assert waiting_scans.sweep() == 0


def test_forged_waiting_scan_is_none(client: Client, registered: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)

    answer = posted(client, registered["report"], kept="bịa:đặt", reason="x")

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["files"]


def test_nothing_chosen_is_told_beside_the_field(client: Client, registered: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)

    answer = posted(client, registered["report"])

    assert answer.context["form"].errors == {"files": ["Chọn bản quét của văn bản đã ký."]}


@pytest.mark.parametrize(
    ("role", "status"),
    [("official", 200), ("clerk", 200), ("reviewer", 403), ("stranger", 404), ("province", 404), ("admin", 404)],
)
def test_scans_are_read_by_the_ward_and_later_by_the_office(
    role: str, status: int, client: Client, registered: dict[str, Paper], clerk: Officer, request: pytest.FixtureRequest
) -> None:
    scan = signing.scanned(registered["report"], by=clerk)
    client.force_login(request.getfixturevalue(role))

    answer = client.get(reverse("awards:scan_file", args=[scan.pk]))

    assert answer.status_code == status
    if status == 200:
        assert digest_of(answer) == scan.sha256


def test_summary_says_what_is_wrong_with_a_scan_before_what_is_asked_for(
    client: Client, registered: dict[str, Paper], clerk: Officer
) -> None:
    client.force_login(clerk)
    paper = registered["report"]

    page = posted(client, paper, SimpleUploadedFile("dài.pdf", longer(signed_bytes(paper)))).content.decode()

    summary = page[page.index('class="error-summary"') :].partition("</ul>")[0]
    wrong = f"Tệp có {paper.pages + 1} trang; văn bản có {paper.pages} trang."
    assert summary.index(wrong) < summary.index("Nêu lý do")


def test_cancelled_number_takes_its_scan_along(
    client: Client, registered: dict[str, Paper], clerk: Officer, filled: Assessment
) -> None:
    paper = registered["proposal"]
    old = signing.scanned(paper, by=clerk)
    client.force_login(clerk)
    gone = client.post(reverse("awards:issue_cancel", args=[old.issue_id]), {"reason": "nhầm số"})
    assert "Bản quét mang số này không còn giá trị" in client.get(gone["Location"]).content.decode()

    signing.registered(paper, by=clerk, number=77)

    row = next(row for row in issuing.standing(filled) if row.kind == "proposal")
    bound = next(one for one in bound_papers(assessments=[filled.pk])[filled.pk] if one.kind == "proposal")
    assert (str(row.issue), row.scan, row.is_complete) == ("77/TTr-UBND", None, False)
    assert (str(bound.issue), bound.scan) == ("77/TTr-UBND", None)
    assert "Tải bản quét đã ký" in client.get(reverse("awards:papers", args=[filled.pk])).content.decode()
    new = signing.scanned(paper, by=clerk)
    assert new.issue.number == 77
    assert next(row for row in issuing.standing(filled) if row.kind == "proposal").is_complete
