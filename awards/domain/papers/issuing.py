"""Phát hành: the register of numbers of a ward and of an office, and what is handed in of it."""

import datetime as dt
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from awards import rules
from awards.domain.councils.results import closed_ballot
from awards.domain.facts import NotAllowed, enter_in_ledger, require
from awards.domain.holding import held_paper
from awards.domain.papers import ledger_texts
from awards.domain.papers.handing_in import for_hand_in
from awards.domain.papers.standings import PaperStanding, standing
from awards.domain.writing import parts
from awards.domain.writing.appraisal_facts import hand_ins_at
from awards.models import Dossier, Issue, Meeting, Paper
from awards.queries.papers import newest_final
from awards.queries.places import WARD_KINDS, place_of
from awards.queries.signers import usual_signer
from wards.models.units import Officer

__all__ = [
    "NotAllowed", "PaperStanding", "cancel", "for_hand_in", "next_number", "odd_day", "proposed", "register", "sign_of",
    "standing", "year_of",
]  # fmt: skip


def sign_of(paper: Paper) -> str:
    """The sign the paper was drawn with: "TTr-UBND"."""
    return str(json.loads(paper.context)["heading"]["sign"])


def year_of(paper: Paper) -> int | None:
    """The year printed beside the place, where day and month are left to the clerk."""
    year = json.loads(paper.context)["heading"].get("year", "")
    return int(year) if year.isdecimal() else None


def _unit(paper: Paper) -> dict[str, Any]:
    """Whose register the number is taken from, as columns of an Issue."""
    place = place_of(paper)
    if isinstance(place, Dossier):
        return {"office": place.office}
    return {"ward": place.ward} if paper.kind in WARD_KINDS else {"office": place.ward.office}


def next_number(paper: Paper, *, year: int) -> int:
    """The number after the highest one registered under this sign in this year."""
    taken = Issue.objects.filter(**_unit(paper), sign=sign_of(paper), year=year, cancelled_at=None)
    return int(taken.aggregate(last=Max("number"))["last"] or 0) + 1


def proposed(paper: Paper) -> dict[str, Any]:
    """What the form of a registration begins with: number, today, and who usually signs."""
    today = timezone.localdate()
    return {"number": next_number(paper, year=today.year), "issued_on": today, **_usual_signer(paper)}


def _usual_signer(paper: Paper) -> dict[str, str]:
    """The chair of the meeting, else who is printed on it, else who signed last under this sign, or leads the unit."""
    if paper.kind in {Paper.Kind.COUNCIL, Paper.Kind.CITY_COUNCIL}:
        return _chair(paper)
    head = json.loads(paper.context)["heading"]
    office = head["signer"][-1] if head["signer"] else ""
    if printed := head.get("signer_name") or head.get("usual_signer"):
        return {"signer": printed, "signer_office": office}
    last = Issue.objects.filter(**_unit(paper), sign=sign_of(paper)).order_by("-id").first()
    if last:
        return {"signer": last.signer, "signer_office": last.signer_office}
    leads = usual_signer(paper.kind, place_of(paper))
    return {"signer": leads, "signer_office": office} if leads else {}


def _chair(paper: Paper) -> dict[str, str]:
    found = _meeting_told_of(paper)
    chair = found.chair if found else None
    return {"signer": chair.full_name, "signer_office": _("Chairman of the council")} if chair else {}


@transaction.atomic
def register(
    *, paper: Paper, number: int, issued_on: dt.date, signer: str, signer_office: str, by: Officer
) -> Issue:  # fmt: skip
    """Vào sổ: enter number, date and signer of a paper that was drawn to be signed. Goes into the ledger.

    Raises NotAllowed, or ValidationError under "number" (naming the paper that has it), "issued_on",
    "signer" or nothing.
    """
    place, now = held_paper(paper)
    require(rules.may_register(by, place, now.kind))
    _check_registrable(now)
    _check_day(now, issued_on)
    parts.check_signer(signer)
    unit, sign = _unit(now), sign_of(now)
    _one_register_at_a_time(unit, sign)
    taken = Issue.objects.filter(**unit, sign=sign, year=issued_on.year, number=number, cancelled_at=None).first()
    if taken:
        raise _number_taken(taken)
    try:
        with transaction.atomic():
            issue = Issue.objects.create(
                paper=now, **unit, sign=sign, year=issued_on.year, number=number, issued_on=issued_on,
                signer=signer, signer_office=signer_office, by=by,
            )  # fmt: skip
    except IntegrityError as error:  # the database keeps the promise of the lines above, whoever writes past them
        raise ValidationError({"number": _("This number is taken.")}) from error
    subject = f"{now.get_kind_display()} {issue}"
    enter_in_ledger(kind=ledger_texts.ISSUE, subject=subject, text=ledger_texts.of_issue(issue), by=by)
    return issue


