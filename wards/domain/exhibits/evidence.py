"""Lay down documents with their files, and cite them. Scores do not depend on evidence: no revision is raised here.

Locks are taken in one order, document before assessments, so that a hand-in and a change of what it contains never
pass each other unseen.
"""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.exhibits import evidence_data
from wards.domain.exhibits.evidence_gone import Gone, PointsElsewhere
from wards.domain.exhibits.evidence_kept import Kept, kept, told
from wards.domain.exhibits.evidence_pages import page_total, read_pages
from wards.domain.exhibits.regions import Region
from wards.domain.exhibits.regions import check as check_region
from wards.domain.files import contents
from wards.domain.files.uploads import Checked
from wards.domain.sheet.assessment import editable, locked, require
from wards.models import Assessment, Citation, CitationEvent, Entry, Evidence, EvidenceFile, Officer, Verdict, Ward


class NotOurs(Exception):
    """A document of another ward: whoever asks must not learn that it exists."""


@transaction.atomic
def add_evidence(
    *, ward: Ward, by: Officer, abstract: str, number: str = "", issued_on: dt.date | None = None, issuer: str = "",
    kind: str = Evidence.Kind.OTHER, body: str = "", copy: str = Evidence.Copy.PHOTO,
    valid_until: dt.date | None = None, entry: Entry | None = None, pages: str = "", page_count: int | None = None,
) -> Evidence:  # fmt: skip
    """Lay down a document and, with `entry`, cite it there: both or neither.

    `page_count` is that of the files about to be attached, if known: `pages` is checked against it.
    Raises ValidationError (by field) or NotAllowed.
    """
    require(works_in(ward.pk, by))
    evidence = Evidence(
        ward=ward, number=number, issued_on=issued_on, issuer=issuer, abstract=abstract, kind=kind, body=body,
        copy=copy, valid_until=valid_until, created_by=by,
    )  # fmt: skip
    evidence_data.check(evidence)
    evidence.save()
    if entry is not None:
        _cite(entry, evidence, read_pages(pages, total=page_count), by)
    return evidence


@transaction.atomic
def delete_evidence(*, evidence: Evidence, by: Officer) -> None:
    """Remove a document nothing cites, or ever cited in a hand-in, with its files. Raises NotAllowed."""
    now = hold(evidence)
    require(may_delete(now, by=by))
    held = [file.content for file in now.files.select_related("content")]
    now.delete()
    contents.held(content.sha256 for content in held)
    for content in held:
        contents.discard(content)


def may_change(evidence: Evidence, *, by: Officer) -> rules.Ruling:
    """Whether this person may change the document now: every line that cites it decides, whoever it is given to.

    So does every hand-in that names it, also when no line cites it any more, unless the ward has that assessment back.
    """
    ruling = works_in(evidence.ward_id, by)
    if not ruling:
        return ruling
    citations = evidence.citations.select_related(
        "entry__indicator", "entry__assessment__ward", "entry__assessment__period"
    )
    for citation, line in line_rulings(citations, by=by):
        if not line:
            return rules.Ruling(False, _("%(exhibit)s cites this document. %(reason)s") % {
                "exhibit": citation.exhibit, "reason": line.reason,
            })  # fmt: skip
    closed = [one for one in kept(evidence) if one.hand_in.assessment.state not in rules.WRITING]
    return _no_hand_in(closed)


def line_rulings(citations: Iterable[Citation], *, by: Officer) -> list[tuple[Citation, rules.Ruling]]:
    """Whether this person may change the line of each citation, whoever it is given to. One query."""
    cited = list(citations)
    entries = [citation.entry_id for citation in cited]
    last = Verdict.objects.filter(entry__in=entries).order_by("entry_id", "-id").distinct("entry_id")
    verdicts = {verdict.entry_id: verdict for verdict in last}
    return [
        (one, rules.may_edit(by, one.entry, assignee_id=None, verdict=verdicts.get(one.entry_id))) for one in cited
    ]  # fmt: skip


def may_delete(evidence: Evidence, *, by: Officer) -> rules.Ruling:
    """Whether this person may remove the document: what nothing cites, handed in names or revises."""
    ruling = works_in(evidence.ward_id, by)
    if not ruling:
        return ruling
    citing = evidence.citations.select_related("entry__indicator").order_by("entry__indicator__code", "position")
    exhibits = ", ".join(citation.exhibit for citation in citing)
    if exhibits:
        said = _("%(exhibits)s: this document is cited there; remove the citations first.")
        return rules.Ruling(False, said % {"exhibits": exhibits})
    if Evidence.objects.filter(revises=evidence).exists():
        return rules.Ruling(False, _("A newer version replaces this document: the older one is kept beside it."))
    return _no_hand_in(kept(evidence))


def may_remove_file(file: EvidenceFile, *, by: Officer) -> rules.Ruling:
    """Whether this person may take the file out: nothing handed in may show the document with it."""
    ruling = may_change(file.evidence, by=by)
    return ruling and _no_hand_in([one for one in kept(file.evidence) if file.content.sha256 in one.files])


