"""The reasons an office often gives, offered beside the box. A verdict keeps its own words, whatever happens here."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

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


@transaction.atomic
def change(*, reason: UsualReason, text: str, by: Officer) -> UsualReason:
    """Write it differently. Raises ValidationError under "text" for one that is there already."""
    _held(reason.office)
    _refuse_twin(reason.office, reason.kind, text, but=reason.pk)
    reason.text, reason.by = text.strip(), by
    reason.save(update_fields=["text", "by"])
    return reason


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


def remove(*, reason: UsualReason) -> None:
    """Offer it no longer; what was said with it stays said."""
    reason.delete()


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
