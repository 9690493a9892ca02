"""What each kind of paper says, in the words of such papers."""

import re
from dataclasses import replace
from decimal import Decimal

from awards.domain.writing import layouts
from awards.models import PaperKind as Kind
from awards.templatetags.papers import votes
from tests.awards import sheets
from tests.awards.reading import page_words, words


def test_grounds_end_with_semicolons_and_the_last_with_a_full_stop() -> None:
    grounds = layouts.context(
        Kind.PROPOSAL, sheets.ward_source(), texts={"basis": "<p>Luật A.</p><p>Căn cứ Luật B</p>"}
    )

    assert grounds["grounds"] == [
        "Căn cứ Luật A;", "Căn cứ Luật B;",
        "Căn cứ Biên bản họp Hội đồng Thi đua - Khen thưởng phường Điện Biên ngày 20 tháng 12 năm 2019.",
    ]  # fmt: skip


def test_proposal_is_one_page_and_tells_the_vote() -> None:
    reader = sheets.read(sheets.drawn(Kind.PROPOSAL, sheets.ward_source()))

    text = words(reader)
    assert len(reader.pages) == 1
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân thành phố Thanh Hóa Căn cứ Luật Tổ chức" in text
    assert "ngày 09 tháng 4 năm 2019 của Ủy ban nhân dân tỉnh Thanh Hóa ban hành Quy định" in text
    assert "Căn cứ Biên bản họp Hội đồng Thi đua - Khen thưởng phường Điện Biên ngày 20 tháng 12 năm 2019." in text
    assert (
        "bỏ phiếu kín: 09/11 thành viên Hội đồng tán thành, đạt 81,82% tổng số thành viên (yêu cầu ít nhất 70%)."
        in text
    )


def test_votes_are_written_one_way_in_text_and_annex() -> None:
    source = sheets.dossier_source(in_favour=8)
    [row, *_rest] = layouts.context(Kind.CITY_PROPOSAL, source)["rows"]

    text = words(sheets.read(sheets.drawn(Kind.CITY_PROPOSAL, source)))

    assert (row["votes"], votes(row["votes"]), votes("10/11")) == ("8/15", "08/15", "10/11")
    assert " 08/15 " in text
    assert " 8/15 " not in text


def test_proposal_before_the_meeting_leaves_the_vote_open() -> None:
    text = words(sheets.read(sheets.drawn(Kind.PROPOSAL, sheets.ward_source(voted=False), final=False)))

    assert "phường Điện Biên ngày … tháng … năm …" in text
    assert "với …/… thành viên Hội đồng tán thành (…% tổng số thành viên)." in text


def test_missed_share_is_told_with_its_reason() -> None:
    held = sheets.meeting(in_favour=7)
    proposal = words(sheets.read(sheets.drawn(Kind.PROPOSAL, sheets.ward_source(held=held))))
    minutes = words(sheets.read(sheets.drawn(Kind.COUNCIL, sheets.council_source(in_favour=7))))

    reason = "Lý do vẫn đề nghị: Hai thành viên vắng mặt vì nhiệm vụ đột xuất."
    where = "(Thủ tục hành chính 9387, Cổng Dịch vụ công quốc gia)"
    assert f"đạt 63,64% tổng số thành viên, thấp hơn mức 70% {where}. {reason}" in proposal
    assert f"Tỷ lệ tán thành thấp hơn mức 70% tổng số thành viên Hội đồng. {reason}" in minutes
    assert "tỷ lệ tán thành và lý do đã nêu tại mục III." in minutes


def test_several_recipients_stand_beneath_each_other() -> None:
    to = "<p>Chủ tịch Ủy ban nhân dân thành phố</p><ul><li>Hội đồng Thi đua - Khen thưởng.</li></ul>"

    text = words(sheets.read(sheets.drawn(Kind.PROPOSAL, sheets.ward_source(), to=to)))

    assert "Kính gửi: - Chủ tịch Ủy ban nhân dân thành phố; - Hội đồng Thi đua - Khen thưởng. Căn cứ" in text


def test_minutes_of_a_council_say_who_came_and_how_they_voted() -> None:
    source = sheets.council_source(absent=2)
    source.meeting["ballots"][0]["recused"] = [{"name": "Trịnh Đức Mạnh", "job": "", "role": "", "reason": "là vợ"}]

    text = words(sheets.read(sheets.drawn(Kind.COUNCIL, source)))

    assert "Thời gian bắt đầu: 14 giờ 00 phút, ngày 20 tháng 12 năm 2019." in text
    assert "1. Chủ tọa: Lê Thị Hồng Hạnh, Chủ tịch UBND phường, Chủ tịch Hội đồng." in text
    assert "(theo Quyết định số 15/QĐ-UBND ngày 05 tháng 02 năm 2019 của Chủ tịch Ủy ban nhân dân phường" in text
    assert "tổng số 11 thành viên, có mặt 09, vắng mặt 02. Các thành viên khác dự họp: - Trịnh Đức Mạnh," in text
    assert "Số thành viên dự họp chiếm 81,82% tổng số thành viên Hội đồng, bảo đảm mức ít nhất 70%" in text
    assert "- Không tham gia bỏ phiếu vì có liên quan: Trịnh Đức Mạnh (là vợ); - Số phiếu tham gia: 09/11" in text
    assert "- Tán thành: 08 phiếu, đạt 72,73% tổng số thành viên Hội đồng; - Không tán thành: 01 phiếu;" in text
    assert "Cuộc họp kết thúc vào 16 giờ 30 phút, ngày 20 tháng 12 năm 2019. Biên bản đã được đọc lại" in text
    assert "nhất trí thông qua./. THƯ KÝ (Ký, ghi rõ họ tên) Nguyễn Văn Bình CHỦ TỌA" in text


