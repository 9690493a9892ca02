"""A new version of a document: the old one stays as it was, and whoever cites it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import evidence_data
from wards.domain.exhibits.evidence_pages import fitting_pages
from wards.domain.exhibits.gaps import GapKind
from wards.domain.notifying.notices import Telling, tell_all
from wards.domain.sheet.assessment import editable, require
from wards.models import Assessment, Assignment, Citation, Evidence, Membership, NoticeKind, Officer
from wards.queries.evidence import newest_versions, versions


@dataclass(frozen=True)
class Concerned:
    """An assessment the ward has in its hands that cites an older version: its lines, and who looks after them."""

    assessment: Assessment
    citations: tuple[Citation, ...]
    officers: frozenset[Officer]


@dataclass(frozen=True)
class Revised:
    """The new version, and whom it concerns."""

    evidence: Evidence
    concerned: tuple[Concerned, ...]


@transaction.atomic
def revise(*, evidence: Evidence, by: Officer, **fields: Any) -> Revised:
    """Lay down what replaces a document; `fields` are those of `evidence_data.FIELDS`, its data taken as they are.

    Raises ValidationError (by field; without one if it has been replaced already) or NotAllowed.
    """
    old = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    require(evidences.works_in(old.ward_id, by))
    if Evidence.objects.filter(revises=old).exists():
        raise ValidationError(_("This document has a newer version already: replace that one."))
    new = Evidence(ward_id=old.ward_id, revises=old, created_by=by, **fields)
    evidence_data.check(new)
    new.save()
    told = tuple(concerned(new, by=by))
    tell_all([_telling(new, one, by) for one in told])
    return Revised(new, told)


@transaction.atomic
def adopt(*, citation: Citation, by: Officer) -> Citation:
    """Cite the newest version in place of the old one, under a number of its own; pages it has not are left out.

    A region is not carried over: nobody knows where it lies on the new page. If the line cites the newest version
    already, the old citation goes. Raises ValidationError if there is no newer version, or NotAllowed.
    """
    require(editable(citation.entry, by=by))
    newest = newest_versions([citation.evidence.ward_id]).get(citation.evidence_id)
    if newest is None:
        raise ValidationError(_("This document has no newer version."))
    held = Evidence.objects.select_for_update(of=("self",)).filter(pk__in=[citation.evidence_id, newest.pk])
    list(held.order_by("pk"))  # documents before assessments, always in this order
    evidences.uncite(citation=citation, by=by)
    there = Citation.objects.filter(entry=citation.entry_id, evidence=newest).select_related("entry__indicator").first()
    if there:
        return there
    pages = fitting_pages(citation.pages, newest.files.values_list("content__pages", flat=True))
    return evidences.cite(entry=citation.entry, evidence=newest, by=by, pages=pages)


def concerned(evidence: Evidence, *, by: Officer) -> Iterable[Concerned]:
    """The assessments now with the ward whose lines cite an older version than this one, but for `by` themselves."""
    older = [version.pk for version in versions(evidence)]
    older = older[: older.index(evidence.pk)]
    cited = Citation.objects.filter(evidence__in=older, entry__assessment__state__in=rules.WRITING)
    by_assessment: dict[Assessment, list[Citation]] = {}
    cited = cited.select_related(
        "entry__indicator__criterion", "entry__assessment__ward", "entry__assessment__period"
    )  # fmt: skip
    for citation in cited:
        by_assessment.setdefault(citation.entry.assessment, []).append(citation)
    everyone = _officials(evidence.ward_id)
    given = {
        (given.assessment_id, given.criterion_id): given.officer
        for given in Assignment.objects.filter(assessment__in=by_assessment).select_related("officer")
    }
    for assessment, citations in by_assessment.items():
        officers: set[Officer] = set()
        for citation in citations:
            one = given.get((assessment.pk, citation.entry.indicator.criterion_id))
            officers |= {one} if one else everyone
        yield Concerned(assessment, tuple(citations), frozenset(officers - {by}))


def _telling(new: Evidence, one: Concerned, by: Officer) -> Telling:
    codes = sorted({citation.entry.indicator.code for citation in one.citations})
    return Telling(
        officers=list(one.officers), kind=NoticeKind.REVISED, assessment=one.assessment, by=by,
        key=f"revised:{new.pk}:{one.assessment.pk}", facts={"document": new.abstract, "codes": codes},
        path=f"{reverse('wards:evidence_gaps')}?kind={GapKind.REVISED}",
    )  # fmt: skip


def _officials(ward_id: int) -> set[Officer]:
    now = Membership.objects.on(timezone.localdate()).filter(ward=ward_id, role=Membership.Role.OFFICIAL)
    return {membership.officer for membership in now.select_related("officer")}
