"""A confirmed set has replaced others: assessments under way move to it with their figures, or stay, by decision."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Prefetch, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from emulation.text import canonical, digest
from wards import rules
from wards.domain import ledger
from wards.domain.appraisal.review import move
from wards.domain.criteria.lineage import replaced
from wards.domain.exhibits import carrying as exhibits
from wards.domain.ledger import Said
from wards.domain.sheet import carrying
from wards.domain.sheet.assessment import NotAllowed, locked, open_assessments, open_period, require
from wards.domain.sheet.carrying import Left, Partners
from wards.models import (
    MOVES,
    Action,
    Answer,
    Assessment,
    CriteriaSet,
    Entry,
    LedgerEntry,
    Officer,
    Period,
    Stay,
)  # fmt: skip

KIND = "assessment_stays"  # of the ledger's entries
LONGEST_REASON = 1000
LONGEST_TITLE = 160  # of a period


class Dossier(NamedTuple):
    """What an assessment stands in on its way to the province (settings.STANDS_IN)."""

    said: str
    link: str
    keeps_it: bool  # it cannot move as long as it stands there


@dataclass
class Candidate:
    """An assessment under an old set: whether it may move, what would stay behind, what was decided so far.

    `can_move` asks the dossier, too; what cannot move may still be put on record as staying.
    """

    assessment: Assessment
    ruling: rules.Ruling
    figures: int
    left: list[Left]
    answers: int  # to questions about figures, that stay behind
    stay: Stay | None  # the newest such decision, about this set or about one on the way
    is_decided: bool  # about this one
    dossier: Dossier | None  # where it stands
    staying: Sequence[str] = ()  # of council and papers, in words (settings.STAYS_BEHIND)

    @property
    def can_move(self) -> bool:
        return bool(self.ruling) and not (self.dossier and self.dossier.keeps_it)


@dataclass(frozen=True)
class Done:
    """What became of a choice: the new assessments, and those of the old ones that could not move, each with why."""

    moved: list[Assessment]
    refused: list[tuple[Assessment, str]]


def of_office(officer: Officer, new: CriteriaSet) -> QuerySet[Assessment]:
    """The assessments under any set this one replaced, of the wards this person leads the office of."""
    offices = [m.office_id for m in officer.current_memberships if m.role == "head"]
    found = Assessment.objects.filter(period__criteria_set__in=replaced(new), ward__office__in=offices)
    return found.select_related("ward__office", "period__criteria_set__supersedes")


def candidates(officer: Officer, new: CriteriaSet) -> list[Candidate]:
    """Every one of them in the order of periods and wards; as many queries for many as for few."""
    before = replaced(new)
    of = carrying.all_partners(new, before)
    lines = Prefetch("entries", Entry.objects.select_related("option").order_by("indicator", "year"))
    said = Prefetch("answers", Answer.objects.select_related("entry"))
    rows = of_office(officer, new).exclude(moved_to__period__criteria_set__in=before)  # those are read where they went
    rows = rows.prefetch_related(lines, said).select_related("moved_to")
    decided = Stay.objects.filter(criteria_set__in=[new, *before]).select_related("by", "criteria_set")
    stays = {row.assessment_id: row for row in decided.order_by("pk")}
    ordered = list(rows.order_by("-period__last_year", "period_id", "ward__sort_key", "pk"))
    standing = import_string(settings.STANDS_IN)([one.pk for one in ordered])
    there = {pk: Dossier(*said) for pk, said in standing.items()}
    return [
        _candidate(one, officer, of[one.period.criteria_set_id], stays.get(one.pk), new, there.get(one.pk))
        for one in ordered
    ]


def _candidate(
    one: Assessment, officer: Officer, of: Partners, stay: Stay | None, new: CriteriaSet, dossier: Dossier | None
) -> Candidate:  # fmt: skip
    lines = list(one.entries.all())
    ruling = rules.may_move(officer, one, Action.MOVE)
    provided = sum(line.is_answered for line in lines)
    answers = list(one.answers.all())
    staying = len(answers) - len(carrying.answers_that_go(answers, of)) if ruling else 0
    left, is_decided = carrying.left(lines, of) if ruling else [], stay is not None and stay.criteria_set_id == new.pk
    return Candidate(one, ruling, provided, left, staying, stay, is_decided, dossier if ruling else None)


def may_decide(officer: Officer, new: CriteriaSet) -> rules.Ruling:
    """Whether this person decides which assessments move to this set."""
    if not any(m.role == "head" for m in officer.current_memberships):
        return rules.Ruling(False, rules.REFUSALS[Action.MOVE]())
    if new.status != CriteriaSet.Status.CONFIRMED or new.supersedes_id is None:
        return rules.Ruling(False, _("Assessments move only to a confirmed set that replaces theirs."))
    return rules.YES


def move_all(*, assessments: Iterable[Assessment], to: CriteriaSet, reason: str, by: Officer) -> Done:
    """Move these, each whole or not at all; what moved or went on meanwhile is left and named. Raises NotAllowed."""
    require(may_decide(by, to))
    reason = _checked(reason)
    of, done = carrying.all_partners(to, replaced(to)), Done([], [])
    nearest = {pk: place for place, pk in enumerate(of)}  # of two of one ward it is the later one that goes on
    order = sorted(assessments, key=lambda one: (nearest.get(one.period.criteria_set_id, len(of)), one.pk))
    for assessment in order:
        try:
            done.moved.append(_move(assessment, to, reason, by, of.get(assessment.period.criteria_set_id)))
        except NotAllowed as refusal:
            done.refused.append((assessment, str(refusal)))
    return done


@transaction.atomic
def _move(assessment: Assessment, to: CriteriaSet, reason: str, by: Officer, of: Partners | None) -> Assessment:
    # One period of it a year, whoever comes first; meanwhile it may have been replaced itself.
    require(may_decide(by, CriteriaSet.objects.select_for_update().get(pk=to.pk)))
    import_string(settings.LEAVES)(assessment)
    now = locked(assessment)
    require(rules.may_move(by, now, Action.MOVE))
    if of is None:
        raise NotAllowed(_("This assessment is not under the set that was replaced."))
    period = _period(now.period, to, by)
    try:
        opened = open_assessments(period=period, wards=[now.ward], illustrative=now.illustrative)
    except ValidationError as error:
        raise NotAllowed(" ".join(error.messages)) from error
    if not opened:
        raise NotAllowed(_("The ward has an assessment under the new set already."))
    new = opened[0]
    new.moved_from, new.extended_until = now, now.extended_until
    new.save(update_fields=["moved_from", "extended_until"])
    carrying.carry(old=now, new=new, of=of)
    carrying.carry_answers(old=now, new=new, of=of)
    exhibits.carry(old=now, new=new, of=of)
    now.completion_due = None
    move(assessment=now, action=Action.MOVE, by=by, reason=reason)
    return new


def _period(old: Period, to: CriteriaSet, by: Officer) -> Period:
    """The new set's period of the same years and days, opened when the first assessment moves."""
    found = Period.objects.filter(criteria_set=to, last_year=old.last_year).first()
    return found or open_period(
        criteria_set=to, title=_title(old, to), first_year=old.first_year, last_year=old.last_year,
        reference_date=old.reference_date, ward_deadline=old.ward_deadline, office_deadline=old.office_deadline,
        needs_papers=old.needs_papers, by=by,
    )  # fmt: skip


