"""What somebody with the rights of the tables' owner could wish to alter in the records of wards, written as SQL."""

from collections.abc import Iterator

from django.conf import settings
from django.db import IntegrityError, models
from django.utils.module_loading import import_string

from tests.awards.told import altered
from wards.models import (
    Assessment,
    Confirmation,
    Decision,
    Entry,
    Extension,
    HandIn,
    Inspection,
    InspectionPhoto,
    Period,
    Remark,
    Score,
    Stay,
    Verdict,
)  # fmt: skip

ROWS = (
    HandIn, Verdict, Decision, Extension, Inspection, InspectionPhoto, Remark, Stay, Confirmation, Period, Score,
    Entry, Assessment,
)  # fmt: skip
# What no text says: keys of records that are told without them (of those only the order counts), and who saved a
# line when, which says nothing of its figure; of an assessment what the computing of scores writes.
UNTOLD: dict[type[models.Model], set[str]] = {
    Verdict: {"id"}, Decision: {"id"}, Extension: {"id"}, Stay: {"id"}, Confirmation: {"id"}, Score: {"id"},
    Inspection: {"id", "at", "version"}, InspectionPhoto: {"id", "at", "by"}, Entry: {"updated_at"},
    Assessment: {"revision", "scored_revision", "scored_at", "illustrative", "opened_at"},
}  # fmt: skip
OTHER = {
    models.CharField: "CASE WHEN {0} = 'z' THEN 'y' ELSE 'z' END", models.TextField: "{0} || 'z'",
    models.BooleanField: "NOT coalesce({0}, false)", models.DateTimeField: "coalesce({0}, now()) + interval '1 hour'",
    models.DecimalField: "coalesce({0}, 0) + 1", models.DateField: "coalesce({0}, current_date) - 1",
}  # fmt: skip


def faults() -> Iterator[object]:
    for proof in settings.LEDGER_PROOFS:
        if proof.startswith("wards."):
            yield from import_string(proof)()


def every_column() -> Iterator[tuple[str, str]]:
    """Every column of the first row of each, set to something else; and that row taken away."""
    for model in ROWS:
        table = model._meta.db_table
        where = f" WHERE id = (SELECT min(id) FROM {table})"  # noqa: S608 - our own words
        yield f"{table} taken away", f"DELETE FROM {table}{where}"  # noqa: S608
        for field in model._meta.concrete_fields:
            if field.name not in UNTOLD.get(model, set()):
                other = _other(field).format(f'"{field.column}"')
                yield f"{table}.{field.column}", f'UPDATE {table} SET "{field.column}" = {other}{where}'  # noqa: S608


def _other(field: models.Field) -> str:
    if field.choices:
        first, second = (value for value, _label in list(field.flatchoices)[:2])
        return f"CASE WHEN {{0}} = '{first}' THEN '{second}' ELSE '{first}' END"
    return next((sql for kind, sql in OTHER.items() if isinstance(field, kind)), "coalesce({0}, 0) + 1000")


