"""Two people at the same instant on real connections: one truth stands, and whoever came second is told."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from tests.wards import road
from tests.wards.library import save
from tests.wards.races import together
from wards.domain.appraisal import review, seen
from wards.domain.appraisal.seen import Sight
from wards.domain.exhibits import evidence as library
from wards.domain.exhibits.evidence_gone import Gone, PointsElsewhere
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet.assessment import ChangedMeanwhile, NotAllowed
from wards.models import Assessment, Citation, Decision, Entry, EntryEvent, Evidence, HandIn, Notice, Officer, Verdict

pytestmark = pytest.mark.django_db(transaction=True)

FindEntry = Callable[[str], Entry]
SOON = dt.timedelta(days=5)


def kinds(outcomes: list[object], *wanted: type) -> list[str]:
    """What each came to: the name of its exception, or "done"; anything unexpected as it is."""
    return sorted(type(one).__name__ if isinstance(one, wanted) else "done" if one else repr(one) for one in outcomes)


def test_a_late_save_against_the_hand_in_is_in_it_or_refused(
    assessment: Assessment, entry: FindEntry, official: Officer, leader: Officer
) -> None:
    road.fill(assessment, by=official)
    line, looked_at = entry("5.2"), review.fingerprint(assessment)

    outcomes = together(
        lambda: save(line, official, met=8, of=8),
        lambda: review.hand_in(assessment=assessment, by=leader, seen=looked_at),
    )

    assert kinds(outcomes, NotAllowed, review.NotAsSeen) in [["NotAllowed", "done"], ["NotAsSeen", "done"]]
    was_handed_in = HandIn.objects.exists()
    assert entry("5.2").met == (7 if was_handed_in else 8)
    assert isinstance(outcomes[0], Entry) is not was_handed_in


def test_a_citation_against_the_hand_in_is_in_it_or_refused(
    assessment: Assessment, entry: FindEntry, official: Officer, leader: Officer, uncited: Evidence
) -> None:
    road.fill(assessment, by=official)
    line, looked_at = entry("5.2"), review.fingerprint(assessment)

    outcomes = together(
        lambda: library.cite(entry=line, evidence=uncited, by=official),
        lambda: review.hand_in(assessment=assessment, by=leader, seen=looked_at),
    )

    assert kinds(outcomes, NotAllowed, review.NotAsSeen) in [["NotAllowed", "done"], ["NotAsSeen", "done"]]
    assert Citation.objects.exists() is not HandIn.objects.exists()


def test_two_reviewers_on_one_line_leave_one_verdict(
    under_review: Assessment, entry: FindEntry, reviewer: Officer, second_reviewer: Officer
) -> None:
    line = entry("5.2")
    six = {"kind": "adjusted", "figure": {"met": 6, "of": 8}, "reason": "Tổ 3 chưa có quyết định"}

    outcomes = together(
        lambda: review.judge(entry=line, kind="confirmed", seen=None, version=1, by=reviewer),
        lambda: review.judge(entry=line, **six, seen=None, version=1, by=second_reviewer),
    )

    standing = Verdict.objects.get()
    lost = next(one for one in outcomes if isinstance(one, review.JudgedMeanwhile))
    assert lost.current == standing
    assert [one for one in outcomes if isinstance(one, Verdict)] == [standing]


def test_two_reviewers_who_find_the_same_write_it_once(
    under_review: Assessment, entry: FindEntry, reviewer: Officer, second_reviewer: Officer
) -> None:
    line = entry("5.2")

    first, second = together(
        *(
            lambda by=by: review.judge(entry=line, kind="confirmed", seen=None, version=1, by=by)
            for by in (reviewer, second_reviewer)
        )
    )

    assert first == second == Verdict.objects.get()


def test_confirming_together_against_one_verdict_writes_each_line_once(
    under_review: Assessment, entry: FindEntry, reviewer: Officer, second_reviewer: Officer
) -> None:
    handed, lines = under_review.hand_ins.get(), [entry("5.2"), entry("5.3")]
    for line in lines:
        line.openings.create(hand_in=handed, officer=reviewer)
    sights = [Sight(line.pk, line.version, None) for line in lines]

    bulk, single = together(
        lambda: seen.confirm_seen(assessment=under_review, seen=sights, by=reviewer),
        lambda: review.judge(entry=lines[0], kind="to_complete", reason="Thiếu", seen=None, by=second_reviewer),
    )

    assert Verdict.objects.count() == 2
    if isinstance(single, Verdict):
        assert [(line.indicator.code, why) for line, why in bulk.left_out] == [("5.2", "đã có kết quả")]
    else:
        assert isinstance(single, review.JudgedMeanwhile)
        assert [line.indicator.code for line in bulk.confirmed] == ["5.2", "5.3"]


def test_a_verdict_against_the_request_for_completion_is_in_it_or_refused(
    under_review: Assessment, entry: FindEntry, reviewer: Officer, second_reviewer: Officer, official: Officer
) -> None:
    road.judge(under_review, "5.2", "to_complete", reason="Thiếu trang 2.", by=reviewer)
    line = entry("5.3")

    marked, asked = together(
        lambda: review.judge(entry=line, kind="to_complete", reason="Thiếu", seen=None, by=second_reviewer),
        lambda: review.ask_completion(assessment=under_review, due=timezone.now() + SOON, by=reviewer),
    )

    assert isinstance(asked, Decision)
    codes = ["5.2"] if isinstance(marked, NotAllowed) else ["5.2", "5.3"]
    assert official.notices.get(kind="to_complete").facts["codes"] == codes


def test_a_late_save_against_the_request_for_completion_waits_for_it_or_is_refused(
    under_review: Assessment, entry: FindEntry, official: Officer, reviewer: Officer
) -> None:
    road.judge(under_review, "5.2", "to_complete", reason="Thiếu trang 2.", by=reviewer)
    asked_for, other = entry("5.2"), entry("5.3")

    outcomes = together(
        lambda: save(asked_for, official, met=8, of=8),
        lambda: save(other, official, met=22, of=25),
        lambda: review.ask_completion(assessment=under_review, due=timezone.now() + SOON, by=reviewer),
    )

    assert isinstance(outcomes[1], NotAllowed)
    assert (entry("5.3").met, entry("5.3").version) == (21, 1)
    assert entry("5.2").met == (7 if isinstance(outcomes[0], NotAllowed) else 8)
    assert isinstance(outcomes[2], Decision)


def test_a_recall_against_the_start_tells_the_other_side(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)

    outcomes = together(
        lambda: review.recall(assessment=assessment, by=leader),
        lambda: review.start_review(assessment=assessment, by=reviewer),
    )

    assert kinds(outcomes, NotAllowed) == ["NotAllowed", "done"]
    told = set(Notice.objects.exclude(kind__in=["handed_in", "submitted"]).values_list("kind", "officer__username"))
    if isinstance(outcomes[0], Decision):
        assert told == {("recalled", head.username), ("recalled", reviewer.username)}
    else:
        assert told == {("review_started", official.username), ("review_started", leader.username)}


def test_a_document_is_cited_or_removed_never_both(
    assessment: Assessment, entry: FindEntry, official: Officer, colleague: Officer, uncited: Evidence
) -> None:
    line = entry("5.2")

    outcomes = together(
        lambda: library.cite(entry=line, evidence=uncited, by=official),
        lambda: library.delete_evidence(evidence=uncited, by=colleague) or "removed",
    )

    assert kinds(outcomes, NotAllowed) in [["Gone", "done"], ["NotAllowed", "done"]]
    assert Citation.objects.exists() is Evidence.objects.exists()
    assert isinstance(outcomes[0], Gone) is not Evidence.objects.exists()


def test_a_citation_is_pointed_elsewhere_by_one_person_at_a_time(
    assessment: Assessment, entry: FindEntry, official: Officer, colleague: Officer, leader: Officer, cited: Evidence
) -> None:
    citation = entry("5.2").citations.get()
    place = citation.place

    outcomes = together(
        *(
            lambda by=by, pages=pages: library.edit_citation(citation=citation, by=by, pages=pages, seen=place)
            for by, pages in ((colleague, "1"), (leader, "2"))
        )
    )

    lost = next(one for one in outcomes if isinstance(one, PointsElsewhere))
    citation.refresh_from_db()
    assert (lost.current.pages, lost.current.by) == (citation.pages, citation.by)
    assert [one.pages for one in outcomes if isinstance(one, Citation)] == [citation.pages]


def test_a_citation_removed_meanwhile_is_not_changed(
    assessment: Assessment, entry: FindEntry, official: Officer, colleague: Officer, cited: Evidence
) -> None:
    citation = entry("5.2").citations.get()
    library.uncite(citation=Citation.objects.get(), by=colleague)

    for act in (library.uncite, library.edit_citation):
        more = {"pages": "1"} if act is library.edit_citation else {}
        with pytest.raises(Gone):
            act(citation=citation, by=official, **more)


def test_a_verdict_on_an_earlier_hand_in_is_refused(
    under_review: Assessment, entry: FindEntry, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    """Also where the figure is the same: the ward may have answered with a document alone."""
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    review.hand_in(assessment=under_review, by=leader)
    review.start_review(assessment=under_review, by=reviewer)
    line = entry("5.2")
    last = line.verdicts.order_by("-id")[0]

    with pytest.raises(ChangedMeanwhile):
        review.judge(entry=line, kind="confirmed", seen=last.pk, version=line.version, round=1, by=reviewer)
    assert review.judge(entry=line, kind="confirmed", seen=last.pk, version=line.version, round=2, by=reviewer)


def test_two_pages_of_one_person_leave_both_figures_in_the_history(
    assessment: Assessment, entry: FindEntry, official: Officer
) -> None:
    line = entry("5.2")

    together(lambda: save(line, official, seen=0, met=7, of=8), lambda: save(line, official, seen=0, met=8, of=8))

    assert sorted(EntryEvent.objects.filter(pgh_obj=line.pk).values_list("met", flat=True)) == [7, 8]
    assert entry("5.2").version == 2


def test_an_assignment_against_a_save_lets_one_through(
    assessment: Assessment, entry: FindEntry, official: Officer, colleague: Officer, leader: Officer
) -> None:
    line = entry("5.2")

    saved, _given = together(
        lambda: save(line, colleague, met=7, of=8),
        lambda: assessments.assign(
            assessment=assessment, criterion=line.indicator.criterion, officer=official, by=leader
        ),
    )

    assert assessment.assignments.get().officer == official
    assert entry("5.2").met == (None if isinstance(saved, NotAllowed) else 7)
