"""How criteria are shown."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def marked(text: str, words: list[str]) -> SafeString:
    """The text with these words in <mark>; text and words are escaped alike, so nothing else becomes markup."""
    html = str(conditional_escape(text))
    for phrase in words:
        shown = str(conditional_escape(phrase))
        html = html.replace(shown, f"<mark>{shown}</mark>", 1)
    return mark_safe(html)  # noqa: S308 -- both parts escaped above
