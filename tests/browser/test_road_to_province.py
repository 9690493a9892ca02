"""The way of a dossier: from the leader's council to the province's receipt, back by letter, and received again."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from awards.domain.onward import dossiers
from awards.models import Dossier, Paper
from tests import papers as files
from tests.awards import bound, sittings
from tests.awards import dossiers as rounds
from tests.browser import council, onward, pages, reading_back, signing
from tests.browser.drawn import Drawn
from tests.browser.volume import Volume
from tests.wards import road
from tests.workers import Worker
from wards.domain.appraisal import review
from wards.domain.sheet import scoring
from wards.models import Assessment, Officer, Period

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NewPerson = Callable[..., Page]
KINDS = ("proposal", "report", "council")
OF_CITY = ("city_council", "city_proposal")
ANNEXES = ("summary", "exhibits")


@pytest.fixture
def filled(assessment: Assessment, official: Officer) -> Assessment:
    """Figures and exhibits of every kind, in a period that takes signed papers and whose set is confirmed."""
    Period.objects.filter(pk=assessment.period_id).update(needs_papers=True)
    rounds.confirm(assessment.period)
    road.fill(assessment, by=official)
    exhibits = {
        "5.2": ("Quyết định công nhận tổ dân phố", {"qd.pdf": bound.page("Quyết định", pages=3)}),
        "5.3": ("Bảng tổng hợp đơn vị", {"bang.pdf": bound.page("Bảng", landscape=True)}),
        "7.1": ("Ảnh ngày hội", {"anh.jpg": bound.photograph(orientation=6)}),
        "2.1": ("Danh sách hộ gia đình", {"danh-sach.docx": files.office("docx")}),
    }
    laid = {code: bound.exhibit(assessment, code, *says, by=official) for code, says in exhibits.items()}
    bound.cite(assessment, "8.2", laid["5.2"], by=official)
    return assessment


def finals(*kinds: str) -> list[Paper]:
    """The newest version to be signed of each kind."""
    return [Paper.objects.filter(kind=kind, is_final=True).latest("revision") for kind in kinds]


def test_dossier_from_the_council_to_the_second_receipt(
    open_browser: NewPerson, start_worker: Callable[..., Worker], filled: Assessment, official: Officer,
    leader: Officer, clerk: Officer, reviewer: Officer, head: Officer, province: Officer, tmp_path: Path,
) -> None:  # fmt: skip
    start_worker()
    ward, chair, register, desk, board = (
        open_browser(one.username) for one in (official, leader, clerk, head, province)
    )
    decide_in_council(chair, ward)
    write_papers(ward, chair)
    sign_papers(register, tmp_path)
    review.submit(assessment=filled, by=official)
    pages.hand_in(chair)
    appraise(filled, reviewer=reviewer, head=head)
    report(desk, filled, tmp_path)
    dossier = propose(filled, reviewer=reviewer, head=head)
    sign_for_the_city(desk, dossier, tmp_path)
    onward.bind(desk, dossier)
    onward.forward(desk, dossier)
    first = take_in(board, "07/TN", tmp_path)

    onward.send_back(board, *finals("city_proposal"))
    complete(filled, official)
    council.to_papers(chair)
    onward.keep_ward_vote(chair)
    council.to_papers(register)
    sign_anew(chair, register, tmp_path, "proposal", "report")
    pages.hand_in(chair)
    appraise(filled, reviewer=reviewer, head=head, again=onward.RETURNED_LINE)
    onward.keep_vote(desk, dossier)
    sign_anew_in_the_city(desk, filled, dossier, tmp_path)
    onward.forward(desk, dossier)
    whole = take_in(board, "09/TN", tmp_path)
    replaced = Volume(onward.take_home(board, "Phần thay thế, kèm danh mục trang thay thế", tmp_path))

    drawn = [Drawn(paper) for paper in finals(*KINDS, *ANNEXES, "appraisal", *OF_CITY)]
    reading_back.check_papers(drawn)
    reading_back.check_contents(whole, {paper.kind: paper.content for paper in drawn})
    reading_back.check_exhibits(whole)
    reading_back.check_replaced(replaced, first)


def decide_in_council(chair: Page, second: Page) -> None:
    council.set_up(chair)
    council.meet(chair)
    council.vote(chair, second)
    council.close(chair)


def write_papers(ward: Page, chair: Page) -> None:
    """Drafts, a text of one's own, and the leader's word that they are to be signed."""
    council.to_papers(ward)
    signing.draft(ward)
    draft = Paper.objects.get(kind="report")
    signing.write(ward, draft, "Đặc điểm", "Phường có 26 tổ dân phố.")
    council.to_papers(chair)
    signing.settle(chair)


def sign_papers(clerk: Page, folder: Path) -> None:
    """The clerk's round; the first scan is of another paper."""
    council.to_papers(clerk)
    proposal, report, minutes = finals(*KINDS)
    signing.register(clerk, proposal)
    with report.file.open("rb") as file:
        (folder / "nham.pdf").write_bytes(file.read())
    signing.lay_down(clerk, proposal, folder / "nham.pdf", other=f"Báo cáo thành tích, bản {report.revision}")
    signing.lay_down(clerk, proposal, signing.scan(proposal, folder))
    signing.sign(clerk, report, folder)
    signing.sign(clerk, minutes, folder)


