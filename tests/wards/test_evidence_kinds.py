"""What a document is and who confirmed it: guessed, chosen, checked."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.wards.library import TYPED, add, as_
from wards.domain.exhibits.evidence_data import guess_body, guess_kind
from wards.forms.evidence import EvidenceForm
from wards.models import Evidence, Officer, Ward


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
        add(ward, official, "Xác nhận", kind="confirmation")

    assert list(refused.value.message_dict) == ["body"]


def test_refused_kind_opens_its_fields(official: Officer, uncited: Evidence) -> None:
    url = reverse("wards:evidence_detail", args=[uncited.pk])

    page = as_(official).post(url, {**TYPED, "kind": "confirmation"}).content.decode()

    assert 'href="#id_body"' in page
    assert page.index('id="id_kind"') < page.index('id="id_body"') < page.index("Thời hạn hiệu lực của tài liệu")
