"""Tell the ledger of each grant once more, now naming its row: from here on one that is taken away is missed."""

from django.db import migrations
from django.utils import timezone

from emulation.text import canonical, digest

SAID = ("form", "title", "recipient", "authority", "year", "years_text", "decision_number", "decision_date", "source")


def tell_anew(apps, schema_editor):
    """Only grants that still are what the ledger was told: what was altered before stays unproven."""
    entries = apps.get_model("wards", "LedgerEntry").objects
    told = set(entries.filter(kind="grant").values_list("text", flat=True))
    for grant in apps.get_model("awards", "Grant").objects.select_related("ward").order_by("id"):
        says = {"ward": grant.ward.code} | {name: getattr(grant, name) for name in SAID}
        if canonical(says) in told:
            row = {"id": grant.pk, "by": grant.recorded_by_id, "at": grant.recorded_at}
            _append(entries, f"{grant.ward.name}: {grant.title}", canonical(says | row))


def _append(entries, subject, text):
    """As wards.domain.ledger does; written out, for a migration keeps its meaning."""
    last = entries.order_by("-id").values_list("hash", flat=True).first() or ""
    link = {"at": timezone.now(), "kind": "grant", "actor": None, "subject": subject[:200], "digest": digest(text)}
    whole = digest(canonical({**link, "previous": last}))
    entries.create(
        at=link["at"], kind="grant", actor=None, subject=link["subject"], text=text, digest=link["digest"],
        previous=last, hash=whole,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0010_votes_and_scans'),
        ('wards', '0010_confirmation'),
    ]

    operations = [migrations.RunPython(tell_anew, migrations.RunPython.noop)]
