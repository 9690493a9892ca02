"""Check an uploaded file before anything of it is kept: name, size, real kind, content.

`check(file)` takes a file of a plain form, `checked(upload)` one that was sent piece by piece; both give a `Checked`
that `contents.stored` keeps. `joined(several)` makes one PDF of several checked pictures.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from emulation.templatetags.vietnamese import filesize
from wards.domain.files import file_kinds, pictures, pieces
from wards.models import Upload

NAME_LENGTH = 200
PICTURES = {file_kinds.JPEG.media_type, file_kinds.PNG.media_type}


@dataclass(frozen=True)
class Checked:
    """A file that may be kept. `pages` is None for what has no fixed pages (Word, Excel).

    `note` tells the person what became of their file, if it is not kept as it came.
    """

    file: UploadedFile
    name: str
    sha256: str
    size: int
    media_type: str
    pages: int | None
    note: str = ""

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES


def check(file: UploadedFile, *, limit: int | None = None) -> Checked:
    """Prove one upload of at most `limit` bytes (none: what one file may have).

    Raises ValidationError under "files", its message naming the file and what is wrong.
    """
    name = clean_name(file.name or "")
    check_size(name, file.size or 0, limit=limit)
    kind = _kind(file, name)
    try:
        pages = kind.pages(file)
        if kind is file_kinds.HEIC:
            return _converted(file, name)
    except file_kinds.Unfit as unfit:
        raise _refused(_("File %(name)s %(fault)s; it is not accepted."), name=name, fault=str(unfit)) from unfit
    return Checked(file, name, _digest(file), file.size or 0, kind.media_type, pages)


def checked(upload: Upload) -> Checked:
    """Prove a file that arrived in pieces. Raises ValidationError like `check`; the upload itself stays as it is."""
    if not upload.is_whole:
        raise _refused(
            _("File %(name)s has not arrived whole: %(received)s of %(size)s. Choose it again to send the rest."),
            name=upload.name, received=filesize(upload.received), size=filesize(upload.size),
        )  # fmt: skip
    try:
        file = pieces.assembled(upload)
    except FileNotFoundError as error:
        raise _refused(_("File %(name)s is no longer there. Choose it again."), name=upload.name) from error
    try:
        return check(file)
    except ValidationError:
        file.close()
        raise


def joined(several: Sequence[Checked], *, title: str) -> Checked:
    """One PDF of these pictures in this order, named by `title` or the first. Raises ValidationError under "files"."""
    stranger = next((file for file in several if not file.is_picture), None)
    if stranger:
        raise _refused(
            _("Only pictures can be joined: %(name)s is none. Remove it, or do not join."), name=stranger.name
        )
    stem = " ".join(title.split())[:120] or several[0].name.rpartition(".")[0]
    name = _("%(title)s (joined from %(count)d pictures).pdf") % {"title": stem, "count": len(several)}
    try:
        content = pictures.joined([file.file for file in several])
    except file_kinds.Unfit as unfit:
        raise _refused(_("The pictures cannot be joined: one %(fault)s."), fault=str(unfit)) from unfit
    # Several files at once may have more than one: so may what is made of them.
    return check(SimpleUploadedFile(re.sub(r"[\\/]", "-", name), content), limit=settings.REQUEST_MAX_BYTES)


def _converted(file: UploadedFile, name: str) -> Checked:
    content = pictures.as_jpeg(file)
    jpeg = SimpleUploadedFile(f"{name.rpartition('.')[0]}.jpg", content)
    note = _("The photograph %(name)s (HEIC) was converted and kept as %(jpeg)s.") % {"name": name, "jpeg": jpeg.name}
    return Checked(jpeg, str(jpeg.name), _digest(jpeg), len(content), file_kinds.JPEG.media_type, 1, note)


def announced(name: str, size: int) -> str:
    """The name to keep of a file that is about to be sent, if by name and size it can be taken at all.

    Browsers send no folders, so a name with one is refused. Raises ValidationError under "files".
    """
    cleaned = clean_name(name)
    if re.search(r"[\\/]", name):
        raise _refused(_("The name of file %(name)s must not contain folders."), name=cleaned)
    check_size(cleaned, size)
    check_extension(cleaned)
    return cleaned


def check_size(name: str, size: int, *, limit: int | None = None) -> None:
    """Refuse what is empty or too large. Raises ValidationError under "files"."""
    limit = limit or settings.UPLOAD_MAX_BYTES
    if not size:
        raise _refused(_("File %(name)s is empty (0 byte). Choose another file."), name=name)
    if size > limit:
        raise _refused(
            _("File %(name)s has %(size)s, above the limit of %(limit)s. Make it smaller or split it."),
            name=name, size=filesize(size), limit=filesize(limit),
        )  # fmt: skip


def check_extension(name: str) -> str:
    """The extension, ".pdf", if files that end so are taken. Raises ValidationError under "files"."""
    extension = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    if not any(extension in known.extensions for known in file_kinds.KINDS):
        raise _refused(
            _("File %(name)s is not of a kind that is accepted (PDF, JPEG, PNG, HEIC, DOCX, XLSX)."), name=name
        )
    return extension


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
    extension = check_extension(name)
    kind, word = file_kinds.recognise(file)
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
