"""A draft of a criteria set that one person confirmed waits for the second: whoever may be that one is told.

Run again and again, like the deadlines: nobody is told of the same version twice, and of what was confirmed, or
changed since, nobody is asked any more.
"""

from collections.abc import Iterator

from django.db import transaction
from django.urls import reverse

from wards.domain.criteria import confirming
from wards.domain.notifying import notices
from wards.models import Assessment, CriteriaSet, Draft, Membership, NoticeKind

Role = Membership.Role


@transaction.atomic
def tell_waiting() -> int:
    """Tell of every draft that waits, once; returns how many notices. Drafts are few."""
    told = list(_waiting())
    notices.settle_others(kind=NoticeKind.CONFIRM_SET, keys={one.key for one in told})
    return notices.tell_all(told)


def _waiting() -> Iterator[notices.Telling]:
    begun = Draft.objects.filter(criteria_set__status=CriteriaSet.Status.DRAFT, criteria_set__confirmations__gt=0)
    for draft in begun.distinct().select_related("criteria_set", "office").order_by("pk"):
        given = confirming.standing(draft)
        about = (
            Assessment.objects.filter(ward__office=draft.office).select_related("ward__office").order_by("-pk").first()
        )
        if not given or not confirming.lacks(given) or about is None:
            continue
        roles = [Role.REVIEWER, Role.HEAD] if any(one.as_head for one in given) else [Role.HEAD]
        have = {one.by_id for one in given}
        yield notices.Telling(
            officers=[one for one in notices.office_people(about, roles=roles) if one.pk not in have],
            kind=NoticeKind.CONFIRM_SET, assessment=about,
            key=f"{notices.OF_MANY}set:{draft.criteria_set_id}:{draft.version}",
            path=reverse("wards:draft_confirm", args=[draft.criteria_set.code]),
            facts={"set": draft.criteria_set.full_name, "who": given[0].by.full_name},
        )  # fmt: skip
