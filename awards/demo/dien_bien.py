"""Phường Điện Biên as two newspaper articles describe it: nine figures, one line in words, five awards."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from awards.domain import history
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Officer, Ward

CODE = "14767"
FILE = Path(__file__).with_name("dien-bien.toml")


@cache
def told() -> dict[str, Any]:
    """What the articles say."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def explanation(entry: dict[str, Any]) -> str:
    """The article's own words; an official who reads them knows what they do and do not prove."""
    text = f"Theo {told()['articles']['title_kept']}: “{entry['words']}”."
    return text if entry.get("year_stated", True) else f"{text} Bài báo không nêu năm của số liệu."


def figure(entry: dict[str, Any]) -> dict[str, Any]:
    """The columns of the figure; none for a line that the article gives in words only."""
    columns: dict[str, Any] = {name: entry[name] for name in ("met", "of", "yes") if name in entry}
    return {**columns, "number": Decimal(entry["number"])} if "number" in entry else columns


def record_figures(*, assessment: Assessment, by: Officer) -> None:
    """Enter them as the ward's official would."""
    entries = {entry.indicator.code: entry for entry in assessment.entries.select_related("indicator")}
    for line in told()["entries"]:
        entry = entries[line["indicator"]]
        assessments.record(entry=entry, figure=figure(line), explanation=explanation(line), seen=entry.version, by=by)


def record_awards(*, ward: Ward) -> None:
    """The award history; recording a grant again changes nothing."""
    for award in told()["awards"]:
        sources = "; ".join(told()["articles"][article] for article in award["articles"])
        history.record_grant(
            ward=ward, title=award["title"], recipient=award["recipient"], authority=award["authority"],
            year=award.get("year"), years_text=award.get("years_text", ""),
            source=sources[:1].upper() + sources[1:],
        )  # fmt: skip
