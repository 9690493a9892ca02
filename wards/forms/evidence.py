"""What people type about documents. Fields are checked again where they are kept."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.signs import LineField
from emulation.templatetags.vietnamese import day
from wards.domain.exhibits import evidence_edit
from wards.domain.exhibits.evidence_data import check_body, check_issued_on, check_valid_until, guess_body, guess_kind
from wards.models import Evidence

EARLIEST = 1900


def read_day(text: str) -> dt.date:
    """15/11/2019 in the ways people write it: 15-11-2019, 15.11.2019, 15112019 (number pads have no slash), 2019-11-15.

    Raises ValidationError.
    """
    numbers = re.findall(r"[0-9]+", text)
    if len(numbers) == 1 and len(numbers[0]) == 8:
        numbers = [numbers[0][:2], numbers[0][2:4], numbers[0][4:]]
    if len(numbers) == 3 and len(numbers[0]) == 4:
        numbers.reverse()
    if len(numbers) != 3 or len(numbers[2]) != 4:
        raise ValidationError(
            _("“%(typed)s” is not a date. Write day, month, year, like 15/11/2019.") % {"typed": text}
        )
    try:
        found = dt.date(int(numbers[2]), int(numbers[1]), int(numbers[0]))
    except ValueError as error:
        raise ValidationError(_("“%(typed)s” is not in the calendar.") % {"typed": text}) from error
    if found.year < EARLIEST:
        raise ValidationError(_("“%(typed)s” is not in the calendar.") % {"typed": text})
    return found


class DayField(forms.Field):
    """A day as text: a native date picker shows the phone's order of day and month, not Vietnam's."""

    widget = forms.TextInput(attrs={"class": "date", "inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> dt.date | None:
        typed = (value or "").strip()
        return read_day(typed[:40]) if typed else None

    def prepare_value(self, value: Any) -> Any:
        return day(value) if isinstance(value, dt.date) else value


class EvidenceForm(forms.Form):
    """The data of a document, as a register of incoming papers has them."""

    abstract = forms.CharField(
        label=gettext_lazy("Abstract (what the document is about)"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Enter the abstract of the document.")},
    )  # fmt: skip
    number = LineField(
        label=gettext_lazy("Number and sign"), max_length=60, required=False,
        help_text=gettext_lazy("For example: 1234/QĐ-UBND"),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    issued_on = DayField(
        label=gettext_lazy("Date of issue"), required=False,
        help_text=gettext_lazy("Day, month, year, for example: 15/11/2019 or 15112019"),
    )  # fmt: skip
    issuer = LineField(
        label=gettext_lazy("Issuing body"), max_length=200, required=False,
        help_text=gettext_lazy("For example: UBND thành phố Thanh Hóa"),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of document"), required=False,
        choices=[("", gettext_lazy("As the abstract says")), *Evidence.Kind.choices],
        help_text=gettext_lazy("Left as it is, it follows the abstract: “Quyết định …” is a decision."),
    )  # fmt: skip
    body = forms.ChoiceField(
        label=gettext_lazy("Confirming body"), required=False,
        choices=[("", gettext_lazy("No confirmation of another body")), *Evidence.Body.choices],
        help_text=gettext_lazy("Only for a confirmation by the police, the military command, a school…"),
    )  # fmt: skip
    valid_until = DayField(
        label=gettext_lazy("Valid until the end of"), required=False,
        help_text=gettext_lazy("Only if the document names its last day. Leave empty: until it is replaced."),
    )  # fmt: skip
    copy = forms.ChoiceField(
        label=gettext_lazy("This copy is"), choices=Evidence.Copy.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what copy this is.")},
    )  # fmt: skip

    def clean_abstract(self) -> str:
        return " ".join(self.cleaned_data["abstract"].split())

    def clean_issued_on(self) -> dt.date | None:
        check_issued_on(self.cleaned_data["issued_on"])
        return self.cleaned_data["issued_on"]

    def clean(self) -> dict[str, Any]:
        """What was left open follows from the words; what was chosen stays, or is asked back."""
        cleaned = super().clean() or self.cleaned_data
        kind, body = cleaned.get("kind", ""), cleaned.get("body", "")
        if not kind:
            kind = Evidence.Kind.CONFIRMATION if body else guess_kind(cleaned.get("abstract", ""))
        if kind == Evidence.Kind.CONFIRMATION and not body:
            body = guess_body(f"{cleaned.get('issuer', '')} {cleaned.get('abstract', '')}")
        cleaned["kind"], cleaned["body"] = kind, body
        self._hold("body", lambda: check_body(kind, body))
        self._hold("valid_until", lambda: check_valid_until(cleaned.get("valid_until"), cleaned.get("issued_on")))
        return cleaned

    def _hold(self, field: str, act: Callable[[], None]) -> None:
        try:
            act()
        except ValidationError as error:
            self.add_error(field, error)


class CorrectionForm(EvidenceForm):
    """The data of a document as they shall be, and, signed, as they stood when the page was opened."""

    opened = forms.CharField(widget=forms.HiddenInput(attrs={"data-base": ""}), required=False)

    def __init__(self, evidence: Evidence, data: Any = None) -> None:
        self.signer = signing.Signer(salt=f"evidence-{evidence.pk}")  # without a time: equal data look equal
        super().__init__(data, initial={**evidence_edit.values(evidence), "opened": self.seal(evidence)})

    def seal(self, evidence: Evidence) -> str:
        """These data as the form carries them."""
        return self.signer.sign_object(
            {name: str(value or "") for name, value in evidence_edit.values(evidence).items()}
        )

    def clean_opened(self) -> Mapping[str, Any]:
        """The values by field as they were opened; UNKNOWN where the form does not tell, or not truly."""
        try:
            told = self.signer.unsign_object(self.cleaned_data["opened"])
        except (signing.BadSignature, ValueError):
            return evidence_edit.UNKNOWN
        days = {name for name in told if isinstance(self.fields.get(name), DayField)}
        return {**told, **{name: dt.date.fromisoformat(told[name]) if told[name] else None for name in days}}

    def show(self, conflict: evidence_edit.Rewritten) -> None:
        """What stands now where nothing was typed, what was typed elsewhere; sent once more, it is what was chosen."""
        self.data = {**conflict.merged, "opened": self.seal(conflict.current)}


class PagesForm(forms.Form):
    """The cited pages; `read_pages` reads them where the document is known."""

    pages = LineField(
        label=gettext_lazy("Pages to look at"), max_length=60, required=False,
        help_text=gettext_lazy("For example: 2 or 2-3. Leave empty for the whole document."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )  # fmt: skip
