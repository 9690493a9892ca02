"""Who signs a paper: office and name below its text, from the records unless somebody wrote them."""

import json
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from awards.documents import word
from awards.domain.papers import drawing as papers
from awards.domain.papers import editing, issuing, standings
from awards.domain.papers.present import Present
from awards.domain.writing import texts
from awards.models import Paper
from tests import factories
from tests.awards import signing
from tests.awards.reading import pieces
from wards.models import Assessment, Membership, Officer, Ward

PROPOSAL = (Paper.Kind.PROPOSAL, 0)
DEPUTY = {
    "powers": "<p>TM. Ủy ban nhân dân</p><p>KT. Chủ tịch</p><p>Phó Chủ tịch</p>", "signer": "<p>Trần Thị B</p>"
}  # fmt: skip


@pytest.fixture
def voted(assessment: Assessment, leader: Officer) -> Assessment:
    signing.voted(assessment, by=leader)
    return assessment


def settle(assessment: Assessment, *, by: Officer) -> Paper:
    """The proposal, drawn to be signed."""
    return signing.draw(papers.finalise(place=assessment, by=by, only=[PROPOSAL]))[0]


def below(paper: Paper) -> list[str]:
    """What stands at the right from the committee's line down."""
    with paper.file.open("rb") as file:
        found = pieces(PdfReader(BytesIO(file.read())))
    first = next(piece for piece in found if piece.text.startswith("TM."))
    return [p.text for p in found if p.page == first.page and p.top >= first.top and p.left > 100 and p.upright]


def is_outdated(assessment: Assessment) -> bool:
    return next(row.is_outdated for row in standings.standing(assessment) if row.key == PROPOSAL)


def replaced(leader: Officer, ward: Ward) -> Officer:
    Membership.objects.filter(officer=leader).delete()
    return factories.officer("leader", ward=ward, username="moi", full_name="Lê Thị Mới")


def test_name_of_the_leader_stands_below_the_room_for_signature_and_seal(voted: Assessment, leader: Officer) -> None:
    paper = settle(voted, by=leader)

    assert below(paper) == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", leader.full_name]
    said = word.docx(paper.kind, json.loads(paper.context))
    lines = Document(BytesIO(said)).tables[-1].cell(0, 1).text.splitlines()
    assert [line for line in lines if line] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", leader.full_name]


def test_deputy_signs_in_the_chairman_s_stead(voted: Assessment, leader: Officer) -> None:
    texts.write(place=voted, kind=PROPOSAL[0], typed=DEPUTY, seen={}, by=leader)

    paper = settle(voted, by=leader)

    assert below(paper) == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Thị B"]
    begun = issuing.proposed(paper)
    assert (begun["signer"], begun["signer_office"]) == ("Trần Thị B", "Phó Chủ tịch")


def test_new_leader_outdates_no_signed_paper_and_stands_in_the_next(
    voted: Assessment, leader: Officer, ward: Ward
) -> None:
    settle(voted, by=leader)

    now = replaced(leader, ward)

    assert not is_outdated(voted)
    texts.write(place=voted, kind=PROPOSAL[0], typed={"content": "<p>Kính trình.</p>"}, seen={}, by=now)
    assert is_outdated(voted)
    assert below(settle(voted, by=now))[-1] == "Lê Thị Mới"


def test_written_name_outdates_what_was_settled_without_it(voted: Assessment, leader: Officer) -> None:
    settle(voted, by=leader)

    texts.write(place=voted, kind=PROPOSAL[0], typed=DEPUTY, seen={}, by=leader)

    assert is_outdated(voted)


def test_paper_settled_before_names_were_printed_stands(voted: Assessment, leader: Officer) -> None:
    said = json.loads(settle(voted, by=leader).context)
    del said["heading"]["usual_signer"]

    assert Present(voted).still_says(PROPOSAL, json.dumps(said))
    assert not Present(voted).still_says(PROPOSAL, json.dumps({**said, "award": "Khác"}))


def test_editor_begins_with_office_and_name_of_the_records(voted: Assessment, leader: Officer) -> None:
    found, lack = editing.edited_parts(voted, PROPOSAL[0])

    assert lack == ""
    boxes = {one.part.key: one.plain for one in found if one.part.key in DEPUTY}
    assert boxes == {"powers": "TM. Ủy ban nhân dân\nChủ tịch", "signer": leader.full_name}
