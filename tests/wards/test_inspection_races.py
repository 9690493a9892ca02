"""A visit two people act on at once: one truth stands, and whoever came second is told instead of failing."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import papers
from tests.wards import visits
from tests.wards.library import add, as_, text
from tests.wards.races import together
from wards.domain.appraisal import inspections
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits.evidence_gone import Gone
from wards.domain.files import contents, uploads
from wards.models import Assessment, Content, Evidence, Inspection, InspectionPhoto, Officer, Ward
from wards.views import inspection_photos


def address(name: str, pk: int) -> str:
    return reverse(f"wards:{name}", args=[pk])


@pytest.mark.django_db(transaction=True)
def test_visit_dropped_twice_is_dropped_once(under_review: Assessment, reviewer: Officer) -> None:
    visit = visits.written(under_review, by=reviewer)

    outcomes = together(*[lambda: inspections.remove(inspection=visit, by=reviewer)] * 2)

    assert sorted(type(one).__name__ for one in outcomes) == ["Gone", "NoneType"]
    assert not Inspection.objects.exists()


def test_every_act_on_a_dropped_visit_says_it_is_gone(under_review: Assessment, reviewer: Officer) -> None:
    visit = visits.written(under_review, by=reviewer)
    photo = visits.photographed(visit, by=reviewer)
    Inspection.objects.filter(pk=visit.pk).delete()
    rest = {"lines": [], **{name: visits.SAYS[name] for name in inspections.FIELDS}}

    for act in (
        lambda: inspections.remove(inspection=visit, by=reviewer),
        lambda: inspections.rewrite(inspection=visit, seen=1, by=reviewer, **rest),
        lambda: inspections.close(inspection=visit, seen="", by=reviewer),
        lambda: inspections.caption_photo(photo=photo, caption="Cổng", by=reviewer),
        lambda: inspections.remove_photo(photo=photo, by=reviewer),
        lambda: visits.photographed(visit, by=reviewer, name="khac.jpg"),
    ):
        with pytest.raises(Gone):
            act()


@pytest.mark.parametrize("act", ["inspection_remove", "inspection_close", "photos_add"])
def test_page_of_a_visit_dropped_meanwhile_leads_to_the_list(
    act: str, under_review: Assessment, reviewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = visits.written(under_review, by=reviewer)

    def gone(_inspection: Inspection) -> None:
        raise Gone

    monkeypatch.setattr(inspections, "_held", gone)  # between the reading and the lock
    sent = {"files": [SimpleUploadedFile("anh.jpg", papers.picture("JPEG"))]}
    client = as_(reviewer)

    answer = client.post(address(act, visit.pk), sent)

    assert (answer.status_code, answer["Location"]) == (303, address("inspections", under_review.pk))
    assert "vừa được người khác bỏ" in text(client.get(answer["Location"]))


@pytest.mark.parametrize("sent", [{"caption": "Cổng"}, {"remove": "1"}])
def test_photograph_taken_out_meanwhile_is_said(
    sent: dict[str, str], under_review: Assessment, reviewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = visits.written(under_review, by=reviewer)
    photo = visits.photographed(visit, by=reviewer)
    InspectionPhoto.objects.all().delete()
    monkeypatch.setattr(inspection_photos, "get_photo", lambda *_asked: photo)
    client = as_(reviewer)

    answer = client.post(address("photo_edit", photo.pk or 1), sent)

    assert (answer.status_code, answer["Location"]) == (303, address("inspection", visit.pk) + "#anh")
    assert "vừa được người khác bỏ" in text(client.get(address("inspection", visit.pk)))


def test_caption_that_cannot_be_kept_stays_in_its_field(under_review: Assessment, reviewer: Officer) -> None:
    typed = "x" * 201
    photo = visits.photographed(visits.written(under_review, by=reviewer), by=reviewer)

    answer = as_(reviewer).post(address("photo_edit", photo.pk), {"caption": typed})

    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert f'id="caption-{photo.pk}_error"' in answer.content.decode()
    photo.refresh_from_db()
    assert photo.caption == ""


def test_caption_is_kept_without_what_no_database_keeps(under_review: Assessment, reviewer: Officer) -> None:
    photo = visits.photographed(visits.written(under_review, by=reviewer), by=reviewer)

    answer = as_(reviewer).post(address("photo_edit", photo.pk), {"caption": "a\0b"})

    assert (answer.status_code, answer["Location"]) == (303, address("inspection", photo.inspection_id) + "#anh")
    photo.refresh_from_db()
    assert photo.caption == "ab"


@pytest.mark.django_db(transaction=True)
def test_visit_sent_four_times_is_written_once(under_review: Assessment, reviewer: Officer) -> None:
    rest = {"lines": under_review.entries.all()[:2], **visits.SAYS}

    outcomes = together(*[lambda: inspections.write(assessment=under_review, by=reviewer, **rest)] * 4)

    assert set(outcomes) == {Inspection.objects.get()}


def test_another_visit_of_the_same_minute_is_another(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    rest = {"lines": [], **visits.SAYS}
    write = inspections.write

    write(assessment=under_review, by=reviewer, **rest)
    write(assessment=under_review, by=second_reviewer, **rest)
    write(assessment=under_review, by=reviewer, **{**rest, "place": "Trụ sở UBND"})
    write(assessment=under_review, by=reviewer, **{**rest, "lines": under_review.entries.all()[:1]})

    assert Inspection.objects.count() == 4


def test_photograph_is_asked_for_again_and_sent_once(under_review: Assessment, reviewer: Officer) -> None:
    photo = visits.photographed(visits.written(under_review, by=reviewer), by=reviewer)
    client = as_(reviewer)

    first = client.get(address("photo_file", photo.pk))
    again = client.get(address("photo_file", photo.pk), headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache")
    assert (again.status_code, again.content) == (304, b"")


def test_full_store_is_said_and_keeps_nothing(
    under_review: Assessment, reviewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = visits.written(under_review, by=reviewer)

    def full(*_asked: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(contents.default_storage, "save", full)
    client = as_(reviewer)

    sent = {"files": [SimpleUploadedFile("anh.jpg", papers.picture("JPEG"))]}
    answer = client.post(address("photos_add", visit.pk), sent)

    assert "anh.jpg" in text(client.get(answer["Location"]))
    assert (visit.photos.count(), Content.objects.count()) == (0, 0)


def falling(count: int) -> dict[str, bytes]:
    """So many pictures, the one with the last digest first: the order in which locks would be taken crosswise."""
    made = [papers.picture("PNG") for _at in range(count)]
    made.sort(key=lambda data: hashlib.sha256(data).hexdigest(), reverse=True)
    return {f"{at}.png": data for at, data in enumerate(made)}


def test_contents_are_held_in_one_order_before_they_are_discarded(
    ward: Ward, official: Officer, under_review: Assessment, reviewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = falling(4)
    evidence = add(ward, official, "Hồ sơ", files=files)
    visit = visits.written(under_review, by=reviewer)
    for name, data in files.items():
        checked = uploads.check(SimpleUploadedFile(name, data))
        inspections.add_photo(inspection=visit, checked=checked, by=reviewer)
    locked: list[str] = []
    monkeypatch.setattr(contents, "_one_at_a_time", locked.append)

    evidences.delete_evidence(evidence=evidence, by=official)
    first, locked[:] = locked[:4], []
    inspections.remove(inspection=visit, by=reviewer)

    digests = sorted(hashlib.sha256(data).hexdigest() for data in files.values())
    assert (first, locked[:4]) == (digests, digests)
    assert not Evidence.objects.filter(pk=evidence.pk).exists()
