"""What is typed for the text parts of one paper."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator

from awards.domain.papers.editing import EditedPart
from awards.domain.writing.texts import LONGEST
from wards.forms.entry import VersionField, WordsField


class TextsForm(forms.Form):
    """A box for each part, with the version and the text it was drawn from: what nobody touched is nobody's to save."""

    use_required_attribute = False

    def __init__(self, edited: Sequence[EditedPart], data: Any = None) -> None:
        super().__init__(data)
        self.edited = list(edited)
        for one in self.edited:
            self.fields[one.part.key] = _box(one)
            base = forms.HiddenInput({"data-base": ""})  # restored together with what was typed over it
            self.fields[f"version-{one.part.key}"] = VersionField(required=False, widget=base, initial=one.version)
            self.fields[f"was-{one.part.key}"] = forms.CharField(required=False, widget=base, initial=one.drawn)

    def typed(self) -> dict[str, str]:
        """Plain text by part, of those that were changed; what `usual` of the posted data names goes back to it."""
        changed = {one.part.key: self.cleaned_data[one.part.key] for one in self.edited if self.is_changed(one)}
        back = self.data.get("usual", "")
        return changed | {one.part.key: "" for one in self.edited if one.part.key == back}

    def is_changed(self, one: EditedPart) -> bool:
        """Whether the box says something else than when it was drawn."""
        return one.digest_of(self.cleaned_data[one.part.key]) != self.cleaned_data.get(f"was-{one.part.key}")

    def seen(self) -> dict[str, int]:
        """The versions the person had before them."""
        return {one.part.key: self.cleaned_data.get(f"version-{one.part.key}") or 0 for one in self.edited}

    def boxes(self) -> list[tuple[EditedPart, forms.BoundField, list[forms.BoundField]]]:
        """Each part with its box and what it was drawn from, in the order of the paper."""
        keys = [(one, one.part.key) for one in self.edited]
        return [(one, self[key], [self[f"version-{key}"], self[f"was-{key}"]]) for one, key in keys]


def _box(one: EditedPart) -> forms.Field:
    part = one.part
    rows = min(14, max(4 if part.is_list else 6, one.plain.count("\n") + len(one.plain) // 90 + 2))
    field = WordsField(label=part.label, help_text=part.help, initial=one.plain, rows=rows)
    field.max_length = LONGEST
    field.validators = [MaxLengthValidator(LONGEST), ProhibitNullCharactersValidator()]
    field.widget.attrs.update({"maxlength": LONGEST, **({} if part.is_list else {"data-rich": ""})})
    return field
