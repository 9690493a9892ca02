"""Files sent piece by piece over a weak line: what has arrived stays, and sending goes on where it stopped.

The pieces lie in the storage as `uploads/<id>/<offset>`, whatever the storage is. `received` of the row is the truth:
it is raised only once a piece lies there whole, under a lock, so that of two that race one is told to look again.
"""

import datetime as dt
import io
import uuid
from collections.abc import Iterable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile, UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.templatetags.vietnamese import filesize
from emulation.text import digest
from wards.models import Officer, Upload, Ward

FOLDER = "uploads"
IDLE = dt.timedelta(hours=24)
MOST = 200  # files of one person on their way


class OutOfStep(Exception):
    """The piece does not begin where the file has arrived so far, or runs over its end."""


def begin(
    *, by: Officer, ward: Ward, name: str, size: int, fingerprint: str = "", form: str = ""
) -> Upload:  # fmt: skip
    """Announce a file of `size` bytes, chosen in the form of this address; chosen again, it goes on where it stopped.

    Raises ValidationError under "files" when the person has too much on its way.
    """
    known_by = "".join(digest(text) for text in (form, fingerprint) if text)  # the form first: `chosen_in` looks there
    with transaction.atomic():
        Officer.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once count each other
        own = Upload.objects.filter(officer=by)
        known = own.filter(ward=ward, name=name, size=size, fingerprint=known_by).first() if fingerprint else None
        if known:
            own.filter(pk=known.pk).update(touched_at=timezone.now())
            return known
        on_the_way = own.aggregate(sum=Sum("size"))["sum"] or 0
        if on_the_way + size > settings.WAITING_MAX_BYTES or own.count() >= MOST:
            raise ValidationError({"files": [too_much()]})
        return Upload.objects.create(officer=by, ward=ward, name=name, size=size, fingerprint=known_by)


def too_much() -> str:
    return _(
        "More than %(limit)s of your files are waiting to be saved. Save the documents they belong to, or remove them "
        "from the form. What is left lying for a day is removed by itself."
    ) % {"limit": filesize(settings.WAITING_MAX_BYTES)}


@transaction.atomic
def append(*, upload: Upload, offset: int, piece: bytes) -> Upload:
    """Add the piece that begins at `offset`. Raises OutOfStep, or Upload.DoesNotExist if it was given up meanwhile."""
    now = Upload.objects.select_for_update().get(pk=upload.pk)
    if offset != now.received or offset + len(piece) > now.size:
        raise OutOfStep
    if not piece:
        return now
    name = _name(now.pk, offset)
    default_storage.delete(name)  # of a piece whose row could not be written
    try:
        default_storage.save(name, ContentFile(piece))
        now.received, now.touched_at = offset + len(piece), timezone.now()
        now.save(update_fields=["received", "touched_at"])
    except BaseException:
        default_storage.delete(name)  # still under the lock: the next one to come writes the same name
        raise
    return now


def assembled(upload: Upload) -> UploadedFile:
    """The whole file, a large one on disk until it is closed. Raises FileNotFoundError when a piece is missing."""
    whole: UploadedFile
    if upload.size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        whole = TemporaryUploadedFile(upload.name, "", upload.size, None)
    else:
        whole = InMemoryUploadedFile(io.BytesIO(), None, upload.name, None, upload.size, None)
    try:
        at = 0
        while at < upload.size:
            name = _name(upload.pk, at)
            with default_storage.open(name) as piece:
                at += sum(whole.write(chunk) for chunk in piece.chunks())
            if name == _name(upload.pk, at) or at > upload.size:
                raise FileNotFoundError(name)  # emptied, or not what was laid there
        whole.seek(0)
    except BaseException:
        whole.close()
        raise
    return whole


def claim(waiting: Iterable[Upload]) -> None:
    """Take these for the document that the running transaction lays down: of two forms that name one file, one has it.

    Raises ValidationError under "files" when one of them was taken or given up meanwhile.
    """
    wanted = {upload.pk for upload in waiting}
    there = Upload.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    if len(there) < len(wanted):
        raise ValidationError({"files": [is_gone()]})
    for upload in there:
        give_up(upload.pk)


def is_gone() -> str:
    return _(
        "A file you had sent is no longer there: another tab of this form has saved or removed it, or it waited for "
        "more than a day. Choose it again if it is still wanted."
    )


@transaction.atomic
def give_up(upload_id: uuid.UUID) -> None:
    """Forget a file and its pieces: it was attached, refused, or is not wanted any more."""
    Upload.objects.filter(pk=upload_id).delete()
    transaction.on_commit(lambda: _clear(str(upload_id)))


def sweep() -> int:
    """Forget what nobody went on with for a day, and pieces without a row. Returns how many files were forgotten."""
    before = timezone.now() - IDLE
    idle = list(Upload.objects.filter(touched_at__lt=before).values_list("pk", flat=True))
    for upload_id in idle:
        with transaction.atomic():
            if Upload.objects.select_for_update().filter(pk=upload_id, touched_at__lt=before).exists():
                give_up(upload_id)
    folders: list[str] = []
    with suppress(FileNotFoundError):
        folders = default_storage.listdir(FOLDER)[0]
    live = {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}  # a row is there before its first piece
    for folder in set(folders) - live:
        _clear(folder)
    return len(idle)


def _name(upload_id: uuid.UUID, offset: int) -> str:
    return f"{FOLDER}/{upload_id}/{offset}"


def _clear(folder: str) -> None:
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            default_storage.delete(f"{FOLDER}/{folder}/{name}")
        with suppress(OSError):  # something else came to lie there: the next sweep looks again
            default_storage.delete(f"{FOLDER}/{folder}")
