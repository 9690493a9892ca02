"""Trình tỉnh and tiếp nhận: a dossier is sent with its bound volume, and the province takes it in.

`send_back` and `decide` stand in modules of their own and are named here, for whoever asks what becomes of a dossier.
"""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.domain.binders import binding, plan
from awards.domain.binders.lacking import lacking_papers
from awards.domain.facts import NotAllowed, require, settled
from awards.domain.onward import onward_facts, sealed, sent_text, sentences
from awards.domain.onward.deciding import check as check_decision
from awards.domain.onward.deciding import decide
from awards.domain.onward.dossiers import held
from awards.domain.onward.onward_facts import State
from awards.domain.onward.returning import send_back
from awards.domain.onward.steps import Way
from awards.domain.papers.outdated import outdated_papers
from awards.models import Binder, Dossier, Forwarding, Receipt
from awards.queries.dossiers import get_dossier
from awards.rules import dossiers as rules
from emulation.text import digest
from wards.models.units import Officer

__all__ = [
    "Lacking", "NotAllowed", "NotAsSeen", "check_decision", "contents", "decide", "forward", "receive", "send_back",
    "volumes",
]  # fmt: skip


class Lacking(Exception):
    """Something is still to be done before it may go; carries the sentences."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"{len(missing)} things missing")
        self.missing = missing


class NotAsSeen(Exception):
    """What would go is no longer what the person had before them: nothing was sent."""


def contents(way: Way, bound: tuple[Binder, Binder | None] | None = None) -> str:
    """The canonical text of what would be forwarded now; `bound`: its `volumes`, once known. Raises Lacking."""
    whole, replaced = bound or volumes(way)
    return sent_text.written(
        dossier=way.dossier,
        assessments=way.assessments,
        votes=way.votes,
        kept=way.kept_reasons,
        binder=whole,
        replaced=replaced,
    )


def volumes(way: Way) -> tuple[Binder, Binder | None]:
    """The bound volume that goes, and after a return the one of what was replaced. Raises Lacking.

    Compared here with all the records say, figures and exhibits included; the page of a dossier looks at its papers
    alone.
    """
    lacking = [missing.text for missing in way.missing]
    if lacking:
        raise Lacking(lacking)
    outdated = outdated_papers(assessments=way.assessments, dossier=way.dossier, thoroughly=True)
    found = lacking_papers(way.assessments, way.dossier, way.bound, outdated=outdated)
    if found:
        raise Lacking([sentences.said(lack) for rows in found.values() for lack in rows])
    whole = binding.current(dossier=way.dossier)
    if whole is None:
        raise Lacking([sentences.outdated()])
    if way.dossier.revision == 1:
        return whole, None
    replaced = binding.current(dossier=way.dossier, content=Binder.Content.REPLACED)
    if replaced is None and plan.make(dossier=way.dossier, content=Binder.Content.REPLACED)["sections"]:
        raise Lacking([sentences.replaced_missing()])
    return whole, replaced


@transaction.atomic
def forward(*, dossier: Dossier, by: Officer, seen: str | None = None) -> Forwarding:
    """Send the dossier to the province: all its wards in one step, with what they bring along kept as it is.

    `seen` is the digest of `contents` the person had before them (None: nobody read it, a program sends). Raises
    NotAllowed, Lacking, NotAsSeen. Of two people at once the second is refused.
    """
    now = held(dossier)
    require(rules.may_forward(by, now))
    for row in now.wards.exclude(assessment__state=State.CLOSED).select_related("assessment").order_by("assessment"):
        settled(row.assessment)
    way = Way(get_dossier(by, now.pk))  # read once nothing in it can move any more
    volume, replaced = volumes(way)
    text = contents(way, (volume, replaced))
    if seen is not None and seen != digest(text):
        raise NotAsSeen
    for assessment in sorted(way.assessments, key=lambda found: found.pk):
        onward_facts.forward(assessment=assessment, by=by)
    forwarding = Forwarding.objects.create(
        dossier=now, revision=now.revision, binder=volume, replaced=replaced, text=text, by=by
    )
    now.state = Dossier.State.FORWARDED
    now.save(update_fields=["state"])
    sealed.enter(forwarding)
    onward_facts.tell_of_forwarding(forwarding, way.assessments)
    return forwarding


@transaction.atomic
def receive(
    *, dossier: Dossier, received_on: dt.date, receiver: str, number: str = "", note: str = "", seen: int, by: Officer
) -> Receipt:
    """Confirm that a forwarding (`seen`, its id) has arrived, once. Raises NotAllowed, or ValidationError by field."""
    now = held(dossier)
    require(rules.may_receive(by, now))
    forwarding = now.forwardings.order_by("-revision").first()
    if forwarding is None or forwarding.pk != seen:
        raise NotAllowed(_("The dossier was forwarded anew since you opened this page. Read it again first."))
    _check_received_on(received_on, forwarding)
    receipt = Receipt.objects.create(
        forwarding=forwarding, received_on=received_on, receiver=receiver.strip(), number=number.strip(),
        note=note.strip(), by=by,
    )  # fmt: skip
    now.state = Dossier.State.RECEIVED
    now.save(update_fields=["state"])
    sealed.enter(receipt)
    whole = get_dossier(by, now.pk)
    onward_facts.tell_of_receipt(receipt, [row.assessment for row in whole.wards.all()])
    return receipt


def _check_received_on(day: dt.date, forwarding: Forwarding) -> None:
    sent = timezone.localtime(forwarding.at).date()
    if day > timezone.localdate():
        raise ValidationError({"received_on": _("%(day)s lies after today.") % {"day": f"{day:%d/%m/%Y}"}})
    if day < sent:
        told = _("%(day)s lies before the day it was forwarded, %(sent)s.")
        raise ValidationError({"received_on": told % {"day": f"{day:%d/%m/%Y}", "sent": f"{sent:%d/%m/%Y}"}})
