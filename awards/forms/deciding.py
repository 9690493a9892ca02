"""The decision as it is recorded, with its scan, and the same form filled in to correct it."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from awards.domain.onward.decision_words import Part, Said, parts, said
from awards.domain.onward.onward_facts import Assessment
from awards.domain.papers import waiting_scans
from awards.domain.papers.paper_facts import CheckedScan, checked_scan
from awards.models import AwardDecision
from emulation.choices import offer
from emulation.signs import LineField
from emulation.templatetags.vietnamese import day
from wards.forms.entry import WordsField
from wards.forms.evidence import DayField
from wards.forms.uploads import SeveralFiles


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
    """The decision with its scan, and for each ward it may name: recognised, not recognised and why, or not named."""

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

    def __init__(self, wards: Iterable[Assessment], data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.wards = list(wards)
        self.waits: CheckedScan | None = None
        for found in self.wards:
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
        for found in self.wards:
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
            if self.fields["scan"].required:
                self.add_error("scan", self.fields["scan"].error_messages["required"])
            return
        self.waits = scan
        self._hold(waiting_scans.wait(scan, cleaned.get("kept", "")))

    def drop_scan(self) -> None:
        """It is not the decision's: another one is to be chosen."""
        self.waits = None
        self._hold("")

    def _hold(self, token: str) -> None:
        self.data = {**{name: self.data.get(name) for name in self.data}, "kept": token}

    def outcomes(self) -> dict[int, str | None]:
        """Of each ward named: None when recognised, else why not."""
        said = {found.pk: self.cleaned_data.get(f"outcome_{found.pk}") for found in self.wards}
        return {pk: None if word == "yes" else self.cleaned_data[f"reason_{pk}"] for pk, word in said.items() if word}

    def given(self) -> dict[str, Any]:
        """What the record takes."""
        return {
            **{name: self.cleaned_data[name] for name in ("number", "decided_on", "authority", "scan")},
            "outcomes": self.outcomes(),
        }

    def review(self) -> list[Part]:
        """What would be recorded, to be read once more."""
        return parts(self._said())

    def _said(self) -> Said:
        names = {found.pk: str(found.ward) for found in self.wards}
        told = {name: self.cleaned_data[name] for name in ("number", "decided_on", "authority")}
        scan = self.waits.name if self.waits else ""
        digest = self.waits.sha256 if self.waits else ""
        return Said(**told, scan=digest, scan_name=scan, outcomes=self.outcomes(), wards=names)

    def rows(self) -> list[dict[str, Any]]:
        """Each ward it may name with its two fields."""
        return [
            {"assessment": found, "outcome": self[f"outcome_{found.pk}"], "reason": self[f"reason_{found.pk}"]}
            for found in self.wards
        ]


class CorrectionForm(DecisionForm):
    """The same form, filled in with what is recorded: what is changed in it is corrected, and why.

    `seen` is the record (its id) the page showed. A ward in `bound` stays named.
    """

    letter_number = LineField(
        label=gettext_lazy("Number of the correcting document"), max_length=60, required=False,
        help_text=gettext_lazy("If the office that decided issued one, for example 215/UBND-TH"),
    )  # fmt: skip
    letter_date = DayField(label=gettext_lazy("Date of the correcting document"), required=False)
    reason = WordsField(
        rows=3, label=gettext_lazy("Reason of the correction"),
        error_messages={"required": gettext_lazy("Say why it is corrected.")},
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, decision: AwardDecision, wards: Iterable[Assessment], bound: Set[int], data: Any = None, files: Any = None
    ) -> None:
        super().__init__(wards, data, files, initial={**values(said(decision)), "seen": decision.pk})
        self.recorded = said(decision)
        self.fields["reason"].required = True
        self.fields["scan"].required = False
        self.fields["scan"].label = _("Another scan of the decision")
        for pk in bound:
            offer(self, f"outcome_{pk}", self.NAMED[1:])

    def given(self) -> dict[str, Any]:
        return super().given() | {name: self.cleaned_data[name] for name in ("letter_number", "letter_date", "reason")}

    def review(self) -> list[Part]:
        return parts(self._said(), self.recorded)

    def _said(self) -> Said:
        now = super()._said()
        return now if self.waits else replace(now, scan=self.recorded.scan, scan_name=self.recorded.scan_name)


def values(recorded: Said) -> dict[str, str]:
    """What is recorded, as the fields of the form show it."""
    found = {"number": recorded.number, "decided_on": day(recorded.decided_on), "authority": recorded.authority}
    for pk, refusal in recorded.outcomes.items():
        found |= {f"outcome_{pk}": "yes" if refusal is None else "no", f"reason_{pk}": refusal or ""}
    return found


@dataclass(frozen=True)
class Merged:
    """What was typed, joined with what somebody else recorded meanwhile; `asked`: the fields both changed, each with
    what is recorded and what was typed."""

    data: dict[str, str]
    asked: list[tuple[str, str, str]]


def merged(typed: Mapping[str, str], *, seen: Said, now: Said) -> Merged:
    """Take over from `now` what the person left as `seen`; what they changed stays theirs, and is asked about where
    the other one changed it, too."""
    was, is_now = values(seen), values(now)
    data, labels = dict(typed), _labels(seen, now)
    asked = []
    for name, label in labels.items():
        mine, before, theirs = (_plain(words.get(name, "")) for words in (data, was, is_now))
        if mine == before:
            data[name] = theirs
        elif theirs not in {before, mine}:
            asked.append((label, _shown(theirs), _shown(mine)))
    return Merged(data, asked)


def _labels(*records: Said) -> dict[str, str]:
    """Every field that is joined, by name."""
    fields = DecisionForm.base_fields
    found = {name: str(fields[name].label) for name in ("number", "decided_on", "authority")}
    for record in records:
        for pk in record.outcomes:
            ward = record.wards[pk]
            why = _("%(ward)s: why it is not recognised") % {"ward": ward}
            found |= {f"outcome_{pk}": ward, f"reason_{pk}": why}
    return found


def _plain(words: str) -> str:
    return words.replace("\r\n", "\n").strip()


def _shown(words: str) -> str:
    return str(dict(DecisionForm.NAMED).get(words, words))
