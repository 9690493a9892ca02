"""`manage.py open_period SET --office CODE …`: begin a period for the wards of an office."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wards.domain.sheet import assessment
from wards.models import CriteriaSet, Office, Period, Ward


class Command(BaseCommand):
    help = (
        "Open a published criteria set for a year or years, for the wards of an office. "
        "A period already open keeps its dates; the office's wards join it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("criteria_set", metavar="SET", help="code of a published set, such as model-ward-2019")
        parser.add_argument("--office", required=True, metavar="CODE", help="whose wards take part")
        parser.add_argument("--years", required=True, help="2019, or 2013-2023")
        parser.add_argument("--title", help="name of the period; without it, the set's name and the years")
        parser.add_argument("--reference-date", required=True, metavar="DD/MM/YYYY", help="day the figures are of")
        parser.add_argument("--ward-deadline", required=True, metavar="'HH:MM DD/MM/YYYY'", help="for the wards")
        parser.add_argument("--office-deadline", required=True, metavar="'HH:MM DD/MM/YYYY'", help="for the office")
        parser.add_argument(
            "--without-papers", action="store_true", help="figures and evidence are handed in without signed papers"
        )
        parser.add_argument("--kind", choices=Ward.Kind.values, default=Ward.Kind.WARD, help="which units take part")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        period = self.period(options)
        office = office_of(options["office"])
        wards = list(office.wards.on(period.reference_date).filter(kind=options["kind"]))
        if not wards:
            raise CommandError(_("%(office)s has no unit of this kind on the reference date.") % {"office": office})
        opened = assessment.open_assessments(period=period, wards=wards)
        self.stdout.write(
            _("%(period)s: %(new)d assessments opened, %(there)d were there.")
            % {"period": period, "new": len(opened), "there": len(wards) - len(opened)}
        )

    def period(self, options: dict[str, Any]) -> Period:
        """The period of this set and year, opened now unless it is open."""
        chosen = set_of(options["criteria_set"])
        first, last = years(options["years"])
        there = Period.objects.filter(criteria_set=chosen, last_year=last).first()
        if there:
            return there
        ward_deadline, office_deadline = minute(options["ward_deadline"]), minute(options["office_deadline"])
        if office_deadline < ward_deadline:
            raise CommandError(_("The office's deadline must not lie before the wards'."))
        try:
            return assessment.open_period(
                criteria_set=chosen, title=options["title"] or f"{chosen.title} {options['years']}", first_year=first,
                last_year=last, reference_date=read(options["reference_date"], "%d/%m/%Y").date(),
                ward_deadline=ward_deadline, office_deadline=office_deadline,
                needs_papers=not options["without_papers"],
            )  # fmt: skip
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None


def set_of(code: str) -> CriteriaSet:
    """The criteria set with this code; CommandError when there is none."""
    found = CriteriaSet.objects.filter(code=code).first()
    if found is None:
        raise CommandError(_("There is no criteria set with the code “%(code)s”.") % {"code": code})
    return found


def office_of(code: str) -> Office:
    """The office with this code; CommandError when there is none."""
    found = Office.objects.filter(code=code).first()
    if found is None:
        raise CommandError(_("There is no office with the code “%(code)s”.") % {"code": code})
    return found


def years(text: str) -> tuple[int, int]:
    """2019 or 2013-2023."""
    first, _dash, last = text.partition("-")
    if not first.isdigit() or not (last or first).isdigit() or int(last or first) < int(first):
        raise CommandError(_("“%(text)s” is not a year or a span of years such as 2013-2023.") % {"text": text})
    return int(first), int(last or first)


def read(text: str, form: str) -> dt.datetime:
    """A day or a minute as Vietnamese offices write it."""
    try:
        return dt.datetime.strptime(text, form)
    except ValueError:
        example = dt.datetime(2019, 12, 31, 17, 0).strftime(form)
        raise CommandError(
            _("“%(text)s” cannot be read; write it like %(example)s.") % {"text": text, "example": example}
        ) from None


def minute(text: str) -> dt.datetime:
    """A deadline, in the office's time zone."""
    return timezone.make_aware(read(text, "%H:%M %d/%m/%Y"))
