"""Nothing changes a published set: not shell, queryset or SQL; and the database refuses nonsense in drafts."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from wards.models import Band, CriteriaSet, Criterion, Indicator, Option

CATALOGUES = Path(__file__).resolve().parents[2] / "wards" / "catalogues"

pytestmark = pytest.mark.django_db


Change = Callable[[CriteriaSet], Any]
CHANGES: dict[str, Change] = {
    "title by shell": lambda s: CriteriaSet(**{**row(s), "title": "x"}).save(),
    "points by queryset": lambda s: CriteriaSet.objects.filter(pk=s.pk).update(max_points=90),
    "back to draft": lambda s: CriteriaSet.objects.filter(pk=s.pk).update(status="draft"),
    "deleted": lambda s: CriteriaSet.objects.filter(pk=s.pk).delete(),
    "deleted by sql": lambda s: sql("DELETE FROM wards_criteriaset WHERE id = %s", s.pk),
    "criterion": lambda s: s.criteria.update(short="x"),
    "criterion added": lambda s: s.criteria.create(number="9", position=9, short="x", wording="reported"),
    "criterion deleted": lambda s: sql("DELETE FROM wards_criterion WHERE criteria_set_id = %s", s.pk),
    "criterion moved away": lambda s: s.criteria.filter(number="1").update(criteria_set=draft()),
    "criterion moved in": lambda s: Criterion.objects.filter(pk=draft().criteria.get().pk).update(criteria_set=s),
    "indicator": lambda s: Indicator.objects.filter(code="2.1").update(points=60),
    "indicator by sql": lambda s: sql("UPDATE wards_indicator SET target_value = 99 WHERE code = '2.1'"),
    "indicator added": lambda s: s.criteria.first().indicators.create(code="1.9", position=9, text="x", value="text"),
    "band": lambda s: Band.objects.filter(indicator__code="2.1").update(p0=60),
    "band added": lambda s: Indicator.objects.get(code="2.1").bands.create(low=-1, high=0, x0=0, p0=0, x1=0, p1=0),
    "band deleted": lambda s: Band.objects.filter(indicator__code="2.1").delete(),
    "band by sql": lambda s: sql("UPDATE wards_band SET p1 = p1 + 1"),
    "option": lambda s: Option.objects.update(met=True),
}  # fmt: skip


def row(criteria_set: CriteriaSet) -> dict[str, Any]:
    return CriteriaSet.objects.filter(pk=criteria_set.pk).values().get()


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def draft() -> CriteriaSet:
    """A set nobody has published, with one criterion."""
    made = CriteriaSet.objects.create(
        code="draft", kind="model-ward", title="x", scoring="points", max_points=1, effective_from=dt.date(2030, 1, 1),
        basis_number="1/2030/QĐ-UBND", basis_name="x", basis_issuer="x", basis_issued=dt.date(2030, 1, 1),
    )  # fmt: skip
    made.criteria.create(number="7", position=77, short="x", wording="reported")
    return made


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_published_set_refuses_change(model_ward_set: CriteriaSet, change: Change) -> None:
    with pytest.raises(IntegrityError, match="đã công bố nên không sửa, không xóa được"), transaction.atomic():
        change(model_ward_set)


def test_draft_may_still_be_changed_and_deleted() -> None:
    made = draft()
    made.criteria.update(short="y")
    made.delete()

    assert not CriteriaSet.objects.exists()


def test_published_set_may_end_later_but_never_earlier(model_ward_set: CriteriaSet) -> None:
    ward = CriteriaSet.objects.filter(code="model-ward-2019")
    ward.update(effective_to=dt.date(2027, 6, 30))
    ward.update(effective_to=dt.date(2027, 12, 31))

    for earlier in (dt.date(2027, 12, 30), None):
        with pytest.raises(IntegrityError), transaction.atomic():
            ward.update(effective_to=earlier)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (CriteriaSet, {"kind": "ward"}),
        (CriteriaSet, {"scoring": "stars"}),
        (CriteriaSet, {"status": "secret"}),
        (CriteriaSet, {"status": "published"}),  # without digest and day
        (CriteriaSet, {"max_points": None}),
        (CriteriaSet, {"pass_min_points": 2}),
        (CriteriaSet, {"effective_to": dt.date(2029, 12, 31)}),
        (CriteriaSet, {"review_from": dt.date(2029, 12, 31)}),
        (CriteriaSet, {"basis_issued": dt.date(2030, 1, 2)}),
        (Criterion, {"wording": "certain"}),
        (Indicator, {"value": "colour"}),
        (Indicator, {"value": "number"}),  # without a range
        (Indicator, {"target_op": ">="}),
        (Indicator, {"target_op": "~", "target_value": 1}),
        (Indicator, {"points": -1}),
        (Indicator, {"may_exceed": True}),
        (Band, {"high": 0}),
        (Band, {"high": None, "closed": True}),
        (Band, {"p1": 5}),
        (Option, {"points": -1}),
    ],
)
def test_database_refuses_nonsense(model: type[Any], values: dict[str, Any]) -> None:
    indicator = draft().criteria.get().indicators.create(code="7.1", position=1, text="x", value="yes_no")
    indicator.bands.create(low=0, high=1, x0=0, p0=0, x1=0, p1=0)
    indicator.options.create(position=1, name="x")

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**values)
