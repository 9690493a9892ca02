"""Which share of votes, which quorum, how many sets: the newest the office recorded, else what is shipped."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from awards.models import Provision
from wards.models.units import Officer

SHIPPED = Path(__file__).resolve().parents[1] / "provisions"
CAVEATS = {"verbatim": "", "reported": "chưa đối chiếu văn bản gốc", "provisional": "tạm thời, chưa có văn bản"}


@dataclass(frozen=True)
class Rule:
    """A number with where it comes from and how sure that is (a `Provision.Confidence`)."""

    value: Decimal
    citation: str
    confidence: str

    @property
    def caveat(self) -> str:
        """What must be said beside it, in printed words; empty where the text was read."""
        return CAVEATS[self.confidence]


def in_force(*, title: str, level: str, key: str) -> Rule:
    """The rule for a title (kind of the criteria set) at a level. Raises KeyError for a title nobody knows."""
    recorded = Provision.objects.filter(title=title, level=level, key=key).order_by("-id").first()
    if recorded:
        return Rule(recorded.value, recorded.citation, recorded.confidence)
    return _shipped(title)[level, key]


def record(
    *, title: str, level: str, key: str, value: Decimal, citation: str, confidence: str, by: Officer
) -> Provision:
    """Set another number from now on; meetings already begun keep theirs."""
    return Provision.objects.create(
        title=title, level=level, key=key, value=value, citation=citation, confidence=confidence, by=by
    )


@cache
def _shipped(title: str) -> dict[tuple[str, str], Rule]:
    path = SHIPPED / f"{title}.toml"
    if not path.exists():
        raise KeyError(title)
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["provision"]
    return {
        (row["level"], row["key"]): Rule(Decimal(str(row["value"])), row["citation"], row["confidence"]) for row in rows
    }
