"""From the text of a file to the records of a criteria set, not yet saved: every key is read here and nowhere else."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from emulation.text import canonical
from wards.domain.criteria.catalogue_file import Faults, Table, parse
from wards.domain.criteria.catalogue_scale import Scale, bands_of, read_options, read_scale
from wards.domain.criteria.catalogue_sealed import content
from wards.models import Band, CriteriaSet, Criterion, Indicator, Option

CODE = r"[a-z0-9]+(-[a-z0-9]+)*"
NUMBER = r"\d{1,3}|[a-zđ]{1,2}"


@dataclass
class IndicatorDraft:
    table: Table
    record: Indicator
    scale: Scale | None = None
    bands: list[Band] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)


@dataclass
class CriterionDraft:
    table: Table
    record: Criterion
    indicators: list[IndicatorDraft]


@dataclass
class SetDraft:
    """What a file says. `supersedes` is the code of the set it replaces, "" for a first one."""

    table: Table
    record: CriteriaSet
    criteria: list[CriterionDraft]
    supersedes: str

    @property
    def text(self) -> str:
        """The canonical text of everything that publishing this seals."""
        branches = [
            (criterion.record, [(draft.record, draft.bands, draft.options) for draft in criterion.indicators])
            for criterion in self.criteria
        ]
        return canonical(content(self.record, self.supersedes, branches))

    @property
    def indicators(self) -> list[IndicatorDraft]:
        return [indicator for criterion in self.criteria for indicator in criterion.indicators]


def read_set(text: str) -> tuple[SetDraft | None, Faults]:
    """The set in this text with every fault of form; None when it is not TOML."""
    data, faults = parse(text)
    return (None if faults.found else read_data(data, faults, text)), faults


def read_data(data: dict[str, Any], faults: Faults, text: str) -> SetDraft:
    """The set in this data, wherever it comes from; `text` is kept as what it was written in."""
    table = Table(data, faults)
    record = CriteriaSet(
        code=table.text("code", longest=60, form=CODE, hint=_("lower-case letters, digits and hyphens")),
        kind=table.one_of("kind", CriteriaSet.Kind.values),
        title=table.text("title", longest=200),
        scoring=table.one_of("scoring", CriteriaSet.Scoring.values),
        window_years=table.whole("window_years", least=1, most=50),
        effective_from=table.date("effective_from"),
        effective_to=table.date("effective_to", required=False),
        review_from=table.date("review_from", required=False),
        review_notice=table.text("review_notice", required=False, longest=200),
        notes=table.text("notes", required=False),
        source_text=text,
    )
    _read_points(table, record)
    _read_basis(table, record)
    criteria = [_read_criterion(item, position, record) for position, item in enumerate(table.tables("criteria"), 1)]
    supersedes = _read_succession(table, record)
    table.close()
    return SetDraft(table, record, criteria, supersedes)


def _read_points(table: Table, record: CriteriaSet) -> None:
    """max_points and pass_rule belong to sets with points only: the others are judged by people."""
    if record.scoring == CriteriaSet.Scoring.VERDICT:
        for key in ("max_points", "pass_rule"):
            table.refuse(key, _("has no place in a set without points"))
        return
    record.max_points = table.number("max_points", places=2, least=0, most=10_000)
    rule = table.table("pass_rule")
    if rule is not None:
        record.pass_every_criterion = rule.flag("every_criterion_met")
        record.pass_min_points = rule.number("min_points", required=False, places=2, least=0)
        rule.close()


def _read_basis(table: Table, record: CriteriaSet) -> None:
    basis = table.table("legal_basis", required=True)
    if basis is None:
        return
    record.basis_number = basis.text("number", longest=60)
    record.basis_name = basis.text("name", longest=300)
    record.basis_issuer = basis.text("issuer", longest=120)
    record.basis_issued = basis.date("issued")
    record.basis_provision = basis.text("provision", required=False, longest=200)
    basis.close()


def _read_criterion(table: Table, position: int, of: CriteriaSet) -> CriterionDraft:
    number = table.text("number", form=NUMBER, hint=_("a number or the letter of a point"))
    if number:
        table.label = _("criterion %(number)s") % {"number": number}
    record = Criterion(
        number=number,
        position=position,
        short=table.text("short", longest=200),
        text=table.text("text", required=False),
        wording=table.one_of("wording", Criterion.Wording.values),
        attested=table.text("attested", required=False, longest=200),
    )
    indicators: list[IndicatorDraft] = []
    if of.scoring == CriteriaSet.Scoring.VERDICT:
        table.refuse("indicators", _("has no place in a set without points"))
    else:
        for place, item in enumerate(table.tables("indicators"), 1):
            indicators.append(_read_indicator(item, place, number))
    table.close()
    return CriterionDraft(table, record, indicators)


def _read_indicator(table: Table, position: int, number: str) -> IndicatorDraft:
    form = rf"{number or NUMBER}\.\d{{1,3}}"
    code = table.text("code", form=form, hint=_("the criterion's number, a point and a number, like 2.1"))
    if code:
        table.label = _("indicator %(code)s") % {"code": code}
    value = table.one_of("value", Indicator.Value.values)
    record = Indicator(
        code=code,
        position=position,
        text=table.text("text", longest=300),
        unit=table.text("unit", required=False, longest=60),
        value=value,
        required=table.flag("required"),
        points=table.number("points", required=value not in ("", "text"), places=2, least=0, most=10_000),
        evidence_kinds=_read_evidence(table),
    )
    _read_range(table, record)
    _read_target(table, record)
    draft = IndicatorDraft(table, record)
    if value == Indicator.Value.TEXT:
        record.points = _no_points(table, record)
    if value in ("choice", "text"):
        table.refuse("scale", _("has no place in an indicator of this kind"))
    else:
        draft.scale = read_scale(table, record)
        draft.bands = bands_of(draft.scale) if draft.scale else []
    if value == Indicator.Value.CHOICE or (not value and "choices" in table.data):
        draft.options = read_options(table, record)
    else:
        table.refuse("choices", _("has no place in an indicator of this kind"))
    table.close()
    return draft


def _no_points(table: Table, record: Indicator) -> Decimal:
    """A text is never worth points, and as it cannot be met it cannot be required."""
    if record.points:
        table.fault("points", _("a text gives no points"))
    if record.required:
        table.fault("required", _("a text can be neither met nor missed, so it cannot be required"))
    return Decimal(0)


def _read_evidence(table: Table) -> list[str]:
    kinds = table.items("evidence")
    for index, kind in enumerate(kinds):
        if not isinstance(kind, str) or not kind.strip():
            table.fault(f"evidence[{index}]", _("must be %(wanted)s") % {"wanted": _("a text in quotation marks")})
    return [kind.strip() for kind in kinds if isinstance(kind, str)]


def _read_range(table: Table, record: Indicator) -> None:
    """Of an indicator of unknown kind every key is read that is there: each may be wrong by itself."""
    needed = record.value == Indicator.Value.NUMBER
    if needed or not record.value:
        record.decimals = table.whole("decimals", required=needed, most=6)
        places = 6 if record.decimals is None else record.decimals
        record.minimum = table.number("min", required=needed, places=places)
        record.maximum = table.number("max", required=needed, places=places)
    else:
        for key in ("min", "max", "decimals"):
            table.refuse(key, _("belongs to numbers only"))
    if record.value == Indicator.Value.SHARE or not record.value:
        record.may_exceed = table.flag("may_exceed")
    else:
        table.refuse("may_exceed", _("belongs to shares only"))


def _read_target(table: Table, record: Indicator) -> None:
    if record.value not in ("number", "share", ""):
        table.refuse("target", _("belongs to numbers and shares only"))
        return
    target = table.table("target")
    if target is not None:
        places = 6 if record.decimals is None or record.value == "share" else record.decimals
        record.target_op = target.one_of("op", Indicator.Op.values)
        record.target_value = target.number("value", places=places)
        target.close()
    elif record.value and record.required and "target" not in table.data:
        table.fault("required", _("a required indicator needs a target"))


def _read_succession(table: Table, record: CriteriaSet) -> str:
    """What moved since the set it replaces, point by point, kept as it stands in the file."""
    given = table.table("supersedes")
    if given is None:
        return ""
    keys: dict[str, tuple[str, ...]] = {
        "moved": ("from", "to", "words"),
        "changed": ("at", "was", "now"),
        "added": ("at", "words"),
        "dropped": ("at", "words"),
    }
    code = given.text("code", form=CODE, hint=_("lower-case letters, digits and hyphens"))
    succession: dict[str, list[dict[str, Any]]] = {}
    for name, parts in keys.items():
        for item in given.tables(name):
            succession.setdefault(name, []).append({part: item.text(part) for part in parts})
            item.close()
    given.close()
    record.succession = succession
    return code
