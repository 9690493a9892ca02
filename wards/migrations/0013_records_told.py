"""Tell the ledger what it was not told before: hand-ins beside their texts, remarks, and the rules of periods.

What nobody told cannot be proved back to its making: from here on a change of it is seen.
"""

import datetime as dt
import json

from django.db import migrations
from django.utils import timezone

from emulation.text import canonical, digest

TOGETHER = dt.timedelta(minutes=10)  # a hand-in and its entry are written in one transaction
RULES = ("title", "first_year", "last_year", "reference_date", "ward_deadline", "office_deadline", "needs_papers")


def tell_anew(apps, schema_editor):
    get = lambda name: apps.get_model("wards", name).objects  # noqa: E731
    entries = get("LedgerEntry")
    for period in get("Period").select_related("criteria_set").order_by("pk"):
        said = {name: getattr(period, name) for name in RULES}
        _append(entries, "period", period.title, {"id": period.pk, "set": period.criteria_set.code, **said})
    told = {
        (kept, actor): at
        for kept, actor, at in entries.filter(kind="hand_in").values_list("digest", "actor", "at").iterator()
    }
    rows = get("HandIn").select_related("assessment__ward", "assessment__period__criteria_set").order_by("pk")
    for row in rows.iterator(chunk_size=100):
        if _is_what_was_told(row, told):
            _append(entries, "hand_in_record", f"{row.assessment.ward.name}, {row.round}", _record(row))
    for remark in get("Remark").select_related("entry__indicator").order_by("pk").iterator():
        _append(entries, "remark", remark.entry.indicator.code, _remark(remark))


def _is_what_was_told(row, told):
    """What was altered before stays unproven."""
    at = told.get((row.digest, row.by_id))
    if at is None or digest(row.text) != row.digest or not dt.timedelta(0) <= at - row.at <= TOGETHER:
        return False
    said, period = json.loads(row.text), row.assessment.period
    return tuple(map(said.get, ("ward", "set", "years", "round"))) == (
        row.assessment.ward.code, period.criteria_set.code, [period.first_year, period.last_year], row.round,
    )


def _record(row):
    return {
        "id": row.pk, "assessment": row.assessment_id, "ward": row.assessment.ward_id,
        "period": row.assessment.period_id, "round": row.round, "digest": row.digest, "by": row.by_id, "at": row.at,
    }


def _remark(row):
    return {
        "id": row.pk, "entry": row.entry_id, "hand_in": row.hand_in_id, "is_internal": row.is_internal,
        "words": digest(row.text), "by": row.by_id, "at": row.at,
    }


def _append(entries, kind, subject, says):
    """As wards.domain.ledger does; written out, for a migration keeps its meaning."""
    text = canonical(says)
    last = entries.order_by("-id").values_list("hash", flat=True).first() or ""
    link = {"at": timezone.now(), "kind": kind, "actor": None, "subject": subject[:200], "digest": digest(text)}
    whole = digest(canonical({**link, "previous": last}))
    entries.create(
        at=link["at"], kind=kind, actor=None, subject=link["subject"], text=text, digest=link["digest"],
        previous=last, hash=whole,
    )


class Migration(migrations.Migration):

    dependencies = [('wards', '0012_register_notices')]

    operations = [migrations.RunPython(tell_anew, migrations.RunPython.noop)]
