"""Which figures have to do with which, and how far is far: data of a criteria set, read from `wards/plausibility/`."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from wards.domain.criteria.catalogue_file import Faults, Table, parse
from wards.models import CriteriaSet, Criterion, Indicator, RegistryFigure

FOLDER = Path(__file__).resolve().parents[2] / "plausibility"
PARTS = {"number": Indicator.Value.NUMBER, "met": Indicator.Value.SHARE, "of": Indicator.Value.SHARE}
OPS = ["=", "<=", ">="]


class Refused(Exception):
    """The file cannot be used; its text names every fault with its line."""


@dataclass(frozen=True)
class Distance:
    """How far is far: percentage points for shares and percentages, percent of the other figure for all else."""

    points: Decimal
    percent: Decimal


@dataclass(frozen=True)
class Peers:
    """When wards are compared, and from where on a figure lies far out."""

    least: int
    mads: Decimal
    fences: Decimal
    distance: Distance


@dataclass(frozen=True)
class Small:
    """A share of fewer than `below` is measured in its units: so many apart are nothing yet."""

    below: int
    units: int


@dataclass(frozen=True)
class Known:
    """A part of an indicator's figure that counts what the office knows of the ward."""

    indicator: str
    part: str
    subject: str


@dataclass(frozen=True)
class Fit:
    """Two parts of two lines that should be equal or in order; `line` is the one that is asked."""

    line: str
    part: str
    op: str
    other: str
    other_part: str
    why: str


@dataclass(frozen=True)
class Relations:
    """All that is known of a set. Nothing known: only what needs no such data is asked."""

    set: str = ""
    is_provisional: bool = False
    last_year: Distance | None = None
    peers: Peers | None = None
    small: Small | None = None
    months_after: int = 0
    known: tuple[Known, ...] = field(default=())
    fits: tuple[Fit, ...] = field(default=())


def has_file(code: str) -> bool:
    """Whether a set has relations of its own; without, those of the set it replaced follow its indicators."""
    return (FOLDER / f"{code}.toml").is_file()


@cache
def relations_of(code: str) -> Relations:
    """The relations that the file of this set tells; none where it has no file. Raises Refused."""
    return read((FOLDER / f"{code}.toml").read_text(encoding="utf-8-sig"), code=code) if has_file(code) else Relations()


def read(text: str, *, code: str) -> Relations:
    """The relations that a file for the set `code` tells. Raises Refused with every fault."""
    data, faults = parse(text)
    if faults.found:
        raise _refused(faults)
    table = Table(data, faults)
    named = table.text("set")
    if named and named != code:
        table.fault("set", _("is “%(named)s”, but the file is for “%(code)s”") % {"named": named, "code": code})
    confidence = table.one_of("confidence", Criterion.Wording.values)
    found = Relations(
        set=code, is_provisional=confidence == Criterion.Wording.PROVISIONAL, last_year=_last_year(table),
        peers=_peers(table), small=_small(table), months_after=_months(table),
        known=tuple(_known(item) for item in table.tables("registry")),
        fits=tuple(_fit(item) for item in table.tables("fits")),
    )  # fmt: skip
    table.close()
    if faults.found:
        raise _refused(faults)
    return found


def prove(relations: Relations, criteria_set: CriteriaSet) -> list[str]:
    """What of the file does not fit its set: indicators it has not, parts their figures have not. In words."""
    values = dict(Indicator.objects.filter(criterion__criteria_set=criteria_set).values_list("code", "value"))
    named = [(known.indicator, known.part) for known in relations.known]
    for fit in relations.fits:
        named += [(fit.line, fit.part), (fit.other, fit.other_part)]
    told = []
    for code, part in named:
        if code not in values:
            told.append(_("indicator %(code)s is not in the set") % {"code": code})
        elif values[code] != PARTS[part]:
            told.append(_("the figure of indicator %(code)s has no “%(part)s”") % {"code": code, "part": part})
    return told


def _refused(faults: Faults) -> Refused:
    return Refused("; ".join(str(fault) for fault in faults.in_order()))


def _distance(table: Table) -> Distance:
    return Distance(points=table.number("points", least=0), percent=table.number("percent", least=0))


def _last_year(table: Table) -> Distance | None:
    given = table.table("last_year")
    if given is None:
        return None
    distance = _distance(given)
    given.close()
    return distance


def _peers(table: Table) -> Peers | None:
    given = table.table("peers")
    if given is None:
        return None
    peers = Peers(
        least=given.whole("least", least=5), mads=given.number("mads", least=1), fences=given.number("fences", least=1),
        distance=_distance(given),
    )  # fmt: skip
    given.close()
    return peers


def _small(table: Table) -> Small | None:
    given = table.table("small")
    if given is None:
        return None
    small = Small(below=given.whole("below", least=1), units=given.whole("units"))
    given.close()
    return small


def _months(table: Table) -> int:
    given = table.table("other_year")
    if given is None:
        return 0
    months = given.whole("months", most=12)
    given.close()
    return months or 0


def _known(table: Table) -> Known:
    known = Known(
        indicator=table.text("indicator"), part=table.one_of("part", list(PARTS)),
        subject=table.one_of("subject", RegistryFigure.Subject.values),
    )  # fmt: skip
    table.close()
    return known


def _fit(table: Table) -> Fit:
    fit = Fit(
        line=table.text("line"), part=table.one_of("part", list(PARTS)), op=table.one_of("op", OPS),
        other=table.text("other"), other_part=table.one_of("other_part", list(PARTS)),
        why=table.text("why", longest=200),
    )  # fmt: skip
    table.close()
    return fit
