"""Criteria sets as people may know of them: published ones are everybody's, a draft is its office's."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from wards.models import CriteriaSet, Draft, Officer
from wards.queries.charges import OFFICE_ROLES, is_head, offices_of


def visible_drafts(officer: Officer) -> QuerySet[Draft]:
    """The drafts this person's offices are writing."""
    found = Draft.objects.filter(office__in=offices_of(officer), criteria_set__status=CriteriaSet.Status.DRAFT)
    return found.select_related("criteria_set__supersedes__supersedes", "office", "changed_by", "begun_by")


def get_draft(officer: Officer, code: str) -> Draft:
    """The draft under this code; another office's is a 404, like one that does not exist."""
    found = visible_drafts(officer).filter(criteria_set__code=code).first()
    if found is None:
        raise Http404
    return found


def get_own_draft(officer: Officer, code: str) -> Draft:
    """The same for whoever may change it: a colleague who does not lead the office gets 403."""
    found = get_draft(officer, code)
    if "head" not in officer.roles_in_office(found.office_id):
        raise PermissionDenied
    return found


def get_published(officer: Officer, code: str, *, head: bool) -> CriteriaSet:
    """A published set for people of an appraising office (of its head alone): others get 403, as they may read it."""
    found = CriteriaSet.objects.published().filter(code=code).select_related("supersedes__supersedes").first()
    if found is None:
        raise Http404
    allowed = is_head(officer) if head else any(m.role in OFFICE_ROLES for m in officer.current_memberships)
    if not allowed:
        raise PermissionDenied
    return found
