"""Kiểm tra thực tế: written by the office, corrected until it is closed, then read by the ward and never changed."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests import papers
from tests.wards import road, sending, visits
from tests.wards.library import as_, read, text
from wards.domain.appraisal import inspections
from wards.domain.files import pieces, uploads
from wards.domain.sheet import proofs
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Assessment, Content, Entry, Inspection, InspectionPhoto, Officer, Upload
from wards.queries.inspections import inspections_of_line

Find = Callable[[str], Entry]
TYPED = {
    "held_on": "05/03/2020", "place": "Nhà văn hóa tổ dân phố 3", "office_people": "Nguyễn Văn A",
    "ward_people": "Lê Văn C", "findings": "Đã xem hồ sơ.", "conclusion": "",
}  # fmt: skip


def address(name: str, record: object) -> str:
    return reverse(f"wards:{name}", args=[record.pk])


def test_visit_is_written_photographed_and_closed_page_by_page(
    under_review: Assessment, reviewer: Officer, official: Officer, entry: Find
) -> None:
    client = as_(reviewer)
    line = entry("5.2")
    assert client.get(address("inspection_new", under_review), {"dong": line.pk}).context["form"].groups()[4][2] == 1
    written = client.post(address("inspection_new", under_review), {**TYPED, "lines": [line.pk]})
    visit = Inspection.objects.get()
    assert (written.status_code, written["Location"]) == (303, address("inspection", visit))
    picture = SimpleUploadedFile("anh.jpg", papers.picture("JPEG"), "image/jpeg")
    client.post(address("photos_add", visit), {"files": [picture]})
    photo = InspectionPhoto.objects.get()
    client.post(address("photo_edit", photo), {"caption": "Cổng  nhà văn hóa"})
    assert as_(official).get(address("inspection", visit)).status_code == 404
    page = client.get(address("inspection_close", visit))
    assert "Ghi kết luận trước" in text(page)
    seen = page.context["seen"]
    assert client.post(address("inspection_close", visit), {"seen": seen}).status_code == 422
    client.post(address("inspection_edit", visit), {**TYPED, "conclusion": "Đúng.", "lines": [line.pk], "version": 1})
    seen = client.get(address("inspection_close", visit)).context["seen"]

    assert client.post(address("inspection_close", visit), {"seen": seen}).status_code == 303

    shown = text(as_(official).get(address("inspection", visit)))
    assert "Ảnh 1: Cổng nhà văn hóa" in shown
    assert "5.2" in shown
    assert "Đã chốt biên bản" in shown
    assert list(as_(official).get(address("inspections", under_review)).context["inspections"]) == [visit]
    assert list(proofs.unproven_records()) == []


def test_refused_form_keeps_what_was_typed(under_review: Assessment, reviewer: Officer) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    sent = {**TYPED, "held_on": f"{tomorrow:%d/%m/%Y}", "place": ""}

    answer = as_(reviewer).post(address("inspection_new", under_review), sent)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"held_on", "place"}
    assert "Đã xem hồ sơ." in answer.content.decode()
    assert not Inspection.objects.exists()


def test_two_people_writing_are_shown_both_texts(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    visit = visits.written(under_review, by=reviewer)
    rest = {"lines": visit.lines.all(), **{name: visits.SAYS[name] for name in inspections.FIELDS}}
    inspections.rewrite(inspection=visit, seen=1, by=second_reviewer, **{**rest, "place": "Trụ sở UBND"})
    mine = {**TYPED, "findings": str(visits.SAYS["findings"]), "version": 1}

    answer = as_(reviewer).post(address("inspection_edit", visit), mine)

    assert answer.status_code == 409
    assert ("Địa điểm", "Trụ sở UBND", "Nhà văn hóa tổ dân phố 3") in answer.context["differences"]
    visit.refresh_from_db()
    assert (visit.place, visit.version) == ("Trụ sở UBND", 2)
    again = {**mine, "version": answer.context["form"]["version"].value()}
    assert as_(reviewer).post(address("inspection_edit", visit), again).status_code == 303
    visit.refresh_from_db()
    assert (visit.place, visit.by, visit.version) == ("Nhà văn hóa tổ dân phố 3", reviewer, 3)


def test_nothing_is_closed_that_nobody_read(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    visit = visits.written(under_review, by=reviewer)
    seen = inspections.fingerprint(visit)
    visits.photographed(visit, by=second_reviewer)

    answer = as_(reviewer).post(address("inspection_close", visit), {"seen": seen})

    assert answer.status_code == 409
    visit.refresh_from_db()
    assert not visit.is_closed


def test_closed_visit_never_changes(under_review: Assessment, reviewer: Officer) -> None:
    visit = visits.closed(under_review, by=reviewer, photo=True)
    photo = visit.photos.get()
    rest = {"lines": [], **{name: visits.SAYS[name] for name in inspections.FIELDS}}
    acts: list[Callable[[], object]] = [
        lambda: inspections.rewrite(inspection=visit, seen=1, by=reviewer, **rest),
        lambda: inspections.remove(inspection=visit, by=reviewer),
        lambda: inspections.caption_photo(photo=photo, caption="Khác", by=reviewer),
        lambda: inspections.remove_photo(photo=photo, by=reviewer),
        lambda: visits.photographed(visit, by=reviewer, name="khac.jpg"),
        lambda: inspections.close(inspection=visit, seen=inspections.fingerprint(visit), by=reviewer),
    ]

    for act in acts:
        with pytest.raises(NotAllowed, match="đã chốt"):
            act()
    with pytest.raises(DatabaseError), transaction.atomic():
        Inspection.objects.filter(pk=visit.pk).update(conclusion="Khác")


def test_ledger_shows_a_photograph_exchanged_past_the_pages(under_review: Assessment, reviewer: Officer) -> None:
    visit = visits.closed(under_review, by=reviewer, photo=True)
    assert list(proofs.unproven_records()) == []

    InspectionPhoto.objects.update(caption="Khác")

    assert list(proofs.unproven_records()) == [visit]


@pytest.mark.parametrize("state", ["drafting", "with_leader", "handed_in", "reviewed", "forwarded"])
def test_visits_are_written_down_only_while_the_office_appraises(
    state: str, under_review: Assessment, reviewer: Officer
) -> None:
    Assessment.objects.filter(pk=under_review.pk).update(state=state)

    with pytest.raises(NotAllowed):
        visits.written(under_review, by=reviewer)
    page = as_(reviewer).get(address("inspection_new", under_review))
    assert not page.context["ruling"]
    assert "<textarea" not in page.content.decode()


def test_ward_writes_nothing(under_review: Assessment, leader: Officer, reviewer: Officer) -> None:
    visit = visits.written(under_review, by=reviewer)

    with pytest.raises(NotAllowed):
        visits.written(under_review, by=leader)
    with pytest.raises(NotAllowed):
        inspections.close(inspection=visit, seen=inspections.fingerprint(visit), by=leader)


def test_province_reads_what_was_forwarded(under_review: Assessment, reviewer: Officer, province: Officer) -> None:
    open_visit, closed = visits.written(under_review, by=reviewer), visits.closed(under_review, by=reviewer, photo=True)
    client = as_(province)
    pages = [address("inspection", closed), address("photo_file", closed.photos.get())]
    assert [client.get(page).status_code for page in pages] == [404, 404]

    Assessment.objects.filter(pk=under_review.pk).update(state="forwarded")

    assert [client.get(page).status_code for page in pages] == [200, 200]
    assert client.get(address("inspection", open_visit)).status_code == 404
    assert client.get(address("inspection_edit", closed)).status_code == 403


def test_photograph_is_shown_upright_and_kept_whole(under_review: Assessment, reviewer: Officer) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    photo = visits.photographed(visits.written(under_review, by=reviewer), by=reviewer, exif=exif)

    shown = as_(reviewer).get(address("photo_file", photo))

    with (
        Image.open(io.BytesIO(read(shown))) as picture,
        photo.content.file.open() as stored,
        Image.open(stored) as kept,
    ):
        assert picture.size == (160, 120)
        assert kept.size == (120, 160)
    assert shown["Cache-Control"].startswith("private")
    assert shown["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"), [("giay.pdf", papers.pdf()), ("anh.jpg", b""), ("anh.jpg", papers.pdf())]
)  # fmt: skip
def test_what_is_no_photograph_is_named_and_leaves_nothing(
    name: str, content: bytes, under_review: Assessment, reviewer: Officer
) -> None:
    visit = visits.written(under_review, by=reviewer)
    client = as_(reviewer)
    before = Content.objects.count()

    answer = client.post(address("photos_add", visit), {"files": [SimpleUploadedFile(name, content)]})

    assert name in text(client.get(answer["Location"]) if answer.status_code == 303 else answer)
    assert (visit.photos.count(), Content.objects.count()) == (0, before)


def test_photographs_sent_piece_by_piece_are_added_and_forgotten_on_their_way(
    under_review: Assessment, reviewer: Officer, official: Officer
) -> None:
    visit, content = visits.written(under_review, by=reviewer), papers.picture("JPEG")
    sent = {}
    for person in (reviewer, official):  # another's is none of ours
        sent[person] = pieces.begin(by=person, ward=under_review.ward, name=f"{person.pk}.jpg", size=len(content))
        pieces.append(upload=sent[person], offset=0, piece=content)

    answer = as_(reviewer).post(address("photos_add", visit), {"uploads": [one.pk for one in sent.values()]})

    assert (answer.status_code, visit.photos.get().name) == (303, f"{reviewer.pk}.jpg")
    assert list(Upload.objects.all()) == [sent[official]]


@pytest.fixture
def lying(under_review: Assessment, reviewer: Officer) -> Upload:
    """A photograph sent for a visit and not added to it."""
    visit, content = visits.written(under_review, by=reviewer), papers.picture("JPEG")
    form = address("photos_add", visit)
    about = {"ward": str(under_review.ward_id), "form": form, "fingerprint": f"{form}|cong.jpg|9|1"}
    url = sending.announce(as_(reviewer), "cong.jpg", len(content), **about)["Location"]
    assert sending.append(as_(reviewer), url, 0, content).status_code == 204
    return Upload.objects.get()


def test_minutes_are_not_closed_over_photographs_that_were_sent_and_not_added(
    lying: Upload, under_review: Assessment, reviewer: Officer
) -> None:
    client, visit = as_(reviewer), Inspection.objects.get()
    page = client.get(address("inspection_close", visit))
    assert "1 ảnh đã gửi nhưng chưa thêm vào biên bản cong.jpg" in text(page)

    refused = client.post(address("inspection_close", visit), {"seen": page.context["seen"]})

    visit.refresh_from_db()
    assert (refused.status_code, visit.is_closed) == (422, False)
    assert "Có ảnh đã gửi nhưng chưa vào biên bản" in text(refused)
    client.post(address("photos_add", visit), {"uploads": [lying.pk]})
    page = client.get(address("inspection_close", visit))
    assert "chưa thêm vào biên bản" not in text(page)
    assert client.post(address("inspection_close", visit), {"seen": page.context["seen"]}).status_code == 303
    assert [photo.name for photo in visit.photos.all()] == ["cong.jpg"]


def test_minutes_are_closed_without_photographs_where_the_person_says_so(lying: Upload, reviewer: Officer) -> None:
    visit = Inspection.objects.get()
    said = {"seen": inspections.fingerprint(visit), "without": "1"}

    assert as_(reviewer).post(address("inspection_close", visit), said).status_code == 303

    assert (visit.photos.count(), Upload.objects.count()) == (0, 0)


def test_photographs_of_another_visit_or_person_do_not_keep_minutes_open(
    lying: Upload, under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    first, other = Inspection.objects.get(), visits.written(under_review, by=reviewer, place="Trường THCS")

    for visit, person in ((other, reviewer), (first, second_reviewer)):
        seen = inspections.fingerprint(visit)
        assert as_(person).post(address("inspection_close", visit), {"seen": seen}).status_code == 303


def test_photographs_sent_stand_in_the_list_on_any_device(lying: Upload, reviewer: Officer) -> None:
    page = as_(reviewer).get(address("inspection", Inspection.objects.get())).content.decode()

    assert f'<input type="hidden" name="uploads" value="{lying.pk}">' in page


def test_same_photograph_is_kept_once_and_its_bytes_go_with_the_last_holder(
    under_review: Assessment, reviewer: Officer
) -> None:
    one, other = visits.written(under_review, by=reviewer), visits.written(under_review, by=reviewer)
    upload = papers.picture("PNG")
    add = lambda visit: inspections.add_photo(  # noqa: E731 - the same bytes, three times
        inspection=visit, checked=uploads.check(SimpleUploadedFile("anh.png", upload)), by=reviewer
    )
    add(one)
    add(other)
    with pytest.raises(inspections.ValidationError, match="đã có"):
        add(one)
    assert Content.objects.count() == 1

    inspections.remove(inspection=one, by=reviewer)
    assert Content.objects.count() == 1
    inspections.remove_photo(photo=other.photos.get(), by=reviewer)
    assert Content.objects.count() == 0


def test_typed_visit_survives_a_lost_login(client: Client, under_review: Assessment, reviewer: Officer) -> None:
    url = address("inspection_new", under_review)
    client.post(url, {**TYPED, "typed_by": reviewer.pk})
    client.force_login(reviewer)

    assert "Đã xem hồ sơ." in client.get(url).content.decode()
    assert not Inspection.objects.exists()


def test_line_shows_its_visits_to_those_who_may_read_them(
    under_review: Assessment, reviewer: Officer, official: Officer, entry: Find
) -> None:
    open_visit, closed = visits.written(under_review, by=reviewer), visits.closed(under_review, by=reviewer)

    assert set(inspections_of_line(reviewer, entry("5.2"))) == {open_visit, closed}
    assert set(inspections_of_line(official, entry("5.2"))) == {closed}
    assert set(inspections_of_line(reviewer, entry("5.3"))) == set()


def test_open_visit_is_told_before_completing_and_does_not_stop_it(
    under_review: Assessment, reviewer: Officer, head: Officer
) -> None:
    road.confirm_all(under_review, by=reviewer)
    visits.written(under_review, by=reviewer)
    client = as_(head)

    assert "Còn 1 cuộc kiểm tra chưa chốt biên bản" in text(client.get(address("complete", under_review)))
    assert client.post(address("complete", under_review)).status_code == 302
    under_review.refresh_from_db()
    assert under_review.state == "reviewed"
