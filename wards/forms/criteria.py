"""What an office types of a criteria set, one part at a time: the fields are the columns of its Excel file."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.signs import LineField
from emulation.text import write_number
from wards.domain.criteria import set_sheets as layout
from wards.domain.criteria.catalogue_file import Fault
from wards.domain.criteria.set_parts import Data
from wards.domain.criteria.set_sheets import Column, at
from wards.domain.criteria.set_words import in_words
from wards.forms.entry import NumberField, WordsField
from wards.forms.evidence import DayField

LONG = {"text", "notes", "short", "legal_basis.name"}  # texts that run over several lines
SPARE, MOST_LEVELS = 3, 60  # empty rows offered for more levels; how many one form may send


def field_of(column: Column) -> forms.Field:
    """The field of a sheet's column; what may not be missing is said by the proof, in the set's own words."""
    told: dict[str, Any] = {"label": column.heading, "required": False}
    match column.kind:
        case "number" | "whole":
            field: forms.Field = NumberField(decimals=6 if column.kind == "number" else 0, label=column.heading)
        case "day":
            field = DayField(**told)
        case "flag":
            field = forms.BooleanField(**told)
        case "word":
            none = _("Not chosen yet") if column.must else pgettext("criteria set", "None")
            field = forms.ChoiceField(choices=[("", none), *(column.words or {}).items()], **told)
        case "lines":
            field = WordsField(rows=3, label=column.heading)
        case _ if column.path in LONG:
            field = WordsField(rows=3, label=column.heading)
        case _:
            field = LineField(**told)
    return field


class PartForm(forms.Form):
    """A part of a set, a field for each column of its sheet."""

    use_required_attribute = False
    COLUMNS: Sequence[Column] = ()
    KEPT: Sequence[str] = ()  # keys of the part that no field shows

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, part: Data, data: Any = None, *, scored: bool = True, **kwargs: Any) -> None:
        self.part, self.scored = part, scored
        self.columns = [column for column in self.COLUMNS if scored or not column.path.startswith(("max_", "pass_"))]
        initial = {name_of(column.path): _shown(part, column) for column in self.columns}
        super().__init__(data, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        for column in self.columns:
            self.fields[name_of(column.path)] = field_of(column)
            self.fields[name_of(column.path)].widget.is_required = column.must

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields in the order of the sheet; only what may be left empty is marked so."""
        fields = [self[name_of(column.path)] for column in self.columns]
        for field, column in zip(fields, self.columns, strict=True):
            field.field.required = column.must
        return fields

    def content(self) -> Data:
        """The part as the set's data holds it: what is empty is not there."""
        content: Data = {key: self.part[key] for key in self.KEPT if key in self.part}
        for column in self.columns:
            value = self.cleaned_data.get(name_of(column.path))
            if column.kind == "lines":
                value = [line.strip() for line in (value or "").splitlines() if line.strip()]
            if value is not None and value is not False and value not in ("", []):  # 0 is a value
                outer, _dot, inner = column.path.partition(".")
                if inner:
                    content.setdefault(outer, {})[inner] = value
                else:
                    content[outer] = value
        return content

    def refuse(self, faults: Sequence[Fault]) -> None:
        """Put what is wrong beside the fields it is about, each thing once."""
        for fault in faults:
            name, told = self.field_at(fault.place.partition(" (")[0]), in_words(fault.message)
            if name is None or told not in self.errors.get(name, []):
                self.add_error(name, told)

    def field_at(self, place: str) -> str | None:
        """The field that a place in the data belongs to; None where there is none."""
        paths = sorted((column.path for column in self.columns), key=len, reverse=True)
        found = next((path for path in paths if place == path or place.startswith((f"{path}.", f"{path}["))), None)
        if found is None:  # "target" as a whole: its first field
            found = next((column.path for column in self.columns if column.path.startswith(f"{place}.")), None)
        return name_of(found) if found else None


def name_of(path: str) -> str:
    """A path as a field's name."""
    return path.replace(".", "-")


