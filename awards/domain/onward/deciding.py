"""Quyết định: what was decided on wards of a dossier. A title recognised enters award history with the scan."""

import datetime as dt
from collections.abc import Mapping, Set
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.domain.facts import require
from awards.domain.history import record_grant, restate_grant
from awards.domain.onward import decision_scan, onward_facts, sealed
from awards.domain.onward.dossiers import held
from awards.domain.onward.onward_facts import Assessment
from awards.domain.papers.paper_facts import CheckedScan
from awards.models import AwardDecision, Dossier, Grant, Outcome
from awards.queries.dossiers import get_dossier, waiting_of
from awards.rules import dossiers as rules
from emulation import shelf
from wards.models.units import Officer


@transaction.atomic
def decide(
    *, dossier: Dossier, number: str, decided_on: dt.date, authority: str, scan: CheckedScan,
    outcomes: Mapping[int, str | None], by: Officer,
) -> AwardDecision:  # fmt: skip
    """Record a decision: `outcomes` says of each assessment (id) it names None, recognised, or why it is not.

    Wards it does not name stay with the province. Raises NotAllowed, or ValidationError by field.
    """
    now = held(dossier)
    said: dict[str, Any] = {"number": number, "decided_on": decided_on, "authority": authority, "outcomes": outcomes}
    waiting = check(dossier=now, scan=scan, by=by, **said)
    decision = AwardDecision.objects.create(
        dossier=now, number=number.strip(), decided_on=decided_on, authority=authority.strip(), by=by, **laid_down(scan)
    )
    for pk in sorted(outcomes):
        reason = enter(decision, waiting[pk], outcomes[pk])
        onward_facts.close(assessment=waiting[pk], reason=reason, by=by)
    if set(waiting) == set(outcomes):
        now.state = Dossier.State.DECIDED
        now.save(update_fields=["state"])
    sealed.enter(decision)
    onward_facts.tell_of_decision(decision, [waiting[pk] for pk in sorted(outcomes)])
    return decision


def check(
    *, dossier: Dossier, number: str, decided_on: dt.date, authority: str, scan: CheckedScan,
    outcomes: Mapping[int, str | None], by: Officer,
) -> dict[int, Assessment]:  # fmt: skip
    """Whether `decide` would record it; the wards (by assessment) that wait for a decision. Raises likewise."""
    require(rules.may_decide(by, dossier))
    waiting = {found.pk: found for found in waiting_of(get_dossier(by, dossier.pk))}
    errors = faults(dossier, number, decided_on, authority, outcomes, set(waiting))
    if errors:
        raise ValidationError(errors)
    decision_scan.check(scan)
    return waiting


def laid_down(scan: CheckedScan) -> dict[str, Any]:
    """The scan in its place on the shelf, as the columns of a decision name it."""
    path = f"decisions/{scan.sha256[:2]}/{scan.sha256}.pdf"
    shelf.put(path, scan.content)
    return {"file": path, "name": scan.name, "sha256": scan.sha256, "size": len(scan.content), "pages": scan.pages}


def enter(decision: AwardDecision, assessment: Assessment, refusal: str | None, grant: Grant | None = None) -> str:
    """Write down what the decision says of one ward, with its title in award history (`grant`, where it had one); what
    is said of it in the ward's record, Vietnamese in every language of the pages."""
    title, refused = assessment.period.criteria_set.title, (refusal or "").strip()
    recognised = refusal is None
    conferred = _confer(decision, assessment, title, grant) if recognised else None
    Outcome.objects.create(
        decision=decision, assessment=assessment, recognised=recognised, reason=refused, grant=conferred
    )
    said = f"công nhận {title}" if recognised else f"không công nhận. {refused}"
    return f"{named(decision)}: {said}"


def named(decision: AwardDecision) -> str:
    """As records name it."""
    return f"Quyết định số {decision.number} ngày {decision.decided_on:%d/%m/%Y}"


def _confer(decision: AwardDecision, assessment: Assessment, title: str, grant: Grant | None) -> Grant:
    says: dict[str, Any] = {
        "authority": decision.authority, "decision_number": decision.number, "decision_date": decision.decided_on,
        "source": f"Quyết định số {decision.number}", "by": decision.by,
    }  # fmt: skip
    found = grant or record_grant(
        ward=assessment.ward, title=title, recipient=str(assessment.ward), year=assessment.period.last_year, **says
    )
    return restate_grant(grant=found, **says)


def faults(
    dossier: Dossier, number: str, day: dt.date, authority: str, outcomes: Mapping[int, str | None],
    nameable: Set[int], *, corrects: AwardDecision | None = None,
) -> dict[str, str]:  # fmt: skip
    """What is wrong with a decision that may name these wards (ids of assessments), by field."""
    errors: dict[str, str] = {}
    if not number.strip():
        errors["number"] = _("Enter the number of the decision.")
    elif _stands(dossier, number.strip(), corrects):
        errors["number"] = _("Decision %(number)s is recorded for this dossier already.") % {"number": number.strip()}
    if not authority.strip():
        errors["authority"] = _("Enter who decided.")
    if told := _day_fault(dossier, day):
        errors["decided_on"] = told
    if not outcomes:
        errors["outcomes"] = _("Say of at least one ward what was decided.")
    elif not set(outcomes) <= nameable:
        errors["outcomes"] = _("Of one of these wards the decision is recorded already. Read the page again.")
    elif any(reason is not None and not reason.strip() for reason in outcomes.values()):
        errors["outcomes"] = _("Give the reason for every ward that is not recognised.")
    return errors


def _stands(dossier: Dossier, number: str, corrects: AwardDecision | None) -> bool:
    """Another decision of the dossier bears this number; what a correction replaced frees its own."""
    stand = dossier.decisions.filter(corrected_by=None, number=number)
    return (stand.exclude(pk=corrects.pk) if corrects else stand).exists()


def _day_fault(dossier: Dossier, day: dt.date) -> str:
    first = dossier.forwardings.order_by("revision").first()
    sent = timezone.localtime(first.at).date() if first else None
    if day > timezone.localdate():
        return _("%(day)s lies after today.") % {"day": f"{day:%d/%m/%Y}"}
    if sent and day < sent:
        told = _("%(day)s lies before the day it was forwarded, %(sent)s.")
        return told % {"day": f"{day:%d/%m/%Y}", "sent": f"{sent:%d/%m/%Y}"}
    return ""
