"""Two people of one office compare a draft with the official text; the second of them publishes it, confirmed."""

import datetime as dt
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.text import canonical, digest
from wards import rules
from wards.domain import ledger
from wards.domain.criteria import catalogue, drafts
from wards.domain.criteria.drafts import ChangedMeanwhile, NotAllowed, Reading
from wards.domain.ledger import Said
from wards.models import Confirmation, CriteriaSet, Criterion, Draft, LedgerEntry, Officer

NEEDED = 2
KIND = "criteria_set_compared"  # of the ledger's entries


def standing(draft: Draft) -> list[Confirmation]:
    """The confirmations of the draft as it is now; a change has made all others void."""
    found = draft.criteria_set.confirmations.filter(version=draft.version, office=draft.office_id)
    return list(found.select_related("by").order_by("pk"))


def may_confirm(officer: Officer, draft: Draft, reading: Reading, given: list[Confirmation]) -> rules.Ruling:
    """Whether this person may confirm the draft as it is now; `given` are its confirmations so far."""
    if not officer.roles_in_office(draft.office_id) & {"reviewer", "head"}:
        return rules.Ruling(False, _("Only people of the office that wrote the draft confirm it."))
    if draft.criteria_set.status != CriteriaSet.Status.DRAFT:
        return rules.Ruling(False, _("This version has been confirmed; it is no draft any more."))
    if reading.faults:
        return rules.Ruling(False, _("Correct what is still wrong with the draft first."))
    unsure = [one["number"] for one in reading.data["criteria"] if one["wording"] == Criterion.Wording.PROVISIONAL]
    if unsure:
        told = _("The wording of criteria %(numbers)s is still marked as provisional: say where it comes from first.")
        return rules.Ruling(False, told % {"numbers": ", ".join(unsure)})
    if any(one.by_id == officer.pk for one in given):
        return rules.Ruling(False, _("You have confirmed this version; another person of the office must, too."))
    return rules.YES


def lacks(given: list[Confirmation]) -> str:
    """What is still needed before the draft is published, in words; empty when nothing is."""
    if any(one.as_head for one in given):
        return "" if len(given) >= NEEDED else _("One more person of the office must confirm.")
    return _("The head of the office must confirm, and one more person.") if not given else _(
        "The head of the office must confirm."
    )  # fmt: skip


@transaction.atomic
def confirm(
    *, draft: Draft, document: str, issued_on: dt.date, place: str, seen: str, by: Officer
) -> Confirmation:  # fmt: skip
    """Say that the draft was compared with this official text; with the second person it becomes the set in force.

    `seen` is the digest of what the person had before them. Raises NotAllowed, ChangedMeanwhile, ValidationError by
    field, or drafts.Refused.
    """
    Draft.objects.select_for_update().get(pk=draft.pk)  # first, as every change of it: or two would wait for each other
    catalogue.hold()
    now = Draft.objects.select_related("criteria_set__supersedes", "office").get(pk=draft.pk)
    reading, given = drafts.reading_of(now), standing(now)
    ruling = may_confirm(by, now, reading, given)
    if not ruling:
        raise NotAllowed(ruling.reason)
    if seen != reading.digest:
        raise ChangedMeanwhile
    if issued_on > timezone.localdate():
        raise ValidationError({"issued_on": _("This day lies in the future.")})
    roles = by.roles_in_office(now.office_id)
    made = Confirmation.objects.create(
        criteria_set=now.criteria_set, version=now.version, digest=reading.digest, document=document.strip(),
        issued_on=issued_on, place=place.strip(), office=now.office, as_head="head" in roles, by=by,
    )  # fmt: skip
    ledger.append(kind=KIND, subject=now.criteria_set.code, text=confirmation_text(made), by=by)
    if not lacks([*given, made]):
        _publish(now, reading, by)
    return made


def _publish(draft: Draft, reading: Reading, by: Officer) -> None:
    """The draft's rows, sealed like a loaded set's, and at once confirmed; the set it replaces ends."""
    drafted, record = reading.drafted, reading.drafted.record
    record.pk, record.supersedes = draft.criteria_set.pk, draft.criteria_set.supersedes
    record.source_text = draft.criteria_set.source_text
    catalogue.publish(record, drafted, by=by)
    catalogue.confirm(criteria_set=record, by=by)
    draft.criteria_set = record


def confirmation_text(one: Confirmation) -> str:
    """What the ledger seals of a confirmation."""
    return canonical(
        {
            "set": one.criteria_set.code, "version": one.version, "digest": one.digest, "document": one.document,
            "issued_on": one.issued_on, "place": one.place, "office": one.office_id, "as_head": one.as_head,
            "by": one.by_id, "at": one.at,
        }
    )  # fmt: skip


def unproven_confirmations() -> Iterator[Model]:
    """Confirmations that are not what the ledger says of them, and entries whose confirmation is gone."""
    rows = Confirmation.objects.select_related("criteria_set", "by").order_by("pk")
    said = (Said(one, digest(confirmation_text(one)), one.by_id, one.criteria_set_id) for one in rows.iterator())
    return ledger.unmatched(entries=LedgerEntry.objects.filter(kind=KIND), records=said)
