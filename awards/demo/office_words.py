"""What the demonstration's office usually says, and a few words on lines of illustrative wards."""

from wards.domain.appraisal import remarks, usual_reasons
from wards.models import Assessment, Entry, Office, Officer, UsualReason, Verdict

USUAL = {
    Verdict.Kind.TO_COMPLETE: (
        "Thiếu quyết định công nhận; đề nghị bổ sung bản sao y.",
        "Tài liệu không đọc được; đề nghị gửi lại bản rõ hơn.",
        "Số liệu không khớp với tài liệu minh chứng; đề nghị kiểm tra lại.",
        "Tài liệu không thuộc năm đánh giá; đề nghị bổ sung tài liệu của năm 2019.",
        "Chưa ghi rõ trang cần xem trong tài liệu.",
    ),
    Verdict.Kind.ADJUSTED: (
        "Điều chỉnh theo số ghi trong tài liệu minh chứng.",
        "Chỉ tính các đơn vị đã có quyết định công nhận.",
        "Tính lại trên tổng số theo niên giám thống kê.",
    ),
}
NOTE = "Minh họa: đã gọi điện cho phường, tài liệu gốc đang ở bộ phận một cửa."
COMMENT = "Minh họa: lần sau đề nghị gửi kèm danh sách có xác nhận của UBND phường."


def list_reasons(*, office: Office, by: Officer) -> None:
    """The starting set; a list that somebody has begun stays as it is."""
    if UsualReason.objects.filter(office=office).exists():
        return
    for kind, texts in USUAL.items():
        for text in texts:
            usual_reasons.add(office=office, kind=kind, text=text, by=by)


def remark(*, assessment: Assessment, code: str, by: Officer) -> None:
    """A note that stays in the office and a comment that the ward reads, on one line."""
    line = Entry.objects.select_related("assessment__ward").get(assessment=assessment, indicator__code=code)
    remarks.add(entry=line, text=NOTE, is_internal=True, by=by)
    remarks.add(entry=line, text=COMMENT, is_internal=False, by=by)
