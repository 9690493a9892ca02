"""Visits to a ward in tests, made the short way."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import papers
from wards.domain.appraisal import inspections
from wards.domain.files import uploads
from wards.models import Assessment, Inspection, InspectionPhoto, Officer

SAYS = {
    "held_on": dt.date(2020, 3, 5), "place": "Nhà văn hóa tổ dân phố 3",
    "office_people": "Nguyễn Văn A, chuyên viên\nTrần Thị B, chuyên viên", "ward_people": "Lê Văn C, công chức",
    "findings": "Đã xem hồ sơ công nhận.\nCó 7 tổ dân phố có quyết định.", "conclusion": "Số liệu đúng với hồ sơ.",
}  # fmt: skip


def written(assessment: Assessment, *, by: Officer, codes: tuple[str, ...] = ("5.2",), **says: object) -> Inspection:
    """A visit that is not closed yet; those before it were some time ago, not this form sent twice."""
    assessment.inspections.filter(closed_at=None).update(at=timezone.now() - dt.timedelta(hours=1))
    lines = assessment.entries.filter(indicator__code__in=codes)
    return inspections.write(assessment=assessment, lines=lines, by=by, **{**SAYS, **says})


def photographed(inspection: Inspection, *, by: Officer, name: str = "anh-1.jpg", **saving: object) -> InspectionPhoto:
    """A small photograph added to it."""
    upload = SimpleUploadedFile(name, papers.picture("JPEG", **saving), "image/jpeg")
    return inspections.add_photo(inspection=inspection, checked=uploads.check(upload), by=by)


def closed(assessment: Assessment, *, by: Officer, photo: bool = False, **says: object) -> Inspection:
    """A visit whose minutes are closed."""
    visit = written(assessment, by=by, **says)
    if photo:
        photographed(visit, by=by)
    return inspections.close(inspection=visit, seen=inspections.fingerprint(visit), by=by)
