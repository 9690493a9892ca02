"""The reasons an office often gives, offered beside the box. A verdict keeps its own words, whatever happens here."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.text import digest
from wards.models import Office, Officer, UsualReason, Verdict

KINDS = (Verdict.Kind.TO_COMPLETE, Verdict.Kind.ADJUSTED)  # those that need a reason, in the order they are shown


def of_office(office_id: int | None) -> dict[str, list[UsualReason]]:
    """The office's reasons by the act they go with, in their order; every act is there."""
    found: dict[str, list[UsualReason]] = {kind.value: [] for kind in KINDS}
    for reason in UsualReason.objects.filter(office=office_id).order_by("position", "id"):
        found[reason.kind].append(reason)
    return found


@transaction.atomic
def add(*, office: Office, kind: str, text: str, by: Officer) -> UsualReason:
    """Put a reason at the end of its act's. Raises ValidationError under "text" for one that is there already."""
    held = _held(office)
    _refuse_twin(office, kind, text)
    last = UsualReason.objects.filter(office=held, kind=kind).aggregate(at=Max("position"))["at"]
    position = 0 if last is None else last + 1
    return UsualReason.objects.create(office=held, kind=kind, text=text.strip(), position=position, by=by)


def fingerprint(reason: UsualReason) -> str:
    """What a page showed of a reason."""
    return digest(reason.text)


class Rewritten(Exception):
    """Somebody else wrote the reason differently since the page was read; carries it as it is now."""

    def __init__(self, current: UsualReason) -> None:
        super().__init__(f"{current} written meanwhile")
        self.current = current


class Removed(Exception):
    """Somebody took the reason off the list since the page was read."""


@transaction.atomic
def change(*, reason: UsualReason, text: str, by: Officer, seen: str | None = None) -> UsualReason:
    """Write it differently; `seen` is the fingerprint of what the person had before them (None: not checked).

    Raises ValidationError under "text" for one that is there already, Rewritten or Removed.
    """
    words = text.strip()
    now = _as_seen(reason, seen, by, but=words)
    if _changes_nothing(now, words, seen):
        return now
    _refuse_twin(now.office, now.kind, words, but=now.pk)
    now.text, now.by, now.at = words, by, timezone.now()
    now.save(update_fields=["text", "by", "at"])
    return now


@transaction.atomic
def move(*, reason: UsualReason, up: bool) -> None:
    """Change places with the neighbour; at the end of the list nothing moves."""
    _held(reason.office)
    ordered = of_office(reason.office_id)[reason.kind]
    at = next((place for place, one in enumerate(ordered) if one.pk == reason.pk), None)
    other = None if at is None else at - 1 if up else at + 1
    if at is not None and other is not None and 0 <= other < len(ordered):
        ordered[at], ordered[other] = ordered[other], ordered[at]
    _number(ordered)


@transaction.atomic
def remove(*, reason: UsualReason, by: Officer, seen: str | None = None) -> None:
    """Offer it no longer; what was said with it stays said. Raises Rewritten or Removed, as `change`."""
    _as_seen(reason, seen, by).delete()


def _as_seen(reason: UsualReason, seen: str | None, by: Officer, *, but: str | None = None) -> UsualReason:
    """The reason as it is now, kept still, if that is what the person saw, or wants (`but`). Raises as `change`."""
    _held(reason.office)
    now = UsualReason.objects.select_related("office", "by").filter(pk=reason.pk).first()
    if now is None:
        raise Removed
    is_other = seen not in {None, fingerprint(now)} and now.by_id != by.pk
    if is_other and (but is None or not _changes_nothing(now, but, seen)):
        raise Rewritten(now)
    return now


def _changes_nothing(now: UsualReason, words: str, seen: str | None) -> bool:
    """These words stand there already, or are the very ones the person had before them."""
    return words == now.text or digest(words) == seen


def _held(office: Office) -> Office:
    """One person at a time orders an office's reasons."""
    return Office.objects.select_for_update().get(pk=office.pk)


def _number(ordered: Sequence[UsualReason]) -> None:
    for position, reason in enumerate(ordered):
        reason.position = position
    UsualReason.objects.bulk_update(ordered, ["position"])


def _refuse_twin(office: Office, kind: str, text: str, *, but: int | None = None) -> None:
    twins = UsualReason.objects.filter(office=office, kind=kind, text=text.strip())
    if but is not None:
        twins = twins.exclude(pk=but)
    if twins.exists():
        raise ValidationError({"text": _("This reason is already in the list.")})
