"""What a provincial official looks for in the papers and the volumes of one dossier, and must find."""

import re

from tests.browser.drawn import TITLES, Drawn
from tests.browser.volume import Volume

WITH_SIGNATURE = 3  # lines of text at least above a signature on its page
ORDER = (  # of the whole volume: rows of its contents, and which paper begins there
    ("Tờ trình của Ủy ban nhân dân thành phố", "city_proposal"),
    ("Biên bản họp Hội đồng Thi đua - Khen thưởng thành phố", "city_council"),
    ("Phường Điện Biên", ""),
    ("Báo cáo thẩm định", "appraisal"),
    ("Tờ trình", "proposal"),
    ("Báo cáo thành tích", "report"),
    ("Bảng tổng hợp kết quả thực hiện tiêu chí", "summary"),
    ("Danh mục tài liệu minh chứng", "exhibits"),
    ("Biên bản họp Hội đồng Thi đua - Khen thưởng", "council"),
    ("Tiêu chí 2. Giảm nghèo, an sinh xã hội", ""),
    ("MC 2.1-01. Danh sách hộ gia đình", ""),
    ("Tiêu chí 5. Văn hóa - xã hội", ""),
    ("MC 5.2-01. Quyết định công nhận tổ dân phố", ""),
    ("MC 5.3-01. Bảng tổng hợp đơn vị", ""),
    ("MC 5.3-02. Quyết định công nhận đơn vị", ""),
    ("Tiêu chí 7. Quốc phòng, an ninh, trật tự an toàn xã hội", ""),
    ("MC 7.1-01. Ảnh ngày hội", ""),
    ("Tiêu chí 8. Hệ thống chính trị, cải cách hành chính", ""),
)
LENGTHS = {"2.1-01": 1, "5.2-01": 3, "5.3-01": 1, "5.3-02": 2, "7.1-01": 1}  # pages of each exhibit, in order
STAMPS = [f"MC {number} · trang {page}/{of}" for number, of in LENGTHS.items() for page in range(1, of + 1)]
REPLACED = [
    "Danh mục trang thay thế", "Tờ trình của Ủy ban nhân dân thành phố", "Báo cáo thẩm định", "Tờ trình",
    "Báo cáo thành tích", "Bảng tổng hợp kết quả thực hiện tiêu chí", "Danh mục tài liệu minh chứng",
    "MC 5.3-02. Quyết định công nhận đơn vị",
]  # fmt: skip


def check_papers(drawn: list[Drawn]) -> None:
    """Each as a strict clerk looks at it."""
    for paper in drawn:
        assert paper.has_head(), paper.kind
        assert paper.numbers == paper.numbers_expected, paper.kind
        assert paper.fonts_are_embedded(), paper.kind
        assert {"/H1", "/P"} <= paper.tags, paper.kind
        assert paper.kind in TITLES or paper.words_with_signature() >= WITH_SIGNATURE, paper.kind


def check_contents(volume: Volume, drawn: dict[str, bytes]) -> None:
    """In the order of work, and everything on the page that contents and bookmarks name, with nothing in between."""
    bookmarked = dict(volume.bookmarks)
    assert [entry.name for entry in volume.contents] == [title for title, _kind in ORDER]
    after = volume.contents[0].first
    for entry, (title, kind) in zip(volume.contents, ORDER, strict=True):
        assert (bookmarked[entry.title], entry.first) == (after, after), title
        if kind:
            assert volume.paper_at(entry.first, drawn) == kind
        else:
            number, _dot, words = title.partition(". ")
            assert volume.says(entry.first, number), title
            assert number.startswith("MC") or volume.says(entry.first, words), title
        after = entry.last + 1
    assert after == len(volume.pages) + 1


def check_exhibits(volume: Volume) -> None:
    """Every cited one is there once, each page with its stamp; a second line that cites it says where it is."""
    assert [stamp for _page, stamp in volume.stamps()] == STAMPS
    starts = {entry.title.partition(". ")[0]: entry.first for entry in volume.contents}
    for page, stamp in volume.stamps():
        if stamp.split(" · trang ")[1].startswith("1/"):
            assert starts[stamp.split(" · ")[0]] == page
    assert f"xemmc5.2-01{starts['MC 5.2-01']}" in volume.printed_contents


def check_replaced(volume: Volume, first: Volume) -> None:
    """Only what is new, behind a list that names the volume it stands for."""
    assert [entry.name for entry in volume.contents] == REPLACED
    code = re.search(r"Mã tập hồ sơ: (\S+)", first.pages[0])
    assert code
    assert volume.says(volume.contents[0].first, f"so với tập hồ sơ đã trình lần 1 (mã {code[1]})")
    assert volume.pages[volume.contents[0].first - 1].count("Thay thế") == len(REPLACED) - 2
    assert volume.says(volume.contents[0].first, "Bổ sung")
