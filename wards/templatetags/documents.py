"""How pages name a document and what it lacks."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation.templatetags.vietnamese import day, filesize
from wards.domain.evidence_pages import Place, page_total, place
from wards.models import Citation, Evidence, EvidenceFile

register = template.Library()


@register.filter
def register_line(evidence: Evidence) -> str:
    """ "Số 1234/QĐ-UBND, ngày 15/11/2019, UBND thành phố": what is known of it, in the order of a register."""
    parts = [
        _("No. %(number)s") % {"number": evidence.number} if evidence.number else "",
        _("dated %(day)s") % {"day": day(evidence.issued_on)} if evidence.issued_on else "",
        evidence.issuer,
    ]
    line = ", ".join(part for part in parts if part)
    return line[:1].upper() + line[1:]


@register.filter
def lacks(evidence: Evidence) -> str:
    """ "số, ngày ban hành": what a register asks for and is not there; empty when all is. Wants `files` prefetched."""
    missing = {
        _("number"): not evidence.number,
        _("date of issue"): not evidence.issued_on,
        _("issuing body"): not evidence.issuer,
        _("file"): not evidence.files.all(),
    }
    return ", ".join(word for word, is_missing in missing.items() if is_missing)


@register.filter
def extent(evidence: Evidence) -> str:
    """ "3 trang · 1,2 MB" over all files of the document."""
    files = list(evidence.files.all())
    if not files:
        return ""
    pages = page_total(file.content.pages for file in files)
    return " · ".join(filter(None, [_pages(pages), filesize(sum(file.content.size for file in files))]))


@register.filter
def file_extent(file: EvidenceFile) -> str:
    """ "3 trang · 1,2 MB" of one file."""
    return " · ".join(filter(None, [_pages(file.content.pages), filesize(file.content.size)]))


@register.filter
def opens_at(citation: Citation) -> Place | None:
    """The file and page a citation leads to."""
    return place(citation.evidence.files.all(), citation.pages)


def _pages(count: int | None) -> str:
    return ngettext("%(count)d page", "%(count)d pages", count) % {"count": count} if count else ""
