"""What the office did at one made-up ward: lines shared out between two reviewers, and a visit with its minutes."""

import io
import subprocess

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from wards.domain.appraisal import charges, inspections
from wards.domain.appraisal.charges import Wish
from wards.domain.files import uploads
from wards.models import Assessment, Officer, Period, State

WARD = "14758"  # under appraisal
VISITED = ("5.1", "5.2")
SAYS = {
    "place": "Trụ sở UBND phường và nhà văn hóa tổ dân phố (minh họa)",
    "office_people": "Cán bộ Phòng Nội vụ (trình diễn), chuyên viên - trưởng đoàn\n"
    "Cán bộ thứ hai Phòng Nội vụ (trình diễn), chuyên viên",
    "ward_people": "Lãnh đạo phường (minh họa), Chủ tịch UBND phường\nCán bộ phường (minh họa), công chức",
    "findings": "Minh họa: đoàn đã xem hồ sơ công nhận lưu tại phường và đối chiếu với số liệu phường tự đánh giá.\n"
    "Minh họa: đoàn đã đến nhà văn hóa của một tổ dân phố; cơ sở vật chất đúng như báo cáo.",
    "conclusion": "Minh họa: số liệu của các chỉ tiêu được kiểm tra khớp với hồ sơ và thực tế.",
}
PICTURES = (
    ("nha-van-hoa.jpg", "Nhà văn hóa tổ dân phố (tranh minh họa)", "#8a1c1f"),
    ("ho-so.jpg", "Hồ sơ công nhận lưu tại phường (tranh minh họa)", "#1d4f91"),
)


@transaction.atomic
def play(*, period: Period, officers: dict[str, Officer]) -> None:
    """All of it at once; what is there already stays as it is."""
    assessment = Assessment.objects.get(period=period, ward__code=WARD)
    if assessment.state != State.UNDER_REVIEW or assessment.inspections.exists():
        return
    reviewers = (officers["noivu.thanhhoa"], officers["noivu2.thanhhoa"])
    share_out(assessment=assessment, head=officers["truongphong.thanhhoa"], reviewers=reviewers)
    visit(assessment=assessment, by=reviewers[0])


def share_out(*, assessment: Assessment, head: Officer, reviewers: tuple[Officer, Officer]) -> None:
    """The head gives the first criteria to one reviewer, the next to the other, and leaves the rest to both."""
    wishes = {}
    for entry in assessment.entries.select_related("indicator__criterion"):
        half = (entry.indicator.criterion.position - 1) // 3
        if half < len(reviewers):
            wishes[entry.pk] = Wish(None, reviewers[half].pk)
    charges.give(assessment=assessment, wishes=wishes, by=head)


def visit(*, assessment: Assessment, by: Officer) -> None:
    """Write one visit down with two drawings in place of photographs, and close its minutes."""
    lines = assessment.entries.filter(indicator__code__in=VISITED)
    written = inspections.write(assessment=assessment, lines=lines, by=by, held_on=timezone.localdate(), **SAYS)
    for name, caption, colour in PICTURES:
        upload = SimpleUploadedFile(name, drawing(caption, colour), "image/jpeg")
        photo = inspections.add_photo(inspection=written, checked=uploads.check(upload), by=by)
        inspections.caption_photo(photo=photo, caption=caption, by=by)
    inspections.close(inspection=written, seen=inspections.fingerprint(written), by=by)


def drawing(words: str, colour: str) -> bytes:
    """A house under a sky, marked across as an illustration: nobody could take it for a photograph."""
    picture = Image.new("RGB", (1200, 900), "#dbe7f3")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 640, 1200, 900), fill="#cfd8c4")
    draw.polygon([(300, 400), (600, 220), (900, 400)], fill=colour)
    draw.rectangle((350, 400, 850, 680), fill="#fbf6e9", outline="#46525f", width=4)
    draw.rectangle((550, 500, 650, 680), fill=colour)
    for left in (400, 700):
        draw.rectangle((left, 460, left + 100, 560), fill="#a5c6e3", outline="#46525f", width=4)
    draw.text((600, 90), "MINH HỌA", fill="#1b2430", font=font(96), anchor="mm")
    draw.text((600, 800), words, fill="#1b2430", font=font(44), anchor="mm")
    with io.BytesIO() as file:
        picture.save(file, "JPEG", quality=85)
        return file.getvalue()


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font of this machine that has every Vietnamese letter, as the papers need one too."""
    asked = ["fc-match", "--format=%{file}", "Liberation Serif:bold:charset=1ecd 1ed9"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603 - our words
        return ImageFont.truetype(found.stdout, size)
    except (OSError, subprocess.SubprocessError):  # without one the picture still says under itself what it is
        return ImageFont.load_default(size)
