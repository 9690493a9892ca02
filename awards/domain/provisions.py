"""Which share of votes, which quorum, how many sets: the newest the office recorded, else what is shipped."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from awards.domain import facts
from awards.models import Provision
from emulation.text import canonical
from wards.models.units import Officer

SHIPPED = Path(__file__).resolve().parents[1] / "provisions"
KIND = "provision"  # of its entries in the ledger
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


def every() -> dict[tuple[str, str, str], tuple[Rule, Provision | None]]:
    """Every rule in force by title, level and key, with the record it comes from (None: shipped); one query."""
    found: dict[tuple[str, str, str], tuple[Rule, Provision | None]] = {
        (path.stem, *where): (rule, None)
        for path in sorted(SHIPPED.glob("*.toml"))
        for where, rule in _shipped(path.stem).items()
    }
    newest = Provision.objects.order_by("title", "level", "key", "-id").distinct("title", "level", "key")
    for row in newest.select_related("by"):
        found[row.title, row.level, row.key] = (Rule(row.value, row.citation, row.confidence), row)
    return found


def titles() -> list[str]:
    """The titles rules are known for, by the kind of their criteria sets."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


@transaction.atomic
def record(
    *, title: str, level: str, key: str, value: Decimal, citation: str, confidence: str, by: Officer
) -> Provision:
    """Set another number from now on; meetings already begun keep theirs. Sent twice, it is recorded once.

    Who may is for the page to ask. Goes into the ledger. Raises ValidationError by field.
    """
    with connection.cursor() as cursor:  # one at a time, so that the same form sent twice is seen
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('provision'))")
    wanted = {"title": title, "level": level, "key": key, "value": value, "citation": citation.strip(),
              "confidence": confidence}  # fmt: skip
    if key == Provision.Key.COPIES and value != value.to_integral_value():
        raise ValidationError({"value": [_("A number of sets is a whole number.")]})
    last = Provision.objects.filter(title=title, level=level, key=key).order_by("-id").first()
    if last and all(getattr(last, name) == said for name, said in wanted.items()):
        return last
    made = Provision(by=by, **wanted)
    made.full_clean(exclude=["by"])
    made.save()
    facts.enter_in_ledger(kind=KIND, subject=str(made), text=_text(made), by=by)
    return made


def unproven_provisions() -> Iterator[Provision]:
    """Records that say something the ledger was never told."""
    told = facts.told_to_ledger(kind=KIND)
    for row in Provision.objects.order_by("id").iterator():
        if _text(row) not in told:
            yield row


def _text(row: Provision) -> str:
    names = ("id", "title", "level", "key", "value", "citation", "confidence")
    return canonical({name: getattr(row, name) for name in names})


@cache
def _shipped(title: str) -> dict[tuple[str, str], Rule]:
    path = SHIPPED / f"{title}.toml"
    if not path.exists():
        raise KeyError(title)
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["provision"]
    return {
        (row["level"], row["key"]): Rule(Decimal(str(row["value"])), row["citation"], row["confidence"]) for row in rows
    }
