"""A word on a line beside its verdict: notes stay inside the office, comments reach the ward. Never taken back."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from emulation.text import canonical, digest
from wards import rules
from wards.domain import ledger
from wards.domain.notifying import step_notices
from wards.domain.sheet.assessment import locked, require
from wards.models import Entry, Officer, Remark

KIND = "remark"  # of its entry in the ledger


@transaction.atomic
def add(*, entry: Entry, text: str, is_internal: bool, by: Officer) -> Remark:
    """Write a note or a comment on a line of the last hand-in. Sent twice, it stands once.

    Raises NotAllowed, or ValidationError under "text" when there are no words.
    """
    assessment = locked(entry.assessment)
    require(rules.may_remark(by, assessment))
    if not text.strip():
        raise ValidationError({"text": _("Write the note or comment first.")})
    handed = assessment.hand_ins.get(round=assessment.round)
    last = Remark.objects.filter(entry=entry, hand_in=handed).order_by("-id").first()
    said = (text.strip(), is_internal, by.pk)
    if last and (last.text, last.is_internal, last.by_id) == said:
        return last
    remark = Remark.objects.create(entry=entry, hand_in=handed, text=text.strip(), is_internal=is_internal, by=by)
    ledger.append(kind=KIND, subject=f"{assessment}, {remark.entry}", text=remark_text(remark), by=by)
    step_notices.tell_of_comment(remark)
    return remark


def remark_text(remark: Remark) -> str:
    """What the ledger seals of it; its words as their digest alone, for notes stay inside the office."""
    return canonical(
        {
            "id": remark.pk, "entry": remark.entry_id, "hand_in": remark.hand_in_id,
            "is_internal": remark.is_internal, "words": digest(remark.text), "by": remark.by_id, "at": remark.at,
        }
    )  # fmt: skip


def unproven_remarks() -> Iterator[Model]:
    """Remarks that are not what the ledger was told of them, and entries whose remark is gone."""
    rows = Remark.objects.select_related("entry__indicator").order_by("pk").iterator()
    return ledger.unproven(kind=KIND, records=((row, remark_text(row)) for row in rows))


def of_line(entry: Entry) -> QuerySet[Remark]:
    """Notes and comments on a line, oldest first: for the office's own people only."""
    return Remark.objects.filter(entry=entry).select_related("by", "hand_in").order_by("id")


def comments(entries: Iterable[int]) -> dict[int, list[Remark]]:
    """What reaches the ward, by entry id, oldest first. The one way by which its pages read remarks."""
    told: dict[int, list[Remark]] = {}
    rows = Remark.objects.filter(entry__in=list(entries), is_internal=False)
    for remark in rows.select_related("by", "hand_in").order_by("id"):
        told.setdefault(remark.entry_id, []).append(remark)
    return told
