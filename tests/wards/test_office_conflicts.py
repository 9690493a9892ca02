"""Two reviewers at what belongs to their office: usual reasons, visits, basic figures."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests.wards.forms import form_of
from tests.wards.library import as_, text
from wards.domain.appraisal import inspections, usual_reasons
from wards.domain.doubts import plausibility_registry as registry
from wards.models import Assessment, Officer, UsualReason


@pytest.fixture
def reason(reviewer: Officer, assessment: Assessment) -> UsualReason:
    return usual_reasons.add(office=assessment.ward.office, kind="to_complete", text="Thiếu quyết định", by=reviewer)


def reason_form(client: Client, reason: UsualReason) -> dict[str, str]:
    return form_of(client.get(reverse("wards:usual_reasons")), f"reason-{reason.pk}")


@pytest.mark.parametrize("act", ["save", "up", "remove"])
def test_reason_somebody_else_rewrote_is_asked_back(
    reason: UsualReason, reviewer: Officer, second_reviewer: Officer, act: str
) -> None:
    one, other, url = as_(reviewer), as_(second_reviewer), reverse("wards:usual_reason", args=[reason.pk])
    shown = reason_form(other, reason)
    usual_reasons.change(reason=reason, text="Thiếu bản sao y", by=reviewer)
    assert one.get(url).status_code == 200

    answer = other.post(url, {**shown, "text": "Thiếu danh sách", "do": act})

    assert (answer.status_code, UsualReason.objects.get().text) == (409, "Thiếu bản sao y")
    said = text(answer)
    assert said.count(f"{reviewer} đã viết lại lý do này lúc") == 1
    assert "Đang lưu Thiếu bản sao y Ông/Bà vừa nhập, chưa lưu Thiếu danh sách" in said
    assert "Đề nghị sửa các mục sau" not in said
    again = form_of(answer, f"reason-{reason.pk}")
    assert again["text"] == "Thiếu danh sách"
    assert other.post(url, {**again, "do": act}).status_code == 302
    assert [one.text for one in UsualReason.objects.all()] == ([] if act == "remove" else ["Thiếu danh sách"])


def test_moving_a_reason_does_not_bring_its_old_words_back(
    reason: UsualReason, reviewer: Officer, second_reviewer: Officer
) -> None:
    other = as_(second_reviewer)
    shown = reason_form(other, reason)
    usual_reasons.change(reason=reason, text="Thiếu bản sao y", by=reviewer)

    answer = other.post(reverse("wards:usual_reason", args=[reason.pk]), {**shown, "do": "down"})

    assert (answer.status_code, UsualReason.objects.get().text) == (302, "Thiếu bản sao y")


def test_reason_removed_meanwhile_gives_back_what_was_typed(
    reason: UsualReason, reviewer: Officer, second_reviewer: Officer
) -> None:
    other, url = as_(second_reviewer), reverse("wards:usual_reason", args=[reason.pk])
    shown = reason_form(other, reason)
    usual_reasons.remove(reason=reason, by=reviewer)

    answer = other.post(url, {**shown, "text": "Thiếu danh sách"}, follow=True)

    assert "Nội dung Ông/Bà vừa nhập: “Thiếu danh sách”" in text(answer)
    with pytest.raises(usual_reasons.Removed):
        usual_reasons.change(reason=reason, text="x", by=reviewer)


def test_reason_is_not_changed_into_one_that_is_there(reason: UsualReason, reviewer: Officer) -> None:
    other = usual_reasons.add(office=reason.office, kind=reason.kind, text="Thiếu danh sách", by=reviewer)

    with pytest.raises(ValidationError):
        usual_reasons.change(reason=other, text=reason.text, by=reviewer)


def test_visit_written_the_same_by_two_is_written_once(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    words = {
        "held_on": dt.date(2019, 11, 20), "place": "Nhà văn hóa", "office_people": "Bà A", "ward_people": "Ông B",
        "findings": "Đủ", "conclusion": "",
    }  # fmt: skip
    visit = inspections.write(assessment=under_review, lines=[], by=reviewer, **words)
    inspections.rewrite(inspection=visit, seen=1, lines=[], by=reviewer, **{**words, "findings": "Đủ hồ sơ"})

    now = inspections.rewrite(
        inspection=visit, seen=1, lines=[], by=second_reviewer, **{**words, "findings": "Đủ hồ sơ"}
    )  # fmt: skip

    assert (now.version, now.by) == (2, reviewer)
    with pytest.raises(inspections.Rewritten):
        inspections.rewrite(inspection=visit, seen=1, lines=[], by=second_reviewer, **words)


def test_record_typed_the_same_by_two_conflicts_with_nobody(
    assessment: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    given = {subject.value: registry.Given(None, "") for subject in registry.Subject}
    first = registry.Subject.values[0]
    given[first] = registry.Given(registry.Decimal(120), "Niên giám")
    seen = registry.fingerprint({})
    registry.keep(ward=assessment.ward, year=2019, given=given, by=reviewer, seen=seen)

    assert registry.keep(ward=assessment.ward, year=2019, given=given, by=second_reviewer, seen=seen) == 0
    given[first] = registry.Given(registry.Decimal(121), "Niên giám")
    with pytest.raises(registry.ChangedMeanwhile):
        registry.keep(ward=assessment.ward, year=2019, given=given, by=second_reviewer, seen=seen)
