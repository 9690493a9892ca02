"""The view that is the scoring engine: one row a figure and side, with its points and whether it meets its target.

A value is the fraction a/b (b = 1 unless it is a share, then 100 × met / of), so bands and targets are compared by
multiplication and one division gives the points; they are rounded at the line, half up, 2 places.
"""

from django.db import migrations

VIEW = """
CREATE VIEW wards_line AS
WITH figure AS (
    SELECT e.id AS entry_id, e.assessment_id, e.indicator_id, 'self'::varchar(6) AS side,
        e.number, e.met, e."of", e.yes, e.option_id, e.text
    FROM wards_entry e
    UNION ALL
    SELECT e.id, e.assessment_id, e.indicator_id, 'office',
        v.number, v.met, v."of", v.yes, v.option_id, v.text
    FROM wards_entry e JOIN wards_verdict v ON v.entry_id = e.id
    WHERE v.kind <> 'to_complete'
        AND NOT EXISTS (SELECT 1 FROM wards_verdict later WHERE later.entry_id = v.entry_id AND later.id > v.id)
), valued AS (
    SELECT f.*, i.criterion_id, i.value AS kind, i.required, i.target_op, i.target_value,
        CASE i.value WHEN 'number' THEN f.number WHEN 'share' THEN f.met::numeric * 100 WHEN 'yes_no' THEN f.yes::int
        END AS a,
        CASE i.value WHEN 'share' THEN f."of"::numeric ELSE 1 END AS b,
        CASE i.value WHEN 'number' THEN f.number IS NOT NULL WHEN 'share' THEN f.met IS NOT NULL
            WHEN 'yes_no' THEN f.yes IS NOT NULL WHEN 'choice' THEN f.option_id IS NOT NULL ELSE f.text <> ''
        END AS provided
    FROM figure f JOIN wards_indicator i ON i.id = f.indicator_id
)
SELECT v.entry_id || '-' || v.side AS key, v.entry_id, v.assessment_id, v.criterion_id, v.side, v.required, v.provided,
    CASE WHEN v.kind = 'choice' THEN o.points
        WHEN band.p0 = band.p1 THEN band.p0
        ELSE round((band.p0 * (band.x1 - band.x0) * v.b + (band.p1 - band.p0) * (v.a - band.x0 * v.b))
            / ((band.x1 - band.x0) * v.b), 2)
    END AS points,
    CASE WHEN NOT v.provided THEN NULL
        WHEN v.kind = 'choice' THEN o.met
        WHEN v.kind = 'yes_no' THEN v.yes
        WHEN v.target_op = '>=' THEN v.a >= v.target_value * v.b
        WHEN v.target_op = '<=' THEN v.a <= v.target_value * v.b
        WHEN v.target_op = '>' THEN v.a > v.target_value * v.b
        WHEN v.target_op = '<' THEN v.a < v.target_value * v.b
        WHEN v.target_op = '=' THEN v.a = v.target_value * v.b
    END AS met
FROM valued v
LEFT JOIN wards_option o ON o.id = v.option_id
LEFT JOIN wards_band band ON band.indicator_id = v.indicator_id AND v.a >= band.low * v.b
    AND (band.high IS NULL OR v.a < band.high * v.b OR (band.closed AND v.a = band.high * v.b))
"""


class Migration(migrations.Migration):
    dependencies = [("wards", "0001_initial")]

    operations = [migrations.RunSQL(VIEW, "DROP VIEW wards_line")]
