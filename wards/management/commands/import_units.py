"""`manage.py import_units`: communes, wards and townships of the country, before and since 01/07/2025."""

import re
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from wards.domain import units


class Command(BaseCommand):
    help = "Import the commune-level units of the country with their successors; those already there stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--district", metavar="CODE", help="only the units of one district of before 01/07/2025, such as 380"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        district = options["district"]
        if district and not re.fullmatch(r"[0-9]{3}", district):
            message = _("A district code has three digits, such as 380; “%(code)s” has not.")
            raise CommandError(message % {"code": district})
        listing = units.read_listing(district=district)
        if not listing.former:
            raise CommandError(_("The list has no district with the code %(code)s.") % {"code": district})
        with tqdm(total=len(listing), unit="", disable=not sys.stderr.isatty()) as bar:
            added = units.import_units(listing=listing, done=bar.update)
        self.stdout.write(
            _("New: %(former)d units until 30/06/2025, %(current)d since 01/07/2025, %(successions)d successions.")
            % {"former": added.former, "current": added.current, "successions": added.successions}
        )
