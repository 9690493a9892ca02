"""Kiểm tra thực tế: write a visit down, add its photographs, close it; what is closed never changes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.text import digest
from wards import rules
from wards.domain import ledger
from wards.domain.exhibits.evidence_gone import Gone
from wards.domain.files import contents
from wards.domain.files.uploads import Checked
from wards.domain.sheet.assessment import locked, require
from wards.domain.sheet.sealed import inspection_text
from wards.models import Assessment, Entry, Inspection, InspectionPhoto, Officer, State

FIELDS = ("held_on", "place", "office_people", "ward_people", "findings", "conclusion")
PICTURES = frozenset({"image/jpeg", "image/png"})
PHOTOS = 20  # of one visit: its minutes stay a paper that can be printed
CAPTION = 200  # characters
VISITED = frozenset({State.UNDER_REVIEW, State.TO_COMPLETE})
AGAIN = dt.timedelta(minutes=1)  # within which the same words from the same person are the same form sent twice
GONE = frozenset({State.FORWARDED, State.RETURNED, State.CLOSED, State.MOVED})


class Rewritten(Exception):
    """Somebody else wrote the visit since the page was read; carries it as it is now. Nothing was written."""

    def __init__(self, current: Inspection) -> None:
        super().__init__(f"{current} written meanwhile")
        self.current = current


def may_visit(officer: Officer, assessment: Assessment) -> rules.Ruling:
    """Whether this person may write a visit to this ward down now."""
    if not rules.is_reviewer(officer, assessment):
        return rules.Ruling(False, _("Only the interior office of this ward inspects."))
    if assessment.state not in VISITED:
        return rules.Ruling(False, _("The assessment is now “%(state)s”.") % {"state": assessment.get_state_display()})
    return rules.YES


def may_write(officer: Officer, inspection: Inspection) -> rules.Ruling:
    """Whether this person may correct, close or drop this visit now."""
    assessment = inspection.assessment
    if not rules.is_reviewer(officer, assessment):
        return rules.Ruling(False, _("Only the interior office of this ward inspects."))
    if inspection.is_closed:
        return rules.Ruling(False, _("The minutes are closed; nothing in them changes any more."))
    if assessment.state in GONE:
        return rules.Ruling(False, _("The assessment is now “%(state)s”.") % {"state": assessment.get_state_display()})
    return rules.YES


@transaction.atomic
def write(*, assessment: Assessment, lines: Iterable[Entry], by: Officer, **fields: Any) -> Inspection:
    """Write down a new visit (`FIELDS`); sent twice, it is written once.

    Raises NotAllowed, or ValidationError by field.
    """
    now = locked(assessment)
    require(may_visit(by, now))
    values, own = _checked(fields), _own(now, lines)
    for twin in now.inspections.filter(by=by, version=1, closed_at=None, at__gte=timezone.now() - AGAIN, **values):
        if set(twin.lines.all()) == set(own):
            return twin
    inspection = Inspection(assessment=now, round=now.round, by=by, **values)
    inspection.save()
    inspection.lines.set(own)
    return inspection


@transaction.atomic
def rewrite(*, inspection: Inspection, seen: int, lines: Iterable[Entry], by: Officer, **fields: Any) -> Inspection:
    """Correct a visit; `seen` is the version the person had before them.

    Raises NotAllowed, ValidationError by field, or Rewritten when somebody else has written since.
    """
    now = _held(inspection)
    require(may_write(by, now))
    values, own = _checked(fields), _own(now.assessment, lines)
    if all(getattr(now, name) == value for name, value in values.items()) and set(now.lines.all()) == set(own):
        return now  # as it stands already, whoever wrote it
    if now.version != seen and now.by_id != by.pk:
        raise Rewritten(now)
    for name, value in values.items():
        setattr(now, name, value)
    now.by, now.at, now.version = by, timezone.now(), now.version + 1
    now.save()
    now.lines.set(own)
    return now


@transaction.atomic
def remove(*, inspection: Inspection, by: Officer) -> None:
    """Drop a visit that was not closed, with its photographs. Raises NotAllowed or Gone."""
    now = _held(inspection)
    require(may_write(by, now))
    held = [photo.content for photo in now.photos.select_related("content")]
    now.delete()
    contents.held(content.sha256 for content in held)
    for content in held:
        contents.discard(content)


def add_photo(*, inspection: Inspection, checked: Checked, by: Officer) -> InspectionPhoto:
    """Keep a checked picture whole; pages and papers show it upright and smaller.

    What goes wrong leaves nothing on disk. Raises NotAllowed, or ValidationError under "files".
    """
    written: list[str] = []
    try:
        with transaction.atomic():
            now = _held(inspection)
            require(may_write(by, now))
            _check_photo(now, checked)
            content = contents.stored(checked, written, by=by)
            twin = now.photos.filter(content=content).first()
            if twin and content.was_put_back:
                return twin
            if twin:
                raise _refused(_("%(name)s: this photograph is already there."), checked)
            return InspectionPhoto.objects.create(inspection=now, content=content, name=checked.name, by=by)
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise


def _check_photo(inspection: Inspection, checked: Checked) -> None:
    if checked.media_type not in PICTURES:
        raise _refused(_("%(name)s is no photograph (JPEG or PNG)."), checked)
    if inspection.photos.count() >= PHOTOS:
        said = _("%(name)s was not kept: a visit has at most %(limit)d photographs.")
        raise ValidationError({"files": [said % {"name": checked.name, "limit": PHOTOS}]})


def _refused(message: str, checked: Checked) -> ValidationError:
    return ValidationError({"files": [message % {"name": checked.name}]})


@transaction.atomic
def caption_photo(*, photo: InspectionPhoto, caption: str, by: Officer) -> None:
    """Say what a photograph shows, in at most `CAPTION` characters. Raises NotAllowed or Gone."""
    now = _held(photo.inspection)
    require(may_write(by, now))
    if not now.photos.filter(pk=photo.pk).update(caption=" ".join(caption.split())):
        raise Gone


@transaction.atomic
def remove_photo(*, photo: InspectionPhoto, by: Officer) -> None:
    """Take a photograph out; its content goes too, unless something else holds it. Raises NotAllowed or Gone."""
    now = _held(photo.inspection)
    require(may_write(by, now))
    if not now.photos.filter(pk=photo.pk).delete()[0]:
        raise Gone
    contents.discard(photo.content)


def fingerprint(inspection: Inspection) -> str:
    """Digest of all the visit says now: a page shows it, and closes only what still has it."""
    return digest(inspection_text(inspection))


@transaction.atomic
def close(*, inspection: Inspection, seen: str, by: Officer) -> Inspection:
    """Chốt biên bản: from here nothing changes, the ward reads it and its minutes carry no “DỰ THẢO”.

    Raises NotAllowed, ValidationError while the conclusion is missing, or Rewritten when it no longer says what the
    person had before them (`seen`).
    """
    now = _held(inspection)
    require(may_write(by, now))
    if seen != fingerprint(now):
        raise Rewritten(now)
    if not now.conclusion.strip():
        raise ValidationError(_("Write the conclusion first: minutes without one cannot be closed."))
    now.by = now.closed_by = by
    now.closed_at = timezone.now()
    now.save()
    ledger.append(kind="inspection", subject=str(now), text=inspection_text(now), by=by)
    return now


def _held(inspection: Inspection) -> Inspection:
    """The visit as it is now, and its assessment, kept still until the transaction ends. Raises Gone."""
    assessment = locked(inspection.assessment)
    now = Inspection.objects.select_for_update(of=("self",)).select_related("by").filter(pk=inspection.pk).first()
    if now is None:
        raise Gone
    now.assessment = assessment
    return now


def _own(assessment: Assessment, lines: Iterable[Entry]) -> list[Entry]:
    """Lines of another assessment are nobody's business here."""
    return list(assessment.entries.filter(pk__in=[line.pk for line in lines]))


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    values = {name: fields[name].strip() if name != "held_on" else fields[name] for name in FIELDS}
    check_held_on(values["held_on"])
    missing = [name for name in FIELDS if not values[name] and name != "conclusion"]
    if missing:
        raise ValidationError({name: [_("This field must be filled in.")] for name in missing})
    return values


def check_held_on(day: dt.date | None) -> None:
    """Refuse a visit that has not taken place yet. Raises ValidationError under "held_on"."""
    today = timezone.localdate()
    if day and day > today:
        said = _("The day of the visit %(day)s lies after today (%(today)s).")
        raise ValidationError({"held_on": [said % {"day": f"{day:%d/%m/%Y}", "today": f"{today:%d/%m/%Y}"}]})
