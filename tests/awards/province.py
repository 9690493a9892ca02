"""What the province does with a dossier, filled in as it mostly is."""

import datetime as dt

from django.utils import timezone

from awards.domain.onward import sending
from awards.domain.onward.returning import Item
from awards.models import AwardDecision, Dossier, Forwarding, Receipt, Return
from tests.awards import dossiers as road
from tests.wards import road as wards_road
from wards.domain.appraisal import review
from wards.models import Assessment, Officer

TODAY = timezone.localdate()
WEEK = dt.timedelta(days=7)


def states(dossier: Dossier) -> list[str]:
    dossier.refresh_from_db()
    return [dossier.state, *dossier.wards.order_by("position").values_list("assessment__state", flat=True)]


def receive(sent: Forwarding, by: Officer, **fields: object) -> Receipt:
    given = {"received_on": TODAY, "receiver": "Trần Thị B", "number": "07/TN", **fields}
    return sending.receive(dossier=sent.dossier, seen=sent.pk, by=by, **given)


def send_back(sent: Forwarding, *items: Item, by: Officer, **fields: object) -> Return:
    given = {
        "letter_number": "45/BTĐKT-NV1", "letter_date": TODAY, "reasons": "Thiếu minh chứng",
        "due": timezone.now() + WEEK, **fields,
    }  # fmt: skip
    return sending.send_back(dossier=sent.dossier, items=items, seen=sent.pk, by=by, **given)


def corrected(
    sent: Forwarding, ward: Assessment, *, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    province: Officer,
) -> None:  # fmt: skip
    """One line of the ward is returned, corrected, handed in and appraised anew."""
    send_back(sent, Item("ward", "Thiếu", entry=ward.entries.get(indicator__code="5.2")), by=province)
    wards_road.record(ward, "5.2", {"met": 6, "of": 8}, by=official)
    review.hand_in(assessment=ward, by=leader)
    review.start_review(assessment=ward, by=reviewer)
    wards_road.judge(ward, "5.2", "confirmed", by=reviewer)
    review.complete(assessment=ward, by=head)


def decide(sent: Forwarding, outcomes: dict[int, str | None], by: Officer, **fields: object) -> AwardDecision:
    given = {
        "number": "1500/QĐ-UBND", "decided_on": TODAY, "authority": "Chủ tịch UBND tỉnh Thanh Hóa",
        "scan": road.decision_scan(), **fields,
    }  # fmt: skip
    Dossier.objects.filter(pk=sent.dossier_id, state="forwarded").update(state="received")
    return sending.decide(dossier=sent.dossier, outcomes=outcomes, by=by, **given)
