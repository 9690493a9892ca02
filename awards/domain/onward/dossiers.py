"""Hồ sơ trình tỉnh: the rounds of proposals of an office, the wards named in them and the meeting that voted."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from awards.domain.facts import NotAllowed, require
from awards.domain.holding import held_dossier
from awards.models import Ballot, Dossier, DossierWard, Meeting
from awards.queries.dossiers import candidates, get_period_to_propose
from awards.rules import dossiers as rules
from wards.models.units import Office, Officer

__all__ = ["Changed", "NotAllowed", "attach_meeting", "choose", "drop", "held", "make", "meetings_for"]


class Changed(Exception):
    """Somebody else chose other wards since the page was read; carries the dossier as it is. Nothing was written."""

    def __init__(self, dossier: Dossier) -> None:
        super().__init__(f"{dossier} changed meanwhile")
        self.dossier = dossier


def held(dossier: Dossier) -> Dossier:
    """The dossier as it is now, kept still until the transaction ends: every write to it goes through here."""
    return held_dossier(dossier)


def one_at_a_time(office_id: int) -> None:
    """Rounds and their wards of one office are written one after the other: a ward stands in one of them."""
    Office.objects.select_for_update(no_key=True).get(pk=office_id)


@transaction.atomic
def make(*, office: Office, period: int, by: Officer) -> Dossier:
    """Begin the next round in a period (its id). Asked for twice, the round that is still empty is returned.

    Raises NotAllowed, or ValidationError under "period" when no ward of the office was appraised in it.
    """
    one_at_a_time(office.pk)
    require(rules.may_make(by, office))
    found = get_period_to_propose(office, period)
    if found is None:
        raise ValidationError({"period": _("No ward of your office was appraised in this period yet.")})
    rounds = Dossier.objects.filter(office=office, period=found)
    empty = rounds.filter(state=Dossier.State.PREPARING, wards=None).first()
    if empty:
        return empty
    last = rounds.aggregate(last=Max("number"))["last"] or 0
    return Dossier.objects.create(office=office, period=found, number=last + 1, by=by)


@transaction.atomic
def choose(*, dossier: Dossier, assessments: Sequence[int], seen: Sequence[int], by: Officer) -> Dossier:
    """Name these wards (ids of their assessments) in this order, and no others.

    `seen` is the list the person had before them. Wards already decided stay. Raises NotAllowed, Changed, or
    ValidationError under "wards" for one that is not appraised or stands in another dossier.
    """
    one_at_a_time(dossier.office_id)
    now = held(dossier)
    require(rules.may_prepare(by, now))
    rows = {row.assessment_id: row for row in now.wards.select_related("assessment")}
    decided = [pk for pk, row in rows.items() if row.assessment.state == "closed"]
    wanted = [*decided, *(pk for pk in dict.fromkeys(assessments) if pk not in decided)]
    if list(rows) == wanted:
        return now
    if list(rows) != list(seen):
        raise Changed(now)
    free = set(candidates(now).values_list("pk", flat=True))
    if not set(wanted) <= free | set(rows):
        told = _("One of these wards is not appraised any more, or stands in another dossier. Choose again.")
        raise ValidationError({"wards": told})
    now.wards.exclude(assessment__in=wanted).delete()
    for position, pk in enumerate(wanted, start=1):
        DossierWard.objects.update_or_create(dossier=now, assessment_id=pk, defaults={"position": position})
    return now


def meetings_for(dossier: Dossier) -> list[Meeting]:
    """Meetings of the office's council, newest first, that vote on a ward of this dossier; and the one it has."""
    votes = Ballot.objects.filter(assessment__in=dossier.wards.values("assessment"))
    fitting = Q(pk__in=votes.values("meeting")) | Q(pk=dossier.meeting_id)
    found = Meeting.objects.filter(fitting, council__office=dossier.office_id)
    found = found.select_related("council", "council__office")
    return list(found.prefetch_related("ballots__assessment__ward").order_by("-held_at", "-pk")[:30])


@transaction.atomic
def attach_meeting(*, dossier: Dossier, meeting: Meeting | None, by: Officer) -> Dossier:
    """Say which meeting of the office's council votes on the dossier; None: none yet. Raises NotAllowed, or
    ValidationError under "meeting" for the meeting of another council."""
    now = held(dossier)
    require(rules.may_prepare(by, now))
    if meeting and meeting.council.office_id != now.office_id:
        raise ValidationError({"meeting": _("This is not a meeting of the council of your city.")})
    now.meeting = meeting
    now.save(update_fields=["meeting"])
    return now


@transaction.atomic
def drop(*, dossier: Dossier, by: Officer) -> None:
    """Take back a round begun by mistake: one without wards and papers. Raises NotAllowed."""
    now = held(dossier)
    require(rules.may_prepare(by, now))
    if any(own.exists() for own in (now.wards, now.papers, now.binders, now.forwardings, now.kept_votes)):
        raise NotAllowed(_("This round has wards or papers already; take the wards out instead."))
    now.delete()
