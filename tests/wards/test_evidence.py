"""Documents, their files and their citations: what is kept, once, and who may change it when."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone

from tests import factories, papers
from tests.wards.races import together
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import evidence_edit
from wards.domain.files import uploads
from wards.domain.sheet.assessment import NotAllowed, assign
from wards.models import (
    Assessment,
    Citation,
    Content,
    Entry,
    Evidence,
    EvidenceFile,
    HandIn,
    Officer,
    State,
    Verdict,
    Ward,
)

Line = Callable[[str], Entry]


def upload(name: str = "quyet-dinh.pdf", content: bytes | None = None) -> uploads.Checked:
    return uploads.check(SimpleUploadedFile(name, papers.pdf(3) if content is None else content))


def stored() -> list[Path]:
    """Every file on disk."""
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def hand_in(assessment: Assessment, by: Officer, *, text: str = "{}", opened: Entry | None = None) -> None:
    """As after a hand-in; with `opened`, the office has asked for the completion of that line."""
    given = HandIn.objects.create(assessment=assessment, round=1, text=text, digest="0" * 64, by=by)
    assessment.round, assessment.state = 1, State.TO_COMPLETE if opened else State.HANDED_IN
    assessment.completion_due = timezone.now() + dt.timedelta(days=5) if opened else None
    assessment.save()
    if opened:
        Verdict.objects.create(
            entry=opened, hand_in=given, entry_version=0, kind="to_complete", reason="Thiếu quyết định", by=by
        )


@pytest.fixture
def document(entry: Line, ward: Ward, official: Officer) -> Evidence:
    """A decision cited by 5.2 as MC 5.2-01, with a PDF of three pages."""
    made = evidences.add_evidence(
        ward=ward, by=official, number="1234/QĐ-UBND", issued_on=dt.date(2019, 11, 15),
        issuer="UBND thành phố Thanh Hóa", abstract="Quyết định công nhận tổ dân phố kiểu mẫu", copy="certified",
        entry=entry("5.2"), pages="2-3", page_count=3,
    )  # fmt: skip
    evidences.attach(evidence=made, checked=upload(), by=official)
    return made


def test_added_document_is_cited_in_one_step(document: Evidence) -> None:
    citation = document.citations.get()

    assert (citation.exhibit, citation.pages, citation.by.username) == ("MC 5.2-01", "2-3", "canbo.dienbien")
    assert document.search_key == "1234/qd-ubnd ubnd thanh pho thanh hoa quyet dinh cong nhan to dan pho kieu mau"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"abstract": "  "}, "abstract"),
        ({"issued_on": timezone.localdate() + dt.timedelta(days=1)}, "issued_on"),
        ({"copy": "fax"}, "copy"),
        ({"number": "1" * 61}, "number"),
        ({"pages": "5"}, "pages"),
    ],
)
def test_wrong_document_leaves_nothing(entry: Line, ward: Ward, official: Officer, fields: dict, wrong: str) -> None:
    with pytest.raises(ValidationError) as refused:
        evidences.add_evidence(
            ward=ward, by=official, entry=entry("5.2"), page_count=3, **{"abstract": "Báo cáo", **fields}
        )

    assert list(refused.value.message_dict) == [wrong]
    assert not Evidence.objects.exists()


def test_document_issued_today_is_accepted(ward: Ward, official: Officer) -> None:
    evidences.add_evidence(ward=ward, by=official, abstract="Báo cáo", issued_on=timezone.localdate())


def test_same_content_is_stored_once(document: Evidence, ward: Ward, official: Officer) -> None:
    other = evidences.add_evidence(ward=ward, by=official, abstract="Bản khác của quyết định")

    evidences.attach(evidence=other, checked=upload("ban-sao.pdf"), by=official)

    assert Content.objects.count() == 1
    assert len(stored()) == 1
    assert stored()[0].read_bytes() == papers.pdf(3)


def test_same_content_in_the_same_document_is_refused(document: Evidence, official: Officer) -> None:
    with pytest.raises(ValidationError) as refused:
        evidences.attach(evidence=document, checked=upload("lan-hai.pdf"), by=official)

    assert "files" in refused.value.message_dict
    assert document.files.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_storing_the_same_content_at_once_make_one(
    ward: Ward, official: Officer, colleague: Officer
) -> None:
    documents = [evidences.add_evidence(ward=ward, by=official, abstract=f"Tài liệu {n}") for n in range(2)]
    checked = [upload(content=papers.pdf(40)) for _ in documents]

    attached = together(
        lambda: evidences.attach(evidence=documents[0], checked=checked[0], by=official),
        lambda: evidences.attach(evidence=documents[1], checked=checked[1], by=colleague),
    )

    assert [type(one) for one in attached] == [EvidenceFile] * 2
    assert (Content.objects.count(), EvidenceFile.objects.count(), len(stored())) == (1, 2, 1)


def test_refused_attachment_leaves_no_trace_on_disk(
    document: Evidence, assessment: Assessment, official: Officer
) -> None:
    hand_in(assessment, official)

    with pytest.raises(NotAllowed):
        evidences.attach(evidence=document, checked=upload(content=papers.pdf(7)), by=official)

    assert len(stored()) == 1


@pytest.mark.django_db(transaction=True)
def test_failed_attachment_removes_what_it_wrote(document: Evidence, official: Officer) -> None:
    nobody = Officer(username="ai", pk=999_999)  # the database refuses this name, when it comes to the commit
    nobody.current_memberships = official.current_memberships

    with pytest.raises(IntegrityError):
        evidences.attach(evidence=document, checked=upload(content=papers.pdf(7)), by=nobody)

    assert (Content.objects.count(), len(stored())) == (1, 1)


def test_exhibit_number_is_never_given_again(document: Evidence, entry: Line, ward: Ward, official: Officer) -> None:
    second = evidences.add_evidence(ward=ward, by=official, abstract="Danh sách", entry=entry("5.2"))
    evidences.uncite(citation=second.citations.get(), by=official)

    again = evidences.cite(entry=entry("5.2"), evidence=second, by=official)

    assert again.exhibit == "MC 5.2-03"
    assert [c.exhibit for c in Citation.objects.filter(entry=entry("5.2"))] == ["MC 5.2-01", "MC 5.2-03"]


def test_document_is_cited_once_a_line_and_by_many_lines(document: Evidence, entry: Line, official: Officer) -> None:
    evidences.cite(entry=entry("5.1"), evidence=document, by=official, pages="1")

    with pytest.raises(ValidationError) as refused:
        evidences.cite(entry=entry("5.2"), evidence=document, by=official)

    assert list(refused.value.message_dict) == ["evidence"]
    assert document.citations.count() == 2


def test_document_of_another_ward_cannot_be_cited(
    other_ward: Ward, stranger: Officer, entry: Line, official: Officer
) -> None:
    theirs = evidences.add_evidence(ward=other_ward, by=stranger, abstract="Của phường khác")

    with pytest.raises(evidences.NotOurs):
        evidences.cite(entry=entry("5.2"), evidence=theirs, by=official)


def test_document_of_another_ward_is_not_cited_by_an_official_of_both_either(
    other_ward: Ward, entry: Line, official: Officer
) -> None:
    factories.MembershipFactory(officer=official, ward=other_ward)
    official = Officer.objects.get(pk=official.pk)  # whose roles are read anew
    theirs = evidences.add_evidence(ward=other_ward, by=official, abstract="Của phường khác")

    with pytest.raises(evidences.NotOurs):
        evidences.cite(entry=entry("5.2"), evidence=theirs, by=official)
    assert not Citation.objects.exists()


@pytest.mark.parametrize("person", ["stranger", "reviewer", "head", "province", "admin"])
def test_document_is_laid_down_by_officials_of_its_ward_only(
    person: str, ward: Ward, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        evidences.add_evidence(ward=ward, by=request.getfixturevalue(person), abstract="Của người khác")
    assert not Evidence.objects.exists()


def test_cited_pages_are_checked_against_the_files(document: Evidence, official: Officer) -> None:
    citation = document.citations.get()

    assert evidences.edit_citation(citation=citation, by=official, pages="tr. 1; 2 – 3").pages == "1, 2-3"
    with pytest.raises(ValidationError) as refused:
        evidences.edit_citation(citation=citation, by=official, pages="4")
    assert list(refused.value.message_dict) == ["pages"]


def test_document_cited_by_something_handed_in_is_locked(
    document: Evidence, assessment: Assessment, leader: Officer
) -> None:
    hand_in(assessment, leader)

    ruling = evidences.may_change(document, by=leader)

    assert not ruling
    assert "MC 5.2-01" in ruling.reason
    with pytest.raises(NotAllowed):
        evidence_edit.edit_evidence(evidence=document, by=leader, abstract="Khác")
    with pytest.raises(NotAllowed):
        evidences.remove_file(file=document.files.get(), by=leader)


def test_only_lines_to_complete_open_their_documents(
    document: Evidence, assessment: Assessment, entry: Line, official: Officer
) -> None:
    hand_in(assessment, official, opened=entry("5.2"))
    assert evidences.may_change(document, by=official)

    with pytest.raises(NotAllowed):
        evidences.cite(entry=entry("5.1"), evidence=document, by=official)
    Citation.objects.create(entry=entry("5.1"), evidence=document, position=1, by=official)

    assert not evidences.may_change(document, by=official)


def test_assigned_criterion_is_cited_by_its_official_only(
    assessment: Assessment, entry: Line, ward: Ward, official: Officer, colleague: Officer, leader: Officer
) -> None:
    line = entry("5.2")
    assign(assessment=assessment, criterion=line.indicator.criterion, officer=colleague, by=leader)

    with pytest.raises(NotAllowed):
        evidences.add_evidence(ward=ward, by=official, abstract="Báo cáo", entry=line)

    assert not Evidence.objects.exists()
    evidences.add_evidence(ward=ward, by=colleague, abstract="Báo cáo", entry=line)


@pytest.mark.django_db(transaction=True)
def test_removed_content_is_forgotten_unless_it_was_handed_in(
    document: Evidence, assessment: Assessment, entry: Line, official: Officer
) -> None:
    mistake = evidences.attach(evidence=document, checked=upload(content=papers.pdf(9)), by=official)
    evidences.remove_file(file=mistake, by=official)
    assert (Content.objects.count(), len(stored())) == (1, 1)

    other = evidences.add_evidence(ward=document.ward, by=official, abstract="Bản khác của quyết định")
    file = evidences.attach(evidence=other, checked=upload(), by=official)
    hand_in(assessment, official, text=f'{{"sha256":"{file.content.sha256}"}}', opened=entry("5.2"))
    evidences.remove_file(file=file, by=official)
    document.files.all().delete()
    evidences.delete_evidence(evidence=other, by=official)

    assert (Content.objects.count(), len(stored())) == (1, 1)
