"""How pages find what is asked about a line."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of_line(boxes: Mapping[int, object] | None, entry: int) -> object | None:
    """The box of one line, by its id; nothing where nothing is asked."""
    return boxes.get(entry) if boxes else None
