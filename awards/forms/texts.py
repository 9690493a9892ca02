"""What is typed for the text parts of one paper."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator

from awards.domain.papers.editing import EditedPart
from awards.domain.writing.texts import LONGEST
from wards.forms.entry import VersionField, WordsField


class TextsForm(forms.Form):
    """A box for each part, with the version it was drawn from."""

    use_required_attribute = False

    def __init__(self, edited: Sequence[EditedPart], data: Any = None) -> None:
        super().__init__(data)
        self.edited = list(edited)
        for one in self.edited:
            self.fields[one.part.key] = _box(one)
            self.fields[f"version-{one.part.key}"] = VersionField(
                required=False, widget=forms.HiddenInput, initial=one.version
            )

    def typed(self) -> dict[str, str]:
        """Plain text by part; what `usual` of the posted data names goes back to the usual text."""
        back = self.data.get("usual", "")
        return {one.part.key: "" if one.part.key == back else self.cleaned_data[one.part.key] for one in self.edited}

    def seen(self) -> dict[str, int]:
        """The versions the person had before them."""
        return {one.part.key: self.cleaned_data.get(f"version-{one.part.key}") or 0 for one in self.edited}

    def boxes(self) -> list[tuple[EditedPart, forms.BoundField, forms.BoundField]]:
        """Each part with its box and its version, in the order of the paper."""
        return [(one, self[one.part.key], self[f"version-{one.part.key}"]) for one in self.edited]


def _box(one: EditedPart) -> forms.Field:
    part = one.part
    rows = min(14, max(4 if part.is_list else 6, one.plain.count("\n") + len(one.plain) // 90 + 2))
    field = WordsField(label=part.label, help_text=part.help, initial=one.plain, rows=rows)
    field.max_length = LONGEST
    field.validators = [MaxLengthValidator(LONGEST), ProhibitNullCharactersValidator()]
    field.widget.attrs.update({"maxlength": LONGEST, **({} if part.is_list else {"data-rich": ""})})
    return field
