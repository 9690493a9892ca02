"""The crossing for notices to those who keep a register: a paper waits for its number, a number for its scan.

Run again and again, like the deadlines: a paper is told of once it is drawn, and nobody of the same twice. What was
done meanwhile asks nobody any more.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from awards.models import Dossier, DossierWard, Issue, Paper
from awards.queries import waiting
from awards.queries.places import WARD_KINDS, place_of
from wards.domain.notifying import notices
from wards.models import Assessment, Membership, NoticeKind, Officer

SCAN_AFTER = dt.timedelta(days=1)  # until then whoever registered it may still be at the scanner
Role = Membership.Role
Keepers = dict[tuple[str, int], list[Officer]]


@transaction.atomic
def tell_waiting(*, now: dt.datetime | None = None) -> int:
    """Tell of every paper that waits, once; returns how many notices. A fixed number of queries."""
    late = (now or timezone.now()) - SCAN_AFTER
    papers, issues = list(waiting.to_register()), list(waiting.to_scan().filter(at__lt=late))
    firsts = _first_wards([*papers, *(issue.paper for issue in issues)])
    keepers = _keepers()
    told = [*_of_papers(papers, firsts, keepers), *_of_issues(issues, firsts, keepers)]
    for kind in (NoticeKind.TO_REGISTER, NoticeKind.TO_SCAN):
        notices.settle_others(kind=kind, keys={one.key for one in told if one.kind == kind})
    return notices.tell_all(told)


def _of_papers(
    papers: Iterable[Paper], firsts: dict[int, Assessment], keepers: Keepers
) -> Iterator[notices.Telling]:  # fmt: skip
    for paper in papers:
        yield from _telling(
            paper, NoticeKind.TO_REGISTER, f"{notices.OF_MANY}register:{paper.pk}", {}, firsts, keepers,
            by=paper.requested_by,
        )  # fmt: skip


def _of_issues(
    issues: Iterable[Issue], firsts: dict[int, Assessment], keepers: Keepers
) -> Iterator[notices.Telling]:  # fmt: skip
    for issue in issues:
        facts = {"issue": str(issue), "on": f"{issue.issued_on:%d/%m/%Y}"}
        key = f"{notices.OF_MANY}scan:{issue.pk}"
        yield from _telling(issue.paper, NoticeKind.TO_SCAN, key, facts, firsts, keepers, by=None)


def _telling(
    paper: Paper, kind: NoticeKind, key: str, facts: dict[str, str], firsts: dict[int, Assessment], keepers: Keepers,
    *, by: Officer | None,
) -> Iterator[notices.Telling]:  # fmt: skip
    place = place_of(paper)
    about = firsts.get(place.pk) if isinstance(place, Dossier) else place
    if about is None:  # a dossier without wards concerns nobody yet
        return
    unit = ("ward", about.ward_id) if paper.kind in WARD_KINDS else ("office", about.ward.office_id or 0)
    said: dict[str, object] = {"paper": str(paper.kind), **facts}
    if isinstance(place, Dossier):
        said["round"] = place.number
    of = "dossier_papers" if isinstance(place, Dossier) else "papers"
    path = f"{reverse(f'awards:{of}', args=[place.pk])}#{paper.kind}-{paper.subject}"
    yield notices.Telling(keepers.get(unit, ()), kind, about, key, path, said, by)


def _first_wards(papers: Iterable[Paper]) -> dict[int, Assessment]:
    """By dossier (id) the assessment of its first ward."""
    dossiers = {paper.dossier_id for paper in papers if paper.dossier_id}
    rows = DossierWard.objects.filter(dossier__in=dossiers).order_by("dossier", "position")
    found: dict[int, Assessment] = {}
    for row in rows.select_related("assessment__ward__office", "assessment__period"):
        found.setdefault(row.dossier_id, row.assessment)
    return found


def _keepers() -> Keepers:
    """Who registers today: the clerks of each ward, where it has none its leaders; of an office all who appraise."""
    roles = [Role.CLERK, Role.LEADER, *waiting.OFFICE_ROLES]
    acting = Membership.objects.on(timezone.localdate()).filter(Q(role__in=roles), officer__is_active=True)
    clerks: Keepers = {}
    others: Keepers = {}
    for membership in acting.select_related("officer").order_by("officer"):
        unit = ("ward", membership.ward_id) if membership.ward_id else ("office", membership.office_id or 0)
        (clerks if membership.role == Role.CLERK else others).setdefault(unit, []).append(membership.officer)
    return others | clerks
