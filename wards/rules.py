"""Who may do what: every answer comes with its reason, to stand beside the disabled button."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from wards.models import MOVES, Action, Assessment, Charge, CriteriaSet, Entry, Officer, State, Verdict
from wards.queries.assessments import lines_to_complete, unjudged_lines


@dataclass(frozen=True)
class Ruling:
    """Yes, or no and why."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Ruling(True)
WRITING = frozenset({State.DRAFTING, State.WITH_LEADER, State.TO_COMPLETE})
APPRAISED = frozenset({State.REVIEWED, State.FORWARDED, State.RETURNED, State.CLOSED})  # every line has its verdict


def is_ward_officer(officer: Officer, assessment: Assessment) -> bool:
    return bool(officer.roles_in_ward(assessment.ward_id) & {"official", "leader"})


def is_of_ward(officer: Officer, assessment: Assessment) -> bool:
    """Anybody of the ward: those who write, and the clerk, who only reads figures."""
    return bool(officer.roles_in_ward(assessment.ward_id))


def is_leader(officer: Officer, assessment: Assessment) -> bool:
    return "leader" in officer.roles_in_ward(assessment.ward_id)


def is_reviewer(officer: Officer, assessment: Assessment) -> bool:
    return bool(officer.roles_in_office(assessment.ward.office_id) & {"reviewer", "head"})


def is_head(officer: Officer, assessment: Assessment) -> bool:
    return "head" in officer.roles_in_office(assessment.ward.office_id)


def is_province(officer: Officer, assessment: Assessment) -> bool:
    """Of the board that the ward's office reports to."""
    office = assessment.ward.office
    return office is not None and "province" in officer.roles_in_office(office.parent_id)


def may_move(officer: Officer, assessment: Assessment, action: Action) -> Ruling:
    """Whether this person may take this step now (the table of moves, then the role, then what the step needs)."""
    if not ACTORS[action](officer, assessment):
        return Ruling(False, REFUSALS[action]())
    if assessment.state not in MOVES[action][0]:
        return Ruling(False, _("The assessment is now “%(state)s”.") % {"state": assessment.get_state_display()})
    return NEEDS.get(action, lambda assessment: YES)(assessment)


def _needs_lines_to_complete(assessment: Assessment) -> Ruling:
    if not lines_to_complete(assessment).exists():
        return Ruling(False, _("No line is marked for completion yet."))
    return YES


def _needs_every_verdict(assessment: Assessment) -> Ruling:
    if lines_to_complete(assessment).exists():
        return Ruling(False, _("Some lines are marked for completion: send them to the ward first."))
    open_lines = unjudged_lines(assessment).count()
    if open_lines:
        return Ruling(False, _("%(count)d lines have no verdict yet.") % {"count": open_lines})
    return YES


def _needs_confirmed_set(assessment: Assessment) -> Ruling:
    """Nothing leaves for the province on a set nobody compared with the law; invented wards of a demonstration may."""
    if assessment.period.criteria_set.status == CriteriaSet.Status.CONFIRMED:
        return YES
    if settings.DEMO and assessment.illustrative:
        return YES
    told = _(
        "The criteria set of %(ward)s is provisional: the head of the interior office compares it with the official "
        "text and confirms it, or replaces it by a set made from that text, before anything is forwarded."
    )
    return Ruling(False, told % {"ward": assessment.ward})


