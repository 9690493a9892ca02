"""What is told of a document: which data hold, and what its words say of its kind."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.text import search_key
from wards.models import Evidence

FIELDS = ("number", "issued_on", "issuer", "abstract", "kind", "body", "copy", "valid_until")
Kind, Body = Evidence.Kind, Evidence.Body
# How abstracts begin, as search keys; a confirmation is one wherever it says so.
OPENINGS = {
    "quyet dinh": Kind.DECISION, "bao cao": Kind.REPORT, "bien ban": Kind.MINUTES, "danh sach": Kind.LIST,
    "ke hoach": Kind.PLAN, "chuong trinh": Kind.PLAN, "thong bao": Kind.ANNOUNCEMENT, "anh chup": Kind.PICTURES,
    "hinh anh": Kind.PICTURES, "giay xac nhan": Kind.CONFIRMATION, "xac nhan": Kind.CONFIRMATION,
    "van ban xac nhan": Kind.CONFIRMATION, "cong van xac nhan": Kind.CONFIRMATION,
}  # fmt: skip
# Whose name an issuer carries. “Trường” alone would also be a “trưởng”: without diacritics they are one word.
BODIES = {
    r"cong an": Body.POLICE, r"quan su|bo doi": Body.MILITARY, r"bao hiem|bhxh": Body.INSURANCE,
    r"truong (mam non|tieu hoc|thcs|thpt|trung hoc|cao dang|dai hoc)": Body.SCHOOL,
}  # fmt: skip


def guess_kind(abstract: str) -> str:
    """The kind that the first words of an abstract tell: "Quyết định công nhận…" is a decision; else "other"."""
    words = search_key(abstract)
    for opening in sorted(OPENINGS, key=len, reverse=True):
        if words == opening or words.startswith(f"{opening} "):
            return OPENINGS[opening]
    return Kind.OTHER


def guess_body(issuer: str) -> str:
    """Whose confirmation it is, by the issuer's name; empty where it tells nothing."""
    words = search_key(issuer)
    return next((body for name, body in BODIES.items() if re.search(rf"\b({name})\b", words)), "")


def lacks(evidence: Evidence, *, has_file: bool) -> list[str]:
    """What a register of exhibits asks for and is not there: "số", "ngày ban hành"… Pictures have no number."""
    is_paper = evidence.kind != Kind.PICTURES
    missing = []
    if is_paper and not evidence.number:
        missing.append(_("number"))
    if not evidence.issued_on:
        missing.append(_("date of issue"))
    if is_paper and not evidence.issuer:
        missing.append(_("issuing body"))
    return missing if has_file else [*missing, _("file")]


def is_expired(evidence: Evidence, on: dt.date) -> bool:
    """No longer valid on that day."""
    return evidence.valid_until is not None and evidence.valid_until < on


def check_issued_on(day: dt.date | None) -> None:
    """Refuse a date of issue that has not come yet. Raises ValidationError."""
    today = timezone.localdate()
    if day and day > today:
        said = _("The date of issue %(day)s lies after today (%(today)s).")
        raise ValidationError(said % {"day": f"{day:%d/%m/%Y}", "today": f"{today:%d/%m/%Y}"})


def check_body(kind: str, body: str) -> None:
    """A confirmation names the body that confirms, nothing else does. Raises ValidationError."""
    if kind == Kind.CONFIRMATION and not body:
        raise ValidationError(_("Choose the body that confirms."))
    if kind != Kind.CONFIRMATION and body:
        raise ValidationError(_("Only a confirmation has a confirming body."))


def check_valid_until(day: dt.date | None, issued_on: dt.date | None) -> None:
    """Refuse a last day of validity before the day of issue. Raises ValidationError."""
    if day and issued_on and day < issued_on:
        said = _("The last day of validity %(day)s lies before the date of issue %(issued)s.")
        raise ValidationError(said % {"day": f"{day:%d/%m/%Y}", "issued": f"{issued_on:%d/%m/%Y}"})


def check(evidence: Evidence) -> None:
    """Refuse data that do not hold. Raises ValidationError by field."""
    evidence.abstract = evidence.abstract.strip()
    evidence.clean_fields(exclude=["ward", "created_by", "revises", "search_key"])
    wrong: dict[str, list[str]] = {}
    for field, act in {
        "issued_on": lambda: check_issued_on(evidence.issued_on),
        "body": lambda: check_body(evidence.kind, evidence.body),
        "valid_until": lambda: check_valid_until(evidence.valid_until, evidence.issued_on),
    }.items():
        try:
            act()
        except ValidationError as error:
            wrong[field] = error.messages
    if wrong:
        raise ValidationError(wrong)
