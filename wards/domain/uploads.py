"""Check an uploaded file before anything of it is kept: name, size, real kind, content."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from emulation.templatetags.vietnamese import filesize
from wards.domain import file_kinds

NAME_LENGTH = 200


@dataclass(frozen=True)
class Checked:
    """A file that may be kept. `pages` is None for what has no fixed pages (Word, Excel)."""

    file: UploadedFile
    name: str
    sha256: str
    size: int
    media_type: str
    pages: int | None


def check(file: UploadedFile) -> Checked:
    """Prove one upload. Raises ValidationError under "files", its message naming the file and what is wrong."""
    name = clean_name(file.name or "")
    size = file.size or 0
    if not size:
        raise _refused(_("File %(name)s is empty (0 byte). Choose another file."), name=name)
    if size > settings.UPLOAD_MAX_BYTES:
        raise _refused(
            _("File %(name)s has %(size)s, above the limit of %(limit)s. Make it smaller or split it."),
            name=name, size=filesize(size), limit=filesize(settings.UPLOAD_MAX_BYTES),
        )  # fmt: skip
    kind = _kind(file, name)
    try:
        pages = kind.pages(file)
    except file_kinds.Unfit as unfit:
        raise _refused(_("File %(name)s %(fault)s; it is not accepted."), name=name, fault=str(unfit)) from unfit
    return Checked(file, name, _digest(file), size, kind.media_type, pages)


def clean_name(name: str) -> str:
    """What is shown and sent back: no folders, no invisible or direction-turning signs, at most 200 characters."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    name = "".join(sign for sign in name if not unicodedata.category(sign).startswith("C"))
    name = " ".join(name.split()).lstrip(".")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:NAME_LENGTH]
    extension = extension[:10]
    return f"{stem[: NAME_LENGTH - len(extension) - 1]}.{extension}"


def _kind(file: UploadedFile, name: str) -> file_kinds.Kind:
    """The kind by content, which the extension must agree with."""
    extension = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    kind, word = file_kinds.recognise(file)
    if not any(extension in known.extensions for known in file_kinds.KINDS):
        raise _refused(_("File %(name)s is not of a kind that is accepted (PDF, JPEG, PNG, DOCX, XLSX)."), name=name)
    if kind is None or extension not in kind.extensions:
        raise _refused(
            _("%(name)s: The file ends in %(extension)s but is %(kind)s; the system does not accept it."),
            name=name, extension=extension, kind=word,
        )  # fmt: skip
    return kind


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _refused(message: str, **parts: str) -> ValidationError:
    return ValidationError({"files": [message % parts]})
