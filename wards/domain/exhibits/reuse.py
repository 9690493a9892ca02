"""What was cited for the same indicator in earlier years, to be cited again this year."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.criteria import lineage
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits.evidence_data import is_expired
from wards.domain.exhibits.evidence_pages import fitting_pages
from wards.models import Assessment, Citation, Entry, Evidence, Officer
from wards.queries.assessments import last_verdicts
from wards.queries.evidence import CITED, newest_versions

RELATED = ("entry__indicator__criterion", "entry__assessment__period")


@dataclass(frozen=True)
class Reusable:
    """A citation of an earlier year, and the line that could cite the same now: `evidence` is its newest version."""

    entry: Entry
    earlier: Citation
    evidence: Evidence
    pages: str

    @property
    def key(self) -> str:
        """How a form names it: line and earlier citation."""
        return f"{self.entry.pk}-{self.earlier.pk}"

    @property
    def is_revised(self) -> bool:
        return self.evidence.pk != self.earlier.evidence_id

    @property
    def warnings(self) -> list[str]:
        """Why it may not prove this year's figure; nothing of it forbids."""
        return [*expired_in(self.evidence, self.entry.year), *dated_outside(self.evidence, self.entry.year)]


def expired_in(evidence: Evidence, year: int) -> list[str]:
    """That the document no longer held at the end of the year, in a sentence; else nothing."""
    if not is_expired(evidence, dt.date(year, 12, 31)):
        return []
    return [_("No longer valid after %(day)s") % {"day": f"{evidence.valid_until:%d/%m/%Y}"}]


def dated_outside(evidence: Evidence, year: int) -> list[str]:
    """That the document was issued in another year, in a sentence; else nothing."""
    if evidence.issued_on is None or evidence.issued_on.year == year:
        return []
    said = _("Issued on %(day)s, not in %(year)d")
    return [said % {"day": f"{evidence.issued_on:%d/%m/%Y}", "year": year}]


def reusable(assessment: Assessment, entries: Iterable[Entry]) -> list[Reusable]:
    """What these lines could cite again, the newest year first; a fixed number of queries.

    The same indicator is the set's own, or what it was in the sets before, under whatever code. A document a line
    cites already, in whatever version, is not offered to it.
    """
    lines = list(entries)
    own = {line.indicator_id: line.indicator.code for line in lines}
    before = lineage.descent(assessment.period.criteria_set, same=False)
    became = own | {pk: code for pk, code in before.items() if code in set(own.values())}
    earlier = CITED.filter(entry__assessment__ward=assessment.ward_id, entry__indicator__in=became)
    earlier = earlier.select_related("evidence", *RELATED).prefetch_related("evidence__files__content")
    newest = newest_versions([assessment.ward_id])
    by_code: dict[str, list[Citation]] = {}
    cited: dict[int, set[int]] = {}
    for citation in earlier:
        by_code.setdefault(became[citation.entry.indicator_id], []).append(citation)
        cited.setdefault(citation.entry_id, set()).add(_newest(citation.evidence, newest).pk)
    found = []
    for line in lines:
        taken = set(cited.get(line.pk, ()))
        for citation in by_code.get(line.indicator.code, ()):
            now = _newest(citation.evidence, newest)
            if citation.entry.year < line.year and now.pk not in taken:
                taken.add(now.pk)
                found.append(Reusable(line, citation, now, citation.pages))
    return found


def open_lines(assessment: Assessment, *, by: Officer) -> list[Entry]:
    """The lines this person may change now, in the set's order; three queries at most."""
    given = dict(assessment.assignments.values_list("criterion_id", "officer_id"))
    verdicts = last_verdicts(assessment) if assessment.round else {}
    lines = []
    for entry in assessment.entries.select_related("indicator__criterion").order_by(
        "indicator__criterion__position", "indicator__position", "year"
    ):
        entry.assessment = assessment
        assignee = given.get(entry.indicator.criterion_id)
        if rules.may_edit(by, entry, assignee_id=assignee, verdict=verdicts.get(entry.pk)):
            lines.append(entry)
    return lines


def _newest(evidence: Evidence, newest: dict[int, Evidence]) -> Evidence:
    return newest.get(evidence.pk, evidence)


@transaction.atomic
def reuse(*, chosen: Iterable[Reusable], by: Officer) -> list[Citation]:
    """Cite them all, or none: pages are kept where the document has them. Raises NotAllowed or ValidationError."""
    picked = list(chosen)
    documents = Evidence.objects.select_for_update(of=("self",)).filter(pk__in=[one.evidence.pk for one in picked])
    list(documents.order_by("pk"))  # documents before assessments, always in this order
    made = []
    for one in picked:
        pages = fitting_pages(one.pages, one.evidence.files.values_list("content__pages", flat=True))
        made.append(evidences.cite(entry=one.entry, evidence=one.evidence, by=by, pages=pages))
    return made
