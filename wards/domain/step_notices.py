"""What the steps of an assessment tell, to whom: called by the step, in its transaction."""

import datetime as dt
from collections.abc import Callable

from django.urls import reverse

from wards.domain import notices
from wards.models import Action, Assessment, Decision, Extension, NoticeKind, Officer, Verdict
from wards.queries import lines_to_complete

# What a step makes moot: the ward has handed in, somebody in the office is at it.
SETTLES: dict[str, tuple[NoticeKind, ...]] = {
    Action.HAND_IN: (NoticeKind.DEADLINE, NoticeKind.OVERDUE, NoticeKind.TO_COMPLETE, NoticeKind.EXTENDED),
    Action.RECALL: (NoticeKind.HANDED_IN,),
    Action.START_REVIEW: (NoticeKind.HANDED_IN, NoticeKind.RECALLED),
}


def tell_of(decision: Decision) -> None:
    """Tell those who wait for this step."""
    notices.settle(assessment=decision.assessment, kinds=SETTLES.get(decision.action, ()))
    teller = TELLERS.get(decision.action)
    if teller:
        teller(decision)


def _to_office(kind: NoticeKind) -> Callable[[Decision], None]:
    def teller(decision: Decision) -> None:
        assessment = decision.assessment
        facts = {"round": decision.round, "completed": assessment.is_completing}
        notices.tell(
            officers=_waiting_in_office(assessment), kind=kind, assessment=assessment, key=f"step:{decision.pk}",
            facts=facts, path=reverse("wards:desk", args=[assessment.pk]), by=decision.by,
        )  # fmt: skip

    return teller


def _waiting_in_office(assessment: Assessment) -> list[Officer]:
    """The whole office; completed lines are for those who asked for them, as long as one of them is there."""
    people = notices.office_people(assessment)
    if not assessment.is_completing:
        return people
    asked = set(assessment.decisions.filter(action=Action.ASK_COMPLETION).values_list("by_id", flat=True))
    asked |= set(
        Verdict.objects.filter(entry__in=lines_to_complete(assessment), kind=Verdict.Kind.TO_COMPLETE)
        .order_by()
        .values_list("by_id", flat=True)
    )
    return [officer for officer in people if officer.pk in asked] or people


def _to_ward(kind: NoticeKind) -> Callable[[Decision], None]:
    def teller(decision: Decision) -> None:
        assessment = decision.assessment
        facts: dict[str, object] = {"reopened": decision.action == Action.REOPEN}
        if kind == NoticeKind.TO_COMPLETE:
            lines = lines_to_complete(assessment).order_by("indicator__criterion__position", "indicator__position")
            facts = {"codes": list(dict.fromkeys(lines.values_list("indicator__code", flat=True)))}
            facts["due"] = _iso(decision.due)
        notices.tell(
            officers=notices.ward_people(assessment), kind=kind, assessment=assessment, key=f"step:{decision.pk}",
            facts=facts, path=reverse("wards:task_list", args=[assessment.pk]), by=decision.by,
        )  # fmt: skip

    return teller


def _iso(moment: dt.datetime | None) -> str:
    return moment.isoformat() if moment else ""


def tell_of_extension(extension: Extension) -> None:
    """The ward learns of its new deadline, and need not be reminded of the old one."""
    assessment = extension.assessment
    notices.settle(assessment=assessment, kinds=(NoticeKind.DEADLINE, NoticeKind.OVERDUE))
    notices.tell(
        officers=notices.ward_people(assessment), kind=NoticeKind.EXTENDED, assessment=assessment,
        key=f"extension:{extension.pk}", facts={"due": _iso(extension.due), "reason": extension.reason},
        path=reverse("wards:task_list", args=[assessment.pk]), by=extension.by,
    )  # fmt: skip


TELLERS: dict[str, Callable[[Decision], None]] = {
    Action.HAND_IN: _to_office(NoticeKind.HANDED_IN),
    Action.RECALL: _to_office(NoticeKind.RECALLED),
    Action.START_REVIEW: _to_ward(NoticeKind.REVIEW_STARTED),
    Action.ASK_COMPLETION: _to_ward(NoticeKind.TO_COMPLETE),
    Action.COMPLETE: _to_ward(NoticeKind.COMPLETED),
    Action.REOPEN: _to_ward(NoticeKind.REVIEW_STARTED),
}
