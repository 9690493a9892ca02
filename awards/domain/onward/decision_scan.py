"""The scan of a decision is looked at before it is recorded: a paper of this system is none."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from awards.domain.papers.paper_facts import CheckedScan, run_bounded
from awards.domain.papers.scans import READER, codes_in
from awards.models import Binder, Paper, Scan
from awards.queries.places import place_of


def check(scan: CheckedScan) -> None:
    """Raises ValidationError under "scan" for a paper or a volume of this system, drawn or signed.

    What cannot be read in time is taken: the decision is the province's own paper, and bears no code.
    """
    found = run_bounded(READER, "codes", data=scan.content) or {"codes": []}
    codes = codes_in(found)
    signed = Scan.objects.filter(sha256=scan.sha256).values("paper")
    papers = Paper.objects.filter(Q(code__in=codes) & ~Q(code="") | Q(sha256=scan.sha256) | Q(pk__in=signed))
    paper = papers.defer("context").select_related("assessment__ward", "dossier__office").order_by("pk").first()
    if paper:
        told = _("%(file)s is not the decision: it is “%(paper)s” of %(unit)s. Choose the scan of the decision.")
        unit = str(paper.assessment.ward if paper.assessment else place_of(paper))
        raise ValidationError({"scan": told % {"file": scan.name, "paper": paper.get_kind_display(), "unit": unit}})
    if Binder.objects.filter(Q(code__in=codes) | Q(parts__sha256=scan.sha256)).exists():
        told = _("%(file)s is not the decision: it is a bound volume. Choose the scan of the decision.")
        raise ValidationError({"scan": told % {"file": scan.name}})
