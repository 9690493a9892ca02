"""Newer versions of documents: the chain, the lines that follow, what was handed in."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import papers
from tests.wards import road
from tests.wards.library import TYPED, as_, revise, text
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import revisions
from wards.domain.files import uploads
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import sealed
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Assessment, Citation, Entry, Evidence, Notice, NoticeKind, Officer
from wards.queries import evidence as queries

Line = Callable[[str], Entry]
NEW = {"abstract": "Quyết định công nhận (bản mới)", "kind": "decision"}


def versions_of(first: Evidence, count: int) -> list[Evidence]:
    """As many newer versions, made the quick way."""
    data = {"ward": first.ward, "abstract": "Bản mới", "created_by": first.created_by}
    made = Evidence.objects.bulk_create([Evidence(**data) for _ in range(count)])
    for older, newer in zip([first, *made], made, strict=False):
        newer.revises = older
    Evidence.objects.bulk_update(made, ["revises"])
    return made


def test_a_document_may_have_a_thousand_versions(cited: Evidence) -> None:
    made = versions_of(cited, 1100)

    assert queries.newest_versions([cited.ward_id]) == dict.fromkeys(
        [cited.pk, *(one.pk for one in made[:-1])], made[-1]
    )
    assert queries.versions(made[500]) == [cited, *made]


def test_old_version_is_kept_and_both_show_the_chain(official: Officer, cited: Evidence) -> None:
    second = revise(cited, official, number="45/QĐ-UBND")
    third = revise(second, official, number="67/QĐ-UBND")

    assert [version.pk for version in queries.versions(second)] == [cited.pk, second.pk, third.pk]
    assert queries.newest_versions([cited.ward_id]) == {cited.pk: third, second.pk: third}
    for version in (cited, second, third):
        page = text(as_(official).get(reverse("wards:evidence_detail", args=[version.pk])))
        assert "Số 45/QĐ-UBND" in page
        assert ("Đây là bản mới nhất." in page) is (version == third)
        assert ("Thay bằng bản mới" in page) is (version == third)


def test_document_is_replaced_once(official: Officer, cited: Evidence) -> None:
    revise(cited, official)

    with pytest.raises(ValidationError):
        revise(cited, official)

    assert Evidence.objects.filter(revises=cited).count() == 1


def test_new_version_is_laid_down_by_the_ward_alone(cited: Evidence, reviewer: Officer, stranger: Officer) -> None:
    for person in (reviewer, stranger):
        with pytest.raises(NotAllowed):
            revise(cited, person)


def test_page_of_a_new_version_starts_from_the_old_one(official: Officer, cited: Evidence) -> None:
    url, client = reverse("wards:evidence_revise", args=[cited.pk]), as_(official)

    page = client.get(url).content.decode()
    wrong = client.post(url, {**TYPED, "issued_on": "31/02/2020"})
    bare = client.post(url, {**TYPED, "number": "45/QĐ-UBND"})
    file = SimpleUploadedFile("ban-moi.pdf", papers.pdf(2))
    right = client.post(url, {**TYPED, "number": "45/QĐ-UBND", "files": [file]})

    assert "Quyết định công nhận</textarea>" in page
    assert wrong.status_code == 422
    assert 'value="31/02/2020"' in wrong.content.decode()
    assert (bare.status_code, 'href="#id_files"' in bare.content.decode()) == (422, True)
    made = Evidence.objects.get(revises=cited)
    assert made.files.get().name == "ban-moi.pdf"
    assert (right.status_code, right["Location"]) == (303, reverse("wards:evidence_detail", args=[made.pk]))
    assert "1 chỉ tiêu còn trích dẫn bản cũ" in text(client.get(right["Location"]))
    assert client.get(url)["Location"] == reverse("wards:evidence_detail", args=[made.pk])


def test_new_version_may_have_its_files_later_and_its_page_renews_the_lines(official: Officer, cited: Evidence) -> None:
    client, citation = as_(official), cited.citations.get()
    client.post(reverse("wards:evidence_revise", args=[cited.pk]), {**TYPED, "later": "on"})
    made = Evidence.objects.get(revises=cited)
    place, renew = (reverse(f"wards:{name}", args=[pk]) for name, pk in (
        ("evidence_detail", made.pk), ("citation_renew", citation.pk)
    ))  # fmt: skip
    before = client.get(place).content.decode()
    answer = client.post(renew, {"document": "1"})

    assert (f'action="{renew}"' in before, answer["Location"]) == (True, place)
    assert made.citations.get().entry_id == citation.entry_id
    assert "còn trích dẫn bản cũ" not in text(client.get(place))


@pytest.mark.parametrize(
    ("names", "status"), [(["mot.jpg", "hai.jpg"], 303), (["mot.jpg", "qd.pdf"], 422), (["qd.pdf"], 422), ([], 422)]
)
def test_copy_is_asked_for_unless_all_files_are_photographs(
    official: Officer, entry: Line, names: list[str], status: int
) -> None:
    typed = {**TYPED, "copy": "", "files": [
        SimpleUploadedFile(name, papers.pdf() if name.endswith("pdf") else papers.picture("JPEG", quality=80 + at))
        for at, name in enumerate(names)
    ]}  # fmt: skip
    answer = as_(official).post(reverse("wards:evidence_new", args=[entry("5.2").pk]), typed)

    assert answer.status_code == status
    assert list(Evidence.objects.values_list("copy", flat=True)) == (["photo"] if status == 303 else [])
    assert ("Chọn loại bản đang có." in answer.content.decode()) is (status == 422)


def test_new_version_is_told_to_whom_the_lines_are_given(
    official: Officer, colleague: Officer, leader: Officer, cited: Evidence, entry: Line, assessment: Assessment
) -> None:
    assessments.assign(assessment=assessment, criterion=entry("5.2").indicator.criterion, officer=colleague, by=leader)

    told = revisions.revise(evidence=cited, by=official, **NEW).concerned

    assert [(one.assessment, one.officers) for one in told] == [(assessment, frozenset({colleague}))]
    notice = Notice.objects.get(kind=NoticeKind.REVISED)
    assert (notice.officer, notice.facts) == (colleague, {"document": NEW["abstract"], "codes": ["5.2"]})


def test_nobody_is_told_of_what_is_handed_in(
    official: Officer, leader: Officer, cited: Evidence, assessment: Assessment
) -> None:
    road.handed_in(assessment, official=official, leader=leader)

    assert revisions.revise(evidence=cited, by=official, **NEW).concerned == ()


def test_line_uses_the_new_version_in_one_step(official: Officer, cited: Evidence, entry: Line) -> None:
    citation, client = cited.citations.get(), as_(official)
    evidences.edit_citation(citation=citation, by=official, pages="2")
    newer = revise(cited, official, number="45/QĐ-UBND")
    evidences.attach(evidence=newer, checked=uploads.check(SimpleUploadedFile("moi.pdf", papers.pdf(3))), by=official)
    card = reverse("wards:criterion", args=[entry("5.2").assessment_id, "5"])
    renew = reverse("wards:citation_renew", args=[citation.pk])

    assert f'action="{renew}"' in client.get(card).content.decode()
    answer = client.post(renew)

    assert answer["Location"].endswith(f"#entry-{entry('5.2').pk}")
    made = Citation.objects.get(entry=entry("5.2"))
    assert (made.evidence, made.exhibit, made.pages) == (newer, "MC 5.2-02", "2")
    page = text(client.get(card))
    assert "Đã trích dẫn bản mới là MC 5.2-02 thay cho MC 5.2-01." in page
    assert "Dùng bản mới" not in page


def test_pages_the_new_version_has_not_are_left_out(official: Officer, cited: Evidence) -> None:
    citation = cited.citations.get()
    evidences.edit_citation(citation=citation, by=official, pages="2")
    newer = revise(cited, official)
    evidences.attach(evidence=newer, checked=uploads.check(SimpleUploadedFile("moi.pdf", papers.pdf(1))), by=official)

    assert revisions.adopt(citation=citation, by=official).pages == ""


def test_line_that_cites_both_versions_keeps_the_new_one(official: Officer, cited: Evidence, entry: Line) -> None:
    newer = revise(cited, official)
    there = evidences.cite(entry=entry("5.2"), evidence=newer, by=official)

    assert revisions.adopt(citation=cited.citations.get(), by=official) == there
    assert list(Citation.objects.filter(entry=entry("5.2"))) == [there]


def test_handed_in_citation_stays_what_it_was(
    official: Officer, leader: Officer, cited: Evidence, assessment: Assessment, entry: Line
) -> None:
    handed = road.handed_in(assessment, official=official, leader=leader)
    revise(cited, official)

    with pytest.raises(NotAllowed):
        revisions.adopt(citation=cited.citations.get(), by=official)

    assert [paper.id for paper in sealed.read(handed)[entry("5.2").pk].evidence] == [cited.pk]
    page = as_(official).get(reverse("wards:criterion", args=[assessment.pk, "5"])).content.decode()
    assert "Có bản mới" in page
    assert "Dùng bản mới" not in page


def test_citation_of_a_document_without_a_newer_version_stays(official: Officer, cited: Evidence) -> None:
    citation = cited.citations.get()

    answer = as_(official).post(reverse("wards:citation_renew", args=[citation.pk]))

    assert answer.status_code == 303
    assert Citation.objects.get() == citation