ELSEWHERE = "(SELECT id FROM wards_ward WHERE code = '14806')"
# Each is an act somebody could wish for.
TAMPERINGS: dict[str, tuple[str, ...]] = {
    "handed in earlier": ("UPDATE wards_handin SET at = at - interval '40 days'",),
    "handed in in another round": ("UPDATE wards_handin SET round = round + 5",),
    "ward's points": ("UPDATE wards_score SET points = points + 5 WHERE side = 'self'",),
    "office's points": (
        "UPDATE wards_score SET points = points + 1 WHERE side = 'office' AND id = (SELECT max(id) FROM wards_score"
        " WHERE side = 'office')",
    ),
    "criteria met": ("UPDATE wards_score SET met = NOT met",),
    "scores taken away": ("DELETE FROM wards_score",),
    "figure with its score": (
        "UPDATE wards_entry SET number = 7 WHERE number = 50",
        "UPDATE wards_score SET points = points + 1 WHERE side = 'self'",
    ),
    "figure with its version": ("UPDATE wards_entry SET met = 3, version = version + 1 WHERE met = 21",),
    "figure that was handed in": ("UPDATE wards_entry SET met = 8 WHERE met = 7",),
    "why there is no figure": ("UPDATE wards_entry SET no_data_reason = 'khác' WHERE no_data_reason <> ''",),
    "stay taken away": ("DELETE FROM wards_stay",),
    "stay of another": ("UPDATE wards_stay SET assessment_id = (SELECT max(id) FROM wards_assessment)",),
    "first confirmation taken away": (
        "DELETE FROM wards_confirmation WHERE id = (SELECT min(id) FROM wards_confirmation)",
    ),
    "second confirmation taken away": (
        "DELETE FROM wards_confirmation WHERE id = (SELECT max(id) FROM wards_confirmation)",
    ),
    "confirmed set": ("UPDATE wards_criteriaset SET status = 'published' WHERE status = 'confirmed'",),
    "retired set confirmed": ("UPDATE wards_criteriaset SET status = 'confirmed' WHERE status = 'retired'",),
    "published set a draft again": ("UPDATE wards_criteriaset SET status = 'draft' WHERE status = 'confirmed'",),
    "where it moved from": ("UPDATE wards_assessment SET moved_from_id = NULL WHERE moved_from_id IS NOT NULL",),
    "moved from another": (
        "UPDATE wards_assessment SET moved_from_id = (SELECT min(id) FROM wards_assessment)"
        " WHERE moved_from_id IS NOT NULL",
    ),
    "moved though it did not": (
        "UPDATE wards_assessment SET moved_from_id = (SELECT min(id) FROM wards_assessment)"
        " WHERE id = (SELECT max(id) FROM wards_assessment WHERE moved_from_id IS NULL)",
    ),
    "day of completion": (
        "UPDATE wards_assessment SET completion_due = completion_due + interval '99 days'"
        " WHERE completion_due IS NOT NULL",
    ),
    "day of completion taken away": ("UPDATE wards_assessment SET completion_due = NULL WHERE round = 1",),
    "day of completion nobody set": ("UPDATE wards_assessment SET completion_due = now() WHERE round = 0",),
    "own deadline": (
        "UPDATE wards_assessment SET extended_until = extended_until + interval '99 days'"
        " WHERE extended_until IS NOT NULL AND state = 'drafting' AND moved_from_id IS NULL",
    ),
    "own deadline that moved along": (
        "UPDATE wards_assessment SET extended_until = NULL WHERE moved_from_id IS NOT NULL",
    ),
    "own deadline nobody gave": ("UPDATE wards_assessment SET extended_until = now() WHERE round = 1",),
    "round": ("UPDATE wards_assessment SET round = round + 1",),
    "handed in by another ward": (
        f"UPDATE wards_assessment SET ward_id = {ELSEWHERE} WHERE round = 1",  # noqa: S608
    ),
    "papers not asked for": ("UPDATE wards_period SET needs_papers = NOT needs_papers",),
    "deadline of the wards": ("UPDATE wards_period SET ward_deadline = ward_deadline - interval '9 days'",),
    "day figures are counted to": ("UPDATE wards_period SET reference_date = reference_date - 365",),
    "remark rewritten": ("UPDATE wards_remark SET text = 'khác'",),
    "note shown to the ward": ("UPDATE wards_remark SET is_internal = false",),
    "remark by another": ("UPDATE wards_remark SET by_id = (SELECT min(id) FROM wards_officer WHERE id <> by_id)",),
    "verdict given twice": (
        "INSERT INTO wards_verdict (number, met, \"of\", yes, text, entry_version, kind, reason, at, by_id, entry_id,"
        " hand_in_id, option_id) SELECT number, met, \"of\", yes, text, entry_version, kind, reason, at, by_id,"
        " entry_id, hand_in_id, option_id FROM wards_verdict ORDER BY id LIMIT 1",
    ),
    "steps in another order": (
        "UPDATE wards_decision SET id = id + 1000 WHERE id = (SELECT min(id) FROM wards_decision)",
    ),
}  # fmt: skip


def is_unnoticed(*statements: str) -> bool:
    with altered(*statements):
        return next(faults(), None) is None


def is_possible_unnoticed(statement: str) -> bool:
    """Neither do the proofs find it, nor does the database itself refuse it."""
    try:
        return is_unnoticed(statement)
    except IntegrityError:
        return False
