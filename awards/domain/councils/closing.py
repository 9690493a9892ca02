"""Chốt phiên họp: what is missing, what falls short, and the moment from which nothing changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from awards.domain import facts
from awards.domain.councils import voted_on
from awards.domain.councils.counting import nobody_votes
from awards.domain.councils.meetings import Gone, held
from awards.domain.councils.membership import Rewritten
from awards.domain.councils.results import Result, Standing, present, reaches, result, standing
from awards.domain.councils.voted_on import ChangedVote
from awards.domain.provisions import CAVEATS
from awards.models import Ballot, Council, Count, Meeting, Member
from awards.queries import councils as stored
from awards.rules import councils as rules
from emulation.text import canonical, write_number
from wards.models.units import Officer

KIND = "meeting"  # of its entries in the ledger


@dataclass(frozen=True)
class Problem:
    """Why a meeting cannot be closed yet, and where that is mended: "text", "attendance" or a ballot's id."""

    said: str
    where: str


@dataclass(frozen=True)
class Below:
    """What becomes of a vote that missed the share."""

    goes_on: bool
    reason: str


def problems(meeting: Meeting) -> list[Problem]:
    """What stands in the way of closing; the meeting as `queries.councils.whole` reads it."""
    found = [Problem(said, "text") for said in _of_the_text(meeting)]
    found += [Problem(said, "attendance") for said in _of_the_people(meeting)]
    unknown = {changed.ballot.pk for changed in voted_on.changed_since_count(meeting) if not changed.ballot.basis}
    for ballot in meeting.ballots.all():
        said = _of_the_vote(ballot, is_known=ballot.pk not in unknown)
        if said:
            found.append(Problem(said, str(ballot.pk)))
    return found


def _of_the_text(meeting: Meeting) -> Iterator[str]:
    if meeting.held_at > timezone.now():
        yield _("The meeting has not taken place yet.")
    if meeting.ended_at is None:
        yield _("Enter when the meeting ended; the minutes print it.")
    if meeting.chair is None:
        yield _("Choose who chaired the meeting.")
    if meeting.secretary is None:
        yield _("Choose who kept the minutes.")
    if not meeting.discussion.strip():
        yield _("Write down what was said in the meeting; the minutes print it.")


def _of_the_people(meeting: Meeting) -> Iterator[str]:
    if meeting.attended_at is None:
        yield _("Who came was not entered yet.")
        return
    came, members = present(meeting), len(meeting.council.members.all())
    if not reaches(len(came), members, meeting.quorum):
        caveat = CAVEATS[meeting.quorum_confidence]
        said = _(
            "The quorum is missed: %(came)d of %(members)d members came, at least %(needed)s%% are needed (%(why)s)."
        )
        why = f"{meeting.quorum_citation}; {caveat}" if caveat else meeting.quorum_citation
        yield said % {"came": len(came), "members": members, "needed": write_number(meeting.quorum), "why": why}
    here = {member.pk for member in came}
    for member, said in ((meeting.chair, _("%(name)s chaired the meeting and is marked as absent.")),
                         (meeting.secretary, _("%(name)s kept the minutes and is marked as absent."))):  # fmt: skip
        if member and member.pk not in here:
            yield said % {"name": member.full_name}


def _of_the_vote(ballot: Ballot, *, is_known: bool) -> str:
    stands, ward = standing(ballot), ballot.assessment.ward
    if not stored.may_be_voted_on(ballot):
        said = _("%(ward)s: the assessment is now “%(state)s”; the council cannot vote on it.")
        return said % {"ward": ward, "state": ballot.assessment.get_state_display()}
    if ballot.meeting.attended_at and not stands.voters:
        return f"{ward}: {nobody_votes()}"
    return _of_the_counts(stands, is_known=is_known) % {"ward": ward}


def _of_the_counts(stands: Standing, *, is_known: bool) -> str:
    words = {
        "none": _("%(ward)s: the votes are not counted yet."),
        "one": _("%(ward)s: a second person still has to count the secret ballot."),
        "differ": _("%(ward)s: the two counts differ; both people count again."),
        "mismatch": _("%(ward)s: the votes are no longer as many as the members who vote; count again."),
    }
    unknown = _("%(ward)s: which figures stood when the votes were counted is not on record; count again.")
    return words.get(stands.state, "" if is_known else unknown)


def changed(meeting: Meeting) -> list[ChangedVote]:
    """Votes counted on other figures than stand now: counted again, or closed with the reason why they stand."""
    return [found for found in voted_on.changed_since_count(meeting) if found.ballot.basis]


def missed(meeting: Meeting) -> list[tuple[Ballot, Result]]:
    """The votes that stand and fell short of the share of all members."""
    counted = [ballot for ballot in meeting.ballots.all() if standing(ballot).votes]
    return [(ballot, came) for ballot in counted if not (came := result(ballot)).reached]


