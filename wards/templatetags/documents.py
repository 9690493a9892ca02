"""How pages name a document and what it lacks."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation.templatetags.vietnamese import day, filesize
from wards.domain.exhibits import evidence_data, regions
from wards.domain.exhibits.evidence_pages import Place, page_total, place
from wards.models import Citation, Evidence, EvidenceFile

register = template.Library()


@register.simple_tag(takes_context=True)
def under_way(context: template.Context) -> str:
    """Ids of the person's files that were sent and not saved: of all others a browser may forget what it remembers."""
    return " ".join(str(pk) for pk in context["request"].user.uploads.values_list("pk", flat=True))


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
def where_to_look(citation: Citation) -> str:
    """ "xem trang 2-3", "xem trang 1, vùng đánh dấu", "cả tài liệu"."""
    return regions.where(citation.pages, citation.region)


@register.filter
def lacks(evidence: Evidence) -> str:
    """ "số, ngày ban hành": what a register asks for and is not there; empty when all is. Wants `files` prefetched."""
    return ", ".join(evidence_data.lacks(evidence, has_file=bool(evidence.files.all())))


@register.filter
def kind_line(evidence: Evidence) -> str:
    """ "Giấy xác nhận (Công an)"; empty for what is of no kind in particular."""
    if evidence.kind == Evidence.Kind.OTHER:
        return ""
    return (
        f"{evidence.get_kind_display()} ({evidence.get_body_display()})"
        if evidence.body
        else evidence.get_kind_display()
    )


@register.filter
def expired_on(evidence: Evidence) -> str:
    """The last day of a document that is no longer valid today; else empty."""
    return day(evidence.valid_until) if evidence_data.is_expired(evidence, timezone.localdate()) else ""


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
