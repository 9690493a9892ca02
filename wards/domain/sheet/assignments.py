"""Give the criteria of a ward to its officials, from a page that another leader may have overtaken."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from wards import rules
from wards.domain.sheet.assessment import assign, locked, require
from wards.models import Assessment, Assignment, Criterion, Officer


@dataclass(frozen=True)
class Wish:
    """Who shall have a criterion, and the id of who had it on the page the person saw (None: nobody)."""

    seen: int | None
    wanted: Officer | None


@dataclass(frozen=True)
class Overtaken:
    """A criterion that was given meanwhile, perhaps by the same person elsewhere; without `given`, to all again."""

    criterion: Criterion
    given: Assignment | None


@transaction.atomic
def share(*, assessment: Assessment, wishes: Mapping[Criterion, Wish], by: Officer) -> list[Overtaken]:
    """Let criteria change hands; those that were given to others since the page was read are left alone.

    Returns those. Raises NotAllowed; ValidationError for someone who does not work in the ward.
    """
    now = locked(assessment)
    require(rules.may_assign(by, now))
    given = {row.criterion_id: row for row in now.assignments.select_related("officer", "by")}
    overtaken = []
    for criterion, wish in wishes.items():
        row = given.get(criterion.pk)
        holder = row.officer_id if row else None
        wanted = wish.wanted.pk if wish.wanted else None
        if wanted in (wish.seen, holder):
            continue
        if holder != wish.seen:
            overtaken.append(Overtaken(criterion, row))
            continue
        assign(assessment=now, criterion=criterion, officer=wish.wanted, by=by)
    return overtaken
