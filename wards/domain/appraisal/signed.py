"""The signed papers that a hand-in takes along. Who makes them is named in the settings; here they are plain values."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from wards.models import Assessment, Upload

ON_ITS_WAY = dt.timedelta(hours=2)  # what nobody touched for longer was given up


@dataclass(frozen=True)
class Lack:
    """One thing that a hand-in waits for, and the page where it is put right."""

    sentence: str
    link: str


@dataclass(frozen=True)
class Signed:
    """The papers as the sealed text keeps them, and what still lacks."""

    papers: list[dict[str, Any]]
    lacks: list[Lack]


def signed_papers(assessment: Assessment) -> Signed:
    """What goes with a hand-in now; nothing lacks where the period takes figures alone."""
    told = import_string(settings.SIGNED_PAPERS)(assessment)
    lacks = [Lack(*row) for row in told["lacks"]]
    return Signed(told["papers"], lacks + (_arriving(assessment) if assessment.period.needs_papers else []))


def _arriving(assessment: Assessment) -> list[Lack]:
    """Files that are still being sent for the ward's documents."""
    recent = Upload.objects.filter(ward=assessment.ward_id, touched_at__gt=timezone.now() - ON_ITS_WAY)
    said = _("The file %(name)s of %(who)s is still being sent: save it with its document, or remove it.")
    link = reverse("wards:evidence_list")
    return [Lack(said % {"name": file.name, "who": file.officer.full_name}, link) for file in
            recent.select_related("officer")[:5]]  # fmt: skip
