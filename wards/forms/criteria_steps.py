"""What an office says of a whole criteria set: its file, what it was compared with, which assessments move to it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.signs import LineField
from wards.domain.appraisal.moving import LONGEST_REASON
from wards.domain.files import uploads
from wards.forms.evidence import DayField

MOST_BYTES = 2 * 1024 * 1024


class SetFileForm(forms.Form):
    """A whole set as a file: Excel or TOML."""

    file = forms.FileField(
        label=_("File of the set (.xlsx or .toml)"),
        widget=forms.FileInput({"accept": ".xlsx,.toml"}),
        error_messages={"required": _("Choose the file of the set.")},
    )

    use_required_attribute = False

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".xlsx", ".toml")):
            raise ValidationError(_("Choose an Excel file (.xlsx) or a TOML file (.toml)."))
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 2 MB: that is no criteria set."))
        if file.name.lower().endswith(".xlsx"):
            try:
                uploads.check(file, limit=MOST_BYTES)
            except ValidationError as error:
                raise ValidationError(error.messages) from error
        file.seek(0)
        return file


class ConfirmForm(forms.Form):
    """That one compared the set with the official text, and with which."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    document = LineField(
        label=_("Number and sign of the official text"), max_length=60,
        error_messages={"required": _("Enter the number and sign of the text you compared with.")},
    )  # fmt: skip
    issued_on = DayField(
        label=_("Day of the text"), help_text=_("Day, month, year, for example: 05/03/2020"),
        error_messages={"required": _("Enter the day of the text.")},
    )  # fmt: skip
    place = LineField(
        label=_("Where you read it: pages, annex, official gazette or file"), max_length=200,
        error_messages={"required": _("Say where you read it.")},
    )  # fmt: skip
    compared = forms.BooleanField(
        label=_("I have compared every name, threshold and point of this version with that text."),
        error_messages={"required": _("Tick that you compared this version with the text; else do not confirm.")},
    )

    use_required_attribute = False


class MoveForm(forms.Form):
    """Which assessments, and why; the button says whether they move or stay."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Give a reason.")},
        help_text=_("The wards read it in their notice; it stays in the history."),
    )  # fmt: skip

    use_required_attribute = False
