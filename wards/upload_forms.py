"""The files people choose for a document."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.templatetags.vietnamese import filesize
from wards.domain import uploads
from wards.domain.evidence_pages import page_total, read_pages
from wards.evidence_forms import EvidenceForm, PagesForm

# Types beside endings: phones then offer the camera, and iPhones hand over JPEG instead of HEIC.
ACCEPT = "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png,.docx,.xlsx"


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class UploadsField(forms.FileField):
    """Several files, each checked by itself: `accepted` and `refused` (sentences) hold the true result of each."""

    widget = SeveralFiles(attrs={"accept": ACCEPT})
    refused: list[str] = []

    def clean(self, data: Any, initial: Any = None) -> list[uploads.Checked]:
        accepted: list[uploads.Checked] = []
        refused: list[str] = []
        for file in data or []:
            try:
                accepted.append(uploads.check(file))
            except ValidationError as error:
                refused += error.messages
        if self.required and not data:
            raise ValidationError(_("Choose at least one file."), code="required")
        self.refused = refused
        if refused and not accepted:
            raise ValidationError(refused)
        return accepted


class UploadForm(forms.Form):
    """Files for a document that is there already."""

    files = UploadsField(label=gettext_lazy("Add files"))  # type: ignore[assignment]  # no attribute: a field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = filesize(settings.UPLOAD_MAX_BYTES)
        self.fields["files"].help_text = _("PDF, JPEG, PNG, DOCX or XLSX, at most %(limit)s each.") % {"limit": limit}

    @property
    def refused(self) -> list[str]:
        """One sentence a file that was not accepted."""
        return cast(UploadsField, self.fields["files"]).refused


class NewEvidenceForm(EvidenceForm, UploadForm, PagesForm):
    """Everything on one page: the document, its files, the cited pages."""

    field_order = ["files", "abstract", "number", "issued_on", "issuer", "copy", "pages"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].label = _("Files")
        self.fields["files"].required = False  # a paper may be photographed later; the library shows what lacks

    def clean_pages(self) -> str:
        """Fields are cleaned in their order: the files are known by now."""
        try:
            return read_pages(self.cleaned_data["pages"], total=self.page_count)
        except ValidationError as error:
            raise ValidationError(error.messages) from error

    @property
    def accepted(self) -> list[uploads.Checked]:
        return self.cleaned_data.get("files") or []

    @property
    def page_count(self) -> int | None:
        """Pages of the files accepted, None where one has none or there are no files."""
        return page_total(file.pages for file in self.accepted)
