"""What the province does with a dossier, filled in as it mostly is."""

import datetime as dt

from django.utils import timezone

from awards.domain.onward import sending
from awards.domain.onward.returning import Item
from awards.models import AwardDecision, Dossier, Forwarding, Receipt, Return
from tests.awards import dossiers as road
from wards.models import Officer

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


def decide(sent: Forwarding, outcomes: dict[int, str | None], by: Officer, **fields: object) -> AwardDecision:
    given = {
        "number": "1500/QĐ-UBND", "decided_on": TODAY, "authority": "Chủ tịch UBND tỉnh Thanh Hóa",
        "scan": road.decision_scan(), **fields,
    }  # fmt: skip
    Dossier.objects.filter(pk=sent.dossier_id, state="forwarded").update(state="received")
    return sending.decide(dossier=sent.dossier, outcomes=outcomes, by=by, **given)
