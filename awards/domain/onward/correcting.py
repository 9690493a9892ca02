"""Đính chính: a recorded decision said anew. What was recorded before stays, with its scan, and is read beside."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.domain.facts import require
from awards.domain.onward import deciding, decision_scan, onward_facts, sealed, sent_text
from awards.domain.onward.dossiers import held
from awards.domain.onward.onward_facts import Assessment
from awards.domain.papers.paper_facts import CheckedScan
from awards.models import AwardDecision, Dossier, Outcome
from awards.queries.dossiers import get_dossier, waiting_of
from awards.rules import dossiers as rules
from wards.models.units import Officer


class Overtaken(Exception):
    """Somebody corrected it since the page was read. Nothing was written."""


@dataclass(frozen=True)
class Nameable:
    """Wards a corrected decision may name, by assessment (id), and which of those it named may be left out of it."""

    wards: dict[int, Assessment]
    may_leave: frozenset[int]


def nameable(decision: AwardDecision, by: Officer) -> Nameable:
    """The wards it names, and those that wait for a decision.

    One it names may be left out while the province has the dossier it went with: it waits there again.
    """
    dossier = get_dossier(by, decision.dossier_id)
    there = {row.assessment_id: row.assessment for row in dossier.wards.all()}
    named = set(decision.outcomes.values_list("assessment", flat=True))
    joining = {found.pk for found in waiting_of(dossier)} if dossier.state == Dossier.State.RECEIVED else set()
    may_leave: set[int] = set()
    if dossier.state in {Dossier.State.RECEIVED, Dossier.State.DECIDED}:
        last = dossier.forwardings.order_by("-revision")[0]
        may_leave = named & {ward.assessment for ward in sent_text.read(last).wards}
    return Nameable({pk: found for pk, found in there.items() if pk in named | joining}, frozenset(may_leave))


@transaction.atomic
def correct(
    *, decision: AwardDecision, number: str, decided_on: dt.date, authority: str, scan: CheckedScan | None,
    outcomes: Mapping[int, str | None], reason: str, letter_number: str = "", letter_date: dt.date | None = None,
    by: Officer,
) -> AwardDecision:  # fmt: skip
    """Record what the decision should have said, in place of `decision`; `scan` None keeps its scan.

    `outcomes` as `deciding.decide` takes them. Titles enter and leave award history accordingly, and every ward of
    which something else is said now is told. Raises NotAllowed, Overtaken, or ValidationError by field.
    """
    now = held(decision.dossier)
    before = {found.assessment_id: found for found in decision.outcomes.select_related("grant")}
    wards = check(
        decision=decision, number=number, decided_on=decided_on, authority=authority, scan=scan, outcomes=outcomes,
        reason=reason, letter_number=letter_number, letter_date=letter_date, by=by,
    )  # fmt: skip
    kept = {name: getattr(decision, name) for name in ("file", "name", "sha256", "size", "pages")}
    new = AwardDecision.objects.create(
        dossier=now, number=number.strip(), decided_on=decided_on, authority=authority.strip(), corrects=decision,
        reason=reason.strip(), letter_number=letter_number.strip(), letter_date=letter_date, by=by,
        **(deciding.laid_down(scan) if scan else kept),
    )  # fmt: skip
    for pk in sorted(set(before) | set(outcomes)):
        _say(new, wards[pk], before.get(pk), outcomes)
    _settle(now, set(before), set(outcomes), by)
    sealed.enter(new)
    onward_facts.tell_of_decision(new, [wards[pk] for pk in sorted(set(before) | set(outcomes))])
    return new


def check(
    *, decision: AwardDecision, number: str, decided_on: dt.date, authority: str, scan: CheckedScan | None,
    outcomes: Mapping[int, str | None], reason: str, letter_number: str = "", letter_date: dt.date | None = None,
    by: Officer,
) -> dict[int, Assessment]:  # fmt: skip
    """Whether `correct` would record it; the wards it may name (by assessment). Raises likewise."""
    require(rules.may_correct(by, get_dossier(by, decision.dossier_id)))
    if AwardDecision.objects.filter(corrects=decision).exists():
        raise Overtaken
    found = nameable(decision, by)
    errors = deciding.faults(
        decision.dossier, number, decided_on, authority, outcomes, set(found.wards), corrects=decision
    )
    before = {said.assessment_id: None if said.recognised else said.reason for said in decision.outcomes.all()}
    stuck = [str(found.wards[pk].ward) for pk in set(before) - set(outcomes) - found.may_leave]
    if stuck and "outcomes" not in errors:
        told = _("%(wards)s cannot be left out any more: the dossier was returned or sent again since.")
        errors["outcomes"] = told % {"wards": ", ".join(sorted(stuck))}
    errors |= _letter_faults(reason, letter_number, letter_date)
    same = (number.strip(), decided_on, authority.strip()) == (
        decision.number, decision.decided_on, decision.authority
    ) and {pk: said and said.strip() for pk, said in outcomes.items()} == before  # fmt: skip
    if not errors and same and (scan is None or scan.sha256 == decision.sha256):
        errors["nothing"] = _("Nothing of this differs from what is recorded. Correct what is wrong first.")
    if errors:
        raise ValidationError(errors)
    if scan:
        decision_scan.check(scan)
    return found.wards


def _letter_faults(reason: str, number: str, day: dt.date | None) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not reason.strip():
        errors["reason"] = _("Say why it is corrected.")
    if day and not number.strip():
        errors["letter_number"] = _("Enter the number of the correcting document, or take its date out.")
    elif number.strip() and not day:
        errors["letter_date"] = _("Enter the date of the correcting document, or take its number out.")
    elif day and day > timezone.localdate():
        errors["letter_date"] = _("%(day)s lies after today.") % {"day": f"{day:%d/%m/%Y}"}
    return errors


def _say(new: AwardDecision, ward: Assessment, before: Outcome | None, outcomes: Mapping[int, str | None]) -> None:
    """One ward's outcome, and the step in its record where the decision says something else of it than before."""
    if ward.pk not in outcomes:
        said = f"{deciding.named(new)} không có tên đơn vị; hồ sơ tiếp tục chờ quyết định"
        onward_facts.correct(assessment=ward, reason=_in_the_record(said, new, before), is_named=False, by=new.by)
        return
    said = deciding.enter(new, ward, outcomes[ward.pk], before.grant if before else None)
    if before is None:
        onward_facts.close(assessment=ward, reason=_in_the_record(said, new, before), by=new.by)
    elif not _says_the_same(new, before, outcomes[ward.pk]):
        onward_facts.correct(assessment=ward, reason=_in_the_record(said, new, before), is_named=True, by=new.by)


