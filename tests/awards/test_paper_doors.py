"""The clerk's doors: the register and the scans are theirs, texts and settling are not."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.awards import signing
from wards.models import Assessment, Officer


@pytest.fixture
def scene(filled: Assessment, leader: Officer) -> dict[str, list[object]]:
    signed, issue, scan = signing.made(filled, "report", by=leader)
    return {
        "papers": [filled.pk], "paper_file": [signed.pk], "paper_word": [filled.pk, "report"], "scan_file": [scan.pk],
        "paper_register": [signed.pk], "issue_cancel": [issue.pk], "paper_scan": [signed.pk],
        "papers_request": [filled.pk], "papers_finalise": [filled.pk], "paper_texts": [filled.pk, "report"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("papers", 200), ("paper_file", 200), ("paper_word", 200), ("scan_file", 200), ("paper_register", 200),
        ("issue_cancel", 200), ("paper_scan", 200), ("paper_texts", 403),
    ],
)  # fmt: skip
def test_clerk_reads(name: str, status: int, client: Client, scene: dict[str, list[object]], clerk: Officer) -> None:
    client.force_login(clerk)

    answer = client.get(reverse(f"awards:{name}", args=scene[name]))

    assert answer.status_code == status
    if answer.streaming:
        b"".join(answer.streaming_content)


@pytest.mark.parametrize("name", ["papers_request", "papers_finalise", "paper_texts"])
def test_clerk_neither_writes_nor_settles(
    name: str, client: Client, scene: dict[str, list[object]], clerk: Officer
) -> None:
    client.force_login(clerk)

    assert client.post(reverse(f"awards:{name}", args=scene[name])).status_code == 403


def test_word_file_opens_under_a_plain_name(client: Client, scene: dict[str, list[object]], official: Officer) -> None:
    client.force_login(official)

    answer = client.get(reverse("awards:paper_word", args=scene["paper_word"]))

    assert answer.content.startswith(b"PK")
    assert answer["Content-Disposition"].endswith('"bao-cao-thanh-tich-phuong-dien-bien-2019-ban-1.docx"')
