"""The files people choose for a document."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.templatetags.vietnamese import filesize
from wards.domain.exhibits.evidence_pages import page_total, read_pages
from wards.domain.files import pieces, uploads
from wards.forms.evidence import EvidenceForm, PagesForm
from wards.models import Evidence, Officer, Upload, Ward
from wards.queries.uploads import own_uploads

# Types beside endings: phones then offer the camera.
ACCEPT = "application/pdf,image/jpeg,image/png,image/heic,.pdf,.jpg,.jpeg,.png,.heic,.heif,.docx,.xlsx"
UPLOADS = "uploads"  # hidden fields of a form: ids of files that were sent piece by piece, in page order


class SeveralFiles(forms.FileInput):
    """The files of a plain form, then the ids of those that arrived piece by piece."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile | str]:
        plain = files.getlist(name) if hasattr(files, "getlist") else []
        return [*plain, *(data.getlist(UPLOADS) if hasattr(data, "getlist") else [])]


class UploadsField(forms.FileField):
    """Several files, each checked by itself: what it returns was accepted, `refused` holds a sentence for each other.

    `waiting` are the files sent piece by piece that the form may go on with, `spent` those that were refused.
    """

    widget = SeveralFiles(attrs={"accept": ACCEPT})
    default_error_messages = {"required": gettext_lazy("Choose at least one file.")}

    def meet(self, by: Officer | None, ward: Ward | None) -> None:
        """Whose files these are, and for which ward's papers; begins with empty results."""
        self.by, self.ward = by, ward
        self.refused: list[str] = []
        self.gone = 0  # ids of files that wait no more
        self.waiting: list[Upload] = []
        self.spent: list[Upload] = []

    def clean(self, data: Any, initial: Any = None) -> list[uploads.Checked]:
        ids = [thing for thing in data or [] if isinstance(thing, str)]
        known = own_uploads(self.by, self.ward, ids) if self.by and self.ward and ids else {}
        self.meet(self.by, self.ward)
        accepted = [found for thing in dict.fromkeys(data or []) if (found := self._judged(thing, known))]
        if self.required and not data:
            raise ValidationError(self.error_messages["required"], code="required")
        if self.refused and not accepted:
            raise ValidationError(self.refused)
        return accepted

    def _judged(self, thing: UploadedFile | str, known: dict[str, Upload]) -> uploads.Checked | None:
        upload = known.get(thing) if isinstance(thing, str) else None
        try:
            if upload:
                found = uploads.checked(upload)
            elif isinstance(thing, str):
                self.gone += 1
                raise ValidationError(pieces.is_gone())
            else:
                found = uploads.check(thing)
        except ValidationError as error:
            self.refused += error.messages
            found = None
        if upload:
            (self.waiting if found or not upload.is_whole else self.spent).append(upload)
        return found


class UploadForm(forms.Form):
    """Files for a document that is there already; `title` names what is made by joining pictures."""

    join = forms.BooleanField(
        label=gettext_lazy("Join the pictures into one PDF file, in page order"), required=False
    )  # fmt: skip  # before the files, which it tells what to do with
    files = UploadsField(label=gettext_lazy("Add files"))  # type: ignore[assignment]  # no attribute: a field

    def __init__(
        self, *args: Any, by: Officer | None = None, ward: Ward | None = None, title: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.title = title
        self._files.meet(by, ward)
        limit = filesize(settings.UPLOAD_MAX_BYTES)
        self._files.help_text = _("PDF, JPEG, PNG, HEIC, DOCX or XLSX, at most %(limit)s each.") % {"limit": limit}

    def clean_files(self) -> list[uploads.Checked]:
        """A joined document with a page missing would be worse than none: then nothing is taken yet."""
        accepted: list[uploads.Checked] = self.cleaned_data["files"]
        if not self.cleaned_data.get("join") or len(accepted) + len(self.refused) < 2:
            return accepted
        if self.refused:
            raise ValidationError([*self.refused, _("The pictures were not joined: choose this page again.")])
        try:
            return [uploads.joined(accepted, title=self.title)]
        except ValidationError as error:
            raise ValidationError(error.messages) from error

    def forget(self, *, saved: bool) -> None:
        """What was refused is of no more use, and once the form is saved neither are the others."""
        done = [*self._files.spent, *(self._files.waiting if saved else [])]
        for upload in done:
            pieces.give_up(upload.pk)
        self._files.spent = []
        self._files.waiting = [] if saved else self._files.waiting
        for checked in self.accepted:
            checked.file.close()

    @property
    def may_be_sent_again(self) -> bool:
        """Nothing is wrong with it but that none of its files waits any more: its first sending may have taken them."""
        gone = self._files.gone
        is_whole = not self.errors.keys() - {"files", "pages", "copy"}  # the last two are judged by the files
        return bool(gone) and gone == len(self.refused) and not self.accepted and is_whole

    @property
    def accepted(self) -> list[uploads.Checked]:
        """The files to attach, in page order."""
        return getattr(self, "cleaned_data", {}).get("files") or []

    @property
    def refused(self) -> list[str]:
        """One sentence a file that was not accepted."""
        return self._files.refused

    @property
    def waiting(self) -> list[Upload]:
        """Files that arrived piece by piece and are still to be saved with this form."""
        return self._files.waiting if self.is_bound and self.errors is not None else []

    @property
    def _files(self) -> UploadsField:
        return cast(UploadsField, self.fields["files"])


DATA = ["abstract", "number", "issued_on", "issuer", "kind", "body", "valid_until", "copy"]


class DocumentForm(EvidenceForm, UploadForm):
    """A document with its files, on one page."""

    field_order = ["join", "files", *DATA]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].label = _("Files")
        self.title = str(self.data.get("abstract", ""))  # names the joined pictures before it is cleaned itself
        self.fields["files"].required = False  # a paper may be photographed later; the library shows what lacks

    def clean(self) -> dict[str, Any]:
        """Photographs are photographs; of anything else the person says what copy it is."""
        cleaned = super().clean()
        are_pictures = cleaned.get("join") or all(file.is_picture for file in self.accepted)
        if not self.data.get("copy") and self.accepted and are_pictures:
            self.errors.pop("copy", None)
            cleaned["copy"] = Evidence.Copy.PHOTO
        return cleaned


class RevisedForm(DocumentForm):
    """A new version of a document: with its files, unless the person says that they follow."""

    later = forms.BooleanField(label=gettext_lazy("The files are added later"), required=False)

    field_order = ["join", "files", "later", *DATA]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (self.accepted or self.errors.get("files") or cleaned.get("later")):
            self.add_error("files", _("Choose the files of the new version, or tick “The files are added later”."))
        return cleaned


class NewEvidenceForm(DocumentForm, PagesForm):
    """Everything on one page: the document, its files, the cited pages."""

    field_order = ["join", "files", *DATA, "pages"]

    def clean_pages(self) -> str:
        """Fields are cleaned in their order: the files are known by now."""
        try:
            return read_pages(self.cleaned_data["pages"], total=self.page_count)
        except ValidationError as error:
            raise ValidationError(error.messages) from error

    @property
    def page_count(self) -> int | None:
        """Pages of the files accepted, None where one has none or there are no files."""
        return page_total(file.pages for file in self.accepted)
