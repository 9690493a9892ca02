"""Choices that a form gets when it is made: of one person, one ward, one meeting."""

from collections.abc import Iterable
from typing import Any

from django import forms


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let the field of this form offer these (value, words), and no other form's; TypeError if it offers none."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} of {type(form).__name__} is no field of choices")
    field.choices = list(choices)
