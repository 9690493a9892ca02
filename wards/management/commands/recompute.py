"""`manage.py recompute`: bring scores up to their figures, after a repair or to be sure."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F
from django.utils.translation import gettext as _
from tqdm import tqdm

from wards.domain.sheet import scoring
from wards.models import Assessment, Period

CHUNK = 500  # assessments a statement: large enough for the joins to pay, small enough for the bar to move


class Command(BaseCommand):
    help = "Recompute the scores of every assessment, of one period, or of those that are stale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", type=int, metavar="ID", help="only the assessments of this period")
        parser.add_argument("--stale", action="store_true", help="only those whose figures changed since")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Assessment.objects.order_by("pk")
        if options["period"] is not None:
            if not Period.objects.filter(pk=options["period"]).exists():
                raise CommandError(_("There is no period with the number %(id)d.") % {"id": options["period"]})
            chosen = chosen.filter(period=options["period"])
        if options["stale"]:
            chosen = chosen.exclude(scored_revision=F("revision"))
        ids = list(chosen.values_list("pk", flat=True))
        stale = Assessment.objects.filter(pk__in=ids).exclude(scored_revision=F("revision")).count()
        with tqdm(total=len(ids), unit="", disable=not sys.stderr.isatty()) as bar:
            for start in range(0, len(ids), CHUNK):
                chunk = ids[start : start + CHUNK]
                scoring.recompute(assessments=chunk)
                bar.update(len(chunk))
        self.stdout.write(
            _("Recomputed: %(count)d assessments, of which %(stale)d were out of date.")
            % {"count": len(ids), "stale": stale}
        )
