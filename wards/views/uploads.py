"""Files sent piece by piece, in the open protocol tus 1.0.0: creation, termination, checksum.

POST announces a file, HEAD tells how much has arrived, PATCH appends, DELETE gives up. A refusal is a plain sentence.
"""

import base64
import hashlib
import logging
import uuid
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, UnreadablePostError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation.htmx import go
from wards.domain.files import pieces
from wards.domain.files import uploads as checks
from wards.models import Upload, Ward
from wards.queries.uploads import get_upload, wards_sent_for
from wards.requests import OfficerRequest

logger = logging.getLogger(__name__)

VERSION = "1.0.0"
CHECKSUM_MISMATCH = 460  # as tus numbers it
STEP = 64 * 1024  # bytes read at a time
PIECE = "application/offset+octet-stream"
View = Callable[..., HttpResponse]


def spoken(view: View) -> View:
    """Every answer names the version; another version than ours is told so. By GET (reloaded) it leads home."""

    @wraps(view)
    def answered(request: OfficerRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "GET":
            return go(request, reverse("wards:home"))
        if request.method == "OPTIONS" or request.headers.get("Tus-Resumable") == VERSION:
            response = view(request, *args, **kwargs)
        else:
            response = HttpResponse(status=412, headers={"Tus-Version": VERSION})
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answered


@login_required
@require_http_methods(["GET", "OPTIONS", "POST"])
def uploads(request: OfficerRequest) -> HttpResponse:
    """Announce a file by POST (201, or 200 where it goes on); OPTIONS tells what is spoken here."""
    wards = wards_sent_for(request.user)
    if not wards.exists():
        raise PermissionDenied(_("Only wards and the office that appraises them send files."))
    return _uploads(request, wards)


@spoken
def _uploads(request: OfficerRequest, wards: QuerySet[Ward]) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={
            "Tus-Version": VERSION, "Tus-Extension": "creation,termination,checksum",
            "Tus-Checksum-Algorithm": "sha256", "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
        })  # fmt: skip
    return _begin(request, wards)


def _begin(request: OfficerRequest, wards: QuerySet[Ward]) -> HttpResponse:
    size, about = _whole(request, "Upload-Length"), _metadata(request)
    if size is None or about is None:
        return HttpResponse(status=400)
    ward = about.get("ward", "")
    found = list((wards.filter(pk=int(ward)) if _is_number(ward) else wards)[:2])
    if len(found) != 1:  # another's ward, or which one is not told
        return HttpResponse(status=400)
    try:
        name = checks.announced(about.get("filename", ""), size)
        upload = pieces.begin(
            by=request.user, ward=found[0], name=name, size=size, fingerprint=about.get("fingerprint", ""),
            form=about.get("form", ""),
        )  # fmt: skip
    except ValidationError as error:
        return _said(error.messages[0], 413 if size > settings.UPLOAD_MAX_BYTES else 422)
    response = HttpResponse(status=200 if upload.received else 201)
    response["Location"] = reverse("wards:upload", args=[upload.pk])
    return _told(response, upload)


@login_required
@require_http_methods(["GET", "HEAD", "PATCH", "DELETE"])
def upload(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """One's own file on its way: how much has arrived (HEAD), one more piece (PATCH), no longer wanted (DELETE)."""
    return _upload(request, get_upload(request.user, pk))


@spoken
def _upload(request: OfficerRequest, known: Upload) -> HttpResponse:
    if request.method == "PATCH":
        return _append(request, known)
    if request.method == "DELETE":
        pieces.give_up(known.pk)
        return HttpResponse(status=204)
    return _told(HttpResponse(), known)


def _piece(request: OfficerRequest) -> bytes:
    """What arrived of the body; nothing where it broke off on its way."""
    try:
        return b"".join(iter(lambda: request.read(STEP), b""))
    except UnreadablePostError:
        return b""


def _append(request: OfficerRequest, known: Upload) -> HttpResponse:
    """Read the piece before anything is locked; a piece that broke off on its way leaves nothing."""
    offset, length = _whole(request, "Upload-Offset"), _whole(request, "Content-Length")
    if request.content_type != PIECE:
        return HttpResponse(status=415)
    if offset is None or length is None:
        return HttpResponse(status=400)
    if offset != known.received:
        return _told(HttpResponse(status=409), known)
    if offset + length > known.size:
        return HttpResponse(status=413)
    piece = _piece(request)
    fault = 400 if len(piece) != length else _checksum_fault(request, piece)
    if fault:
        return HttpResponse(status=fault)
    try:
        now = pieces.append(upload=known, offset=offset, piece=piece)
        refusal = _refusal(now) if piece and now.is_whole else ""
    except pieces.OutOfStep:
        known.refresh_from_db()
        return _told(HttpResponse(status=409), known)
    except Upload.DoesNotExist as error:
        raise Http404 from error
    except OSError:
        logger.exception("a piece of a file could not be stored")
        return HttpResponse(status=503, headers={"Retry-After": "10"})
    return _said(refusal, 422) if refusal else _told(HttpResponse(status=204), now)


def _refusal(whole: Upload) -> str:
    """Why a file that has just arrived cannot be taken, empty if it can: one that cannot is forgotten at once."""
    try:
        checks.checked(whole).file.close()
    except ValidationError as error:
        pieces.give_up(whole.pk)
        return error.messages[0]
    return ""


def _checksum_fault(request: OfficerRequest, piece: bytes) -> int | None:
    """The status that refuses the piece; None if it is as told, or nothing was told."""
    told = request.headers.get("Upload-Checksum")
    if told is None:
        return None
    algorithm, _space, digest = told.partition(" ")
    if algorithm != "sha256":
        return 400
    mine = base64.b64encode(hashlib.sha256(piece).digest()).decode()
    return None if digest.strip() == mine else CHECKSUM_MISMATCH


def _metadata(request: OfficerRequest) -> dict[str, str] | None:
    """`Upload-Metadata: filename dGVw…,ward MQ==` as a dictionary; None if it cannot be read."""
    pairs = [pair.split() for pair in request.headers.get("Upload-Metadata", "").split(",") if pair.strip()]
    try:
        return {pair[0]: base64.b64decode(pair[1], validate=True).decode() if pair[1:] else "" for pair in pairs}
    except ValueError:
        return None


def _whole(request: OfficerRequest, header: str) -> int | None:
    text = request.headers.get(header, "")
    return int(text) if _is_number(text) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _told(response: HttpResponse, known: Upload) -> HttpResponse:
    response["Upload-Offset"], response["Upload-Length"] = str(known.received), str(known.size)
    return response


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