def _check_day(paper: Paper, issued_on: dt.date) -> None:
    if issued_on > timezone.localdate():
        raise ValidationError({"issued_on": _("The date must not lie in the future.")})
    held = _meeting_told_of(paper)
    if held and issued_on < (day := timezone.localdate(held.held_at)):
        said = _("The paper tells of the council's meeting of %(day)s and cannot be dated before it.")
        raise ValidationError({"issued_on": said % {"day": f"{day:%d/%m/%Y}"}})


def odd_day(paper: Paper, issued_on: dt.date | None = None) -> str:
    """What the day of this paper must fit to, in a sentence; with `issued_on` only where that day does not."""
    if paper.kind != Paper.Kind.APPRAISAL or paper.assessment_id is None:
        return ""
    handed = hand_ins_at([paper.assessment_id]).get(paper.assessment_id)
    last = timezone.localdate(handed) if handed else None
    if last is None or (issued_on and issued_on >= last):
        return ""
    if issued_on is None:
        said = _("The report tells of what the ward handed in on %(day)s: it is not dated before that.")
        return said % {"day": f"{last:%d/%m/%Y}"}
    said = _("The date %(date)s lies before %(day)s, when the ward handed in what this report tells of. Check it.")
    return said % {"date": f"{issued_on:%d/%m/%Y}", "day": f"{last:%d/%m/%Y}"}


def _meeting_told_of(paper: Paper) -> Meeting | None:
    """The meeting whose minutes it is, or whose vote the proposal names."""
    if paper.kind == Paper.Kind.PROPOSAL and paper.assessment:
        ballot = closed_ballot(paper.assessment)
        return ballot.meeting if ballot else None
    if paper.kind not in {Paper.Kind.COUNCIL, Paper.Kind.CITY_COUNCIL, Paper.Kind.CITY_PROPOSAL}:
        return None
    of_its_own = Meeting.objects.select_related("chair").filter(pk=paper.subject).first() if paper.subject else None
    return of_its_own or (paper.dossier.meeting if paper.dossier else None)


def _check_registrable(paper: Paper) -> None:
    if not paper.is_final or paper.state != Paper.State.READY:
        raise ValidationError(_("Only a paper that was settled for signing and drawn is registered."))
    if newest_final(paper) != paper.pk:
        raise ValidationError(_("This version was replaced by a newer one; register that one."))
    there = Issue.objects.filter(paper=paper, cancelled_at=None).select_related("by").first()
    if there:
        said = _("This paper is registered already: %(number)s of %(day)s, by %(who)s.")
        told = {"number": there, "day": f"{there.issued_on:%d/%m/%Y}", "who": there.by.full_name}
        raise ValidationError(said % told)


def _one_register_at_a_time(unit: dict[str, Any], sign: str) -> None:
    """Two clerks taking numbers of one register wait for each other until the transaction ends."""
    ((column, owner),) = unit.items()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{column} {owner.pk} {sign}"])


def _number_taken(issue: Issue) -> ValidationError:
    paper = issue.paper
    said = _("Number %(number)s is taken by %(paper)s, version %(revision)d, of %(day)s.")
    told = {
        "number": issue, "paper": paper.get_kind_display(), "revision": paper.revision,
        "day": f"{issue.issued_on:%d/%m/%Y}",
    }  # fmt: skip
    return ValidationError({"number": said % told})


@transaction.atomic
def cancel(*, issue: Issue, reason: str, by: Officer) -> Issue:
    """Take a wrong registration back, with a reason; its number is free again. Goes into the ledger."""
    place, paper = held_paper(issue.paper)
    now = Issue.objects.select_for_update().get(pk=issue.pk)
    require(rules.may_cancel(by, place, paper.kind))
    if now.cancelled_at:
        raise ValidationError(_("This registration was cancelled already."))
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    now.cancelled_by, now.cancelled_at, now.cancel_reason = by, timezone.now(), reason.strip()
    now.save(update_fields=["cancelled_by", "cancelled_at", "cancel_reason"])
    subject = f"{paper.get_kind_display()} {now}"
    enter_in_ledger(kind=ledger_texts.CANCELLED, subject=subject, text=ledger_texts.of_cancelling(now), by=by)
    return now
