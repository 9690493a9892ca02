"""What the evidence of assessments in the ward's hands still lacks: told line by line, to be mended."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from wards import rules
from wards.domain.exhibits.evidence_data import is_expired, lacks
from wards.models import Assessment, Assignment, Citation, Entry, Evidence, Officer, Verdict
from wards.queries.assessments import SET_TEXTS
from wards.queries.evidence import newest_versions


class GapKind(TextChoices):
    NOTHING = "nothing", pgettext_lazy("gap", "Indicator without evidence")
    EXPIRED = "expired", pgettext_lazy("gap", "Document no longer valid")
    LACKING = "lacking", pgettext_lazy("gap", "Document lacks data or file")
    REVISED = "revised", pgettext_lazy("gap", "Document with a newer version")


OF_A_DOCUMENT = {GapKind.EXPIRED, GapKind.LACKING}  # mended on the document's page, not at the line


@dataclass(frozen=True)
class Gap:
    """One thing to mend at one line; `citation` is None where the line cites nothing."""

    kind: str
    entry: Entry
    citation: Citation | None = None
    newest: Evidence | None = None
    missing: str = ""

    @property
    def label(self) -> str:
        return str(GapKind(self.kind).label)

    @property
    def sentence(self) -> str:
        """ "Quyết định số 12/QĐ-UBND hết hiệu lực ngày 30/6/2019 (MC 5.2-01)"."""
        if self.citation is None:
            return _("Indicator %(code)s has no evidence yet") % {"code": self.entry.indicator.code}
        evidence = self.citation.evidence
        words = {"document": named(evidence), "exhibit": self.citation.exhibit, "missing": self.missing}
        if self.kind == GapKind.EXPIRED:
            words["day"] = f"{evidence.valid_until:%d/%m/%Y}"
            return _("%(document)s: no longer valid after %(day)s (%(exhibit)s)") % words
        if self.kind == GapKind.LACKING:
            return _("%(document)s: %(missing)s missing (%(exhibit)s)") % words
        return _("%(document)s has a newer version (%(exhibit)s)") % words


def named(evidence: Evidence) -> str:
    """A document in short: its kind and number, else its abstract."""
    if not evidence.number:
        return f"“{evidence.abstract}”"
    kind = "" if evidence.kind == Evidence.Kind.OTHER else evidence.get_kind_display()
    return _("%(kind)s No. %(number)s") % {"kind": kind or _("Document"), "number": evidence.number}


def in_hand(officer: Officer) -> list[Assessment]:
    """The assessments this person's wards have in their hands, the newest period first."""
    wards = {membership.ward_id for membership in officer.current_memberships if membership.ward_id}
    found = Assessment.objects.filter(ward__in=wards, state__in=rules.WRITING)
    found = found.select_related("ward", "period__criteria_set").defer(*(f"period__{text}" for text in SET_TEXTS))
    return list(found.order_by("-period__last_year", "-period_id", "ward__sort_key"))


def gaps(assessments: Iterable[Assessment]) -> list[Gap]:
    """What is to be mended in these assessments, line by line; where completion is asked for, in those lines alone.

    A fixed number of queries.
    """
    by_pk = {assessment.pk: assessment for assessment in assessments}
    if not by_pk:
        return []
    newest = newest_versions({assessment.ward_id for assessment in by_pk.values()})
    found: list[Gap] = []
    for entry in _open_lines(by_pk):
        citations = list(entry.citations.all())
        if entry.is_provided and not citations:
            found.append(Gap(GapKind.NOTHING, entry))
        for citation in citations:
            citation.entry = entry
            found += _of(citation, newest.get(citation.evidence_id))
    return found


def steps(found: Iterable[Gap], *, by: Officer) -> list[tuple[Gap, rules.Ruling]]:
    """Each gap with whether this person may mend it. Two queries.

    A document is mended by whoever lays down documents of the ward, a line only by whom it is given to and while it is
    open.
    """
    those = list(found)
    entries = {gap.entry.pk for gap in those}
    given = {
        (row.assessment_id, row.criterion_id): row.officer_id
        for row in Assignment.objects.filter(assessment__in={gap.entry.assessment_id for gap in those})
    }
    last = Verdict.objects.filter(entry__in=entries).order_by("entry_id", "-id").distinct("entry_id")
    verdicts = {verdict.entry_id: verdict for verdict in last}

    def ruling(gap: Gap) -> rules.Ruling:
        entry = gap.entry
        if gap.kind in OF_A_DOCUMENT and rules.is_ward_officer(by, entry.assessment):
            return rules.YES
        assignee = given.get((entry.assessment_id, entry.indicator.criterion_id))
        return rules.may_edit(by, entry, assignee_id=assignee, verdict=verdicts.get(entry.pk))

    return [(gap, ruling(gap)) for gap in those]


def _of(citation: Citation, newest: Evidence | None) -> list[Gap]:
    evidence, entry = citation.evidence, citation.entry
    missing = lacks(evidence, has_file=bool(evidence.files.all()))
    found = []
    if newest:
        found.append(Gap(GapKind.REVISED, entry, citation, newest))
    elif is_expired(evidence, dt.date(entry.year, 12, 31)):
        found.append(Gap(GapKind.EXPIRED, entry, citation))
    if missing:
        found.append(Gap(GapKind.LACKING, entry, citation, missing=", ".join(missing)))
    return found


def _open_lines(by_pk: dict[int, Assessment]) -> list[Entry]:
    cited = Citation.objects.select_related("evidence").prefetch_related("evidence__files")
    entries = Entry.objects.filter(assessment__in=by_pk).select_related("indicator__criterion")
    entries = entries.prefetch_related(Prefetch("citations", cited.order_by("position")))
    completing = [pk for pk, assessment in by_pk.items() if assessment.is_completing]
    last = Verdict.objects.filter(entry__assessment__in=completing).order_by("entry_id", "-id").distinct("entry_id")
    asked = {verdict.entry_id for verdict in last if verdict.kind == Verdict.Kind.TO_COMPLETE}
    rank = {pk: place for place, pk in enumerate(by_pk)}
    lines = []
    for entry in entries.order_by("indicator__criterion__position", "indicator__position", "year"):
        entry.assessment = by_pk[entry.assessment_id]
        if not entry.assessment.is_completing or entry.pk in asked:
            lines.append(entry)
    return sorted(lines, key=lambda entry: rank[entry.assessment_id])