def appraise(assessment: Assessment, *, reviewer: Officer, head: Officer, again: str = "") -> None:
    """Every line that waits is confirmed, and the one that came back."""
    assessment.refresh_from_db()
    review.start_review(assessment=assessment, by=reviewer)
    road.confirm_all(assessment, by=reviewer)
    if again:
        road.judge(assessment, again, "confirmed", by=reviewer)
    assessment.refresh_from_db()
    review.complete(assessment=assessment, by=head)
    scoring.recompute(assessments=[assessment.pk])
    assessment.refresh_from_db()


def report(desk: Page, assessment: Assessment, folder: Path) -> None:
    """The office's report on the ward."""
    desk.goto(reverse("awards:papers", args=[assessment.pk]))
    signing.draft(desk)
    signing.settle(desk, "^Chốt để ký")
    signing.sign(desk, *finals("appraisal"), folder)


def propose(assessment: Assessment, *, reviewer: Officer, head: Officer) -> Dossier:
    """The round of one ward, and the city's council that voted on it."""
    office = assessment.ward.office
    dossier = rounds.begun(office, assessment, by=head)
    name = "Hội đồng Thi đua - Khen thưởng thành phố Thanh Hóa"
    of = sittings.council(office, by=head, name=name)
    meeting = sittings.closed(of, assessment, by=head, second=reviewer)
    return dossiers.attach_meeting(dossier=dossier, meeting=meeting, by=head)


def sign_for_the_city(desk: Page, dossier: Dossier, folder: Path) -> None:
    desk.goto(reverse("awards:dossier_papers", args=[dossier.pk]))
    signing.draft(desk)
    signing.settle(desk)
    for paper in finals(*OF_CITY):
        signing.sign(desk, paper, folder)


def complete(assessment: Assessment, official: Officer) -> None:
    """The returned line says more, and has a further exhibit."""
    words = "Danh sách 22 đơn vị kèm theo."
    road.record(assessment, onward.RETURNED_LINE, {"met": 22, "of": 25}, by=official, explanation=words)
    content = {"qd.pdf": bound.page("Quyết định bổ sung", pages=2)}
    bound.exhibit(assessment, onward.RETURNED_LINE, "Quyết định công nhận đơn vị", content, by=official)


def sign_anew(settles: Page, signs: Page, folder: Path, *kinds: str) -> None:
    """What changed, or what the province wants anew, is looked at as a draft, and then settled and signed once more."""
    rows = [signing.row(settles, paper) for paper in finals(*kinds)]
    for row in rows:
        expect(row.get_by_role("button", name=re.compile("^Tạo dự thảo"))).to_be_visible()
    expect(settles.get_by_role("button", name=re.compile("^Chốt"))).to_have_count(0)
    signing.draft(settles)
    for row in rows:
        signing.look(row)
    signing.settle(settles, "^Chốt bản mới" if len(rows) == 1 else f"^Chốt {len(rows)} văn bản để ký$")
    signs.reload()
    for paper in finals(*kinds):
        signing.sign(signs, paper, folder)


def sign_anew_in_the_city(desk: Page, assessment: Assessment, dossier: Dossier, folder: Path) -> None:
    """The report, the proposal, the whole volume and the one of what was replaced."""
    desk.goto(reverse("awards:papers", args=[assessment.pk]))
    sign_anew(desk, desk, folder, "appraisal")
    desk.goto(reverse("awards:dossier_papers", args=[dossier.pk]))
    sign_anew(desk, desk, folder, "city_proposal")
    onward.bind(desk, dossier, chosen="Văn bản và tài liệu minh chứng")
    onward.bind(desk, dossier, chosen="Chỉ phần thay thế")


def take_in(board: Page, number: str, folder: Path) -> Volume:
    """The province confirms the receipt and takes the volume home."""
    onward.open_received(board)
    onward.receive(board, number)
    return Volume(onward.take_home(board, "Toàn bộ hồ sơ trong một tập", folder))
