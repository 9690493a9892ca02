"""Names of signers: without academic titles, in the register and in the papers' own part."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from awards.domain.writing import texts
from awards.models import Issue, PaperText
from awards.rules import academic_title
from tests.awards import signing
from tests.wards.library import as_
from wards.models import Assessment, Officer

TITLED = {
    "TS. Nguyễn Văn An": "TS", "PGS.TS. Nguyễn Văn An": "PGS", "GS Nguyễn Văn An": "GS", "ThS.Nguyễn Văn An": "ThS",
    "T.S. Nguyễn Văn An": "T.S", "BS. Lê Thị Bình": "BS", "KS. Lê Thị Bình": "KS", "CN. Lê Thị Bình": "CN",
    "Tiến sĩ Nguyễn Văn An": "Tiến sĩ", "thạc sỹ Nguyễn Văn An": "thạc sỹ", "Kĩ sư Lê Thị Bình": "Kĩ sư",
    "Nguyễn Văn An, TS": "TS", "Nguyễn Văn An (Phó giáo sư)": "Phó giáo sư", "NGƯT. Lê Thị Bình": "NGƯT",
}  # fmt: skip
PLAIN = ["Nguyễn Văn An", "Nguyễn Văn A", "Ông Ích Khiêm", "Ksor Phước", "Đinh Thị Tiến", "Cử Văn Nhân", "K'Brêo", "…"]
REFUSED = "“TS. Nguyễn Văn An”: đề nghị bỏ “TS”; văn bản không ghi học hàm, học vị trước họ tên người ký."


@pytest.mark.parametrize("name", TITLED)
def test_academic_title_is_found(name: str) -> None:
    assert academic_title(name) == TITLED[name]


@pytest.mark.parametrize("name", PLAIN)
def test_academic_title_is_seen_in_no_plain_name(name: str) -> None:
    assert academic_title(name) == ""


def test_register_refuses_an_academic_title_beside_the_field(
    filled: Assessment, leader: Officer, clerk: Officer
) -> None:
    signing.voted(filled, by=leader)
    paper = signing.settled(filled, by=leader)["report"]
    data = {"number": "15", "issued_on": "22/11/2026", "signer": "TS. Nguyễn Văn An", "signer_office": "Chủ tịch"}
    data["issued_on"] = f"{paper.requested_at:%d/%m/%Y}"

    answer = as_(clerk).post(reverse("awards:paper_register", args=[paper.pk]), data)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"signer": [REFUSED]}
    assert not Issue.objects.exists()


def test_part_of_a_paper_refuses_an_academic_title_beside_the_field(filled: Assessment, official: Officer) -> None:
    with pytest.raises(ValidationError) as refused:
        texts.write(place=filled, kind="report", typed={"signer": "<p>TS. Nguyễn Văn An</p>"}, seen={}, by=official)
    assert refused.value.message_dict == {"signer": [REFUSED]}

    address = reverse("awards:paper_texts", args=[filled.pk, "report"])
    answer = as_(official).post(address, {"signer": "TS. Nguyễn Văn An"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"signer": [REFUSED]}
    assert not PaperText.objects.exists()
