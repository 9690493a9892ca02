"""What people type: figures as Vietnamese offices write them, read into the columns of a figure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.text import read_number, write_number
from wards.domain.sheet.assessment import EMPTY, check_figure
from wards.models import Criterion, Figure, Indicator, Officer

LONGEST_NUMBER = 40  # characters typed, grouping and sign included
LONGEST_TEXT = 4000
YES_NO = [
    ("true", pgettext_lazy("figure", "Met")),
    ("false", pgettext_lazy("figure", "Not met")),
    ("", _("No figure yet")),
]


class NumberField(forms.Field):
    """A number in Vietnamese or English form; the input shows it ungrouped, so that it reads back as itself."""

    def __init__(
        self, *, decimals: int, unit: str = "", low: Decimal | None = None, high: Decimal | None = None, **kwargs: Any
    ) -> None:
        keyboard = "decimal" if decimals else "numeric"
        widget = forms.TextInput({"class": "fig", "inputmode": keyboard, "maxlength": LONGEST_NUMBER})
        super().__init__(required=False, widget=widget, **kwargs)
        self.decimals, self.unit, self.low, self.high = decimals, unit, low, high

    def prepare_value(self, value: Any) -> Any:
        return write_number(value, grouped=False) if isinstance(value, Decimal | int) else value

    def to_python(self, value: Any) -> Decimal | None:
        typed = (value or "").strip()
        if self.unit:  # "95,7%" where the page says % beside the field
            typed = typed.removesuffix(self.unit).rstrip()
        if len(typed) > LONGEST_NUMBER:
            raise ValidationError(_("This number is too long."), code="too_long")
        return read_number(typed, decimals=self.decimals, low=self.low, high=self.high) if typed else None


class CountField(NumberField):
    """How many: a whole number, none below zero."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimals=0, **kwargs)

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        number = super().to_python(value)
        if number is not None and number < 0:
            raise ValidationError(
                _("%(typed)s is below zero."), code="negative", params={"typed": write_number(number)}
            )
        return None if number is None else int(number)


class WordsField(forms.CharField):
    """Free text; browsers send line ends as CR LF, what is stored and digested has LF."""

    def __init__(self, *, rows: int = 2, longest: int = LONGEST_TEXT, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=longest, widget=forms.Textarea({"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""


def figure_fields(indicator: Indicator) -> dict[str, forms.Field]:
    """The fields of an indicator's figure, named like the columns of `Figure.SHAPE`; all may stay empty."""
    match indicator.value:
        case Indicator.Value.NUMBER:
            number = NumberField(
                decimals=indicator.decimals or 0, unit=indicator.unit, low=indicator.minimum, high=indicator.maximum,
                label=_("Result"),
            )  # fmt: skip
            return {"number": number}
        case Indicator.Value.SHARE:
            return {"met": CountField(label=_("Number met")), "of": CountField(label=_("Total"))}
        case Indicator.Value.YES_NO:
            choose = forms.TypedChoiceField(
                choices=YES_NO, coerce=lambda value: value == "true", empty_value=None, required=False,
                widget=forms.RadioSelect, label=_("Result"),
            )  # fmt: skip
            return {"yes": choose}
        case Indicator.Value.CHOICE:
            levels = [("", _("No figure yet")), *((option.pk, option.name) for option in indicator.options.all())]
            choose = forms.TypedChoiceField(
                choices=levels, coerce=int, empty_value=None, required=False, label=_("Level")
            )
            return {"option_id": choose}
        case _:
            return {"text": WordsField(rows=4, label=_("Content"))}


class FigureForm(forms.Form):
    """One figure of an indicator: typed by the ward in its entry, or by the office when it adjusts.

    Without `data` it shows `figure` (any record with the columns of Figure); with data it is a plain form that does
    not touch that record. Valid means within the indicator's legal range; empty is valid and is "no figure".
    """

    def __init__(self, indicator: Indicator, data: Any = None, *, figure: Figure | None = None, **kwargs: Any) -> None:
        self.indicator = indicator
        initial = self.shown(figure) if figure else None
        super().__init__(data, initial=initial, use_required_attribute=False, **kwargs)
        self.fields = {**figure_fields(indicator), **self.fields}

    @staticmethod
    def shown(figure: Figure) -> dict[str, Any]:
        """A figure's columns as the fields show them."""
        columns = {name: getattr(figure, name) for name in Figure.SHAPE}
        return {**columns, "yes": {True: "true", False: "false", None: ""}[figure.yes]}

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            check_figure(self.indicator, self.figure())
        return self.cleaned_data

    def figure(self) -> dict[str, Any]:
        """The columns of `Figure.SHAPE`, as `domain.assessment.record` and `domain.review.judge` take them."""
        return {name: self.cleaned_data.get(name, empty) for name, empty in EMPTY.items()}

    @cached_property
    def figure_parts(self) -> list[forms.BoundField]:
        """The fields of the figure alone, in order, for templates/wards/parts/figure.html."""
        return [self[name] for name in Figure.SHAPE if name in self.fields]


class VersionField(forms.IntegerField):
    """Which version the person had before them; one that cannot be read counts as having seen nothing."""

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or 0
        except ValidationError:
            return 0


class EntryForm(FigureForm):
    """A line of the ward: the figure, words to it, or why there is none; `version` is the one the person saw."""

    explanation = WordsField(label=_("Explanation"))
    no_data_reason = WordsField(label=_("No figure, because"))
    version = VersionField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def shown(figure: Figure) -> dict[str, Any]:
        words = {name: getattr(figure, name) for name in ("explanation", "no_data_reason", "version")}
        return {**FigureForm.shown(figure), **words}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        reason = cleaned.get("no_data_reason")
        if reason and any(value not in (None, "") for value in self.figure().values()):
            self.add_error("no_data_reason", _("Delete either the figure or the reason for having none."))
        return cleaned


class AssignmentsForm(forms.Form):
    """Who looks after each criterion, and who did when the page was drawn; nobody means every official of the ward."""

    def __init__(self, given: Iterable[tuple[Criterion, Officer | None]], officers: Iterable[Officer], data: Any):
        super().__init__(data)
        people = [("", _("All officials of the ward")), *((officer.pk, str(officer)) for officer in officers)]
        for criterion, officer in given:
            self.fields[f"seen-{criterion.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=officer.pk if officer else None
            )
            self.fields[f"criterion-{criterion.pk}"] = forms.TypedChoiceField(
                choices=people,
                coerce=int,
                empty_value=None,
                required=False,
                label=str(criterion),
                initial=officer.pk if officer else None,
            )
