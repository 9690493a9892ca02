"""What the database itself refuses about criteria sets: wrong choices, and any change to what has been published.

TRUNCATE fires no row trigger; in production the application's role has no right to it. The triggers' message is
Vietnamese because it reaches the person at the keyboard as it is; its constraint name lets code tell it from others.
"""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q

# Widths of figures and of points: a figure keeps 6 decimals, points are rounded to 2 where they arise.
FIGURE: dict[str, Any] = {"max_digits": 20, "decimal_places": 6}
POINTS: dict[str, Any] = {"max_digits": 7, "decimal_places": 2}

FROZEN = "wards_criteria_set_is_published"  # the constraint the triggers name

_REFUSAL = (
    "refusal",
    "text := 'Bộ tiêu chí \"%s\" đã công bố nên không sửa, không xóa được; hãy phát hành phiên bản mới với mã khác.'",
)


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """A CHECK that the column holds one of its choices, so that shell and SQL obey what forms offer."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def set_frozen() -> pgtrigger.Trigger:
    """Once out of draft only the status (forward) and effective_to (set once, then only later) of a set may move."""
    return pgtrigger.Trigger(
        name="set_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        declare=[
            _REFUSAL,
            ("ranks", "text[] := ARRAY['draft', 'published', 'confirmed', 'retired']"),
            ("movable", "text[] := ARRAY['status', 'effective_to']"),
        ],
        func="""
            IF array_position(ranks, NEW.status::text) < array_position(ranks, OLD.status::text)
               OR (OLD.status <> 'draft' AND (
                   (to_jsonb(NEW) - movable) IS DISTINCT FROM (to_jsonb(OLD) - movable)
                   OR NEW.effective_to < OLD.effective_to
                   OR (NEW.effective_to IS NULL AND OLD.effective_to IS NOT NULL)))
            THEN
                RAISE EXCEPTION USING MESSAGE = format(refusal, OLD.code),
                    ERRCODE = 'check_violation', CONSTRAINT = 'wards_criteria_set_is_published';
            END IF;
            RETURN NEW;
        """,
    )


def no_deletion() -> pgtrigger.Trigger:
    """Only a draft may be deleted."""
    return pgtrigger.Trigger(
        name="set_kept",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        declare=[_REFUSAL],
        func="""
            IF OLD.status <> 'draft' THEN
                RAISE EXCEPTION USING MESSAGE = format(refusal, OLD.code),
                    ERRCODE = 'check_violation', CONSTRAINT = 'wards_criteria_set_is_published';
            END IF;
            RETURN OLD;
        """,
    )


def children_frozen(sets: str) -> pgtrigger.Trigger:
    """Rows under a set may be written only while it is a draft.

    `sets` selects the ids of the sets that the old and the new row belong to. Those sets are locked FOR SHARE, so
    that a row cannot slip in while another transaction publishes.
    """
    return pgtrigger.Trigger(
        name="frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[_REFUSAL, ("parent", "record"), ("sets", f"bigint[] := ARRAY({sets})")],
        func="""
            FOR parent IN SELECT code, status FROM wards_criteriaset WHERE id = ANY (sets) FOR SHARE LOOP
                IF parent.status <> 'draft' THEN
                    RAISE EXCEPTION USING MESSAGE = format(refusal, parent.code),
                        ERRCODE = 'check_violation', CONSTRAINT = 'wards_criteria_set_is_published';
                END IF;
            END LOOP;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )
