"""`manage.py load_demo`: phường Điện Biên with its real figures, among illustrative neighbours."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from awards.demo import illustration, people, seed
from wards.models import Assessment

OWN_STEPS = 8  # besides the illustrative wards


class Command(BaseCommand):
    help = "Load the demonstration. What is there already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("This is no demonstration: DEMO is not 1. Nothing was loaded."))
        total = len(illustration.PLANS) + OWN_STEPS
        with tqdm(seed.steps(), total=total, unit="", disable=not sys.stderr.isatty()) as bar:
            for step in bar:
                bar.set_postfix_str(step)
        self.stdout.write(
            _("The demonstration is ready: %(count)d assessments, of which %(illustrative)d are illustrative.")
            % {
                "count": Assessment.objects.count(),
                "illustrative": Assessment.objects.filter(illustrative=True).count(),
            }
        )
        self.stdout.write(_("Accounts, all with the password %(password)s:") % {"password": people.PASSWORD})
        for account in people.ACCOUNTS:
            self.stdout.write(f"  {account.username:<22}{account.full_name}")