def _title(old: Period, to: CriteriaSet) -> str:
    """The old period's name with what tells the new set from the one before: both stand in the same lists."""
    before = _told_apart(old.criteria_set)
    name, by = old.title.removesuffix(before) if before else old.title, _told_apart(to)
    return name[: LONGEST_TITLE - len(by)] + by


def _told_apart(one: CriteriaSet) -> str:
    return _(", under the %(set)s") % {"set": one.version or one.basis_title} if one.supersedes_id else ""


@transaction.atomic
def stay_all(*, assessments: Iterable[Assessment], under: CriteriaSet, reason: str, by: Officer) -> list[Stay]:
    """Put on record that these are finished under their set, though `under` replaced it. Raises NotAllowed."""
    require(may_decide(by, under))
    reason, made, before = _checked(reason), [], {one.pk for one in replaced(under)}
    for assessment in sorted(assessments, key=lambda one: one.pk):
        now = locked(assessment)
        is_open = now.state in MOVES[Action.MOVE][0] and now.period.criteria_set_id in before
        if not is_open or not rules.is_head(by, now):
            continue
        last = now.stays.filter(criteria_set=under).order_by("-id").first()
        if last and last.reason == reason:
            continue
        stay = Stay.objects.create(assessment=now, criteria_set=under, reason=reason, by=by)
        ledger.append(kind=KIND, subject=str(now), text=stay_text(stay), by=by)
        made.append(stay)
    return made


def _checked(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    return reason.strip()[:LONGEST_REASON]


def stay_text(stay: Stay) -> str:
    """What the ledger seals of the decision that an assessment stays."""
    return canonical(
        {
            "assessment": stay.assessment_id, "set": stay.criteria_set.code, "reason": stay.reason, "by": stay.by_id,
            "at": stay.at,
        }
    )  # fmt: skip


def unproven_stays() -> Iterator[Model]:
    """Such decisions that are not what the ledger says of them, and entries whose decision is gone."""
    rows = Stay.objects.select_related("criteria_set", "assessment__ward", "assessment__period").order_by("pk")
    said = (Said(row, digest(stay_text(row)), row.by_id, row.assessment_id) for row in rows.iterator())
    return ledger.unmatched(entries=LedgerEntry.objects.filter(kind=KIND), records=said)


def taken_from(assessment: Assessment) -> Assessment | None:
    """The assessment under the set before, to be linked to."""
    before = Assessment.objects.filter(moved_to=assessment).select_related("period__criteria_set__supersedes")
    return before.first() if assessment.moved_from_id else None


def gone_to(assessment: Assessment) -> Assessment | None:
    """Where this one went on, with its set."""
    return Assessment.objects.filter(moved_from=assessment).select_related("period__criteria_set__supersedes").first()
