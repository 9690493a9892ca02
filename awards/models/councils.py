"""Hội đồng Thi đua - Khen thưởng: members by decision, meetings, votes counted. A closed meeting stays as it was."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models.provisions import Provision
from wards.models.ledger import append_only
from wards.models.units import Office, Ward


def while_open(meeting: str) -> pgtrigger.Trigger:
    """The trigger of a table that belongs to meetings; `meeting` selects the row's meeting id from `line`."""
    return pgtrigger.Trigger(
        name="while_open",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("line", "RECORD")],
        func=f"""
            IF TG_OP = 'DELETE' THEN line = OLD; ELSE line = NEW; END IF;
            IF EXISTS (SELECT 1 FROM awards_meeting m WHERE m.id = ({meeting}) AND m.closed_at IS NOT NULL)
            THEN RAISE EXCEPTION 'this meeting is closed' USING ERRCODE = 'check_violation';
            END IF;
            RETURN line;
        """,  # noqa: S608 - our own words
    )


class Council(models.Model):
    """The council of a ward, or of the authority an office serves, as one decision set it up."""

    ward = models.ForeignKey(Ward, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ward"))
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("appraising office")
    )
    name = models.CharField(_("name"), max_length=200)  # "Hội đồng Thi đua - Khen thưởng phường Điện Biên"
    decision_number = models.CharField(_("decision number"), max_length=60)
    decision_date = models.DateField(_("decision date"))
    decision_issuer = models.CharField(_("issued by"), max_length=200)
    ended_on = models.DateField(_("replaced on"), null=True, blank=True)  # NULL: in office
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("council")
        verbose_name_plural = _("councils")
        ordering = ["-decision_date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ward__isnull=False, office=None) | Q(ward=None, office__isnull=False),
                name="council_place",
            ),
            models.UniqueConstraint(fields=["ward"], condition=Q(ended_on=None), name="council_of_ward"),
            models.UniqueConstraint(fields=["office"], condition=Q(ended_on=None), name="council_of_office"),
        ]
        triggers = [
            # By which decision they sat is part of every meeting's record; only the end of their term comes later.
            pgtrigger.Trigger(
                name="met",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF (NEW.ward_id, NEW.office_id, NEW.name, NEW.decision_number, NEW.decision_date,
                            NEW.decision_issuer)
                        IS DISTINCT FROM (OLD.ward_id, OLD.office_id, OLD.name, OLD.decision_number,
                            OLD.decision_date, OLD.decision_issuer)
                        AND EXISTS (SELECT 1 FROM awards_meeting m
                            WHERE m.council_id = OLD.id AND m.closed_at IS NOT NULL)
                    THEN RAISE EXCEPTION 'this council has met' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A member by name and job; `officer` where that person has an account."""

    class Role(models.TextChoices):
        CHAIR = "chair", pgettext_lazy("council", "Chairman")
        DEPUTY = "deputy", pgettext_lazy("council", "Deputy chairman")
        MEMBER = "member", pgettext_lazy("council", "Member")
        SECRETARY = "secretary", pgettext_lazy("council", "Member and secretary")

    council = models.ForeignKey(Council, models.PROTECT, related_name="members")
    position = models.PositiveSmallIntegerField()  # their order in the decision
    full_name = models.CharField(_("full name"), max_length=120)
    job = models.CharField(_("position"), max_length=160)
    role = models.CharField(_("role in the council"), max_length=9, choices=Role, default=Role.MEMBER)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Who said that the account is this person's: whoever presides may close meetings by it.
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    linked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("member of a council")
        verbose_name_plural = _("members of councils")
        ordering = ["council_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["council"], condition=Q(role="chair"), name="council_one_chair"),
            models.CheckConstraint(
                condition=Q(role__in=["chair", "deputy", "member", "secretary"]), name="council_member_role"
            ),
        ]
        triggers = [
            # Who sat in a closed meeting is part of its record: later changes need a new decision.
            pgtrigger.Trigger(
                name="sat",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("line", "RECORD")],
                func="""
                    IF TG_OP = 'DELETE' THEN line = OLD; ELSE line = NEW; END IF;
                    IF EXISTS (SELECT 1 FROM awards_meeting m
                        WHERE m.council_id = line.council_id AND m.closed_at IS NOT NULL)
                    THEN RAISE EXCEPTION 'this council has met' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN line;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.full_name


class Meeting(models.Model):
    """Một phiên họp. What the rules ask for (share, quorum) is copied here with its source when it is begun."""

    class Vote(models.TextChoices):
        SECRET = "secret", pgettext_lazy("vote", "Secret ballot")
        OPEN = "open", pgettext_lazy("vote", "Show of hands")

    council = models.ForeignKey(Council, models.PROTECT, related_name="meetings")
    held_at = models.DateTimeField(_("held at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200)
    chair = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", verbose_name=_("chaired by"))
    secretary = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", verbose_name=_("secretary"))
    guests = models.TextField(_("guests"), blank=True)  # one a line; they do not vote
    agenda = models.TextField(_("agenda"))
    discussion = models.TextField(_("opinions"), blank=True)
    vote = models.CharField(_("kind of vote"), max_length=6, choices=Vote, default=Vote.SECRET)
    share = models.DecimalField(_("votes needed, percent of all members"), max_digits=5, decimal_places=2)
    share_citation = models.CharField(max_length=300)
    share_confidence = models.CharField(max_length=11, choices=Provision.Confidence)
    quorum = models.DecimalField(_("members needed, percent of all members"), max_digits=5, decimal_places=2)
    quorum_citation = models.CharField(max_length=300)
    quorum_confidence = models.CharField(max_length=11, choices=Provision.Confidence)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")  # who wrote it last
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    # Who said last who was there; until then the rows of attendance are blanks to be filled in.
    attended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    attended_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("meeting of a council")
        verbose_name_plural = _("meetings of councils")
        ordering = ["-held_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None) | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="meeting_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100, quorum__gt=0, quorum__lte=100), name="meeting_shares"
            ),
            models.CheckConstraint(condition=Q(vote__in=["secret", "open"]), name="meeting_vote"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council}, {timezone.localtime(self.held_at):%d/%m/%Y}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class Attendance(models.Model):
    """Whether a member was there, and why not."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    present = models.BooleanField(default=True)
    reason = models.CharField(_("reason for absence"), max_length=200, blank=True)

    class Meta:
        ordering = ["meeting_id", "member__position", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")]
        triggers = [while_open("line.meeting_id")]

    def __str__(self) -> str:
        return f"{self.member}: {self.present}"


class Ballot(models.Model):
    """Một lần bỏ phiếu: the vote on one ward's title. The three numbers stand once the meeting is closed."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="ballots")
    assessment = models.ForeignKey("wards.Assessment", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    in_favour = models.PositiveSmallIntegerField(null=True, blank=True)
    against = models.PositiveSmallIntegerField(null=True, blank=True)
    blank = models.PositiveSmallIntegerField(null=True, blank=True)
    # The last count (its id) that no longer holds: who votes, or what is voted on, was changed after it, or two counts
    # differed; 0: all counts hold.
    void_until = models.PositiveBigIntegerField(default=0)
    # How often two people's counts of a secret ballot differed and both were made void: guessing leaves its trace.
    failed_rounds = models.PositiveIntegerField(default=0)
    # Where the share was missed: why, and whether the proposal goes on all the same; the minutes say so.
    below_reason = models.TextField(blank=True)
    goes_on = models.BooleanField(default=True)
    # What was voted on, as canonical text (domain/appraisals.py), taken with the first count that holds: the office's
    # appraisal, of a ward's council the ward's own figures. Blank: not kept (votes of earlier versions).
    basis = models.TextField(blank=True)

    class Meta:
        ordering = ["meeting_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "assessment"], name="ballot_once"),
            models.CheckConstraint(
                condition=Q(in_favour=None, against=None, blank=None)
                | Q(in_favour__isnull=False, against__isnull=False, blank__isnull=False),
                name="ballot_whole",
            ),
        ]
        triggers = [while_open("line.meeting_id")]

    def __str__(self) -> str:
        return f"{self.assessment}"


class Count(models.Model):
    """Kiểm phiếu: what one person counted; of a secret ballot two people's last counts must agree."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="counts")
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    blank = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        triggers = [
            append_only(),
            while_open("SELECT b.meeting_id FROM awards_ballot b WHERE b.id = line.ballot_id"),
        ]

    def __str__(self) -> str:
        return f"{self.in_favour}/{self.against}/{self.blank}"

    @property
    def votes(self) -> tuple[int, int, int]:
        return (self.in_favour, self.against, self.blank)


class Recusal(models.Model):
    """A member who does not vote on a ward, and why (xung đột lợi ích)."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="recusals")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["ballot_id", "member__position"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="recusal_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_reason"),
        ]
        triggers = [while_open("SELECT b.meeting_id FROM awards_ballot b WHERE b.id = line.ballot_id")]

    def __str__(self) -> str:
        return f"{self.member}: {self.reason}"
