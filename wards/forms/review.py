"""What leaders and reviewers type: the confirmation of a hand-in, verdicts with their reasons, deadlines."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wards.domain.notifying.deadlines import check_new
from wards.domain.sheet.assessment import check_figure
from wards.forms.entry import FigureForm, WordsField
from wards.models import Figure, Indicator, Verdict


class RequiredReason(WordsField):
    """Why: without it the act is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.required = True
        self.error_messages["required"] = _("Give a reason.")


class HandInForm(forms.Form):
    """The leader's word that they have checked; `seen` is the fingerprint of what stood before them."""

    checked = forms.BooleanField(
        label=_("I have checked the figures, explanations and evidence above and answer for them."),
        error_messages={"required": _("Tick the box to confirm that you have checked everything.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    shown_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False


class ReasonForm(forms.Form):
    """A step that needs its reason."""

    reason = RequiredReason(label=_("Reason"))

    use_required_attribute = False


class OptionalReasonForm(forms.Form):
    """A step that may say why."""

    reason = WordsField(label=_("Reason"))

    use_required_attribute = False


class Before(forms.Form):
    """What the reviewer had before them: the last verdict (none: empty), the line's version, and the hand-in."""

    kind = forms.ChoiceField(choices=Verdict.Kind)
    seen = forms.IntegerField(required=False)
    version = forms.IntegerField(min_value=0)
    round = forms.IntegerField(min_value=1, required=False)


class AdjustForm(FigureForm):
    """The office's figure in place of the ward's, and why."""

    reason = RequiredReason(rows=2, label=_("Reason for the adjustment"))

    def __init__(
        self, indicator: Indicator, data: Any = None, *, figure: Figure | None = None, ward: Figure | None = None
    ) -> None:
        """`ward` is the figure to be adjusted, for what is posted: saying the same is no adjustment."""
        self.ward = ward
        super().__init__(indicator, data, figure=figure, auto_id="adjust-%s")

    def clean(self) -> dict[str, Any]:
        """The figure is checked without a reason too: whoever has two faults learns of both at once."""
        if not self.errors.keys() & set(Figure.SHAPE):
            figure = self.figure()
            first = self.figure_parts[0].name  # where the person goes to put it right
            if all(column in (None, "") for column in figure.values()):
                raise ValidationError({first: _("Enter the adjusted figure.")})
            check_figure(self.indicator, figure)
            if self.ward and figure == self.ward.shape:
                raise ValidationError({first: _("The adjusted figure equals the ward's: confirm it instead.")})
        return self.cleaned_data


class AskForm(forms.Form):
    """What the ward must complete."""

    reason = RequiredReason(rows=2, label=_("What must be completed, and why"))

    use_required_attribute = False

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="ask-%s", **kwargs)


class RemarkForm(forms.Form):
    """A word beside the verdict: for the office alone, or for the ward to read. The button pressed says which."""

    OFFICE, WARD = "office", "ward"

    text = WordsField(rows=2, label=_("Note or comment"))
    to = forms.ChoiceField(choices=[(OFFICE, OFFICE), (WARD, WARD)])

    use_required_attribute = False

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="remark-%s", **kwargs)
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("Write the note or comment first.")


class UsualReasonForm(forms.Form):
    """A reason as the office often gives it, and as the page showed it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        max_length=300, label=_("Reason"), error_messages={"required": _("Give a reason.")},
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    use_required_attribute = False


class CompletionForm(forms.Form):
    """Until when the ward completes its lines: a day and a time, Vietnam's."""

    day = forms.DateField(
        label=_("Deadline: day"), input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
        widget=forms.DateInput({"class": "date", "inputmode": "numeric", "autocomplete": "off"}, format="%d/%m/%Y"),
        help_text=_("For example 31/12/2019"),
        error_messages={
            "required": _("Enter the day of the deadline."), "invalid": _("Write the day like 31/12/2019."),
        },
    )  # fmt: skip
    time = forms.TimeField(
        label=pgettext_lazy("deadline", "Time"), input_formats=["%H:%M", "%H.%M", "%Hh%M", "%Hh", "%H"],
        widget=forms.TimeInput({"class": "time", "autocomplete": "off"}, format="%H:%M"),
        help_text=_("For example 17:00"),
        error_messages={
            "required": _("Enter the time of the deadline."), "invalid": _("Write the time like 17:00."),
        },
    )  # fmt: skip

    use_required_attribute = False

    @staticmethod
    def starting_at(due: dt.datetime) -> "CompletionForm":
        """The form with a deadline proposed."""
        local = timezone.localtime(due)
        return CompletionForm(initial={"day": local.date(), "time": local.time()})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "day" in cleaned and "time" in cleaned:
            due = timezone.make_aware(dt.datetime.combine(cleaned["day"], cleaned["time"]))
            try:
                check_new(due)
            except ValidationError as error:
                self.add_error("day", error.messages)
            cleaned["due"] = due
        elif "day" in cleaned and cleaned["day"] < timezone.localdate():
            self.add_error("day", ValidationError(_("The deadline must lie in the future.")))
        return cleaned
