"""Open meetings of a council whose members are corrected: they follow."""

from collections.abc import Sequence

from awards.models import Attendance, Council, Meeting, Member, Recusal


def unseat(gone: Sequence[Member], meetings: Sequence[Meeting]) -> None:
    """Take members out who stand in no decision, and out of what open meetings say of them."""
    Recusal.objects.filter(ballot__meeting__in=meetings, member__in=gone).delete()
    Attendance.objects.filter(meeting__in=meetings, member__in=gone).delete()
    for meeting in meetings:
        for post in ("chair", "secretary"):
            if getattr(meeting, f"{post}_id") in {member.pk for member in gone}:
                setattr(meeting, post, None)
                meeting.version += 1
        meeting.save()
    Member.objects.filter(pk__in=[member.pk for member in gone]).delete()


def attend_too(council: Council, meetings: Sequence[Meeting]) -> None:
    """Who is new sits in the open meetings too."""
    members = list(council.members.all())
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, member=member) for meeting in meetings for member in members],
        ignore_conflicts=True,
    )
