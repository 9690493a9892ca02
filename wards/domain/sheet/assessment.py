"""Open periods and assessments, give criteria to officials, record figures."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.sheet import periods
from wards.models import (
    Assessment,
    Assignment,
    CriteriaSet,
    Criterion,
    Entry,
    Indicator,
    Officer,
    Period,
    Verdict,
    Ward,
)  # fmt: skip


class NotAllowed(Exception):
    """The person may not do this now; carries the reason to show."""


class ChangedMeanwhile(Exception):
    """Somebody else saved this line since the page was read: both values must be shown, none is written."""

    def __init__(self, current: Entry) -> None:
        super().__init__(f"{current} changed meanwhile")
        self.current = current


def require(ruling: rules.Ruling) -> None:
    """Raise `NotAllowed` with the ruling's reason unless it allows."""
    if not ruling:
        raise NotAllowed(ruling.reason)


def locked(assessment: Assessment) -> Assessment:
    """The assessment as it is now, held until the transaction ends: every write to its lines goes through here."""
    return Assessment.objects.select_for_update().get(pk=assessment.pk)


@transaction.atomic
def open_period(
    *, criteria_set: CriteriaSet, title: str, first_year: int, last_year: int, reference_date: dt.date,
    ward_deadline: dt.datetime, office_deadline: dt.datetime, needs_papers: bool = True,
    by: Officer | None = None,
) -> Period:  # fmt: skip
    """Open a published set for its years, and tell the ledger. Raises ValidationError for a draft or retired set."""
    if criteria_set.status not in {CriteriaSet.Status.PUBLISHED, CriteriaSet.Status.CONFIRMED}:
        raise ValidationError(_("Only a published criteria set can be opened for a period."))
    opened = Period.objects.create(
        criteria_set=criteria_set, title=title, first_year=first_year, last_year=last_year,
        reference_date=reference_date, ward_deadline=ward_deadline, office_deadline=office_deadline,
        needs_papers=needs_papers,
    )  # fmt: skip
    opened.refresh_from_db()  # what is told is what the database keeps
    periods.tell(period=opened, by=by)
    return opened


@transaction.atomic
def open_assessments(*, period: Period, wards: list[Ward], illustrative: bool = False) -> list[Assessment]:
    """Open the period for wards, with all their lines, empty. A ward that has one keeps it.

    Raises ValidationError for a unit that did not exist on the reference date: a dissolved ward starts nothing new.
    """
    ids = [ward.pk for ward in wards]
    standing = set(Ward.objects.on(period.reference_date).filter(pk__in=ids).values_list("pk", flat=True))
    gone = [ward for ward in wards if ward.pk not in standing]
    if gone:
        names = ", ".join(str(ward) for ward in gone)
        raise ValidationError(_("These units did not exist on the reference date: %(names)s.") % {"names": names})
    had = set(period.assessments.filter(ward__in=wards).values_list("ward_id", flat=True))
    opened = Assessment.objects.bulk_create(
        Assessment(ward=ward, period=period, illustrative=illustrative) for ward in wards if ward.pk not in had
    )
    indicators = list(Indicator.objects.filter(criterion__criteria_set=period.criteria_set_id))
    years = range(period.first_year, period.last_year + 1)
    Entry.objects.bulk_create(
        [
            Entry(assessment=assessment, indicator=indicator, year=year)
            for assessment in opened
            for indicator in indicators
            for year in years
        ],
        batch_size=5000,
    )
    return opened


@transaction.atomic
def assign(*, assessment: Assessment, criterion: Criterion, officer: Officer | None, by: Officer) -> None:
    """Give a criterion to an official of the ward; None gives it back to all of them."""
    now = locked(assessment)
    require(rules.may_assign(by, now))
    if criterion.criteria_set_id != now.period.criteria_set_id:
        raise ValidationError(_("This criterion does not belong to the assessment."))
    if officer is None:
        given = now.assignments.filter(criterion=criterion)
        given.update(by=by, at=timezone.now())  # the database's record of the removal then carries who did it
        given.delete()
        return
    if not rules.is_ward_officer(officer, now):
        raise ValidationError(_("%(name)s does not work in this ward.") % {"name": officer})
    Assignment.objects.update_or_create(
        assessment=now, criterion=criterion, defaults={"officer": officer, "by": by, "at": timezone.now()}
    )


