"""`manage.py verify_ledger`: prove that nothing in the ledger, nothing it seals and no stored file was altered."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation import shelf
from wards.domain import ledger
from wards.models import LedgerEntry

SHOWN = 20  # faults printed: one altered row is enough to ask questions
# What reading a record may raise that somebody altered: its text no text, what it belongs to gone.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, ObjectDoesNotExist)


class Command(BaseCommand):
    help = (
        "Prove the chain of the ledger, the records it seals and every kept file. "
        "Exit code 1 when something does not fit."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--holds", metavar="HASH", action="append", default=[],
            help="a hash kept from earlier, such as that in SHA256SUMS.txt of a volume: it must stand in the chain",
        )  # fmt: skip

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
        faults += [fault for proof in settings.LEDGER_PROOFS for fault in _disproved(proof)]
        files, altered = self._files()
        held, missing = _held(options["holds"])
        faults += altered + missing
        if faults:
            raise CommandError("\n".join([_("The ledger is broken:"), *faults]))
        last = LedgerEntry.objects.order_by("-id").first()
        self.stdout.write(
            _("The ledger is whole: %(count)d entries. Last hash: %(hash)s")
            % {"count": LedgerEntry.objects.count(), "hash": last.hash if last else "-"}
        )
        said = ngettext("%(n)d kept file holds the bytes it was kept with.",
                        "%(n)d kept files hold the bytes they were kept with.", files)  # fmt: skip
        self.stdout.write(said % {"n": files})
        self.stdout.writelines(f"{sentence}\n" for sentence in held)

    @staticmethod
    def _files() -> tuple[int, list[str]]:
        """How many files there are, and of each listing the first that are gone or altered; reads every one once."""
        whole: dict[tuple[str, str], bool] = {}
        faults: list[str] = []
        said = _("%(record)s (id %(id)d): the file %(name)s is gone or was altered.")
        for listing in settings.KEPT_FILES:
            found = [
                said % {"record": record, "id": record.pk, "name": name}
                for record, name, sha256 in import_string(listing)()
                if not _is_whole(whole, name, sha256)
            ]
            faults += found[:SHOWN]
        return len({name for name, _sha256 in whole}), faults


def _disproved(proof: str) -> Iterator[str]:
    """What one proof finds, in words. What was altered may read as anything: then it says how far it came."""
    said = _("%(record)s (id %(id)d): the record is not what the ledger says.")
    try:
        for record in islice(import_string(proof)(), SHOWN):
            yield said % {"record": record, "id": record.pk}
    except UNREADABLE as error:
        told = _("%(proof)s: a record cannot be read (%(error)s); what comes after it was not looked at.")
        yield told % {"proof": proof, "error": error}


def _held(hashes: list[str]) -> tuple[list[str], list[str]]:
    """Which hashes kept from earlier stand in the chain, and which do not, in words."""
    held, missing = [], []
    for given in hashes:
        if not re.fullmatch(r"\s*[0-9a-fA-F]{64}\s*", given):
            raise CommandError(_("“%(hash)s” is no hash: it has 64 digits from 0 to 9 and a to f.") % {"hash": given})
        entry = ledger.entry_with(given)
        if entry is None:
            said = _("No entry of the ledger has the hash %(hash)s: what stood there when it was kept was altered.")
            missing.append(said % {"hash": given.strip()})
        else:
            said = _("The hash %(hash)s stands at entry %(id)d: nothing up to there was altered since it was kept.")
            held.append(said % {"hash": given.strip(), "id": entry.pk})
    return held, missing


def _is_whole(known: dict[tuple[str, str], bool], name: str, sha256: str) -> bool:
    if (name, sha256) not in known:
        known[name, sha256] = shelf.holds(name, sha256)
    return known[name, sha256]
