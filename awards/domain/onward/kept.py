"""Giữ vững danh hiệu: whether a title a ward once won still holds by its later assessments. A warning, no verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from awards.domain.onward.onward_facts import later_results
from awards.models import Grant, Outcome
from awards.queries.grants import standing


@dataclass(frozen=True)
class Fallen:
    """A later assessment for the same title that falls below what the title asks for."""

    grant: Grant
    assessment: int
    period: str
    by_office: bool  # the office's result; else the ward's own
    failed: tuple[str, ...]  # criteria not met: "5. Văn hóa"

    @property
    def sentence(self) -> str:
        """What is told wherever it matters."""
        said = [
            _("by “%(period)s” the conditions of “%(title)s” are not met any more.")
            % {"period": self.period, "title": self.grant.title},
            _("So the office appraised it.") if self.by_office
            else _("So say the ward's own figures; the office has not appraised them yet."),
        ]  # fmt: skip
        if self.failed:
            said.append(_("Criteria not met: %(names)s.") % {"names": "; ".join(self.failed)})
        said.append(_("The title stands until somebody decides otherwise."))
        return f"{self.grant.ward}: {' '.join(said)}"


def fallen(grants: Iterable[Grant]) -> dict[int, Fallen]:
    """By grant (id) the newest later assessment of its ward that does not hold it; a fixed number of queries."""
    rows = Outcome.objects.filter(grant__in=[grant.pk for grant in grants], decision__corrected_by=None)
    won = list(rows.select_related("grant__ward", "assessment__period__criteria_set"))
    results = later_results([outcome.assessment for outcome in won])
    found: dict[int, Fallen] = {}
    for outcome in won:
        later = results.get(outcome.assessment_id)
        if later and not later.passed and outcome.grant:
            found[outcome.grant.pk] = Fallen(
                outcome.grant, later.assessment, later.period, later.by_office, later.failed
            )
    return found


def warnings(ward: int) -> list[str]:
    """Sentences on the titles of a ward (its id) that no longer hold (settings.WARD_WARNINGS)."""
    won = standing().filter(ward=ward).order_by("-year", "pk")
    return [found.sentence for found in fallen(won).values()]
