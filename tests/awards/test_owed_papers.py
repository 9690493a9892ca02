"""A ward that handed in its figures alone: its dossier waits for its signed papers, and it can still make them."""

import pytest

from awards.domain.binders import plan
from awards.domain.onward import sending
from awards.domain.onward.steps import Way
from awards.domain.papers import drawing
from awards.models import Dossier
from awards.queries.dossiers import get_dossier
from tests.awards import dossiers as road
from tests.awards import signing, sittings
from tests.wards.library import as_, text
from wards.models import Assessment, Office, Officer


@pytest.fixture
def dossier(first: Assessment, office: Office, reviewer: Officer) -> Dossier:
    """All of the city's part is done; the ward signed nothing."""
    found = road.begun(office, first, by=reviewer)
    road.met(found, by=reviewer)
    road.paper("appraisal", by=reviewer, assessment=first)
    for kind in ("city_council", "city_proposal"):
        road.paper(kind, by=reviewer, dossier=found)
    road.bind(found, by=reviewer)
    return found


def missing(dossier: Dossier, head: Officer) -> dict[str, list[str]]:
    way = Way(get_dossier(head, dossier.pk))
    return {step.key: [lack.text for lack in step.missing] for step in way.steps if step.missing}


NAMED = ("Tờ trình", "Báo cáo thành tích", "Bảng tổng hợp kết quả thực hiện tiêu chí",
         "Biên bản họp Hội đồng Thi đua - Khen thưởng")  # fmt: skip


def test_missing_papers_of_a_ward_are_work_to_do_and_hold_the_forwarding(
    dossier: Dossier, head: Officer, first: Assessment
) -> None:
    told = missing(dossier, head)

    assert told["ward_papers"] == [f"Phường Điện Biên: Chưa lập “{name}”." for name in NAMED]
    assert plan.make(dossier=dossier, content="all")["cover"]["draft"] == "DỰ THẢO"
    with pytest.raises(sending.Lacking) as refused:
        sending.forward(dossier=dossier, by=head)
    assert set(told["ward_papers"]) < set(refused.value.missing)
    page = text(as_(head).get(f"/ho-so-trinh/{dossier.pk}/trinh-tinh/"))
    assert told["ward_papers"][0] in page
    assert "Văn bản đã ký của từng đơn vị" in text(as_(head).get(f"/ho-so-trinh/{dossier.pk}/"))


def test_ward_makes_and_signs_its_papers_after_the_hand_in(
    dossier: Dossier, head: Officer, first: Assessment, leader: Officer, clerk: Officer, official: Officer
) -> None:
    council = sittings.council(first.ward, by=leader)
    sittings.closed(council, first, by=leader, second=official)
    made = signing.settled(first, by=leader)
    for kind in signing.NEEDED:
        signing.scanned(made[kind], by=clerk)
    road.bind(dossier, by=head)

    assert missing(dossier, head) == {}
    assert plan.make(dossier=dossier, content="all")["cover"]["draft"] == ""
    assert sending.forward(dossier=dossier, by=head).revision == 1
    first.refresh_from_db()
    with pytest.raises(drawing.NotAllowed):
        drawing.finalise(place=first, by=leader, only=[("report", 0)])
