"""What the steps of an assessment tell, to whom: called by the step, in its transaction."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from wards import rules
from wards.domain.notifying import notices
from wards.models import (
    Action,
    Assessment,
    Decision,
    Extension,
    Membership,
    Notice,
    NoticeKind,
    Officer,
    Remark,
    State,
    Verdict,
)  # fmt: skip
from wards.queries.assessments import lines_to_complete

Role = Membership.Role

# What a step makes moot: the ward has handed in, somebody in the office is at it.
SETTLES: dict[str, tuple[NoticeKind, ...]] = {
    Action.SUBMIT: (NoticeKind.GIVEN_BACK,),
    Action.TAKE_BACK: (NoticeKind.SUBMITTED,),
    Action.HAND_IN: (
        NoticeKind.DEADLINE,
        NoticeKind.OVERDUE,
        NoticeKind.TO_COMPLETE,
        NoticeKind.EXTENDED,
        NoticeKind.SUBMITTED,
        NoticeKind.GIVEN_BACK,
    ),
    Action.RECALL: (NoticeKind.HANDED_IN,),
    Action.START_REVIEW: (NoticeKind.HANDED_IN, NoticeKind.RECALLED),
    Action.FORWARD: (NoticeKind.RETURNED,),
    Action.MOVE: tuple(NoticeKind),
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
        if decision.to_state == State.TO_COMPLETE:
            lines = lines_to_complete(assessment).order_by("indicator__criterion__position", "indicator__position")
            facts = {"codes": list(dict.fromkeys(lines.values_list("indicator__code", flat=True)))}
            facts["due"] = _iso(decision.due)
        if kind == NoticeKind.RETURNED:
            facts["reason"] = decision.reason
        if kind == NoticeKind.DECIDED:
            facts |= {"decision": decision.reason, "corrected": decision.action == Action.CORRECT}
        notices.tell(
            officers=notices.ward_people(assessment), kind=kind, assessment=assessment, key=f"step:{decision.pk}",
            facts=facts, path=reverse("wards:task_list", args=[assessment.pk]), by=decision.by,
        )  # fmt: skip

    return teller


def _to_new_set(decision: Decision) -> None:
    """The ward goes on where its figures went, and has to hand in again what it had handed in."""
    new = Assessment.objects.select_related("ward", "period__criteria_set__supersedes").get(
        moved_from=decision.assessment
    )
    behind = import_string(settings.STAYS_BEHIND)([decision.assessment_id])[decision.assessment_id]
    facts = {
        "set": new.period.criteria_set.full_name, "reason": decision.reason, "again": decision.round > 0,
        "behind": bool(behind),
    }  # fmt: skip
    notices.tell(
        officers=notices.ward_people(new), kind=NoticeKind.SET_MOVED, assessment=new, key=f"step:{decision.pk}",
        facts=facts, path=reverse("wards:task_list", args=[new.pk]), by=decision.by,
    )  # fmt: skip


def _to_leader(decision: Decision) -> None:
    """Who hands in learns that everything waits for them."""
    assessment = decision.assessment
    notices.tell(
        officers=notices.ward_people(assessment, roles=[Role.LEADER]), kind=NoticeKind.SUBMITTED,
        assessment=assessment, key=f"step:{decision.pk}", facts={"by": decision.by.full_name},
        path=reverse("wards:check_answers", args=[assessment.pk]), by=decision.by,
    )  # fmt: skip


def _to_officials(decision: Decision) -> None:
    """Given back by the leader; an official who takes it back asks nothing of anybody."""
    assessment = decision.assessment
    if not rules.is_leader(decision.by, assessment):
        return
    notices.tell(
        officers=_at_work(assessment), kind=NoticeKind.GIVEN_BACK, assessment=assessment, key=f"step:{decision.pk}",
        facts={"by": decision.by.full_name, "reason": decision.reason},
        path=reverse("wards:task_list", args=[assessment.pk]), by=decision.by,
    )  # fmt: skip


def _at_work(assessment: Assessment) -> list[Officer]:
    """Officials with a criterion of their own and whoever submitted last; without assignments, all of them."""
    people = notices.ward_people(assessment, roles=[Role.OFFICIAL])
    given = set(assessment.assignments.values_list("officer_id", flat=True))
    submitted = assessment.decisions.filter(action=Action.SUBMIT).order_by("-id").values_list("by_id", flat=True)[:1]
    return [officer for officer in people if given and officer.pk in given.union(submitted)] or people


def tell_of_comment(remark: Remark) -> None:
    """A comment of the office reaches whoever looks after its criterion, and the leader. A note reaches nobody."""
    if remark.is_internal:
        return
    assessment, indicator = remark.entry.assessment, remark.entry.indicator
    people = notices.ward_people(assessment, roles=[Role.OFFICIAL])
    holders = set(assessment.assignments.filter(criterion=indicator.criterion_id).values_list("officer_id", flat=True))
    own = [officer for officer in people if officer.pk in holders] or people
    notices.tell(
        officers=[*own, *notices.ward_people(assessment, roles=[Role.LEADER])], kind=NoticeKind.COMMENTED,
        assessment=assessment, key=f"remark:{remark.pk}", facts={"codes": [indicator.code], "text": remark.text},
        path=reverse("wards:entry_save", args=[remark.entry_id]), by=remark.by,
    )  # fmt: skip


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


@dataclass(frozen=True)
class Submission:
    """The step by which everything came to the leader, who that is, and whether they were told of it."""

    step: Decision
    leaders: list[Officer]
    was_told: bool


def submission(assessment: Assessment) -> Submission | None:
    """What an assessment waits for that is with its leader; None for any other."""
    if assessment.state != State.WITH_LEADER:
        return None
    steps = assessment.decisions.filter(action=Action.SUBMIT).select_related("by")
    step = steps.order_by("-id").first()
    if step is None:
        return None
    leaders = notices.ward_people(assessment, roles=[Role.LEADER])
    told = Notice.objects.filter(assessment=assessment, key=f"step:{step.pk}", officer__in=leaders).exists()
    return Submission(step, leaders, told)


TELLERS: dict[str, Callable[[Decision], None]] = {
    Action.SUBMIT: _to_leader,
    Action.TAKE_BACK: _to_officials,
    Action.HAND_IN: _to_office(NoticeKind.HANDED_IN),
    Action.RECALL: _to_office(NoticeKind.RECALLED),
    Action.START_REVIEW: _to_ward(NoticeKind.REVIEW_STARTED),
    Action.ASK_COMPLETION: _to_ward(NoticeKind.TO_COMPLETE),
    Action.COMPLETE: _to_ward(NoticeKind.COMPLETED),
    Action.REOPEN: _to_ward(NoticeKind.REVIEW_STARTED),
    Action.FORWARD: _to_ward(NoticeKind.FORWARDED),
    Action.RETURN: _to_ward(NoticeKind.RETURNED),
    Action.CLOSE: _to_ward(NoticeKind.DECIDED),
    Action.CORRECT: _to_ward(NoticeKind.DECIDED),
    Action.MOVE: _to_new_set,
}
