"""How a person wants to be told, and the later deadline an office gives a ward."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wards.domain.appraisal.extensions import not_later
from wards.forms.review import CompletionForm, RequiredReason
from wards.models import Assessment, NoticeChoice, NoticeKind

END_OF_DAY = dt.time(23, 59, 59)  # a deadline given as a day holds until its last second


class ChoicesForm(forms.Form):
    """For each kind two ticks, on the page and by e-mail, and the address; `page_<kind>` and `mail_<kind>`."""

    email = forms.EmailField(
        label=_("E-mail address"), required=False, max_length=254,
        help_text=_("For example canbo@thanhhoa.gov.vn. Without an address no e-mail is sent."),
        error_messages={"invalid": _("Write a whole e-mail address like canbo@thanhhoa.gov.vn.")},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )  # fmt: skip

    use_required_attribute = False

    def __init__(
        self, kinds: Sequence[NoticeKind], data: Any = None, *, email: str = "",
        choices: Mapping[str, NoticeChoice] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"email": email})
        self.kinds = kinds
        for kind in kinds:
            choice = (choices or {}).get(kind)
            for way, on in (("page", not choice or choice.on_page), ("mail", not choice or choice.by_mail)):
                self.fields[f"{way}_{kind}"] = forms.BooleanField(label=kind.label, required=False, initial=on)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each kind with its two ticks."""
        return [
            {"label": kind.label, "page": self[f"page_{kind}"], "mail": self[f"mail_{kind}"]} for kind in self.kinds
        ]

    def choices(self) -> dict[str, tuple[bool, bool]]:
        """By kind: on the page, by e-mail."""
        ticked = self.cleaned_data
        return {str(kind): (ticked[f"page_{kind}"], ticked[f"mail_{kind}"]) for kind in self.kinds}


class ExtensionForm(CompletionForm):
    """Until when one ward may hand in, and why: later than now set. Without a time the day holds to its end."""

    reason = RequiredReason(rows=3, label=_("Reason for the extension"))

    def __init__(self, assessment: Assessment, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.assessment = assessment
        self.fields["day"].label = _("New deadline: day")
        self.fields["time"].required = False
        self.fields["time"].help_text = _("For example 17:00; empty: until the end of the day")

    def clean_time(self) -> dt.time:
        return self.cleaned_data["time"] or END_OF_DAY

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.has_error("day") and "due" in cleaned and cleaned["due"] <= self.assessment.deadline:
            self.add_error("day", ValidationError(not_later(self.assessment)))
        return cleaned
