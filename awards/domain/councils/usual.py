"""What meetings of councils mostly say, offered to be changed where one does not."""

from typing import Any

from awards.domain.councils.minutes import authority_of
from awards.models import Council, Meeting, Member


def usual(council: Council, title: str) -> dict[str, Any]:
    """Who mostly chairs and writes (ids as text, blank for nobody), how the council votes, where, on what agenda."""
    members = {member.role: str(member.pk) for member in council.members.all()}
    return {
        "chair": members.get(Member.Role.CHAIR, ""),
        "secretary": members.get(Member.Role.SECRETARY, ""),
        "vote": Meeting.Vote.SECRET,
        "place": usual_place(council),
        "agenda": usual_agenda(council, title),
    }


def usual_place(council: Council) -> str:
    """Where councils mostly meet."""
    return f"Trụ sở {council.office.authority if council.office else authority_of(council.ward)}"


def usual_agenda(council: Council, title: str) -> str:
    """What is mostly on the agenda, one item a line."""
    report = (
        "Nghe báo cáo kết quả tự đánh giá thực hiện các tiêu chí của phường."
        if council.ward_id
        else "Nghe Phòng Nội vụ báo cáo kết quả thẩm định hồ sơ của các phường."
    )
    items = (
        report,
        "Các thành viên Hội đồng thảo luận, cho ý kiến.",
        f"Biểu quyết đề nghị công nhận danh hiệu “{title}”." if title else "Biểu quyết đề nghị công nhận danh hiệu.",
        "Công bố kết quả biểu quyết và thông qua biên bản.",
    )
    return "\n".join(items)
