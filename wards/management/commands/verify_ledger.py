"""`manage.py verify_ledger`: prove that nothing in the ledger, nothing it seals and no stored file was altered."""

from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from wards.domain import ledger
from wards.models import LedgerEntry

SHOWN = 20  # faults printed: one altered row is enough to ask questions


class Command(BaseCommand):
    help = (
        "Prove the chain of the ledger, the records it seals and the files of documents. "
        "Exit code 1 when something does not fit."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        reasons = {
            "text": _("the text is not the one its digest was made of"),
            "previous": _("it does not follow the entry before it: an entry was taken out or altered"),
            "hash": _("its hash does not fit what it says"),
        }
        faults = [
            _("Entry %(id)d (%(subject)s, %(at)s): %(reason)s.")
            % {
                "id": entry.pk, "subject": entry.subject, "at": f"{timezone.localtime(entry.at):%H:%M %d/%m/%Y}",
                "reason": reasons[fault],
            }
            for entry, fault in islice(ledger.broken_links(), SHOWN)
        ]  # fmt: skip
        faults += [
            _("%(record)s (id %(id)d): the record is not what the ledger says.") % {"record": record, "id": record.pk}
            for proof in settings.LEDGER_PROOFS
            for record in islice(import_string(proof)(), SHOWN)
        ]
        if faults:
            raise CommandError("\n".join([_("The ledger is broken:"), *faults]))
        last = LedgerEntry.objects.order_by("-id").first()
        self.stdout.write(
            _("The ledger is whole: %(count)d entries. Last hash: %(hash)s")
            % {"count": LedgerEntry.objects.count(), "hash": last.hash if last else "-"}
        )
