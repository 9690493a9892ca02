"""Trả hồ sơ: the province returns a dossier by letter, naming the lines and papers to be corrected, and by whom."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.domain.facts import NotAllowed, require
from awards.domain.onward import onward_facts, sealed, sent_text
from awards.domain.onward.dossiers import held
from awards.domain.onward.onward_facts import Assessment, Entry, State
from awards.models import Dossier, Forwarding, Paper, Return, ReturnedItem
from awards.queries.dossiers import get_dossier
from awards.queries.places import WARD_KINDS
from awards.rules import dossiers as rules
from wards.models.units import Officer

Place = ReturnedItem.Place


@dataclass(frozen=True)
class Item:
    """A line or a paper to be corrected; `note` says what is wrong with it."""

    place: str
    note: str
    entry: Entry | None = None
    paper: Paper | None = None


def place_of(paper: Paper) -> str:
    """Who makes a paper corrects it: the ward its own, the city's office all others."""
    return Place.WARD if paper.kind in WARD_KINDS else Place.CITY


@transaction.atomic
def send_back(
    *, dossier: Dossier, letter_number: str, letter_date: dt.date, reasons: str, due: dt.datetime,
    items: Sequence[Item], seen: int, by: Officer,
) -> Return:  # fmt: skip
    """Return a forwarding (`seen`, its id) with these items: the dossier is open again as its next revision.

    Wards with items of their own get them back at once, only the named lines open; all others go to their office as
    they are. Raises NotAllowed, or ValidationError by field.
    """
    now = held(dossier)
    require(rules.may_send_back(by, now))
    forwarding = now.forwardings.order_by("-revision").first()
    if forwarding is None or forwarding.pk != seen:
        raise NotAllowed(_("The dossier was forwarded anew since you opened this page. Read it again first."))
    there = [row.assessment for row in get_dossier(by, now.pk).wards.all()]
    back = [assessment for assessment in there if assessment.state == State.FORWARDED]
    _check(forwarding, letter_number, letter_date, reasons, due, items, back)
    returned = Return.objects.create(
        forwarding=forwarding, letter_number=letter_number.strip(), letter_date=letter_date, reasons=reasons.strip(),
        due=due, by=by,
    )  # fmt: skip
    ReturnedItem.objects.bulk_create(
        ReturnedItem(returned=returned, place=item.place, entry=item.entry, paper=item.paper, note=item.note.strip())
        for item in items
    )
    for assessment in sorted(back, key=lambda found: found.pk):
        _open(assessment, returned, items)
    now.state, now.revision = Dossier.State.RETURNED, now.revision + 1
    now.save(update_fields=["state", "revision"])
    sealed.enter(returned)
    onward_facts.tell_of_return(returned, back)
    return returned


def _open(assessment: Assessment, returned: Return, items: Sequence[Item]) -> None:
    letter = _by_letter(returned)
    of_ward = [item for item in items if item.place == Place.WARD and _assessment_of(item) == assessment.pk]
    lines = {item.entry: f"{letter}: {item.note.strip()}" for item in of_ward if item.entry}
    onward_facts.send_back(
        assessment=assessment, lines=lines, to_ward=bool(of_ward), letter=f"{letter}: {returned.reasons}",
        due=returned.due, by=returned.by,
    )  # fmt: skip


def _by_letter(returned: Return) -> str:
    # Vietnamese in every language of the pages: it is a reason that stands in the record.
    return f"Theo Công văn số {returned.letter_number} ngày {returned.letter_date:%d/%m/%Y}"


def _assessment_of(item: Item) -> int | None:
    return item.entry.assessment_id if item.entry else item.paper.assessment_id if item.paper else None


def _check(
    forwarding: Forwarding, number: str, day: dt.date, reasons: str, due: dt.datetime, items: Sequence[Item],
    back: Sequence[Assessment],
) -> None:  # fmt: skip
    errors: dict[str, str] = {}
    if not number.strip():
        errors["letter_number"] = _("Enter the number of the letter.")
    if not reasons.strip():
        errors["reasons"] = _("Give the reasons of the return.")
    sent = timezone.localtime(forwarding.at).date()
    if day > timezone.localdate():
        errors["letter_date"] = _("%(day)s lies after today.") % {"day": f"{day:%d/%m/%Y}"}
    elif day < sent:
        told = _("%(day)s lies before the day it was forwarded, %(sent)s.")
        errors["letter_date"] = told % {"day": f"{day:%d/%m/%Y}", "sent": f"{sent:%d/%m/%Y}"}
    if not items:
        errors["items"] = _("Name at least one line or paper to be corrected.")
    elif not all(_belongs(item, forwarding, {assessment.pk for assessment in back}) for item in items):
        errors["items"] = _("A line or paper named is not part of what was forwarded. Choose again.")
    elif not all(item.note.strip() for item in items):
        errors["items"] = _("Say of every line and paper what is to be corrected.")
    if errors:
        raise ValidationError(errors)
    onward_facts.check_new(due)


def _belongs(item: Item, forwarding: Forwarding, back: set[int]) -> bool:
    if item.entry:
        return item.entry.assessment_id in back and item.place in Place.values
    if item.paper is None:
        return False
    sent = {paper.paper for paper in sent_text.read(forwarding).papers}
    return item.paper.pk in sent and item.place == place_of(item.paper)
