"""The crossing for notices of a rule that one person recorded and that waits for the second: whoever may be that one.

Run again and again, like those of the register; what was confirmed or replaced meanwhile asks nobody any more.
"""

from collections.abc import Iterator

from django.db import transaction
from django.urls import reverse

from awards.domain import provisions
from awards.models import Provision
from emulation.text import write_number
from wards.domain.notifying import notices
from wards.models import Assessment, Membership, NoticeKind, Office

Role = Membership.Role


@transaction.atomic
def tell_waiting() -> int:
    """Tell of every rule that waits, once; returns how many notices. Offices and rules are few."""
    told = list(_waiting())
    notices.settle_others(kind=NoticeKind.CONFIRM_RULE, keys={one.key for one in told})
    return notices.tell_all(told)


def _waiting() -> Iterator[notices.Telling]:
    for office in Office.objects.filter(pk__in=Provision.objects.values("office")).order_by("pk"):
        about = Assessment.objects.filter(ward__office=office).select_related("ward__office").order_by("-pk").first()
        if about is None:
            continue
        for row in provisions.waiting(office):
            is_by_head = "head" in row.by.roles_in_office(office.pk)
            roles = [Role.REVIEWER, Role.HEAD] if is_by_head else [Role.HEAD]
            yield notices.Telling(
                officers=notices.office_people(about, roles=roles), kind=NoticeKind.CONFIRM_RULE, assessment=about,
                key=f"{notices.OF_MANY}rule:{row.pk}", path=reverse("awards:provision_confirm", args=[row.pk]),
                facts={"rule": _named(row), "who": row.by.full_name}, by=row.by,
            )  # fmt: skip


def _named(row: Provision) -> str:
    """The rule with its number: "Tỷ lệ phiếu đồng ý: 80%"."""
    percent = "" if row.key == Provision.Key.COPIES else "%"
    return f"{row.get_key_display()}: {write_number(row.value)}{percent}"
