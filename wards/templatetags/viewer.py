"""Addresses of what the viewer shows."""

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from wards.domain.exhibits.viewer import Pane, Tab

register = template.Library()


@register.simple_tag
def pane_url(pane: Pane, page: int | None = None, base: str = "", large: bool = False, back: str = "") -> str:
    """The page (None: where the citation opens) of the same document.

    With `base`, on the page that holds the pane: its address with `mc` (exhibit's position) and `trang` added.
    """
    return _at(base or own_url(pane, pane.position), pane.position if base else None, page, large, back)


@register.simple_tag
def tab_url(pane: Pane, tab: Tab, base: str = "", back: str = "") -> str:
    """Another exhibit of the same line, opened where it is cited."""
    if base:
        return _at(base, tab.position, None, False, back)
    own = reverse("wards:citation_view", args=[tab.citation]) if tab.citation else own_url(pane, tab.position)
    return _at(own, None, None, False, back)


@register.simple_tag
def pane_image(pane: Pane) -> str:
    """The picture of the page shown."""
    sheet = pane.sheet
    assert sheet
    if pane.hand_in:
        url = reverse("wards:handed_image", args=[pane.hand_in, sheet.sha256, sheet.page])
    else:
        url = reverse("wards:file_image", args=[sheet.file, sheet.page])
    return f"{url}?co=lon" if pane.large else url


@register.simple_tag
def pane_file(pane: Pane) -> str:
    """The whole file the page stands in."""
    sheet = pane.sheet
    assert sheet
    if pane.hand_in:
        return reverse("wards:handed_file", args=[pane.hand_in, sheet.sha256])
    return reverse("wards:file_download", args=[sheet.file])


def own_url(pane: Pane, position: int | None) -> str:
    """The viewing page of a pane."""
    if pane.hand_in:
        return reverse("wards:handed_page", args=[pane.hand_in, pane.entry, position])
    if pane.citation:
        return reverse("wards:citation_view", args=[pane.citation])
    return reverse("wards:evidence_detail", args=[pane.evidence])


def _at(url: str, position: int | None, page: int | None, large: bool, back: str) -> str:
    asked = {"mc": position, "trang": page, "co": "lon" if large else None, "ve": back or None}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url