def _says_the_same(new: AwardDecision, before: Outcome, refusal: str | None) -> bool:
    about = ("number", "decided_on", "authority", "sha256")
    same = all(getattr(new, name) == getattr(before.decision, name) for name in about)
    return same and (refusal is None) == before.recognised and (refusal or "").strip() == before.reason


def _in_the_record(said: str, new: AwardDecision, before: Outcome | None) -> str:
    """What the ward's record and its notice say, Vietnamese in every language of the pages."""
    told = [said.rstrip(".")]
    if before:
        what = "công nhận" if before.recognised else "không công nhận"
        told.append(f"Trước đính chính: {deciding.named(before.decision)}, {what}")
    paper = f" (Văn bản số {new.letter_number} ngày {new.letter_date:%d/%m/%Y})" if new.letter_date else ""
    told.append(f"Lý do đính chính: {new.reason.rstrip('.')}{paper}")
    return ". ".join(told)


def _settle(dossier: Dossier, before: set[int], named: set[int], by: Officer) -> None:
    """Decided when no ward waits any more, and received again when one does."""
    if before == named:
        return
    state = Dossier.State.RECEIVED if waiting_of(get_dossier(by, dossier.pk)) else Dossier.State.DECIDED
    if dossier.state != state:
        dossier.state = state
        dossier.save(update_fields=["state"])
