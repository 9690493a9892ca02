"""The cited pages and what to look at on them, as people type it; a pointer fills the same fields (region.js)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.text import read_number, write_number
from wards.domain.exhibits.regions import WHOLE, Region
from wards.forms.evidence import PagesForm

SIDES = {"left": "left", "top": "top", "wide": "width", "high": "height"}  # field → of the region


class PercentField(forms.Field):
    """Thousandths of the page (an int), typed in per cent: 12,5."""

    widget = forms.TextInput(attrs={"class": "fig", "inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        typed = (value or "").strip()[:40].removesuffix("%").rstrip()
        if not typed:
            return None
        parts = int(read_number(typed, decimals=1) * 10)
        if not 0 <= parts <= WHOLE:
            raise ValidationError(_("“%(typed)s” is not between 0 and 100%%.") % {"typed": typed})
        return parts

    def prepare_value(self, value: Any) -> Any:
        return write_number(Decimal(value) / 10) if isinstance(value, int) else value


class MarkForm(PagesForm):
    """Pages and one region on one of them; its four sides are given together or not at all."""

    marked_page = forms.IntegerField(
        label=gettext_lazy("On page"), required=False, min_value=1, max_value=99_999,
        widget=forms.TextInput(attrs={"class": "fig", "inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    left = PercentField(label=gettext_lazy("From the left (%)"), required=False)
    top = PercentField(label=gettext_lazy("From the top (%)"), required=False)
    wide = PercentField(label=gettext_lazy("Width (%)"), required=False)
    high = PercentField(label=gettext_lazy("Height (%)"), required=False)

    @staticmethod
    def showing(*, pages: str, region: Region | None) -> dict[str, Any]:
        """What the form begins with."""
        sides = {field: getattr(region, side) for field, side in SIDES.items()} if region else {}
        return {"pages": pages, "marked_page": region.page if region else None, **sides}

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of the region."""
        return [self[name] for name in ("marked_page", *SIDES)]

    @property
    def is_region_wrong(self) -> bool:
        return any(field.errors for field in self.numbers)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        missing = [name for name in SIDES if cleaned.get(name) is None]
        if len(missing) < len(SIDES) and not self.is_region_wrong:
            missing += ["marked_page"] if not cleaned.get("marked_page") else []
            for name in missing:
                self.add_error(name, _("Enter this number too, or leave all empty to cite the whole page."))
        return cleaned

    def region(self) -> Region | None:
        """What is marked; None for the whole page. Of a valid form."""
        sides = {side: self.cleaned_data[field] for field, side in SIDES.items()}
        if None in sides.values():
            return None
        return Region(page=self.cleaned_data["marked_page"], **sides)

    def take(self, error: ValidationError) -> None:
        """Put what the domain refused beside the fields it is about."""
        for name, said in error.message_dict.items():
            self.add_error("left" if name == "region" else name, said)
