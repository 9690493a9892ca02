"""The assessment: one ward, one criteria set, one period, with its figures and the states it goes through."""

import datetime as dt
from typing import Any, cast

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wards.models.assessment_rules import OPEN, SIGNED, outdates_scores
from wards.models.catalogue import CriteriaSet, Criterion, Indicator, Option
from wards.models.catalogue_rules import FIGURE
from wards.models.units import Officer, Ward


class Period(models.Model):
    """Kỳ xét: a criteria set opened for a year or a window of years, with its deadlines."""

    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, "periods", verbose_name=_("criteria set"))
    title = models.CharField(_("name"), max_length=160)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    reference_date = models.DateField(_("figures are counted to"))  # units must exist on this day
    ward_deadline = models.DateTimeField(_("deadline of the wards"))  # holds until its last minute
    office_deadline = models.DateTimeField(_("deadline of the office"))
    # A hand-in then takes the council's vote and the signed papers along; periods opened before that was asked for go
    # on without.
    needs_papers = models.BooleanField(_("signed papers are handed in with the figures"), default=True)

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["-last_year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "last_year"], name="period_once"),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="period_years"),
            models.CheckConstraint(
                condition=Q(office_deadline__gte=F("ward_deadline")),
                name="period_deadlines_in_order",
                violation_error_message=_("The office's deadline must not lie before the wards'."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class State(models.TextChoices):
    DRAFTING = "drafting", pgettext_lazy("assessment state", "Being filled in")
    WITH_LEADER = "with_leader", pgettext_lazy("assessment state", "With the ward leader")
    HANDED_IN = "handed_in", pgettext_lazy("assessment state", "Handed in")
    UNDER_REVIEW = "under_review", pgettext_lazy("assessment state", "Under appraisal")
    TO_COMPLETE = "to_complete", pgettext_lazy("assessment state", "To be completed")
    REVIEWED = "reviewed", pgettext_lazy("assessment state", "Appraised")
    FORWARDED = "forwarded", pgettext_lazy("assessment state", "Forwarded to the province")
    RETURNED = "returned", pgettext_lazy("assessment state", "Returned by the province")
    CLOSED = "closed", pgettext_lazy("assessment state", "Closed")
    MOVED = "moved", pgettext_lazy("assessment state", "Moved to another criteria set")


class Action(models.TextChoices):
    SUBMIT = "submit", pgettext_lazy("step", "Submitted to the ward leader")
    TAKE_BACK = "take_back", pgettext_lazy("step", "Sent back for more work")
    HAND_IN = "hand_in", pgettext_lazy("step", "Handed in")
    RECALL = "recall", pgettext_lazy("step", "Recalled by the ward")
    START_REVIEW = "start_review", pgettext_lazy("step", "Appraisal started")
    ASK_COMPLETION = "ask_completion", pgettext_lazy("step", "Completion asked for")
    COMPLETE = "complete", pgettext_lazy("step", "Appraisal completed")
    REOPEN = "reopen", pgettext_lazy("step", "Reopened")
    FORWARD = "forward", pgettext_lazy("step", "Forwarded to the province")
    RETURN = "return", pgettext_lazy("step", "Returned by the province")
    CLOSE = "close", pgettext_lazy("step", "Closed by the decision")
    CORRECT = "correct", pgettext_lazy("step", "The decision was corrected")
    MOVE = "move", pgettext_lazy("step", "Moved to another criteria set")


# The one table of moves: action → (states it starts from, state it leads to). What is taken back or recalled leads to
# where it came from, what the province returns may lead straight to the ward, a ward that a corrected decision does not
# name waits again: `domain.review` and `domain.province` know.
# Walked by `domain.review.move` only.
MOVES: dict[str, tuple[frozenset[str], str]] = {
    Action.SUBMIT: (frozenset({State.DRAFTING, State.TO_COMPLETE}), State.WITH_LEADER),
    Action.TAKE_BACK: (frozenset({State.WITH_LEADER}), State.DRAFTING),
    Action.HAND_IN: (frozenset({State.DRAFTING, State.WITH_LEADER, State.TO_COMPLETE}), State.HANDED_IN),
    Action.RECALL: (frozenset({State.HANDED_IN}), State.DRAFTING),
    Action.START_REVIEW: (frozenset({State.HANDED_IN}), State.UNDER_REVIEW),
    Action.ASK_COMPLETION: (frozenset({State.UNDER_REVIEW}), State.TO_COMPLETE),
    Action.COMPLETE: (frozenset({State.UNDER_REVIEW}), State.REVIEWED),
    Action.REOPEN: (frozenset({State.REVIEWED, State.RETURNED}), State.UNDER_REVIEW),
    Action.FORWARD: (frozenset({State.REVIEWED, State.RETURNED}), State.FORWARDED),
    Action.RETURN: (frozenset({State.FORWARDED}), State.RETURNED),
    Action.CLOSE: (frozenset({State.FORWARDED}), State.CLOSED),
    Action.CORRECT: (frozenset({State.CLOSED}), State.CLOSED),
    Action.MOVE: (frozenset(State) - {State.FORWARDED, State.CLOSED, State.MOVED}, State.MOVED),
}


class Assessment(models.Model):
    """Bản tự đánh giá. `revision` counts every change of a figure or verdict; scores are true when they carry it."""

    ward = models.ForeignKey(Ward, models.PROTECT, related_name="assessments")
    period = models.ForeignKey(Period, models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=14, choices=State, default=State.DRAFTING)
    round = models.PositiveSmallIntegerField(default=0)  # how often it was handed in
    completion_due = models.DateTimeField(null=True, blank=True)  # set while completion is asked for
    extended_until = models.DateTimeField(null=True, blank=True)  # this ward's own deadline; why: its last Extension
    revision = models.PositiveIntegerField(default=1)
    scored_revision = models.PositiveIntegerField(default=0)
    scored_at = models.DateTimeField(null=True, blank=True)
    illustrative = models.BooleanField(default=False)  # figures made up to show the system: every page says so
    opened_at = models.DateTimeField(default=timezone.now)
    # The assessment under the criteria set before, whose figures this one began with.
    moved_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_to")

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["ward", "period"], name="assessment_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="assessment_state"),
        ]
        indexes = [
            models.Index(name="assessment_stale", fields=["id"], condition=~Q(scored_revision=F("revision"))),
            models.Index(name="assessment_by_state", fields=["period", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.ward}, {self.period}"

    @property
    def is_stale(self) -> bool:
        """A figure or verdict changed after the scores were computed."""
        return self.revision != self.scored_revision

    @property
    def is_completing(self) -> bool:
        """The office asked for single lines, and only those are open, until it has them again."""
        return self.completion_due is not None

    @property
    def deadline(self) -> dt.datetime:
        """What the ward must meet now: the day set for completion, else its own extension, else the period's."""
        return self.completion_due or self.extended_until or self.period.ward_deadline

    @property
    def is_overdue(self) -> bool:
        return self.state in {State.DRAFTING, State.WITH_LEADER, State.TO_COMPLETE} and timezone.now() > self.deadline


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True,
    context_field=None,  # type: ignore[arg-type]  # none: who and when stand in the row itself
)  # fmt: skip
class Assignment(models.Model):
    """The leader gives a criterion to an official; an unassigned one belongs to every official of the ward."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="assignments")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="assignments")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.officer}"


class Figure(models.Model):
    """A value in one of five shapes; the indicator says which. Self and office figures have the same columns."""

    number = models.DecimalField(null=True, blank=True, **FIGURE)
    met = models.PositiveBigIntegerField(null=True, blank=True)
    of = models.PositiveBigIntegerField(null=True, blank=True)
    yes = models.BooleanField(null=True, blank=True)
    option = models.ForeignKey(Option, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)

    SHAPE = ("number", "met", "of", "yes", "option_id", "text")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(met__isnull=True, of__isnull=True) | Q(met__isnull=False, of__gt=0),
                name="%(class)s_share_whole",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, met__isnull=True, yes__isnull=True, option__isnull=True)
                | Q(number__isnull=False, met__isnull=True, yes__isnull=True, option__isnull=True, text="")
                | Q(number__isnull=True, met__isnull=False, yes__isnull=True, option__isnull=True, text="")
                | Q(number__isnull=True, met__isnull=True, yes__isnull=False, option__isnull=True, text="")
                | Q(number__isnull=True, met__isnull=True, yes__isnull=True, option__isnull=False, text=""),
                name="%(class)s_one_shape",
            ),
        ]

    @property
    def shape(self) -> dict[str, Any]:
        """The value's columns by name, to copy or compare; a number in its shortest form."""
        columns = {name: getattr(self, name) for name in self.SHAPE}
        if self.number is not None:
            columns["number"] = self.number.normalize() + 0
        return columns

    @property
    def is_provided(self) -> bool:
        """A figure stands here. Zero is a value; nothing is not zero."""
        return any(getattr(self, name) not in (None, "") for name in self.SHAPE)


@pghistory.track(
    pghistory.UpdateEvent(),
    fields=[*("number", "met", "of", "yes", "option", "text"), "explanation", "no_data_reason", "version",
            "updated_by", "updated_at"],
    model_name="EntryEvent",
    context_field=None,  # type: ignore[arg-type]  # as of assignments
    append_only=True,
)  # fmt: skip
class Entry(Figure):
    """Số liệu: the ward's figure for an indicator and year. All of them stand there, empty, from the opening on."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="entries")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    explanation = models.TextField(blank=True)
    no_data_reason = models.TextField(blank=True)  # "không có số liệu vì…"
    version = models.PositiveIntegerField(default=0)
    updated_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(null=True, blank=True)

    class Meta(Figure.Meta):
        abstract = False
        constraints = [
            *Figure.Meta.constraints,
            models.UniqueConstraint(fields=["assessment", "indicator", "year"], name="entry_once"),
            models.CheckConstraint(
                condition=Q(no_data_reason="")
                | Q(number__isnull=True, met__isnull=True, yes__isnull=True, option__isnull=True, text=""),
                name="entry_figure_or_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            OPEN,
            SIGNED,
            outdates_scores(
                pgtrigger.Update,
                "SELECT n.assessment_id FROM new_rows n JOIN old_rows o USING (id) WHERE n.version <> o.version",
                referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} ({self.year})"

    @property
    def is_answered(self) -> bool:
        return self.is_provided or bool(self.no_data_reason)


AssignmentEvent = cast(Any, Assignment).pgh_event_model  # made by the decorators, written by their triggers
EntryEvent = cast(Any, Entry).pgh_event_model
