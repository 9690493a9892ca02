"""Give lines to reviewers: the head to anybody, a reviewer to themself what nobody has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.notifying import notices
from wards.domain.sheet.assessment import locked, require
from wards.models import Assessment, Charge, Entry, NoticeKind, Officer, State
from wards.queries.charges import charges_of, reviewers

# Once it is appraised nothing is left to be given; before the first hand-in nothing is there yet.
GIVABLE = frozenset({State.HANDED_IN, State.UNDER_REVIEW, State.TO_COMPLETE, State.WITH_LEADER})


@dataclass(frozen=True)
class Wish:
    """Who shall have a line, and who had it on the page the person saw (ids; None: nobody)."""

    seen: int | None
    wanted: int | None


@dataclass
class Outcome:
    """What became of the wishes: lines that changed hands, and lines somebody else gave meanwhile."""

    changed: list[Entry] = field(default_factory=list)
    overtaken: list[tuple[Entry, Charge | None]] = field(default_factory=list)


def may_give(officer: Officer, assessment: Assessment) -> rules.Ruling:
    """Whether this person may give any line to any reviewer of the office now."""
    if not rules.is_head(officer, assessment):
        return rules.Ruling(False, _("Only the head of the interior office gives lines to reviewers."))
    return _is_givable(assessment)


def may_take(officer: Officer, assessment: Assessment) -> rules.Ruling:
    """Whether this person may take lines that nobody has, and hand back their own."""
    if not rules.is_reviewer(officer, assessment):
        return rules.Ruling(False, _("Only the interior office of this ward appraises."))
    return _is_givable(assessment)


def _is_givable(assessment: Assessment) -> rules.Ruling:
    if not assessment.round or assessment.state not in GIVABLE:
        return rules.Ruling(False, _("The assessment is now “%(state)s”.") % {"state": assessment.get_state_display()})
    return rules.YES


@transaction.atomic
def give(*, assessment: Assessment, wishes: Mapping[int, Wish], by: Officer) -> Outcome:
    """Let lines (by entry id) change hands; whoever gets some is told.

    What changed hands since the page was read is left alone and returned as overtaken. A reviewer may only take what
    nobody has and hand back their own. Raises NotAllowed; ValidationError for someone who is no reviewer there.
    """
    now = locked(assessment)
    is_free = may_give(by, now)
    require(is_free or may_take(by, now))
    charges, outcome = charges_of(now), Outcome()
    people = {officer.pk: officer for officer in reviewers([now.ward.office_id])}
    for entry in now.entries.filter(pk__in=wishes).select_related("indicator__criterion").order_by("pk"):
        wish, charge = wishes[entry.pk], charges.get(entry.pk)
        holder = charge.officer_id if charge else None
        if wish.wanted in (wish.seen, holder):
            continue
        if holder != wish.seen:
            outcome.overtaken.append((entry, charge))
            continue
        if wish.wanted is not None and wish.wanted not in people:
            raise ValidationError(_("This person does not appraise for your office today."))
        if not is_free and (holder, wish.wanted) not in {(None, by.pk), (by.pk, None)}:
            require(is_free)
        outcome.changed.append(entry)
    _write({entry.pk: wishes[entry.pk].wanted for entry in outcome.changed}, set(charges), by)
    _tell(now, outcome.changed, wishes, people, by)
    return outcome


def _write(holders: Mapping[int, int | None], had: set[int], by: Officer) -> None:
    """One statement for each person and kind of change, however many lines."""
    stamp = {"by": by, "at": timezone.now()}
    gone = Charge.objects.filter(entry__in=[pk for pk, holder in holders.items() if holder is None])
    gone.update(**stamp)  # the database's record of the removal then carries who did it
    gone.delete()
    for person in {holder for holder in holders.values() if holder is not None}:
        lines = [pk for pk, holder in holders.items() if holder == person]
        Charge.objects.filter(entry__in=lines).update(officer=person, **stamp)
        Charge.objects.bulk_create(Charge(entry_id=pk, officer_id=person, **stamp) for pk in lines if pk not in had)


def _tell(
    assessment: Assessment, changed: list[Entry], wishes: Mapping[int, Wish], people: Mapping[int, Officer], by: Officer
) -> None:
    """Each reviewer learns once of all lines they were given together."""
    stamp = f"{timezone.now():%Y%m%d%H%M%S%f}"
    for person in {wishes[entry.pk].wanted for entry in changed} - {None, by.pk}:
        lines = [entry for entry in changed if wishes[entry.pk].wanted == person]
        lines.sort(key=lambda entry: (entry.indicator.criterion.position, entry.indicator.position, entry.year))
        codes = list(dict.fromkeys(entry.indicator.code for entry in lines))
        notices.tell(
            officers=[people[person]], kind=NoticeKind.CHARGED, assessment=assessment,  # type: ignore[index]  # no None
            key=f"charged:{assessment.pk}:{person}:{stamp}", facts={"codes": codes},
            path=f"{reverse('wards:desk', args=[assessment.pk])}?dong={lines[0].pk}", by=by,
        )  # fmt: skip


def take(*, entry: Entry, by: Officer) -> Outcome:
    """Nhận chỉ tiêu này: a line nobody has becomes this reviewer's. Raises NotAllowed."""
    return give(assessment=entry.assessment, wishes={entry.pk: Wish(None, by.pk)}, by=by)