def check_figure(indicator: Indicator, figure: Mapping[str, Any]) -> None:
    """Refuse what the indicator's legal range does not hold. Raises ValidationError with the field's name as key."""
    number, met, of = figure.get("number"), figure.get("met"), figure.get("of")
    shape = {
        Indicator.Value.NUMBER: {"number"},
        Indicator.Value.SHARE: {"met", "of"},
        Indicator.Value.YES_NO: {"yes"},
        Indicator.Value.CHOICE: {"option_id"},
        Indicator.Value.TEXT: {"text"},
    }[Indicator.Value(indicator.value)]
    given = {name for name, value in figure.items() if value not in (None, "")}
    if given - shape:
        raise ValidationError(_("This indicator takes another kind of value."))
    if number is not None:
        _check_number(indicator, number)
    if (met is None) != (of is None):
        missing = "of" if of is None else "met"
        raise ValidationError({missing: _("Enter both numbers of the share.")})
    if of is not None and of <= 0:
        raise ValidationError(
            {"of": _("The total must be above 0. If the ward has none, choose “No figure because…” and say why.")}
        )
    if met is not None and met > of and not indicator.may_exceed:
        raise ValidationError(
            {"met": _("The number met (%(met)d) cannot be larger than the total (%(of)d).") % {"met": met, "of": of}}
        )
    option = figure.get("option_id")
    if option is not None and not indicator.options.filter(pk=option).exists():
        raise ValidationError({"option_id": _("Choose one of the levels listed.")})


def _check_number(indicator: Indicator, number: Decimal) -> None:
    low, high = indicator.minimum, indicator.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValidationError(
            {
                "number": _("%(number)s is outside the range from %(low)s to %(high)s.")
                % {"number": _plain(number), "low": _plain(low), "high": _plain(high)}
            }
        )
    if indicator.decimals is not None and number != round(number, indicator.decimals):
        raise ValidationError(
            {"number": _("At most %(count)d digits after the comma.") % {"count": indicator.decimals}}
        )


def _plain(number: Decimal | None) -> str:
    return "…" if number is None else f"{number.normalize() + 0:f}".replace(".", ",")


EMPTY = {"number": None, "met": None, "of": None, "yes": None, "option_id": None, "text": ""}


@transaction.atomic
def record(
    *, entry: Entry, figure: Mapping[str, Any], explanation: str = "", no_data_reason: str = "", seen: int, by: Officer
) -> Entry:
    """Save one line as a unit: value, explanation, or the reason why there is no value.

    `figure` holds the columns of `Figure.SHAPE` (missing ones are empty); `seen` is the version the person had before
    them. Raises NotAllowed, ValidationError (by field) or ChangedMeanwhile; saving what stands there changes nothing.
    """
    assessment = locked(entry.assessment)
    assessment.period = entry.assessment.period  # neither it nor the indicator changes with figures
    current = Entry.objects.get(pk=entry.pk)
    current.assessment, current.indicator = assessment, entry.indicator
    require(editable(current, by=by))
    value = {**EMPTY, **figure}
    check_figure(current.indicator, value)
    if no_data_reason and any(v not in (None, "") for v in value.values()):
        raise ValidationError({"no_data_reason": _("A figure and a reason for having none exclude each other.")})
    if (current.shape, current.explanation, current.no_data_reason) == (_shape(value), explanation, no_data_reason):
        return current
    if current.version != seen and current.updated_by_id != by.pk:
        raise ChangedMeanwhile(current)
    for name, column in value.items():
        setattr(current, name, column)
    current.explanation, current.no_data_reason = explanation, no_data_reason
    current.version += 1
    current.updated_by, current.updated_at = by, timezone.now()
    current.save()
    return current


def _shape(value: Mapping[str, Any]) -> dict[str, Any]:
    number = value["number"]
    return {**value, "number": None if number is None else Decimal(number).normalize() + 0}


def editable(entry: Entry, *, by: Officer) -> rules.Ruling:
    """Whether this person may change this line now (reads its assignment and last verdict)."""
    assignee = (
        Assignment.objects.filter(assessment=entry.assessment_id, criterion=entry.indicator.criterion_id)
        .values_list("officer_id", flat=True)
        .first()
    )
    verdict = Verdict.objects.filter(entry=entry.pk).order_by("-id").first() if entry.assessment.round else None
    return rules.may_edit(by, entry, assignee_id=assignee, verdict=verdict)
