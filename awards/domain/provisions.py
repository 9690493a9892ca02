"""Which share of votes, which quorum, how many sets: what two people of the office recorded, else what is shipped."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from awards.domain import facts
from awards.models import Provision, ProvisionConfirmation
from awards.rules import councils as rules
from emulation.text import canonical
from wards.models.units import Office, Officer

SHIPPED = Path(__file__).resolve().parents[1] / "provisions"
NotAllowed = facts.NotAllowed
KIND, CONFIRMED = "provision", "provision_confirmed"  # of its entries in the ledger
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


def titles() -> list[str]:
    """The titles rules are known for, by the kind of their criteria sets."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def in_force(*, title: str, level: str, key: str, office: Office | None) -> Rule:
    """The rule for a title (kind of the criteria set) at a level, as this office goes by it; it binds its wards too.

    Raises KeyError for a title nobody knows.
    """
    known = (
        _confirmed().filter(office=office, title=title, level=level, key=key) if office else Provision.objects.none()
    )
    recorded = known.order_by("-id").first()
    return _rule(recorded) if recorded else shipped(title=title, level=level, key=key)


def shipped(*, title: str, level: str, key: str) -> Rule:
    """The rule that came with the system. Raises KeyError."""
    return _shipped(title)[level, key]


def every(office: Office | None) -> dict[tuple[str, str, str], tuple[Rule, Provision | None]]:
    """Every rule the office goes by, by title, level and key, with its record (None: shipped); one query."""
    found: dict[tuple[str, str, str], tuple[Rule, Provision | None]] = {
        (path.stem, *where): (rule, None)
        for path in sorted(SHIPPED.glob("*.toml"))
        for where, rule in _shipped(path.stem).items()
    }
    newest = _confirmed().filter(office=office).order_by("title", "level", "key", "-id")
    for row in newest.distinct("title", "level", "key").select_related("by", "confirmation__by"):
        found[row.title, row.level, row.key] = (_rule(row), row)
    return found


def waiting(office: Office | None) -> list[Provision]:
    """The newest numbers of their kinds that no second person confirmed yet; older ones were replaced by them."""
    newest = Provision.objects.filter(office=office, office__isnull=False).order_by("title", "level", "key", "-id")
    newest = newest.distinct("title", "level", "key").select_related("by", "office", "confirmation")
    return [row for row in newest if not is_confirmed(row)]


def is_confirmed(row: Provision) -> bool:
    return hasattr(row, "confirmation")


def lowers(row: Provision) -> Rule | None:
    """The shipped rule where this share lies below it: to be said loudly, for the law may ask for more."""
    rule = _shipped(row.title).get((row.level, row.key)) if row.key != Provision.Key.COPIES else None
    return rule if rule and row.value < rule.value else None


@transaction.atomic
def record(
    *, office: Office, title: str, level: str, key: str, value: Decimal, citation: str, confidence: str, by: Officer
) -> Provision:  # fmt: skip
    """Put another number before the office; it is in force once a second person confirms it. Sent twice: once.

    Raises NotAllowed, or ValidationError by field. Goes into the ledger.
    """
    _one_at_a_time()  # so that the same form sent twice is seen
    facts.require(rules.may_record_provisions(by, office))
    wanted = {"office": office, "title": title, "level": level, "key": key, "value": value,
              "citation": citation.strip(), "confidence": confidence}  # fmt: skip
    if key == Provision.Key.COPIES and value != value.to_integral_value():
        raise ValidationError({"value": [_("A number of sets is a whole number.")]})
    last = Provision.objects.filter(office=office, title=title, level=level, key=key).order_by("-id").first()
    if last and all(getattr(last, name) == said for name, said in wanted.items()):
        return last
    made = Provision(by=by, **wanted)
    made.full_clean(exclude=["by"])
    made.save()
    facts.enter_in_ledger(kind=KIND, subject=str(made), text=_text(made), by=by)
    return made


def may_confirm(officer: Officer, row: Provision) -> rules.Ruling:
    """Whether this person may put the number into force now: another one of its office, one of the two its head."""
    ruling = rules.may_confirm_provision(officer, row)
    if ruling and is_confirmed(row):
        return rules.Ruling(False, _("This number was confirmed already."))
    newer = Provision.objects.filter(office=row.office_id, title=row.title, level=row.level, key=row.key, pk__gt=row.pk)
    if ruling and newer.exists():
        return rules.Ruling(False, _("Another number was recorded after this one; that one is to be confirmed."))
    return ruling


@transaction.atomic
def confirm(*, row: Provision, by: Officer) -> Provision:
    """Put the number into force for what begins from now on; meetings already begun keep theirs.

    Raises NotAllowed. Goes into the ledger.
    """
    _one_at_a_time()
    now = Provision.objects.select_related("office", "by", "confirmation").get(pk=row.pk)
    if is_confirmed(now) and now.confirmation.by_id == by.pk:
        return now  # the same button pressed twice
    facts.require(may_confirm(by, now))
    made = ProvisionConfirmation.objects.create(provision=now, by=by)
    facts.enter_in_ledger(kind=CONFIRMED, subject=str(now), text=_confirmation_text(made), by=by)
    return now


def unproven_provisions() -> Iterator[Any]:
    """Records, or confirmations of them, that the ledger was told otherwise of, and entries whose record is gone."""
    rows = Provision.objects.order_by("id").iterator()
    yield from facts.unproven(kind=KIND, records=((row, _text(row)) for row in rows))
    confirmations = ProvisionConfirmation.objects.order_by("id").iterator()
    yield from facts.unproven(kind=CONFIRMED, records=((one, _confirmation_text(one)) for one in confirmations))


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('provision'))")


def _confirmed() -> QuerySet[Provision]:
    return Provision.objects.filter(confirmation__isnull=False)


def _rule(row: Provision) -> Rule:
    return Rule(row.value, row.citation, row.confidence)


def _text(row: Provision) -> str:
    names = ("id", "title", "level", "key", "value", "citation", "confidence", "by_id", "at")
    owner = {"office": row.office_id} if row.office_id else {}  # rows of nobody were sealed without
    return canonical({name: getattr(row, name) for name in names} | owner)


def _confirmation_text(one: ProvisionConfirmation) -> str:
    return canonical({"id": one.pk, "provision": one.provision_id, "by": one.by_id, "at": one.at})


@cache
def _shipped(title: str) -> dict[tuple[str, str], Rule]:
    path = SHIPPED / f"{title}.toml"
    if not path.exists():
        raise KeyError(title)
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["provision"]
    return {
        (row["level"], row["key"]): Rule(Decimal(str(row["value"])), row["citation"], row["confidence"]) for row in rows
    }
