"""The fifth crossing from wards: steps of assessments to the province and back, and who is told of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from awards.models import AwardDecision, Dossier, Forwarding, Receipt, Return
from wards import rules
from wards.domain.appraisal import province
from wards.domain.notifying import notices
from wards.domain.notifying.deadlines import check_new
from wards.domain.sheet import scoring
from wards.models import Action, Assessment, Entry, NoticeKind, Score, Side, State

__all__ = [
    "Assessment", "Entry", "State", "check_new", "close", "correct", "forward", "later_results", "send_back",
    "tell_of_decision", "tell_of_forwarding", "tell_of_receipt", "tell_of_return", "why_not_forwarded",
]  # fmt: skip

forward, send_back, close, correct = province.forward, province.send_back, province.close, province.correct


def why_not_forwarded(assessment: Assessment) -> str:
    """Why this assessment cannot go to the province now; empty when it can. Who sends it is not the question here."""
    if assessment.state not in {State.REVIEWED, State.RETURNED}:
        return _("The assessment is now “%(state)s”.") % {"state": assessment.get_state_display()}
    needed = rules.NEEDS[Action.FORWARD](assessment)
    return "" if needed else needed.reason


def tell_of_forwarding(forwarding: Forwarding, assessments: list[Assessment]) -> None:
    """The board has something to receive; each ward learns of its own step."""
    dossier, first = forwarding.dossier, assessments[0]
    notices.tell(
        officers=notices.province_people(first), kind=NoticeKind.FORWARDED, assessment=first,
        key=f"forwarding:{forwarding.pk}",
        facts={"count": len(assessments), "number": dossier.number, "revision": forwarding.revision},
        path=reverse("awards:received", args=[dossier.pk]), by=forwarding.by,
    )  # fmt: skip


def tell_of_receipt(receipt: Receipt, assessments: list[Assessment]) -> None:
    """The office once, each ward for itself: their dossier has arrived."""
    facts = {"on": f"{receipt.received_on:%d/%m/%Y}", "receiver": receipt.receiver, "number": receipt.number}
    told = [
        notices.Telling(
            notices.ward_people(assessment), NoticeKind.RECEIVED, assessment, f"receipt:{receipt.pk}",
            reverse("wards:task_list", args=[assessment.pk]), facts, receipt.by,
        )
        for assessment in assessments
    ]  # fmt: skip
    told.append(_to_office(receipt.forwarding.dossier, assessments[0], NoticeKind.RECEIVED, receipt, facts))
    notices.tell_all(told)


def tell_of_return(returned: Return, assessments: list[Assessment]) -> None:
    """The office: by which letter, until when. Each ward learns of its own step."""
    facts = {"letter": returned.letter_number, "due": returned.due.isoformat(), "count": len(assessments)}
    notices.tell_all([_to_office(returned.forwarding.dossier, assessments[0], NoticeKind.RETURNED, returned, facts)])


def tell_of_decision(decision: AwardDecision, assessments: list[Assessment]) -> None:
    """The office; each ward learns of its own step."""
    facts: Mapping[str, object] = {
        "decision": f"{decision.number}, {decision.decided_on:%d/%m/%Y}", "corrected": decision.corrects_id is not None,
    }  # fmt: skip
    notices.tell_all([_to_office(decision.dossier, assessments[0], NoticeKind.DECIDED, decision, facts)])


def _to_office(
    dossier: Dossier, assessment: Assessment, kind: NoticeKind, record: Receipt | Return | AwardDecision,
    facts: Mapping[str, object],
) -> notices.Telling:  # fmt: skip
    path, key = reverse("awards:dossier", args=[dossier.pk]), f"office:{kind}:{record.pk}"
    return notices.Telling(notices.office_people(assessment), kind, assessment, key, path, facts, record.by)


@dataclass(frozen=True)
class LaterResult:
    """How a ward did afterwards, by the office once it appraised, else by its own figures."""

    assessment: int
    period: str
    by_office: bool
    passed: bool
    failed: tuple[str, ...]


def later_results(won: list[Assessment]) -> dict[int, LaterResult]:
    """For each assessment (id) that won a title: the newest later one of its ward for the same title, handed in."""
    wards = {found.ward_id for found in won}
    later = Assessment.objects.filter(ward__in=wards, round__gt=0).exclude(state=State.MOVED)
    rows = list(later.select_related("period__criteria_set").order_by("-period__last_year", "-pk"))
    scores: dict[tuple[int, str], list[Score]] = {}
    for score in Score.objects.filter(assessment__in=[row.pk for row in rows]).select_related("criterion"):
        scores.setdefault((score.assessment_id, score.side), []).append(score)
    found: dict[int, LaterResult] = {}
    for first in won:
        kind, year = first.period.criteria_set.kind, first.period.last_year
        same = (
            row for row in rows
            if row.ward_id == first.ward_id and row.period.criteria_set.kind == kind and row.period.last_year > year
        )  # fmt: skip
        newest = next(same, None)
        if newest:
            found[first.pk] = _later(newest, scores)
    return found


def _later(assessment: Assessment, scores: Mapping[tuple[int, str], list[Score]]) -> LaterResult:
    by_office = assessment.state in rules.APPRAISED
    side = scores.get((assessment.pk, Side.OFFICE if by_office else Side.SELF), [])
    side.sort(key=lambda score: score.criterion.position)
    failed = tuple(f"{score.criterion.number}. {score.criterion.short}" for score in side if not score.met)
    passed = not side or scoring.total(scores=side, period=assessment.period).passed
    return LaterResult(assessment.pk, str(assessment.period), by_office, passed, failed)