def test_minutes_say_that_the_quorum_was_missed() -> None:
    text = words(sheets.read(sheets.drawn(Kind.COUNCIL, sheets.council_source(absent=5))))

    assert "chiếm 54,55% tổng số thành viên Hội đồng, thấp hơn mức ít nhất 70% tổng số thành viên" in text
    assert "tạm thời, chưa có văn bản" in text


def test_minutes_of_the_city_put_wards_with_one_outcome_together() -> None:
    source = sheets.council_source(level="city", members=15, wards=3)
    source.meeting["ballots"][2] |= {"reached": False, "goes_on": False, "below_reason": "Còn khiếu kiện"}

    text = words(sheets.read(sheets.drawn(Kind.CITY_COUNCIL, source)))

    assert "1 Phường Điện Biên 14/15 13 01 00 86,67% Đạt" in text
    assert "đối với 02 đơn vị: phường Điện Biên và phường Số 2." in text
    assert "không đề nghị công nhận danh hiệu “Phường kiểu mẫu” năm 2019 đối với phường Số 3" in text
    assert "Ghi nhận: Còn khiếu kiện." in text


def test_appraisal_tells_rounds_visits_and_every_adjusted_figure() -> None:
    text = words(sheets.read(sheets.drawn(Kind.APPRAISAL, sheets.appraisal_source())))

    assert "Kính gửi: Hội đồng Thi đua - Khen thưởng thành phố Thanh Hóa" in text
    assert "- Lần 1: Phường nộp hồ sơ ngày 05 tháng 01 năm 2020; ngày 05 tháng 01 năm 2020 yêu cầu bổ sung 02" in text
    assert "- Lần 2: Phường nộp bổ sung ngày 05 tháng 01 năm 2020." in text
    assert "đối với chỉ tiêu 4.1, 5.2. Kết luận: Số liệu đúng thực tế." in text
    assert "2. Số liệu được điều chỉnh (2/24 chỉ tiêu):" in text
    assert re.search(r"2\.1 .*1\.234/1\.250 \(98,72%\) 1\.200/1\.250 \(96%\) 4 3,5 Quyết định công nhận chỉ ghi", text)
    assert "Tổng cộng 100 92,5 91 8/8 8/8" in text
    assert "phường Điện Biên đạt 8/8 tiêu chí, tổng điểm 91/100 điểm; đủ điều kiện công nhận" in text
    assert "xem xét, bỏ phiếu đề nghị công nhận danh hiệu" in text


def test_appraisal_of_a_ward_that_failed_asks_for_no_vote_in_favour() -> None:
    source = sheets.appraisal_source()
    total = source.facts.office_total
    failed = replace(source.facts, office_total=replace(total, passed=False, points=Decimal(80)))

    text = words(sheets.read(sheets.drawn(Kind.APPRAISAL, replace(source, facts=failed))))

    assert "chưa đạt đủ điều kiện công nhận danh hiệu" in text
    assert "bỏ phiếu đề nghị" not in text


def test_city_proposal_names_few_wards_in_its_text_and_all_in_its_annex() -> None:
    few, many = (sheets.read(sheets.drawn(Kind.CITY_PROPOSAL, sheets.dossier_source(wards=n))) for n in (3, 12))

    assert "đề nghị công nhận danh hiệu “Phường kiểu mẫu” năm 2019 cho phường Điện Biên, phường Số 2 và" not in words(
        few
    )
    assert "cho phường Điện Biên, phường Số 2 và phường Số 3 (có Phụ lục" in words(few)
    assert "- Phường Số 2: thẩm định đạt 8/8 tiêu chí, 91/100 điểm; 13/15 thành viên Hội đồng tán thành" in words(few)
    assert "kết quả của từng đơn vị nêu tại Phụ lục kèm theo." in words(many)
    assert "cho 12 đơn vị nêu tại Phụ lục (có Phụ lục" in words(many)
    assert "12 Phường Số 12 8/8 8/8 92,5 91 Đủ điều kiện 13/15 86,67%" in page_words(many, len(many.pages))


def test_city_proposal_of_one_ward_names_it_and_tells_a_missed_share() -> None:
    text = words(sheets.read(sheets.drawn(Kind.CITY_PROPOSAL, sheets.dossier_source(wards=1, in_favour=9))))

    assert "bỏ phiếu kín đối với phường Điện Biên, kết quả như sau:" in text
    assert "09/15 thành viên Hội đồng tán thành (60%), thấp hơn mức 70%, lý do nêu tại Phụ lục." in text
    assert "- UBND phường Điện Biên; - Lưu: VT, PNV." in text
    assert "Phường Điện Biên: tỷ lệ tán thành thấp hơn mức 70%. Lý do vẫn đề nghị: Hai thành viên vắng" in text
