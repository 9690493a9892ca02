"""What the database keeps true of figures, whichever way they are changed."""

from typing import Any

import pgtrigger

OPEN = pgtrigger.Trigger(
    name="open",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
        IF (SELECT state FROM wards_assessment WHERE id = NEW.assessment_id)
            NOT IN ('drafting', 'with_leader', 'to_complete')
        THEN RAISE EXCEPTION 'what was handed in cannot change' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

# Whoever changes a line past the pages does not sign with the name of whoever saved it before.
SIGNED = pgtrigger.Trigger(
    name="signed",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
        IF NEW.version = OLD.version AND
            (NEW.number, NEW.met, NEW."of", NEW.yes, NEW.option_id, NEW.text, NEW.explanation,
                NEW.no_data_reason)
            IS DISTINCT FROM (OLD.number, OLD.met, OLD."of", OLD.yes, OLD.option_id, OLD.text,
                OLD.explanation, OLD.no_data_reason)
        THEN
            NEW.version = OLD.version + 1;
            NEW.updated_by_id = NULL;
            NEW.updated_at = clock_timestamp();
        END IF;
        RETURN NEW;
    """,
)


def outdates_scores(operation: pgtrigger.Operation, changed: str, **options: Any) -> pgtrigger.Trigger:
    """The trigger of a table that points come from: `changed` selects the assessments to be computed again.

    The one writer of `Assessment.revision`, once a statement, however the rows were changed.
    """
    return pgtrigger.Trigger(
        name="outdates_scores",
        level=pgtrigger.Statement,
        operation=operation,
        when=pgtrigger.After,
        func=f"UPDATE wards_assessment SET revision = revision + 1 WHERE id IN ({changed}); RETURN NULL;",  # noqa: S608 - our own words
        **options,
    )
