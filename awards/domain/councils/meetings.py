"""Phiên họp: write a meeting down, who came, which wards were voted on, who did not vote on which; drop it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.domain.councils.checks import check_chosen, check_text, rules_of
from awards.domain.councils.membership import Rewritten
from awards.domain.councils.voided import void_counts
from awards.domain.facts import require
from awards.models import Attendance, Ballot, Council, Count, Meeting, Recusal
from awards.queries import councils as stored
from awards.rules import councils as rules
from emulation.text import canonical, digest
from wards.models.units import Officer

FIELDS = ("held_at", "ended_at", "place", "chair", "secretary", "guests", "agenda", "discussion", "vote")
AGAIN = dt.timedelta(minutes=1)  # within which the same words from the same person are the same form sent twice


class Gone(Exception):
    """The meeting was dropped meanwhile."""


@transaction.atomic
def begin(*, council: Council, assessments: Iterable[int], by: Officer, **fields: Any) -> Meeting:
    """Write down a new meeting (`FIELDS`) about these assessments (ids); everyone is there until it is said otherwise.

    The share and the quorum in force are copied with where they come from. Sent twice, it is written once. Raises
    NotAllowed, or ValidationError by field.
    """
    now = Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    require(rules.may_keep_council(by, now))
    check_text(now, fields)
    chosen = list(stored.open_to_vote(now).filter(pk__in=set(assessments)))
    titles = {one.period.criteria_set.kind for one in chosen}
    check_chosen(now, chosen, titles)
    for twin in now.meetings.filter(by=by, version=1, at__gte=timezone.now() - AGAIN, closed_at=None, **fields):
        if {ballot.assessment_id for ballot in twin.ballots.all()} == {one.pk for one in chosen}:
            return twin
    meeting = Meeting.objects.create(council=now, by=by, **fields, **rules_of(now, titles.pop()))
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=member) for member in now.members.all())
    _vote_on(meeting, chosen)
    return meeting


@transaction.atomic
def rewrite(*, meeting: Meeting, seen: int, by: Officer, **fields: Any) -> Meeting:
    """Correct what is written of a meeting; `seen` is the version the person had before them.

    Raises NotAllowed, Gone, ValidationError by field, or Rewritten when somebody else has written since.
    """
    now = held(meeting)
    require(rules.may_write_meeting(by, now))
    check_text(now.council, fields)
    if all(getattr(now, name) == fields[name] for name in FIELDS):
        return now  # as it stands already, whoever wrote it
    if now.vote != fields["vote"] and _is_counted(now):
        raise ValidationError({"vote": [vote_is_fixed(now)]})
    if now.version != seen and now.by_id != by.pk:
        raise Rewritten(now)
    for name in FIELDS:
        setattr(now, name, fields[name])
    now.by, now.at, now.version = by, timezone.now(), now.version + 1
    now.save()
    return now


@transaction.atomic
def attend(*, meeting: Meeting, absent: Mapping[int, str], seen: str, by: Officer) -> Meeting:
    """Say who was not there and why, by member id; all others were. `seen`: `fingerprint` of what the page showed.

    Where that changes who came, what was counted is void, and nobody absent is said not to vote.

    Raises NotAllowed, Gone, Rewritten, or ValidationError with the member's id as field where no reason is given.
    """
    now = held(meeting)
    require(rules.may_write_meeting(by, now))
    rows = list(now.attendances.select_related("member"))
    missing = [row.member for row in rows if row.member_id in absent and not absent[row.member_id].strip()]
    if missing:
        said = _("%(name)s: enter why they were not there.")
        raise ValidationError({str(member.pk): [said % {"name": member.full_name}] for member in missing})
    said_now = {row.member_id: absent[row.member_id].strip() for row in rows if row.member_id in absent}
    said_before = {row.member_id: row.reason for row in rows if not row.present}
    if said_now == said_before and now.attended_at:
        return now
    if said_now != said_before and seen != fingerprint(now):
        raise Rewritten(now)
    for row in rows:
        row.present, row.reason = row.member_id not in said_now, said_now.get(row.member_id, "")
    Attendance.objects.bulk_update(rows, ["present", "reason"])
    if said_now.keys() != said_before.keys():
        Recusal.objects.filter(ballot__meeting=now, member__in=said_now).delete()
        void_counts(now.ballots.all())
    now.attended_by, now.attended_at = by, timezone.now()
    now.save(update_fields=["attended_by", "attended_at"])
    return now


@transaction.atomic
def recuse(*, ballot: Ballot, recused: Mapping[int, str], seen: str, by: Officer) -> Meeting:
    """Say who of those present does not vote on this ward and why (xung đột lợi ích), by member id; `seen` and what
    was counted as in `attend`.

    Raises NotAllowed, Gone, Rewritten, or ValidationError with the member's id as field where no reason is given.
    """
    now = held(ballot.meeting)
    require(rules.may_write_meeting(by, now))
    vote = now.ballots.get(pk=ballot.pk)
    members = {member.pk: member for member in now.council.members.all()}
    chosen = {pk: reason.strip() for pk, reason in recused.items() if pk in members}
    said = _("%(name)s: enter why they do not vote.")
    missing = {str(pk): [said % {"name": members[pk].full_name}] for pk, reason in chosen.items() if not reason}
    came = set(now.attendances.filter(present=True).values_list("member_id", flat=True))
    away = _("%(name)s was not there and so does not vote anyway.")
    missing |= {str(pk): [away % {"name": members[pk].full_name}] for pk in chosen if pk not in came}
    if missing:
        raise ValidationError(missing)
    before = {row.member_id: row.reason for row in vote.recusals.all()}
    if chosen == before:
        return now
    if seen != fingerprint(now):
        raise Rewritten(now)
    vote.recusals.all().delete()
    Recusal.objects.bulk_create(Recusal(ballot=vote, member_id=pk, reason=reason) for pk, reason in chosen.items())
    if chosen.keys() != before.keys():
        void_counts(now.ballots.filter(pk=vote.pk))
    return now


@transaction.atomic
def choose(*, meeting: Meeting, assessments: Iterable[int], by: Officer) -> Meeting:
    """Change which wards are voted on; a vote that was counted already stays.

    Raises NotAllowed, Gone, or ValidationError under "assessments".
    """
    now = held(meeting)
    require(rules.may_write_meeting(by, now))
    asked = set(assessments)
    there = {ballot.assessment_id: ballot for ballot in now.ballots.all()}
    chosen = list(stored.open_to_vote(now.council).filter(pk__in=asked - there.keys()))
    kept = [ballot.assessment for ballot in now.ballots.select_related("assessment__period__criteria_set")
            if ballot.assessment_id in asked]  # fmt: skip
    every = [*kept, *chosen]
    check_chosen(now.council, every, {one.period.criteria_set.kind for one in every})
    dropped = [ballot.pk for pk, ballot in there.items() if pk not in asked]
    if Count.objects.filter(ballot__in=dropped).exists():
        raise ValidationError({"assessments": [_("A vote that was counted stays in the meeting.")]})
    Ballot.objects.filter(pk__in=dropped).delete()
    _vote_on(now, chosen)
    return now


@transaction.atomic
def remove(*, meeting: Meeting, by: Officer) -> None:
    """Drop a meeting of which nothing was counted yet. Raises NotAllowed or Gone."""
    now = held(meeting)
    require(rules.may_write_meeting(by, now))
    require(may_remove(now))
    now.delete()


def may_remove(meeting: Meeting) -> rules.Ruling:
    """Counts are only ever added: what was counted stays on record."""
    if _is_counted(meeting):
        return rules.Ruling(False, _("Votes were counted in this meeting: it stays on record."))
    return rules.Ruling(True)


def vote_is_fixed(meeting: Meeting) -> str:
    """Why the kind of vote stays as it is, and how to go on; empty while nothing was counted."""
    if not _is_counted(meeting):
        return ""
    return _(
        "Votes were counted already: the kind of vote stays “%(vote)s”. If the council voted otherwise, leave this "
        "meeting open and write down another one."
    ) % {"vote": meeting.get_vote_display()}


def _is_counted(meeting: Meeting) -> bool:
    return Count.objects.filter(ballot__meeting=meeting.pk).exists()


def fingerprint(meeting: Meeting) -> str:
    """Digest of who came and who does not vote: a page shows it, and writes only over what still has it."""
    came = [[row.member_id, row.present, row.reason] for row in meeting.attendances.order_by("member_id")]
    recused = Recusal.objects.filter(ballot__meeting=meeting.pk).order_by("ballot_id", "member_id")
    return digest(canonical([came, [[row.ballot_id, row.member_id, row.reason] for row in recused]]))


def held(meeting: Meeting) -> Meeting:
    """The meeting as it is now, kept still until the transaction ends. Raises Gone."""
    found = Meeting.objects.select_for_update(of=("self",), no_key=True).filter(pk=meeting.pk)
    now = found.select_related("council__ward", "council__office", "chair", "by").first()
    if now is None:
        raise Gone(_("This meeting was dropped meanwhile."))
    return now


def _vote_on(meeting: Meeting, chosen: Sequence[Any]) -> None:
    first = meeting.ballots.count() + 1
    Ballot.objects.bulk_create(
        Ballot(meeting=meeting, assessment=one, position=place) for place, one in enumerate(chosen, start=first)
    )
