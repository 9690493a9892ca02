"""What an office types about its wards: basic figures with their sources, or a sheet of them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.choices import offer
from emulation.signs import LineField
from wards.domain.doubts.plausibility_registry import Given, check
from wards.domain.files import uploads
from wards.forms.entry import CountField
from wards.models import RegistryFigure

MOST_BYTES = 2 * 1024 * 1024
Subject = RegistryFigure.Subject


class RegistryForm(forms.Form):
    """A number and its source for each subject; a number left empty takes the record away."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(self, data: Any = None, *, known: Mapping[str, RegistryFigure] | None = None, seen: str = "") -> None:
        rows = known or {}
        initial: dict[str, Any] = {"seen": seen}
        for subject, row in rows.items():
            initial |= {subject: int(row.value), f"{subject}-source": row.source}
        super().__init__(data, initial=initial)
        for subject in Subject:
            self.fields[subject.value] = CountField(label=subject.label)
            self.fields[f"{subject.value}-source"] = LineField(
                label=_("Source"), max_length=200, required=False, widget=forms.TextInput({"list": "sources"})
            )

    def clean(self) -> dict[str, Any]:
        for subject, given in self.given().items():
            wrong = "" if self.errors.keys() & {subject, f"{subject}-source"} else check(given)
            if wrong:
                self.add_error(subject if given.source else f"{subject}-source", wrong)
        return self.cleaned_data

    def given(self) -> dict[str, Given]:
        """By subject, as `plausibility_registry.keep` takes it."""
        return {s.value: Given(self._number(s), self.cleaned_data.get(f"{s.value}-source", "")) for s in Subject}

    def _number(self, subject: str) -> Decimal | None:
        count = self.cleaned_data.get(subject)
        return None if count is None else Decimal(count)

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The number and the source of each subject."""
        return [(self[s.value], self[f"{s.value}-source"]) for s in Subject]


class SheetForm(forms.Form):
    """An Excel sheet and the year it is of."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    file = forms.FileField(label=_("Excel file (.xlsx)"), widget=forms.FileInput({"accept": ".xlsx"}))

    use_required_attribute = False

    def __init__(self, years: list[int], data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        offer(self, "year", [(year, str(year)) for year in years])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".xlsx"):
            raise ValidationError(_("Choose an Excel file (.xlsx)."))
        try:
            uploads.check(file, limit=MOST_BYTES)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        file.seek(0)
        return file
