"""What the office types about a visit, and the photographs it chooses."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from emulation.choices import offer
from emulation.signs import LineField
from wards.domain.appraisal import inspections
from wards.forms.entry import LONGEST_TEXT, VersionField, WordsField
from wards.forms.evidence import DayField
from wards.forms.uploads import UploadForm
from wards.models import Criterion, Entry, Inspection, Upload

LONGEST = 8000  # characters of findings; with all other fields still a form that is kept through a login


class NeededWords(WordsField):
    """Words without which there are no minutes."""

    def __init__(self, *, missing: Any, longest: int = LONGEST_TEXT, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.required, self.max_length = True, longest
        self.validators = [*self.default_validators, MaxLengthValidator(longest), ProhibitNullCharactersValidator()]
        self.error_messages["required"] = missing


class InspectionForm(forms.Form):
    """One visit; `version` is the one the person had before them."""

    held_on = DayField(
        label=pgettext_lazy("visit", "Day"), help_text=gettext_lazy("Day, month, year, for example: 05/03/2020"),
        error_messages={"required": gettext_lazy("Enter the day of the visit.")},
    )  # fmt: skip
    place = LineField(
        label=pgettext_lazy("visit", "Place"), max_length=200,
        help_text=gettext_lazy("For example: trụ sở UBND phường và nhà văn hóa tổ dân phố 3"),
        error_messages={"required": gettext_lazy("Enter where the visit took place.")},
    )  # fmt: skip
    office_people = NeededWords(
        rows=3, label=gettext_lazy("People of the inspecting side"),
        help_text=gettext_lazy("One person a line: name, position. The head of the group first."),
        missing=gettext_lazy("Enter who came from the office."),
    )  # fmt: skip
    ward_people = NeededWords(
        rows=3, label=gettext_lazy("People of the ward"), help_text=gettext_lazy("One person a line: name, position."),
        missing=gettext_lazy("Enter who was there for the ward."),
    )  # fmt: skip
    lines = forms.MultipleChoiceField(
        label=gettext_lazy("Lines concerned"), required=False, widget=forms.CheckboxSelectMultiple
    )
    findings = NeededWords(
        rows=8, label=gettext_lazy("Findings"), longest=LONGEST, missing=gettext_lazy("Write down what was found."),
        help_text=gettext_lazy("What was checked and what was seen, each in a paragraph of its own."),
    )  # fmt: skip
    conclusion = WordsField(
        rows=4, label=gettext_lazy("Conclusion"),
        help_text=gettext_lazy("May follow later; the minutes are closed only with a conclusion."),
    )  # fmt: skip
    version = VersionField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, entries: Iterable[Entry], data: Any = None, *, inspection: Inspection | None = None) -> None:
        initial: dict[str, Any] = {}
        if inspection:
            initial = {name: getattr(inspection, name) for name in (*inspections.FIELDS, "version")}
            initial["lines"] = [str(line.pk) for line in inspection.lines.all()]
        super().__init__(data, initial=initial)
        self.entries = list(entries)
        offer(self, "lines", [(str(one.pk), f"{one.indicator.code} {one.indicator.text}") for one in self.entries])

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        try:
            inspections.check_held_on(day)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return day

    def values(self) -> dict[str, Any]:
        """What `inspections.write` takes."""
        chosen = set(self.cleaned_data["lines"])
        lines = [entry for entry in self.entries if str(entry.pk) in chosen]
        return {**{name: self.cleaned_data[name] for name in inspections.FIELDS}, "lines": lines}

    def groups(self) -> list[tuple[Criterion, list[tuple[Entry, bool]], int]]:
        """The lines by criterion, each with whether it is chosen, and how many of them are."""
        chosen = {str(value) for value in self["lines"].value() or []}
        found: dict[Criterion, list[tuple[Entry, bool]]] = {}
        for entry in self.entries:
            found.setdefault(entry.indicator.criterion, []).append((entry, str(entry.pk) in chosen))
        return [(criterion, rows, sum(mark for _entry, mark in rows)) for criterion, rows in found.items()]


class CaptionForm(forms.Form):
    """What a photograph shows."""

    caption = LineField(label=gettext_lazy("Caption"), required=False, max_length=inspections.CAPTION)


class PhotosForm(UploadForm):
    """Photographs to be added to a visit: nothing is joined, each stands for itself."""

    join = None  # type: ignore[assignment]  # takes the field of the form above away

    def __init__(self, *args: Any, lying: Iterable[Upload] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lying = list(lying)
        self.fields["files"].label = _("Add photographs")
        self.fields["files"].help_text = _(
            "JPEG, PNG or HEIC, several at once if you like. They are turned upright by themselves."
        )
        self.fields["files"].widget.attrs["accept"] = "image/jpeg,image/png,image/heic,.jpg,.jpeg,.png,.heic"
        self.fields["files"].error_messages["required"] = _("Choose at least one photograph.")

    @property
    def waiting(self) -> list[Upload]:
        """Photographs that were sent, here or on another device, and not added yet."""
        return super().waiting if self.is_bound else self.lying
