"""The crossing from wards for the life of papers: checks of strangers' files, and programs run in bounds over them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from wards.domain.files import bounded, uploads
from wards.models import Assessment, Score

PDF = "application/pdf"
SCANS = (".pdf", ".jpg", ".jpeg", ".png", ".heic", ".heif")
MEMORY = 1024 * 1024 * 1024  # bytes a program may have that draws pages to read codes from them


@dataclass(frozen=True)
class CheckedScan:
    """One PDF that was proven to be one: its name, its bytes, their digest and the number of its pages."""

    name: str
    content: bytes
    sha256: str
    pages: int


def checked_scan(files: Sequence[UploadedFile]) -> CheckedScan:
    """One PDF as it is, or photographs of the pages joined in their order. Raises ValidationError under "files"."""
    for file in files:
        if not str(file.name).lower().endswith(SCANS):
            told = _("File %(name)s is no scan: a scan is one PDF, or photographs (JPEG, PNG, HEIC).")
            raise ValidationError({"files": told % {"name": uploads.clean_name(str(file.name))}})
    checked = [uploads.check(file) for file in files]
    pictures = [file for file in checked if file.is_picture]
    if pictures and len(pictures) == len(checked):
        joined = uploads.joined(pictures, title="")
    elif len(checked) == 1 and checked[0].media_type == PDF:
        joined = checked[0]
    else:
        raise ValidationError(
            {"files": _("Choose one PDF file of all pages, or photographs of the pages in their order.")}
        )
    joined.file.seek(0)
    return CheckedScan(joined.name, joined.file.read(), joined.sha256, joined.pages or 0)


def run_bounded(program: Path, *asked: str, data: bytes) -> dict[str, Any] | None:
    """What one of our programs read in a stranger's PDF; None where it broke or took too long."""
    try:
        done = bounded.run(str(program), *asked, data=data, memory=MEMORY)
    except bounded.TooSlow:
        return None
    if done.returncode:
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def has_scores(assessment: Assessment) -> bool:
    """Whether anything was computed yet: facts can be read from then on."""
    return Score.objects.filter(assessment=assessment).exists()


def with_scores(assessments: Collection[int]) -> set[int]:
    """Those of these (ids) that `has_scores` is true of: one query."""
    rows = Score.objects.filter(assessment__in=assessments).order_by().values_list("assessment", flat=True)
    return set(rows.distinct())
