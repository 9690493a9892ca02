"""Who may see and ask for papers. What a person may know of at all is decided by wards."""

from django.utils.translation import gettext as _

from wards.models import Assessment, Officer
from wards.queries.assessments import get_assessment
from wards.rules import YES, Ruling, is_reviewer, is_ward_officer

__all__ = ["Assessment", "Ruling", "get_assessment", "may_read_papers", "may_request_papers"]


def may_read_papers(officer: Officer, assessment: Assessment) -> Ruling:
    """The ward always; its office once something was handed in; the province what was forwarded."""
    if officer.roles_in_ward(assessment.ward_id):
        return YES
    if is_reviewer(officer, assessment) and not assessment.round:
        return Ruling(False, _("The ward has not handed in yet."))
    return YES


def may_request_papers(officer: Officer, assessment: Assessment) -> Ruling:
    """Officials and leaders of the ward; its office once something was handed in."""
    if is_ward_officer(officer, assessment):
        return YES
    if not is_reviewer(officer, assessment):
        return Ruling(False, _("Only officials of the ward and of its interior office create papers."))
    return may_read_papers(officer, assessment)
