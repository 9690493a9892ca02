"""What a ward is told when its assessment moves to another set: also what its council and its signers do anew."""

import pytest

from tests.awards import sittings
from tests.wards.set_drafts import begun, confirm
from wards.domain.appraisal import moving
from wards.domain.notifying.notice_words import sentence
from wards.models import Assessment, Notice, Officer

ANEW = " Hội đồng biểu quyết lại; văn bản phải lập lại, ký lại."


@pytest.mark.parametrize("has_met", [True, False])
def test_notice_of_a_move_tells_of_council_and_papers_where_there_were_some(
    has_met: bool, assessment: Assessment, official: Officer, reviewer: Officer, head: Officer
) -> None:
    if has_met:
        sittings.begun(sittings.council(assessment.ward, by=official), assessment, by=official)
    new_set = confirm(begun(assessment.period.criteria_set, head), reviewer, head)

    [new] = moving.move_all(assessments=[assessment], to=new_set, reason="Đã có văn bản", by=head).moved

    told = Notice.objects.get(kind="set_moved", officer=official)
    assert sentence(told).endswith(f": {new.period.title}.{ANEW if has_met else ''} Lý do: Đã có văn bản")
