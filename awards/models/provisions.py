"""Quy định áp dụng: numbers that a rule sets for councils and dossiers, each with where it comes from."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wards.models.ledger import append_only
from wards.models.units import Office


class Provision(models.Model):
    """One number of an office for one title and level: it binds that office and its wards once a second person of it
    confirmed it. Rows are only added: the newest confirmed one of its kind counts, else the one shipped."""

    class Key(models.TextChoices):
        VOTE_SHARE = "vote_share", _("Votes in favour, percent of all members")
        QUORUM = "quorum", _("Members present, percent of all members")
        COPIES = "copies", _("Sets of the dossier to be printed")

    class Level(models.TextChoices):
        WARD = "ward", pgettext_lazy("provision", "Ward")
        CITY = "city", pgettext_lazy("provision", "City")
        PROVINCE = "province", pgettext_lazy("provision", "Province")

    class Confidence(models.TextChoices):
        VERBATIM = "verbatim", _("the text was read")
        REPORTED = "reported", _("from a secondary source")
        PROVISIONAL = "provisional", _("provisional")

    # Whom it binds. NULL: recorded before numbers had an owner; such rows are kept and bind nobody.
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", editable=False)
    title = models.CharField(_("title it is for"), max_length=20)  # kind of the criteria set: "model-ward"
    level = models.CharField(_("level"), max_length=8, choices=Level)
    key = models.CharField(_("provision"), max_length=12, choices=Key)
    value = models.DecimalField(_("value"), max_digits=6, decimal_places=2)
    citation = models.CharField(_("where it comes from"), max_length=300)
    confidence = models.CharField(_("how sure it is"), max_length=11, choices=Confidence)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["title", "level", "key", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(key__in=["vote_share", "quorum"], value__gt=0, value__lte=100)
                | Q(key="copies", value__gte=1, value__lte=20),
                name="provision_in_range",
                violation_error_message=_("A share lies between 0 and 100 percent, a number of sets between 1 and 20."),
            ),
            models.CheckConstraint(condition=~Q(citation=""), name="provision_cited"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.value}"


class ProvisionConfirmation(models.Model):
    """A second person of the office said that the number stands in the document named: from then on it is in force."""

    provision = models.OneToOneField(Provision, models.PROTECT, related_name="confirmation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("confirmation of a provision")
        verbose_name_plural = _("confirmations of provisions")
        ordering = ["id"]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="second_person",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT 1 FROM awards_provision p WHERE p.id = NEW.provision_id
                        AND (p.by_id = NEW.by_id OR p.office_id IS NULL))
                    THEN RAISE EXCEPTION 'another person of its office confirms' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision} ({self.by})"