@transaction.atomic
def close(
    *, meeting: Meeting, seen: str, below: Mapping[int, Below], by: Officer, kept: Mapping[int, str] | None = None
) -> Meeting:
    """From here nothing changes; `below` says of each vote that missed the share, by its id, what becomes of it, `kept`
    of each that was counted on other figures why it stands.

    Raises NotAllowed, Gone, Rewritten when the meeting no longer says what the person had before them (`seen`: its
    `fingerprint`), or ValidationError: what stands in the way, or under "reason-<id>" or "kept-<id>" a missing reason.
    """
    Council.objects.select_for_update(no_key=True).get(pk=meeting.council_id)  # nobody joins or leaves it meanwhile
    held(meeting)
    now = stored.whole().get(pk=meeting.pk)
    facts.require(rules.may_close_meeting(by, now))
    if seen != fingerprint(now):
        raise Rewritten(now)
    missing = [problem.said for problem in problems(now)]
    if missing:
        raise ValidationError(missing)
    others = changed(now)
    _check_reasons(now, below, others, kept or {})
    for other in others:
        voted_on.keep(other, reason=(kept or {})[other.ballot.pk], by=by)
    _freeze_votes(now, below)
    now.closed_by, now.closed_at = by, timezone.now()
    now.save(update_fields=["closed_by", "closed_at"])
    facts.enter_in_ledger(kind=KIND, subject=str(now), text=meeting_text(now), by=by)
    return now


def _check_reasons(
    meeting: Meeting, below: Mapping[int, Below], others: list[ChangedVote], kept: Mapping[int, str]
) -> None:
    short = _("%(ward)s: the share was missed; choose what becomes of it and enter why.")
    changed = _("%(ward)s: %(what)s. Count again, or enter why the vote stands.")
    wrong = {
        f"reason-{ballot.pk}": [short % {"ward": ballot.assessment.ward}]
        for ballot, _result in missed(meeting)
        if ballot.pk not in below or not below[ballot.pk].reason.strip()
    }
    wrong |= {
        f"kept-{one.ballot.pk}": [changed % {"ward": one.ballot.assessment.ward, "what": one.what}]
        for one in others
        if not kept.get(one.ballot.pk, "").strip()
    }
    if wrong:
        raise ValidationError(wrong)


def _freeze_votes(meeting: Meeting, below: Mapping[int, Below]) -> None:
    short = {ballot.pk for ballot, _result in missed(meeting)}
    for ballot in meeting.ballots.all():
        ballot.in_favour, ballot.against, ballot.blank = standing(ballot).votes or (None, None, None)
        if ballot.pk in short:
            ballot.below_reason, ballot.goes_on = below[ballot.pk].reason.strip(), below[ballot.pk].goes_on
    frozen = ["in_favour", "against", "blank", "below_reason", "goes_on"]
    Ballot.objects.bulk_update(meeting.ballots.all(), frozen)


def fingerprint(meeting: Meeting) -> str:
    """Digest of all the meeting says now, and of the figures its votes are about: a page shows it, and closes only what
    still has it. Keyed, for it covers counts that the reader of the page may not see: nobody finds them by trying."""
    others = [] if meeting.is_closed else [one.seen for one in voted_on.changed_since_count(meeting)]
    says = canonical([meeting_text(meeting), others]) if others else meeting_text(meeting)
    return str(salted_hmac("meeting", says, algorithm="sha256").hexdigest())


def meeting_text(meeting: Meeting) -> str:
    """Canonical text of a meeting as `queries.councils.whole` reads it; sealed in the ledger when it is closed."""
    council = meeting.council
    names = ("council_id", "held_at", "ended_at", "place", "guests", "agenda", "discussion", "vote", "share",
             "share_citation", "share_confidence", "quorum", "quorum_citation", "quorum_confidence", "by_id", "at",
             "attended_by_id", "attended_at", "version", "closed_by_id", "closed_at")  # fmt: skip
    says = {
        "id": meeting.pk,
        "council": [council.ward_id, council.office_id, council.name, council.decision_number, council.decision_date,
                    council.decision_issuer],
        "members": [_member_text(member) for member in council.members.all()],
        "chair": meeting.chair_id, "secretary": meeting.secretary_id,
        "attendance": [[row.pk, row.member_id, row.present, row.reason] for row in meeting.attendances.all()],
        "ballots": [_ballot_text(ballot) for ballot in meeting.ballots.all()],
        **{name: getattr(meeting, name) for name in names},
    }  # fmt: skip
    return canonical(says)


def _member_text(member: Member) -> list[object]:
    link = (member.officer_id, member.linked_by_id, member.linked_at)
    return [member.pk, member.position, member.full_name, member.job, member.role, *link]


def _ballot_text(ballot: Ballot) -> dict[str, object]:
    failed = {"failed_rounds": ballot.failed_rounds} if ballot.failed_rounds else {}  # else as before there were any
    return {
        **failed, "id": ballot.pk, "assessment": ballot.assessment_id, "ward": ballot.assessment.ward.code,
        "position": ballot.position, "basis": ballot.basis,
        "votes": [ballot.in_favour, ballot.against, ballot.blank], "void_until": ballot.void_until,
        "below": [ballot.goes_on, ballot.below_reason],
        "recused": [[row.pk, row.member_id, row.reason] for row in ballot.recusals.all()],
        "counts": [[count.pk, count.by_id, count.at, *count.votes] for count in _in_time(ballot)],
    }  # fmt: skip


def _in_time(ballot: Ballot) -> list[Count]:
    return sorted(ballot.counts.all(), key=lambda one: one.pk)


def unproven_meetings() -> Iterator[Any]:
    """Closed meetings that are not what the ledger was told of them, and entries whose meeting is gone or open."""
    closed = stored.whole().filter(closed_at__isnull=False).order_by("id").iterator(chunk_size=200)
    return facts.unproven(kind=KIND, records=((meeting, meeting_text(meeting)) for meeting in closed))


__all__ = [
    "Below",
    "Gone",
    "Problem",
    "changed",
    "close",
    "fingerprint",
    "meeting_text",
    "missed",
    "problems",
    "unproven_meetings",
]