ACTORS = {
    Action.SUBMIT: is_ward_officer,
    Action.TAKE_BACK: is_ward_officer,
    Action.HAND_IN: is_leader,
    Action.RECALL: is_leader,
    Action.START_REVIEW: is_reviewer,
    Action.ASK_COMPLETION: is_reviewer,
    Action.COMPLETE: is_head,
    Action.REOPEN: is_head,
    Action.FORWARD: is_head,
    Action.RETURN: is_province,
    Action.CLOSE: lambda officer, assessment: is_province(officer, assessment) or is_head(officer, assessment),
    Action.CORRECT: lambda officer, assessment: is_province(officer, assessment) or is_head(officer, assessment),
    Action.MOVE: is_head,
}
REFUSALS = {
    Action.SUBMIT: lambda: _("Only officials of the ward submit to their leader."),
    Action.TAKE_BACK: lambda: _("Only the ward can take this back."),
    Action.HAND_IN: lambda: _("Only the ward leader hands in."),
    Action.RECALL: lambda: _("Only the ward leader can recall."),
    Action.START_REVIEW: lambda: _("Only the interior office of this ward appraises."),
    Action.ASK_COMPLETION: lambda: _("Only the interior office of this ward appraises."),
    Action.COMPLETE: lambda: _("Only the head of the interior office completes the appraisal."),
    Action.REOPEN: lambda: _("Only the head of the interior office reopens an appraisal."),
    Action.FORWARD: lambda: _("Only the head of the interior office forwards to the province."),
    Action.RETURN: lambda: _("Only the provincial board returns a dossier."),
    Action.CLOSE: lambda: _("Only the provincial board or the head of the interior office records the decision."),
    Action.CORRECT: lambda: _("Only the provincial board or the head of the interior office corrects the decision."),
    Action.MOVE: lambda: _("Only the head of the interior office moves assessments to another criteria set."),
}
NEEDS = {
    Action.ASK_COMPLETION: _needs_lines_to_complete,
    Action.COMPLETE: _needs_every_verdict,
    Action.FORWARD: _needs_confirmed_set,
}


def may_edit(officer: Officer, entry: Entry, *, assignee_id: int | None, verdict: Verdict | None) -> Ruling:
    """Whether this person may change this line now.

    `assignee_id` is the official its criterion is given to, `verdict` the line's last one: a page of lines reads
    both once for all of them.
    """
    assessment = entry.assessment
    if not is_ward_officer(officer, assessment):
        return Ruling(False, _("Only officials of the ward enter figures."))
    if assessment.state not in WRITING:
        return Ruling(False, _("The assessment is now “%(state)s”.") % {"state": assessment.get_state_display()})
    leader = is_leader(officer, assessment)
    if assessment.state == State.WITH_LEADER and not leader:
        return Ruling(False, _("The ward leader is checking the figures. Ask for them back to go on."))
    if assessment.is_completing and (verdict is None or verdict.kind != Verdict.Kind.TO_COMPLETE):
        return Ruling(False, _("Only the lines the office asked to be completed are open."))
    if assignee_id and assignee_id != officer.pk and not leader:
        return Ruling(False, _("The leader gave this criterion to another official."))
    return YES


def may_review(officer: Officer, assessment: Assessment) -> Ruling:
    """Whether this person may judge lines of this assessment now."""
    if not is_reviewer(officer, assessment):
        return Ruling(False, REFUSALS[Action.START_REVIEW]())
    if assessment.state != State.UNDER_REVIEW:
        return Ruling(False, _("The assessment is now “%(state)s”.") % {"state": assessment.get_state_display()})
    return YES


def may_judge(officer: Officer, entry: Entry, charge: Charge | None) -> Ruling:
    """Whether this person may judge this line now: one that was given to a reviewer is theirs, and the head's."""
    ruling = may_review(officer, entry.assessment)
    if ruling and charge and charge.officer_id != officer.pk and not is_head(officer, entry.assessment):
        name = charge.officer.full_name
        return Ruling(False, _("This line was given to %(name)s; only they or the head judge it.") % {"name": name})
    return ruling


def may_remark(officer: Officer, assessment: Assessment) -> Ruling:
    """Whether this person may note or comment something on lines that were handed in."""
    if not is_reviewer(officer, assessment):
        return Ruling(False, REFUSALS[Action.START_REVIEW]())
    over = assessment.state == State.MOVED or (assessment.state in WRITING and not assessment.is_completing)
    if not assessment.round or over:
        return Ruling(False, _("The assessment is now “%(state)s”.") % {"state": assessment.get_state_display()})
    return YES


def may_extend(officer: Officer, assessment: Assessment) -> Ruling:
    """Whether this person may give the ward a later deadline now."""
    if not is_head(officer, assessment):
        return Ruling(False, _("Only the head of the interior office extends a deadline."))
    if assessment.state not in WRITING:
        return Ruling(False, _("The assessment is now “%(state)s”.") % {"state": assessment.get_state_display()})
    return YES


def may_assign(officer: Officer, assessment: Assessment) -> Ruling:
    """Whether this person may give criteria to officials."""
    if not is_leader(officer, assessment):
        return Ruling(False, _("Only the ward leader assigns criteria."))
    if assessment.state not in WRITING:
        return Ruling(False, _("The assessment is now “%(state)s”.") % {"state": assessment.get_state_display()})
    return YES
