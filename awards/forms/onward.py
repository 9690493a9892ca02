"""What the province writes of a dossier: its receipt, the letter that returns it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.domain.onward.onward_facts import Entry
from awards.domain.onward.returning import Item, Place, place_of
from awards.models import Paper
from emulation.signs import LineField
from wards.forms.entry import WordsField
from wards.forms.evidence import DayField
from wards.forms.review import CompletionForm

NOTE = 500


class ReceiptForm(forms.Form):
    """When it arrived and who signed for it; `seen` is the forwarding the page showed."""

    received_on = DayField(
        label=gettext_lazy("Received on"), help_text=gettext_lazy("Day, month, year, for example: 05/03/2020"),
        error_messages={"required": gettext_lazy("Enter the day it was received.")},
    )  # fmt: skip
    receiver = LineField(
        label=gettext_lazy("Received by (full name)"), max_length=120,
        error_messages={"required": gettext_lazy("Enter who received it.")},
    )  # fmt: skip
    number = LineField(label=gettext_lazy("Receipt number"), max_length=60, required=False)
    note = WordsField(rows=2, label=gettext_lazy("Note"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False


class ReturnForm(CompletionForm):
    """The letter, the new deadline, and what is to be corrected: a place and a note for each line and paper.

    A line has the fields `line_<id>` ("", ward or city) and `line_<id>_note`, a paper `paper_<id>` and its note.
    """

    letter_number = LineField(
        label=gettext_lazy("Number and sign of the letter"), max_length=60,
        help_text=gettext_lazy("For example 45/BTĐKT-NV1"),
        error_messages={"required": gettext_lazy("Enter the number of the letter.")},
    )  # fmt: skip
    letter_date = DayField(
        label=gettext_lazy("Date of the letter"), error_messages={"required": gettext_lazy("Enter the letter's date.")}
    )
    reasons = WordsField(rows=4, label=gettext_lazy("Reasons of the return"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("letter_number", "letter_date", "reasons", "day", "time")

    def __init__(
        self, entries: Iterable[Entry], papers: Iterable[Paper], data: Any = None, *, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["day"].label = _("To be sent again by: day")
        self.fields["reasons"].required = True
        self.fields["reasons"].error_messages["required"] = _("Give the reasons of the return.")
        self.entries, self.papers = list(entries), list(papers)
        for entry in self.entries:
            told = f"{entry.assessment.ward}, {entry.indicator.code}"
            choices = [("", _("No correction")), (Place.WARD, _("by the ward")), (Place.CITY, _("by the city"))]
            where = _("%(line)s: who corrects it") % {"line": told}
            self.fields[f"line_{entry.pk}"] = forms.ChoiceField(choices=choices, required=False, label=where)
            self._add_note(f"line_{entry.pk}", told)
        for paper in self.papers:
            self.fields[f"paper_{paper.pk}"] = forms.BooleanField(required=False, label=paper_name(paper))
            self._add_note(f"paper_{paper.pk}", paper_name(paper))

    def _add_note(self, name: str, told: str) -> None:
        label = _("%(what)s: what is to be corrected") % {"what": told}
        widget = forms.TextInput({"autocomplete": "off"})
        self.fields[f"{name}_note"] = LineField(required=False, max_length=NOTE, label=label, widget=widget)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in [*(f"line_{entry.pk}" for entry in self.entries), *(f"paper_{paper.pk}" for paper in self.papers)]:
            chosen, note = cleaned.get(name), cleaned.get(f"{name}_note", "")
            if chosen and not note and not self.has_error(f"{name}_note"):
                self.add_error(f"{name}_note", _("Say what is to be corrected."))
            elif note and not chosen:
                self.add_error(name, _("Choose who corrects it, or take the note out."))
        if not self.errors and not self.items():
            self.add_error(None, _("Name at least one line or paper to be corrected."))
        return cleaned

    def items(self) -> list[Item]:
        """What was named, lines first."""
        lines = [(entry, self.cleaned_data.get(f"line_{entry.pk}")) for entry in self.entries]
        found = [
            Item(str(place), self.cleaned_data[f"line_{entry.pk}_note"], entry=entry)
            for entry, place in lines if place
        ]  # fmt: skip
        return found + [
            Item(place_of(paper), self.cleaned_data[f"paper_{paper.pk}_note"], paper=paper)
            for paper in self.papers if self.cleaned_data.get(f"paper_{paper.pk}")
        ]  # fmt: skip

    def wards(self) -> list[dict[str, Any]]:
        """Lines by ward and criterion, each with its two fields; a ward is open where something was named."""
        found: dict[int, dict[str, Any]] = {}
        for entry in self.entries:
            ward = found.setdefault(
                entry.assessment_id, {"ward": entry.assessment.ward, "criteria": {}, "named": 0, "wrong": False}
            )
            place, note = self[f"line_{entry.pk}"], self[f"line_{entry.pk}_note"]
            row = {"entry": entry, "place": place, "note": note}
            ward["criteria"].setdefault(entry.indicator.criterion, []).append(row)
            ward["named"] += bool(place.value())
            ward["wrong"] |= bool(place.errors or note.errors)
        return list(found.values())

    def paper_rows(self) -> list[dict[str, Any]]:
        """Papers, each with its two fields and who corrects it."""
        return [
            {"paper": paper, "name": paper_name(paper), "chosen": self[f"paper_{paper.pk}"],
             "note": self[f"paper_{paper.pk}_note"], "place": Place(place_of(paper))}
            for paper in self.papers
        ]  # fmt: skip


def paper_name(paper: Paper) -> str:
    """Whose paper it is, and which."""
    name = str(paper.get_kind_display())
    return f"{paper.assessment.ward}: {name}" if paper.assessment else name
