"""A ward moves to another criteria set: out of a dossier being prepared, never out of one the province has seen.

Asked by whoever moves assessments (settings.STANDS_IN, settings.LEAVES).
"""

from collections.abc import Collection, Iterable

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from awards.domain.facts import NotAllowed
from awards.domain.onward.dossiers import held, one_at_a_time
from awards.domain.onward.onward_facts import Assessment
from awards.models import Dossier, DossierWard, Return
from emulation.templatetags.vietnamese import deadline

State = Dossier.State


def standing_in(assessments: Collection[int]) -> dict[int, tuple[str, str, bool]]:
    """Of those of these assessments (ids) that stand in a dossier: what to say of it, its address, and whether it keeps
    them from moving. Two queries, however many there are."""
    rows = list(DossierWard.objects.filter(assessment__in=assessments).select_related("dossier"))
    letters = _letters({row.dossier_id for row in rows if row.dossier.state == State.RETURNED})
    return {
        row.assessment_id: (
            _said(row.dossier, letters.get(row.dossier_id)), reverse("awards:dossier", args=[row.dossier_id]),
            row.dossier.state != State.PREPARING,
        )
        for row in rows
    }  # fmt: skip


def leave(assessment: Assessment) -> None:
    """Take it out of the dossier being prepared that it stands in, before it is held itself (awards.domain.holding).

    Raises NotAllowed where the province has seen the dossier. Whoever chooses wards meanwhile waits.
    """
    if assessment.ward.office_id is None:
        return
    one_at_a_time(assessment.ward.office_id)
    row = DossierWard.objects.filter(assessment=assessment).select_related("dossier").first()
    if row is None:
        return
    if held(row.dossier).state != State.PREPARING:
        raise NotAllowed(standing_in([assessment.pk])[assessment.pk][0])
    row.delete()


def _said(dossier: Dossier, letter: Return | None) -> str:
    told = {"number": dossier.number, "state": dossier.get_state_display()}
    if dossier.state == State.PREPARING:
        return _("Moving takes it out of the dossier for the province, round %(number)d, now being prepared.") % told
    if letter:
        said = _(
            "It stands in the dossier of round %(number)d, returned by letter %(letter)s and to be sent again before "
            "%(due)s: it can move once that is decided, or after it was taken out of the dossier."
        )
        return said % {**told, "letter": letter.letter_number, "due": deadline(letter.due)}
    said = _(
        "It stands in the dossier of round %(number)d, now “%(state)s”: it can move once that is decided, or after it "
        "was taken out of the dossier."
    )
    return said % told


def _letters(returned: Iterable[int]) -> dict[int, Return]:
    """The letters by which these dossiers (ids) are back now."""
    last = F("forwarding__dossier__revision") - 1
    rows = Return.objects.filter(forwarding__dossier__in=returned, forwarding__revision=last)
    return {row.forwarding.dossier_id: row for row in rows.select_related("forwarding").defer("forwarding__text")}
