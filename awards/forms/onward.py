"""What the province writes of a dossier: its receipt, the letter that returns it, the decision."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from awards.domain.onward.onward_facts import Assessment, Entry
from awards.domain.onward.returning import Item, Place, place_of
from awards.domain.papers import waiting_scans
from awards.domain.papers.paper_facts import CheckedScan, checked_scan
from awards.models import Paper
from emulation.signs import LineField
from wards.forms.entry import WordsField
from wards.forms.evidence import DayField
from wards.forms.review import CompletionForm
from wards.forms.uploads import SeveralFiles

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


class ScanField(forms.FileField):
    """One PDF of the whole paper, or photographs of its pages."""

    widget = SeveralFiles(attrs={"accept": "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"})

    def clean(self, data: Any, initial: Any = None) -> CheckedScan | None:
        files = [found for found in data or [] if not isinstance(found, str)]
        if not files:
            return None  # one that was sent before may wait
        try:
            return checked_scan(files)
        except ValidationError as error:
            raise ValidationError(error.messages) from error


class DecisionForm(forms.Form):
    """The decision with its scan, and for each ward that waits: recognised, not recognised and why, or not named."""

    NAMED = (
        ("", pgettext_lazy("outcome", "Not named in this decision")), ("yes", pgettext_lazy("outcome", "Recognised")),
        ("no", pgettext_lazy("outcome", "Not recognised")),
    )  # fmt: skip

    number = LineField(
        label=gettext_lazy("Decision number"), max_length=60, help_text=gettext_lazy("For example 1500/QĐ-UBND"),
        error_messages={"required": gettext_lazy("Enter the number of the decision.")},
    )  # fmt: skip
    decided_on = DayField(
        label=gettext_lazy("Decision date"), error_messages={"required": gettext_lazy("Enter the decision's date.")}
    )
    authority = LineField(
        label=gettext_lazy("Decided by"), max_length=200,
        error_messages={"required": gettext_lazy("Enter who decided.")},
    )  # fmt: skip
    scan = ScanField(
        label=gettext_lazy("Scan of the decision"),
        help_text=gettext_lazy("One PDF of all pages, or photographs of the pages in their order."),
        error_messages={"required": gettext_lazy("Choose the scan of the decision.")},
    )  # fmt: skip

    kept = forms.CharField(widget=forms.HiddenInput, required=False)  # under which a scan sent before waits

    use_required_attribute = False

    def __init__(self, waiting: Sequence[Assessment], data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.waiting = list(waiting)
        self.waits: CheckedScan | None = None
        for found in self.waiting:
            self.fields[f"outcome_{found.pk}"] = forms.ChoiceField(
                label=str(found.ward), choices=self.NAMED, required=False, widget=forms.RadioSelect
            )
            why = _("%(ward)s: why it is not recognised") % {"ward": found.ward}
            hint = _("Only where the ward is not recognised.")
            self.fields[f"reason_{found.pk}"] = WordsField(rows=2, label=why, help_text=hint)
            self.fields[f"reason_{found.pk}"].is_conditional = True  # type: ignore[attr-defined]  # read by field.html

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._find_scan(cleaned)
        for found in self.waiting:
            if cleaned.get(f"outcome_{found.pk}") == "no" and not cleaned.get(f"reason_{found.pk}"):
                self.add_error(f"reason_{found.pk}", _("Give the reason for every ward that is not recognised."))
        if not self.errors and not self.outcomes():
            self.add_error(None, _("Say of at least one ward what was decided."))
        return cleaned

    def _find_scan(self, cleaned: dict[str, Any]) -> None:
        """What was chosen now, else what waits; it waits on, whatever else is wrong with the form."""
        if self.has_error("scan"):
            return
        cleaned["scan"] = scan = cleaned.get("scan") or waiting_scans.found(cleaned.get("kept", ""))
        if scan is None:
            self.add_error("scan", self.fields["scan"].error_messages["required"])
            return
        self.waits = scan
        self._hold(waiting_scans.wait(scan))

    def drop_scan(self) -> None:
        """It is not the decision's: another one is to be chosen."""
        self.waits = None
        self._hold("")

    def _hold(self, token: str) -> None:
        self.data = {**self.data, "kept": token}

    def outcomes(self) -> dict[int, str | None]:
        """Of each ward named: None when recognised, else why not."""
        said = {found.pk: self.cleaned_data.get(f"outcome_{found.pk}") for found in self.waiting}
        return {pk: None if word == "yes" else self.cleaned_data[f"reason_{pk}"] for pk, word in said.items() if word}

    def outcome_rows(self) -> list[tuple[Assessment, str | None]]:
        """Each ward named with what is said of it, as `outcomes`."""
        said = self.outcomes()
        return [(found, said[found.pk]) for found in self.waiting if found.pk in said]

    def rows(self) -> list[dict[str, Any]]:
        """Each ward that waits with its two fields."""
        return [
            {"assessment": found, "outcome": self[f"outcome_{found.pk}"], "reason": self[f"reason_{found.pk}"]}
            for found in self.waiting
        ]