def _no_hand_in(named: list[Kept]) -> rules.Ruling:
    if not named:
        return rules.YES
    return rules.Ruling(False, _("It has been handed in (%(where)s) and must stay as it was.") % {"where": told(named)})


def attach(*, evidence: Evidence, checked: Checked, by: Officer) -> EvidenceFile:
    """Add a checked file to a document; its content is stored once. What goes wrong leaves nothing on disk.

    Raises ValidationError under "files" when the document has this content already, and whole, or NotAllowed.
    """
    written: list[str] = []
    try:
        with transaction.atomic():
            now = hold(evidence)
            require(may_change(now, by=by))
            content = contents.stored(checked, written, by=by)
            made, is_new = now.files.get_or_create(content=content, defaults={"name": checked.name, "uploaded_by": by})
            if not (is_new or content.was_put_back):
                said = _("%(name)s: this file is already in the document.") % {"name": checked.name}
                raise ValidationError({"files": [said]})
            made.content = content
            return made
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise


@transaction.atomic
def remove_file(*, file: EvidenceFile, by: Officer) -> None:
    """Take a file out of its document, and forget its content unless another has it. Raises NotAllowed."""
    now = hold(file.evidence)
    file.evidence = now
    require(may_remove_file(file, by=by))
    now.files.filter(pk=file.pk).delete()
    contents.discard(file.content)


@transaction.atomic
def cite(*, entry: Entry, evidence: Evidence, by: Officer, pages: str = "") -> Citation:
    """Let a line point at pages of a document ("2-3"; empty: all of it). Raises ValidationError, NotAllowed or Gone."""
    now = _alone(evidence)
    return _cite(entry, now, read_pages(pages, total=_total(now)), by)


@transaction.atomic
def edit_citation(
    *, citation: Citation, by: Officer, pages: str, region: Region | None = None, seen: str | None = None
) -> Citation:
    """Point at other pages, and at a region of one of them (None: the whole page).

    `seen` is the `place` the person had before them (None: not checked). Raises ValidationError under "pages" or
    "region", NotAllowed, Gone, or PointsElsewhere.
    """
    now, evidence = _open(citation, by)
    if seen not in (None, now.place) and now.by_id != by.pk:
        raise PointsElsewhere(now)
    now.pages, now.by, now.at = read_pages(pages, total=_total(evidence)), by, timezone.now()
    if region:
        check_region(region, pages=now.pages, files=evidence.files.select_related("content"))
    now.region = str(region or "")
    now.save(update_fields=["pages", "region", "by", "at"])
    return now


@transaction.atomic
def uncite(*, citation: Citation, by: Officer) -> None:
    """Remove a citation; the document stays in the library and the exhibit number is not given again.

    The remover is written into the row first: the database's record of the removal then carries who did it.
    """
    now, _evidence = _open(citation, by)
    now.by, now.at = by, timezone.now()
    now.save(update_fields=["by", "at"])
    now.delete()


def works_in(ward_id: int, by: Officer) -> rules.Ruling:
    """Whether this person lays down documents of the ward."""
    if by.roles_in_ward(ward_id) & {"official", "leader"}:
        return rules.YES
    return rules.Ruling(False, _("Only officials of the ward change its evidence."))


def _alone(evidence: Evidence) -> Evidence:
    now = Evidence.objects.select_for_update(of=("self",)).filter(pk=evidence.pk).first()
    if now is None:
        raise Gone
    return now


def hold(evidence: Evidence) -> Evidence:
    """The document as it is now, and the assessments that cite it, all kept still until the transaction ends."""
    now = _alone(evidence)
    cited_by = Entry.objects.filter(citations__evidence=now).values("assessment")
    list(Assessment.objects.select_for_update().filter(pk__in=cited_by).order_by("pk"))
    return now


def _open(citation: Citation, by: Officer) -> tuple[Citation, Evidence]:
    """The citation, kept still, if this person may change its line."""
    evidence = _alone(citation.evidence)
    entry = citation.entry
    entry.assessment = locked(entry.assessment)
    require(editable(entry, by=by))
    now = Citation.objects.select_related("by", "entry__indicator").filter(pk=citation.pk).first()
    if now is None:
        raise Gone
    return now, evidence


def _total(evidence: Evidence) -> int | None:
    return page_total(evidence.files.values_list("content__pages", flat=True))


def _cite(entry: Entry, evidence: Evidence, pages: str, by: Officer) -> Citation:
    entry.assessment = locked(entry.assessment)
    if evidence.ward_id != entry.assessment.ward_id:
        raise NotOurs
    require(editable(entry, by=by))
    there = Citation.objects.filter(entry=entry, evidence=evidence).select_related("entry__indicator").first()
    if there:
        raise ValidationError(
            {"evidence": _("This line cites the document already, as %(exhibit)s.") % {"exhibit": there.exhibit}}
        )
    # Removed citations are in the history: their numbers may be on paper already.
    history = CitationEvent.objects.filter(entry=entry)
    position = (history.aggregate(last=Max("position"))["last"] or 0) + 1
    return Citation.objects.create(entry=entry, evidence=evidence, position=position, pages=pages, by=by)
