"""Newer versions, documents used again in a later year, confirmations, and what hand-ins hold for good."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories, papers
from tests.wards import road
from tests.wards.library import TYPED, add, as_, text
from tests.wards.test_library import fill_shelf, lay
from wards.domain.appraisal import review
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import reuse, revisions
from wards.domain.exhibits.evidence_data import guess_body, guess_kind
from wards.domain.files import uploads
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import sealed
from wards.domain.sheet.assessment import NotAllowed
from wards.forms.evidence import EvidenceForm
from wards.models import Assessment, Citation, CriteriaSet, Entry, Evidence, Notice, NoticeKind, Officer, Ward
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


def revise(evidence: Evidence, by: Officer, **fields: object) -> Evidence:
    return revisions.revise(evidence=evidence, by=by, **{**NEW, **fields}).evidence


# A newer version


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


# Used again in a later year


@pytest.fixture
def next_year(model_ward_set: CriteriaSet, ward: Ward) -> Assessment:
    """2020, just opened."""
    period = factories.period(
        model_ward_set, title="Phường kiểu mẫu năm 2020", first_year=2020, last_year=2020,
        reference_date=dt.date(2020, 12, 31),
    )  # fmt: skip
    return assessments.open_assessments(period=period, wards=[ward])[0]


def test_documents_of_earlier_years_are_cited_again_at_once(
    official: Officer, ward: Ward, entry: Line, next_year: Assessment
) -> None:
    old = add(ward, official, "Quyết định 2019", entry=entry("5.2"), files={"a.pdf": papers.pdf(3)})
    evidences.edit_citation(citation=old.citations.get(), by=official, pages="2-3")
    past = lay(ward, official, "Xác nhận", valid_until=dt.date(2020, 6, 30), entry=entry("5.2"))
    other = lay(ward, official, "Danh sách", issued_on=dt.date(2019, 3, 1), entry=entry("5.3"))
    line = next_year.entries.get(indicator__code="5.2")
    url, client = reverse("wards:reuse", args=[line.pk]), as_(official)

    page = client.get(url).content.decode()
    keys = [f"{line.pk}-{document.citations.get().pk}" for document in (old, past)]
    assert f'value="{keys[0]}" checked' in page
    assert f'value="{keys[1]}"' in page
    assert f'value="{keys[1]}" checked' not in page
    assert "Hết hiệu lực sau ngày 30/06/2020" in page
    assert "Danh sách" not in page
    assert client.post(url, {"cite": []}).status_code == 422
    assert client.post(url, {"cite": [f"{line.pk}-{other.citations.get().pk}"]}).status_code == 422  # not this line's
    assert client.post(url, {"cite": keys}).status_code == 303

    assert [(made.evidence, made.pages) for made in line.citations.order_by("position")] == [(old, "2-3"), (past, "")]
    assert reuse.reusable(next_year, [line]) == []


def test_whole_assessment_uses_documents_again_in_one_step(
    official: Officer, ward: Ward, entry: Line, next_year: Assessment
) -> None:
    documents = [lay(ward, official, f"Tài liệu {code}", entry=entry(code)) for code in ("5.2", "5.3", "8.1")]
    offered = reuse.reusable(next_year, reuse.open_lines(next_year, by=official))
    url = reverse("wards:reuse_all", args=[next_year.pk])

    answer = as_(official).post(url, {"cite": [one.key for one in offered]})

    assert answer["Location"] == reverse("wards:evidence_gaps")
    made = Citation.objects.filter(entry__assessment=next_year).order_by("entry__indicator__code")
    assert [(one.entry.indicator.code, one.evidence) for one in made] == list(
        zip(("5.2", "5.3", "8.1"), documents, strict=True)
    )


def test_newest_version_is_used_again(official: Officer, cited: Evidence, next_year: Assessment) -> None:
    newer = revise(cited, official, issued_on=dt.date(2020, 2, 1))
    line = next_year.entries.select_related("indicator").get(indicator__code="5.2")

    (one,) = reuse.reusable(next_year, [line])

    assert (one.evidence, one.is_revised, one.warnings) == (newer, True, [])


def test_document_of_another_year_is_warned_of(official: Officer, ward: Ward, entry: Line) -> None:
    paper = lay(ward, official, "Báo cáo", issued_on=dt.date(2019, 3, 1))

    assert reuse.dated_outside(paper, 2020) == ["Ban hành ngày 01/03/2019, không phải năm 2020"]
    assert reuse.dated_outside(paper, 2019) == []


def test_only_open_lines_are_offered(
    official: Officer, colleague: Officer, leader: Officer, cited: Evidence, entry: Line, next_year: Assessment
) -> None:
    criterion = entry("5.2").indicator.criterion
    assessments.assign(assessment=next_year, criterion=criterion, officer=colleague, by=leader)

    assert "Quyết định công nhận" not in text(as_(official).get(reverse("wards:reuse_all", args=[next_year.pk])))
    assert "Quyết định công nhận" in text(as_(colleague).get(reverse("wards:reuse_all", args=[next_year.pk])))


def test_reuse_asks_as_often_for_300_documents_as_for_3(
    official: Officer, assessment: Assessment, next_year: Assessment,
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    client, url, counts = as_(official), reverse("wards:reuse_all", args=[next_year.pk]), []
    client.get(url)
    for more in (3, 297):
        fill_shelf(assessment, more, by=official)
        with django_assert_max_num_queries(40) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


# Kinds


@pytest.mark.parametrize(
    ("abstract", "kind"),
    [
        ("Quyết định công nhận…", "decision"), ("QUYẾT ĐỊNH", "decision"), ("Báo cáo kết quả", "report"),
        ("Biên bản kiểm tra", "minutes"), ("Danh sách nhà văn hóa", "list"), ("Kế hoạch", "plan"),
        ("Thông báo", "announcement"), ("Giấy xác nhận của công an", "confirmation"),
        ("Xác nhận an ninh", "confirmation"), ("Ảnh chụp tuyến phố", "pictures"),
        ("Hình ảnh tổng dọn vệ sinh", "pictures"), ("Ảnh hưởng của dịch bệnh", "other"), ("Quyết toán", "other"),
    ],
)  # fmt: skip
def test_kind_is_guessed_from_the_first_words(abstract: str, kind: str) -> None:
    assert guess_kind(abstract) == kind


@pytest.mark.parametrize(
    ("issuer", "body"),
    [
        ("Công an thành phố Thanh Hóa", "police"), ("Ban Chỉ huy quân sự phường", "military"),
        ("Trường THCS Điện Biên", "school"), ("Bảo hiểm xã hội thành phố", "insurance"), ("Trưởng ban", ""),
        ("UBND thành phố", ""),
    ],
)  # fmt: skip
def test_confirming_body_is_guessed_from_the_issuer(issuer: str, body: str) -> None:
    assert guess_body(issuer) == body


@pytest.mark.parametrize(
    ("typed", "kind", "body"),
    [
        ({}, "decision", ""), ({"kind": "report"}, "report", ""), ({"body": "school"}, "confirmation", "school"),
        ({"kind": "confirmation", "issuer": "Công an phường"}, "confirmation", "police"),
    ],
)  # fmt: skip
def test_what_is_not_chosen_follows_from_the_words(typed: dict[str, str], kind: str, body: str) -> None:
    form = EvidenceForm({**TYPED, **typed})

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["kind"], form.cleaned_data["body"]) == (kind, body)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"kind": "confirmation"}, "body"), ({"kind": "report", "body": "police"}, "body"),
        ({"valid_until": "14/11/2019"}, "valid_until"), ({"kind": "fax"}, "kind"),
    ],
)  # fmt: skip
def test_kind_body_and_validity_must_fit(typed: dict[str, str], wrong: str) -> None:
    form = EvidenceForm({**TYPED, **typed})

    assert not form.is_valid()
    assert list(form.errors) == [wrong]


def test_domain_refuses_a_confirmation_without_its_body(ward: Ward, official: Officer) -> None:
    with pytest.raises(ValidationError) as refused:
        lay(ward, official, "Xác nhận", kind="confirmation")

    assert list(refused.value.message_dict) == ["body"]


def test_refused_kind_opens_its_fields(official: Officer, uncited: Evidence) -> None:
    url = reverse("wards:evidence_detail", args=[uncited.pk])

    page = as_(official).post(url, {**TYPED, "kind": "confirmation"}).content.decode()

    assert 'href="#id_body"' in page
    assert page.index('id="id_kind"') < page.index('id="id_body"') < page.index("Thời hạn hiệu lực của tài liệu")


# What hand-ins hold


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
    tricky = lay(ward, official, f'"evidence":{cited.pk + 1},"files":')

    assert tricky.pk == cited.pk + 1
    assert evidences.may_delete(tricky, by=official)
