"""What the clerk types: number, date and signer; and the scan of the signed paper."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from awards.domain.papers import waiting_scans
from awards.domain.papers.paper_facts import CheckedScan, checked_scan
from emulation.signs import LineField
from emulation.templatetags.vietnamese import filesize
from wards.forms.entry import WordsField
from wards.forms.evidence import DayField
from wards.forms.review import RequiredReason

ACCEPT = "application/pdf,image/jpeg,image/png,image/heic,.pdf,.jpg,.jpeg,.png,.heic,.heif"


class RegisterForm(forms.Form):
    """One line of the register."""

    number = forms.IntegerField(
        label=pgettext_lazy("register", "Number"), min_value=1, max_value=99_999,
        widget=forms.TextInput({"class": "fig", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter the number."), "invalid": gettext_lazy("Write a whole number, such as 15."),
            "min_value": gettext_lazy("Numbers begin with 1."), "max_value": gettext_lazy("This number is too large."),
        },
    )  # fmt: skip
    issued_on = DayField(
        label=pgettext_lazy("register", "Date"), help_text=gettext_lazy("Day, month, year, for example: 05/03/2020"),
        error_messages={"required": gettext_lazy("Enter the date of the paper.")},
    )  # fmt: skip
    signer = LineField(
        label=gettext_lazy("Signed by"), max_length=120, help_text=gettext_lazy("The full name, without titles."),
        error_messages={"required": gettext_lazy("Enter who signed.")},
    )  # fmt: skip
    signer_office = LineField(
        label=gettext_lazy("Office of the signer"), max_length=160,
        help_text=gettext_lazy("As it stands above the signature, for example: KT. Chủ tịch, Phó Chủ tịch"),
        error_messages={"required": gettext_lazy("Enter the office of the signer.")},
    )  # fmt: skip

    use_required_attribute = False

    def __init__(self, *args: Any, day_hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if day_hint:
            self.fields["issued_on"].help_text = day_hint


class CancelForm(forms.Form):
    """Why a registration is wrong."""

    reason = RequiredReason(label=gettext_lazy("Reason"))

    use_required_attribute = False


class SeveralFiles(forms.FileInput):
    """The files of a plain form, in the order chosen."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else []


class SeveralFilesField(forms.FileField):
    """One PDF, or photographs of the pages; what it returns is one PDF that was proven to be one."""

    widget = SeveralFiles(attrs={"accept": ACCEPT, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> CheckedScan | None:
        if not data:
            return None
        try:
            return checked_scan(data)
        except ValidationError as error:
            raise ValidationError(error.messages) from error


class ScanForm(forms.Form):
    """The signed scan. A doubtful one waits under `kept` until its reason is given: it is not sent twice."""

    files = SeveralFilesField(  # type: ignore[assignment]  # no attribute: a field
        label=gettext_lazy("Scan of the signed, stamped paper")
    )
    reason = WordsField(label=gettext_lazy("Why this is the right scan all the same"))
    kept = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = filesize(settings.UPLOAD_MAX_BYTES)
        self.fields["files"].help_text = _(
            "One PDF of all pages (at most %(limit)s), or photographs of the pages in their order."
        ) % {"limit": limit}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "files" in cleaned and not cleaned["files"]:
            cleaned["files"] = waiting_scans.found(cleaned.get("kept", ""))
            if not cleaned["files"]:
                self.add_error("files", _("Choose the scan of the signed paper."))
        return cleaned
