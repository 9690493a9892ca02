"""One ward across its criteria, its hand-ins and its years: for its office, for the province, and for itself."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from emulation.htmx import part
from emulation.templatetags.vietnamese import day
from wards import rules
from wards.domain.files.workbook import Table, Value
from wards.domain.overviews import overview_ward as story
from wards.domain.overviews.overview_ward import Line, Step, WardStory, Year
from wards.models import Assessment, Indicator, Officer, State
from wards.queries.assessments import get_assessment
from wards.requests import OfficerRequest
from wards.views import dashboard_sheets as sheets
from wards.views.dashboard_choice import tag

MOVED = {
    "figure": pgettext_lazy("changed in a round", "figure changed"),
    "words": pgettext_lazy("changed in a round", "explanation changed"),
    "evidence": pgettext_lazy("changed in a round", "documents changed"),
}


def read(officer: Officer, pk: int) -> tuple[Assessment, WardStory, list[Year]]:
    assessment = get_assessment(officer, pk)
    told = story.read(assessment=assessment, is_ward=bool(officer.roles_in_ward(assessment.ward_id)))
    return assessment, told, story.years(assessment=assessment, officer=officer)


@login_required
@require_safe
def ward_overview(request: OfficerRequest, pk: int) -> HttpResponse:
    """Points now, every line through the rounds, and the points of each year."""
    assessment, told, years = read(request.user, pk)
    roles = request.user.roles_in_ward(assessment.ward_id)
    context = {
        "assessment": assessment, "story": told, "row": told.row, "own": told.row.sides.get("self"),
        "office": told.row.sides.get("office") if told.shows_office else None, "tag": tag(told.row),
        "maximum": sum(criterion.column.max_points for criterion in told.criteria), "years": years,
        "has_former": any(year.former for year in years), "is_writing": assessment.state in rules.WRITING,
        "criteria": [
            {"all": criterion, "lines": [{"line": line, "steps": _steps(line)} for line in criterion.lines]}
            for criterion in told.criteria
        ],
        "several_years": assessment.period.first_year < assessment.period.last_year,
        "is_ward": bool(roles), "is_office": not roles and rules.is_reviewer(request.user, assessment),
        "appraising": told.shows_office and assessment.state not in rules.APPRAISED,
        "warnings": import_string(settings.WARD_WARNINGS)(assessment.ward_id),
    }  # fmt: skip
    return part(request, "wards/dashboard_ward.html", context)


def _steps(line: Line) -> list[tuple[Step, str]]:
    """(hand-in, "số liệu đổi, tài liệu đổi")."""
    return [(step, _moved(step)) for step in line.steps]


def _moved(step: Step) -> str:
    return ", ".join(str(words) for name, words in MOVED.items() if name in step.moved)


@login_required
@require_safe
def ward_overview_export(request: OfficerRequest, pk: int) -> HttpResponse:
    """Both tables of the page as an Excel file."""
    assessment, told, years = read(request.user, pk)
    notes = sheets.notes(period=assessment.period, by=request.user, said=[
        _("State: %(state)s") % {"state": sheets.state_words(told.row)},
    ])  # fmt: skip
    if assessment.illustrative:
        notes.append(_("Illustrative figures"))
    tables = [_lines_table(assessment, told, notes), _years_table(assessment, years, notes)]
    return sheets.answer(*tables, name=(str(assessment.ward), str(assessment.period)))


def _lines_table(assessment: Assessment, told: WardStory, notes: list[str]) -> Table:
    rounds: list[str] = []
    for handed in told.rounds:
        name = _("Hand-in %(round)d (%(day)s)") % {"round": handed.number, "day": day(handed.at)}
        rounds += [name, f"{name}: {_('points')}", f"{name}: {_('what moved')}", f"{name}: {_('appraisal')}"]
    office = [_("Appraised points")] if told.shows_office else []
    return Table(
        name=_("Hand-ins"), title=f"{assessment.ward}: {assessment.period}", notes=notes,
        headings=[_("Criterion"), _("Indicator"), _("Year"), *rounds, _("Now"), _("Self-assessed points"), *office],
        widths=[24, 44, 8, *[22, 9, 20, 34] * len(told.rounds), 22, 12, *[12] * len(office)],
        rows=(
            [
                f"{criterion.column.number}. {criterion.column.short}",
                _indicator(line.entry.indicator), line.entry.year,
                *(value for step in line.steps for value in _step_values(step)), line.now, line.points,
                *([line.office_points] if told.shows_office else []),
            ]
            for criterion in told.criteria for line in criterion.lines
        ),
    )  # fmt: skip


def _indicator(indicator: Indicator) -> str:
    """As the page names it, with its unit; a share's figures carry theirs."""
    unit = f" ({indicator.unit})" if indicator.unit not in {"", "%"} else ""
    return f"{indicator.code} {indicator.text}{unit}"


def _step_values(step: Step) -> list[Value]:
    return [step.figure, step.points, _moved(step), verdict_words(step)]


def verdict_words(step: Step) -> str:
    """What the office said of the line in this round: "Điều chỉnh: 7/8 (87,5%). Lý do"."""
    if step.verdict is None:
        return ""
    words = step.verdict.words + (f": {step.verdict_figure}" if step.verdict_figure else "")
    return f"{words}. {step.verdict.reason}".removesuffix(". ")


def _years_table(assessment: Assessment, years: list[Year], notes: list[str]) -> Table:
    def values(year: Year) -> list[Value]:
        one, own, office = year.assessment, year.own, year.office
        return [
            one.period.last_year, str(one.period), str(one.ward), _("former unit") if year.former else "",
            str(State(one.state).label), one.period.criteria_set.basis_title,
            own.points if own and own.provided else _("No figure yet"),
            office.points if office and office.provided else _("Not appraised yet"),
            own.met if own else None, own.criteria if own else None,
        ]  # fmt: skip

    return Table(
        name=_("Years"), title=_("Points of each year: %(ward)s") % {"ward": assessment.ward}, notes=notes,
        headings=[
            _("Year"), _("Period"), _("Unit"), _("Lineage"), _("State"), _("Basis"), _("Self-assessed points"),
            _("Appraised points"), _("Criteria met"), _("Criteria"),
        ],
        widths=[8, 34, 26, 16, 22, 34, 14, 14, 12, 10], rows=(values(year) for year in years),
    )  # fmt: skip
