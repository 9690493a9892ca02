"""Thông báo: who was told what, on the page and by e-mail; never the same thing twice."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wards.models.assessment import Assessment
from wards.models.units import Officer


class NoticeKind(models.TextChoices):
    HANDED_IN = "handed_in", pgettext_lazy("notice", "A ward handed in")
    RECALLED = "recalled", pgettext_lazy("notice", "A ward recalled its hand-in")
    REVIEW_STARTED = "review_started", pgettext_lazy("notice", "The appraisal started")
    TO_COMPLETE = "to_complete", pgettext_lazy("notice", "Lines to be completed")
    COMPLETED = "completed", pgettext_lazy("notice", "The appraisal is done")
    DEADLINE = "deadline", pgettext_lazy("notice", "A deadline is near")
    OVERDUE = "overdue", pgettext_lazy("notice", "A deadline has passed")
    EXTENDED = "extended", pgettext_lazy("notice", "A deadline was extended")
    REVISED = "revised", pgettext_lazy("notice", "A cited document has a new version")
    CHARGED = "charged", pgettext_lazy("notice", "Lines were given to you")
    SUBMITTED = "submitted", pgettext_lazy("notice", "Officials submitted to the leader")
    GIVEN_BACK = "given_back", pgettext_lazy("notice", "The leader gave it back")
    COMMENTED = "commented", pgettext_lazy("notice", "The office commented")
    FORWARDED = "forwarded", pgettext_lazy("notice", "Forwarded to the province")
    RECEIVED = "received", pgettext_lazy("notice", "Received by the province")
    RETURNED = "returned", pgettext_lazy("notice", "Returned by the province")
    DECIDED = "decided", pgettext_lazy("notice", "The decision is there")
    SET_MOVED = "set_moved", pgettext_lazy("notice", "Moved to another criteria set")
    TO_REGISTER = "to_register", pgettext_lazy("notice", "A paper waits for its number")
    TO_SCAN = "to_scan", pgettext_lazy("notice", "A signed scan is missing")
    CONFIRM_SET = "confirm_set", pgettext_lazy("notice", "A criteria set waits for a second person")
    CONFIRM_RULE = "confirm_rule", pgettext_lazy("notice", "A rule waits for a second person")


class Notice(models.Model):
    """One thing one person was told. `key` names the thing: the same key is never told to the same person again."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=14, choices=NoticeKind)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)  # what its sentence needs: {"codes": ["5.2"], "due": "2026-…"}
    path = models.CharField(max_length=200)  # where to go
    on_page = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)  # waits for the next digest until `mailing` is set
    mailing = models.ForeignKey("wards.Mailing", models.SET_NULL, null=True, blank=True, related_name="notices")
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "key"], name="notice_once"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind"),
        ]
        indexes = [
            models.Index(name="notice_unread", fields=["officer"], condition=Q(read_at=None, on_page=True)),
            models.Index(name="notice_to_mail", fields=["officer"], condition=Q(by_mail=True, mailing=None)),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.get_kind_display()}"


class NoticeChoice(models.Model):
    """What a person wants to be told of a kind, and how; without one, both ways."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=14, choices=NoticeKind)
    on_page = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "kind"], name="notice_choice_once"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_choice_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.get_kind_display()}"


class Mailing(models.Model):
    """The one digest of a day to one person. Claimed before it is sent: a worker killed in between sends no second."""

    class State(models.TextChoices):
        SENDING = "sending", pgettext_lazy("mailing", "Being sent")
        SENT = "sent", pgettext_lazy("mailing", "Sent")
        FAILED = "failed", pgettext_lazy("mailing", "Could not be sent")

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="mailings")
    day = models.DateField()
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.SENDING)
    at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "day"], name="mailing_once_a_day"),
            models.CheckConstraint(condition=Q(state__in=["sending", "sent", "failed"]), name="mailing_state"),
        ]

    def __str__(self) -> str:
        return f"{self.address}, {self.day:%d/%m/%Y}"