def _shown(part: Data, column: Column) -> Any:
    value = at(part, column.path)
    return "\n".join(value or []) if column.kind == "lines" else value


class HeadForm(PartForm):
    """The set itself: its name, its law, its days, its points."""

    COLUMNS = layout.HEAD
    KEPT = ("code", "kind", "scoring", "supersedes")


class CriterionForm(PartForm):
    """A criterion without its indicators."""

    COLUMNS = layout.OF_CRITERION


class IndicatorForm(PartForm):
    """An indicator with its levels: a row each, a few empty ones for more."""

    COLUMNS = layout.OF_INDICATOR

    levels = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_LEVELS)

    def __init__(self, part: Data, data: MultiValueDict[str, Any] | None = None, **kwargs: Any) -> None:
        rows = list(_level_rows(part))
        sent = str(data.get("levels", "")) if data is not None else ""
        count = min(int(sent), MOST_LEVELS) if sent.isdecimal() and len(sent) < 4 else len(rows) + SPARE
        initial: dict[str, Any] = {"levels": count, **kwargs.pop("initial", {})}
        for n, (low, points, met) in enumerate(rows):
            initial |= {f"level-{n}-low": low, f"level-{n}-points": points, f"level-{n}-met": met}
        super().__init__(part, data, initial=initial, **kwargs)
        self.count = count
        for n in range(count):
            self.fields[f"level-{n}-low"] = LineField(label=layout.LEVEL_NAME, max_length=200, required=False)
            self.fields[f"level-{n}-points"] = NumberField(decimals=2, label=layout.LEVEL_POINTS)
            self.fields[f"level-{n}-met"] = forms.BooleanField(label=layout.LEVEL_MET, required=False)

    @property
    def rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of each level."""
        for n in range(self.count):
            yield self[f"level-{n}-low"], self[f"level-{n}-points"], self[f"level-{n}-met"]

    @property
    def has_names(self) -> bool:
        """Levels of a choice say which of them meet the indicator; those of a figure have a target instead."""
        return self["value"].value() in ("choice", "", None)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        self.given: list[tuple[int, Any, Any, bool]] = []  # row, figure or name, points, met
        for n in range(self.count):
            low, points = cleaned.get(f"level-{n}-low", ""), cleaned.get(f"level-{n}-points")
            if not low and points is None:
                continue
            if cleaned.get("value") != "choice" and low:
                try:
                    low = NumberField(decimals=6).clean(low)
                except ValidationError as error:
                    self.add_error(f"level-{n}-low", error)
            self.given.append((n, low, points, bool(cleaned.get(f"level-{n}-met"))))
        return cleaned

    def content(self) -> Data:
        content = super().content()
        if content.get("value") == "choice":
            named = [{"name": low, "points": points, "met": met} for _n, low, points, met in self.given]
            content["choices"] = [{key: value for key, value in one.items() if value is not None} for one in named]
        elif self.given:
            pairs = [[low if low != "" else None, points] for _n, low, points, _met in self.given]
            content.setdefault("scale", {})["pairs"] = pairs
        return content

    def field_at(self, place: str) -> str | None:
        """A level's fault belongs to its row, one of all of them to the first."""
        head, _bracket, rest = place.partition("[")
        if head not in ("scale.pairs", "choices") and place != "scale":
            return super().field_at(place)
        if not self.given:
            return "scale-kind" if place != "choices" else "level-0-low" if self.count else "value"
        at_row, _close, inner = rest.partition("]")
        row = self.given[int(at_row)][0] if at_row.isdecimal() and int(at_row) < len(self.given) else self.given[0][0]
        return f"level-{row}-{'points' if inner in ('[1]', '.points') else 'low'}"


def _level_rows(part: Data) -> Iterator[tuple[str, Any, bool]]:
    for one in part.get("choices", []):
        yield one["name"], one.get("points"), bool(one.get("met"))
    for low, points in at(part, "scale.pairs") or []:
        yield write_number(low, grouped=False), points, False
