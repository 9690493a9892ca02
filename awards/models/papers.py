"""Papers: drawn once from a frozen text, under a lease, so that late and repeated tasks are harmless."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Paper(models.Model):
    """Văn bản: one revision of one kind of paper. `context` is all that its drawing may see; it never changes."""

    class Kind(models.TextChoices):
        REPORT = "report", _("Achievement report")
        SUMMARY = "summary", _("Summary of results by criterion")
        MINUTES = "minutes", _("Minutes of an inspection")

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("paper", "Waiting to be drawn")
        DRAWING = "drawing", pgettext_lazy("paper", "Being drawn")
        READY = "ready", pgettext_lazy("paper", "Ready")
        FAILED = "failed", pgettext_lazy("paper", "Could not be drawn")

    assessment = models.ForeignKey("wards.Assessment", models.PROTECT, related_name="+", verbose_name=_("assessment"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # The inspection that minutes are of; 0: the assessment itself.
    subject = models.PositiveBigIntegerField(_("inspection it is about"), default=0)
    revision = models.PositiveIntegerField(_("version"))  # of this kind and subject for this assessment, from 1
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    context = models.TextField(_("text to draw"))  # canonical text
    digest = models.CharField(_("digest"), max_length=64)  # of context, template, stylesheet and engine version
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)

    sent_at = models.DateTimeField(_("handed to the workers at"), default=timezone.now)  # for the last time
    token = models.UUIDField(_("claim"), null=True, blank=True)  # of the claim that is drawing now
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)  # after it, anyone may claim anew
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.TextField(_("fault"), blank=True)  # for the log and the administrator; pages show their own words

    file = models.FileField(_("file"), blank=True, max_length=200)  # named after its content
    sha256 = models.CharField(_("digest of the file"), max_length=64, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["assessment_id", "kind", "subject", "-revision"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["report", "summary"], subject=0) | Q(kind="minutes", subject__gt=0),
                name="paper_kind",
            ),
            models.UniqueConstraint(fields=["assessment", "kind", "subject", "revision"], name="paper_revision_once"),
            models.CheckConstraint(
                condition=Q(state="queued", token__isnull=True, lease_until__isnull=True, file="", failure="")
                | Q(state="drawing", token__isnull=False, lease_until__isnull=False, file="", failure="")
                | Q(state="failed", token__isnull=True, file="") & ~Q(failure="")
                | Q(state="ready", token__isnull=True, pages__gt=0, drawn_at__isnull=False, failure="")
                & ~Q(file="")
                & Q(sha256__regex="^[0-9a-f]{64}$"),
                name="paper_state_whole",
            ),
        ]
        indexes = [
            models.Index(name="paper_unfinished", fields=["sent_at"], condition=Q(state__in=["queued", "drawing"]))
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="input_frozen",
                fields=["assessment", "kind", "subject", "revision", "context", "digest", "requested_at"],
            ),
            # What was handed out under a revision stays what it was.
            pgtrigger.Protect(
                name="drawn_once",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="ready"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.revision}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.DRAWING}
