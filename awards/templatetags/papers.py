"""How words are set on a printed paper."""

import re
from html import unescape

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_REFERENCE = re.compile(r"(MC \S+-\d+|[^\s()“”]*\d/[^\s()“”,;]+)")  # MC 5.2-01, 09/2019/QĐ-UBND, 7/8


@register.filter
def whole(text: str) -> SafeString:
    """Keep references on one line: "09/2019/QĐ-UBND" must not break after a slash or hyphen, nor "MC 5.2-01"."""
    parts = _REFERENCE.split(text)  # what stands between references, and at odd places the references
    kept = (
        format_html('<span class="whole">{}</span>', part) if place % 2 else part for place, part in enumerate(parts)
    )
    return format_html_join("", "{}", ((part,) for part in kept))


@register.filter
def votes(text: str) -> str:
    """Of how many members so many, with two digits each as the text of papers counts people: "7/9" → "07/09"."""
    return re.sub(r"\d+", lambda number: number[0].zfill(2), text)


@register.filter
def typed(markup: str) -> SafeString:
    """Typed markup that `parts.cleaned` and `flow.blocks` left (bold, italic, line breaks), its references whole."""
    pieces = re.split(r"(<[^>]*>)", markup)  # tags stand at odd places
    kept = (piece if place % 2 else str(whole(unescape(piece))) for place, piece in enumerate(pieces))
    return mark_safe("".join(kept))  # noqa: S308 - text is escaped anew, tags are those that were left
