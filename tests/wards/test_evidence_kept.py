"""What a hand-in holds of documents is neither deleted nor changed, from wherever one comes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import papers
from tests.wards import road
from tests.wards.library import add, as_
from wards.domain.appraisal import review
from wards.domain.exhibits import evidence as evidences
from wards.domain.files import uploads
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Assessment, Citation, Evidence, Officer, Ward


def test_document_handed_in_once_is_never_deleted_nor_loses_a_file(
    official: Officer, leader: Officer, assessment: Assessment, cited: Evidence
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    review.recall(assessment=assessment, by=leader)
    evidences.uncite(citation=cited.citations.get(), by=leader)
    where = "Phường kiểu mẫu năm 2019, lần nộp 1: MC 5.2-01"

    assert evidences.may_change(cited, by=leader)
    assert where in evidences.may_delete(cited, by=leader).reason
    with pytest.raises(NotAllowed, match=where):
        evidences.delete_evidence(evidence=cited, by=leader)
    with pytest.raises(NotAllowed, match=where):
        evidences.remove_file(file=cited.files.get(), by=leader)
    page = as_(leader).get(reverse("wards:evidence_detail", args=[cited.pk])).content.decode()
    assert "Không xóa được tài liệu này." in page
    assert reverse("wards:file_remove", args=[cited.files.get().pk]) not in page


def test_file_added_since_the_hand_in_can_be_taken_out(
    official: Officer, leader: Officer, assessment: Assessment, cited: Evidence
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    review.recall(assessment=assessment, by=leader)
    added = evidences.attach(
        evidence=cited, checked=uploads.check(SimpleUploadedFile("b.pdf", papers.pdf(5))), by=leader
    )

    evidences.remove_file(file=added, by=leader)

    assert [file.name for file in cited.files.all()] == ["Quyết định.pdf"]


def test_document_of_a_closed_assessment_is_not_changed_from_another(
    official: Officer, leader: Officer, assessment: Assessment, cited: Evidence, next_year: Assessment
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    Citation.objects.all().delete()  # as after a later completion
    evidences.cite(entry=next_year.entries.get(indicator__code="5.2"), evidence=cited, by=official)

    ruling = evidences.may_change(cited, by=official)

    assert not ruling
    assert "lần nộp 1" in ruling.reason


def test_number_of_another_document_is_not_mistaken_for_this_one(
    official: Officer, leader: Officer, assessment: Assessment, cited: Evidence, ward: Ward
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    tricky = add(ward, official, f'"evidence":{cited.pk + 1},"files":')

    assert tricky.pk == cited.pk + 1
    assert evidences.may_delete(tricky, by=official)
