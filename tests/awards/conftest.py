"""Điện Biên's assessment with the figures that are known of it, as far as papers need it."""

from collections.abc import Callable
from typing import Any

import pytest

from awards.documents import papers as drawing
from awards.domain.onward import sending
from awards.domain.papers import drawing as papers
from awards.models import Council, Dossier, Forwarding, Meeting, Paper
from tests.awards import dossiers, signing, sittings
from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry, Office, Officer, Ward

FIGURES: dict[str, dict[str, Any]] = {
    "2.1": {"number": 0}, "2.2": {"number": 0}, "4.1": {"yes": True}, "5.1": {"met": 8, "of": 8},
    "5.2": {"met": 7, "of": 8}, "5.3": {"met": 21, "of": 25}, "6.1": {"met": 4, "of": 4}, "7.1": {"yes": True},
    "8.2": {"number": 50},
}  # fmt: skip


@pytest.fixture
def filled(assessment: Assessment, official: Officer, entry: Callable[[str], Entry]) -> Assessment:
    """Nine figures of 26, worth 37 points."""
    for code, figure in FIGURES.items():
        assessments.record(entry=entry(code), figure=figure, seen=0, by=official)
    scoring.recompute(assessments=[assessment.pk])
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def handed_in(filled: Assessment, official: Officer, leader: Officer) -> Assessment:
    """Round 1: what is required and not known is explained."""
    for hole in review.holes(filled):
        assessments.record(entry=hole, figure={}, no_data_reason="chưa có báo cáo", seen=0, by=official)
    review.submit(assessment=filled, by=official)
    review.hand_in(assessment=filled, by=leader)
    filled.refresh_from_db()
    return filled


@pytest.fixture
def drawn(official: Officer) -> Callable[..., dict[str, Paper]]:
    """Ask for the papers of an assessment and draw them: by kind."""

    def draw(assessment: Assessment, *, by: Officer = official) -> dict[str, Paper]:
        asked = papers.request_papers(assessment=assessment, by=by)
        for paper in asked:
            drawing.draw_paper(paper.pk)
            paper.refresh_from_db()
        return {paper.kind: paper for paper in asked}

    return draw


@pytest.fixture
def council(ward: Ward, official: Officer) -> Council:
    """Nine people of Điện Biên."""
    return sittings.council(ward, by=official)


@pytest.fixture
def meeting(council: Council, assessment: Assessment, official: Officer) -> Meeting:
    """Begun, everybody there, nothing counted."""
    return sittings.begun(council, assessment, by=official)


@pytest.fixture
def closed(council: Council, assessment: Assessment, official: Officer, leader: Officer) -> Meeting:
    """Eight in favour, one against; closed by the leader."""
    return sittings.closed(council, assessment, by=leader, second=official, votes=(8, 1, 0))


@pytest.fixture
def registered(filled: Assessment, leader: Officer, clerk: Officer) -> dict[str, Paper]:
    """The ward's papers by kind, all settled for signing; Tờ trình and Báo cáo have their numbers."""
    signing.voted(filled, by=leader)
    settled = signing.settled(filled, by=leader)
    for kind in ("proposal", "report"):
        signing.registered(settled[kind], by=clerk)
    return settled


@pytest.fixture
def first(assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer) -> Assessment:
    """Handed in without papers and appraised, on a set that an office compared with the law."""
    dossiers.confirm(assessment.period)
    dossiers.reviewed(assessment, official=official, leader=leader, reviewer=reviewer, head=head)
    return assessment


@pytest.fixture
def dossier(first: Assessment, other_ward: Ward, office: Office, reviewer: Officer) -> Dossier:
    """Two wards, everything made, signed and bound."""
    second = dossiers.reviewed_beside(first, other_ward)
    return dossiers.prepared(dossiers.begun(office, first, second, by=reviewer), by=reviewer)


@pytest.fixture
def sent(dossier: Dossier, head: Officer) -> Forwarding:
    return sending.forward(dossier=dossier, by=head)
