"""Documents follow their lines to another criteria set, under the same places, pages and regions."""

from wards.domain.sheet.carrying import Partners
from wards.models import Assessment, Citation


def carry(*, old: Assessment, new: Assessment, of: Partners) -> None:
    """Cite in the new lines what the old ones cite, also where the figure itself does not fit."""
    to = {(indicator, year): pk for pk, indicator, year in new.entries.values_list("pk", "indicator", "year")}
    rows = Citation.objects.filter(entry__assessment=old).select_related("entry").order_by("entry", "position")
    copies = []
    for row in rows:
        after = of.new.get(row.entry.indicator_id)
        line = to.get((after.pk, row.entry.year)) if after else None
        if line is not None:
            copies.append(
                Citation(
                    entry_id=line, evidence_id=row.evidence_id, position=row.position, pages=row.pages,
                    region=row.region, by_id=row.by_id, at=row.at,
                )
            )  # fmt: skip
    Citation.objects.bulk_create(copies)
