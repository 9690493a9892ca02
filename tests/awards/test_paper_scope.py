"""Who may open which version: of papers, as PDF and as Word, and of volumes; and what no cache may keep."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from awards.domain.facts import NotAllowed
from awards.domain.onward import sending
from awards.domain.papers import issuing
from awards.models import Dossier, Forwarding, Paper
from awards.queries.papers import papers_of
from tests.awards import bound, signing
from tests.awards import dossiers as road
from tests.wards.library import as_, text
from wards.models import Assessment, Office, Officer


@pytest.fixture
def sent(
    assessment: Assessment, office: Office, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> Forwarding:
    road.confirm(assessment.period)
    road.reviewed(assessment, official=official, leader=leader, reviewer=reviewer, head=head)
    dossier = road.prepared(road.begun(office, assessment, by=reviewer), by=reviewer)
    return sending.forward(dossier=dossier, by=head)


def drafted(kind: str, *, by: Officer, final: bool = False, **place: Assessment | Dossier) -> Paper:
    return bound.paper(kind, by=by, final=final, **place)


def test_province_opens_what_was_settled_when_it_was_sent_and_no_draft_in_any_form(
    sent: Forwarding, assessment: Assessment, reviewer: Officer, province: Officer
) -> None:
    assessment.refresh_from_db()
    draft = drafted("exhibits", by=reviewer, assessment=assessment)
    newer = drafted("report", by=reviewer, assessment=assessment)
    later = drafted("appraisal", by=reviewer, final=True, assessment=assessment)
    finals = Paper.objects.filter(assessment=assessment, is_final=True).exclude(pk=later.pk)
    board = as_(province)

    assert set(papers_of(province, assessment)) == set(finals)
    for paper in (draft, newer, later):
        assert board.get(reverse("awards:paper_file", args=[paper.pk])).status_code == 404
    page = text(board.get(reverse("awards:papers", args=[assessment.pk])))
    assert "dự thảo mới hơn" not in page
    assert f"bản {newer.revision}" not in page.lower()
    office = as_(reviewer).get(reverse("awards:paper_word", args=[assessment.pk, "report"]))
    assert office["Content-Disposition"].endswith(f'-ban-{newer.revision}.docx"')
    word = board.get(reverse("awards:paper_word", args=[assessment.pk, "report"]))
    settled = finals.filter(kind="report").first()
    if settled is None:
        assert word.status_code == 404
    else:
        assert word["Content-Disposition"].endswith(f'-ban-{settled.revision}.docx"')


@pytest.mark.parametrize(("rounds", "status"), [(0, 404), (1, 200)])
def test_office_opens_volumes_of_a_ward_once_it_handed_in(
    rounds: int, status: int, client: Client, filled: Assessment, official: Officer, reviewer: Officer
) -> None:
    bound.ward_papers(filled, by=official)
    binder = bound.bind(by=official, assessment=filled)
    Assessment.objects.filter(pk=filled.pk).update(round=rounds)
    client.force_login(reviewer)

    for name, args in (("binder_part", [binder.pk, 1]), ("binder_zip", [binder.pk])):
        answer = client.get(reverse(f"awards:{name}", args=args))
        assert answer.status_code == status
        b"".join(answer.streaming_content if answer.streaming else [])


def test_archive_lists_the_digest_of_its_own_list(client: Client, filled: Assessment, official: Officer) -> None:
    binder = bound.bind(by=official, assessment=filled)
    client.force_login(official)

    answer = client.get(reverse("awards:binder_zip", args=[binder.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        listed = {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}

    rows = [row for row in listed.pop("SHA256SUMS.txt").decode().splitlines() if not row.startswith("#")]
    told = dict(reversed(row.split("  ", 1)) for row in rows)
    assert told == {name: hashlib.sha256(content).hexdigest() for name, content in listed.items()}


def test_word_file_is_kept_by_no_cache(client: Client, filled: Assessment, leader: Officer) -> None:
    signing.made(filled, "report", by=leader)
    client.force_login(leader)

    answer = client.get(reverse("awards:paper_word", args=[filled.pk, "report"]))

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_annex_takes_no_number_of_its_own(client: Client, filled: Assessment, leader: Officer) -> None:
    signing.voted(filled, by=leader)
    annex = signing.settled(filled, by=leader)["summary"]
    client.force_login(leader)

    with pytest.raises((NotAllowed, ValidationError), match="không lấy số riêng"):
        signing.registered(annex, by=leader, number=1)
    for name in ("paper_register", "paper_scan"):
        answer = client.get(reverse(f"awards:{name}", args=[annex.pk]))
        assert answer.status_code == 403
        assert "không lấy số riêng" in text(answer)
    assert issuing.next_number(annex, year=2019) == 1


def test_sending_what_nobody_looked_at_is_refused(
    assessment: Assessment, office: Office, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> None:
    road.confirm(assessment.period)
    road.reviewed(assessment, official=official, leader=leader, reviewer=reviewer, head=head)
    dossier = road.prepared(road.begun(office, assessment, by=reviewer), by=reviewer)

    answer = as_(head).post(reverse("awards:dossier_forward", args=[dossier.pk]))

    assert answer.status_code == 409
    assert not Forwarding.objects.exists()
    assert "hồ sơ chưa được trình" in text(answer)
