"""Starting runs in the database: one round trip for what every event of the house may bring about."""

from django.db import migrations

# Answers the new runs; one that its event has started already is left out. ``made`` is not to be seen by the rest of
# the statement, but what it returns is. ``bell``: the channel on which workers are told; null: they need not be.
START = """
CREATE FUNCTION workflows_start(
    ids uuid[], workflows uuid[], versions uuid[], events uuid[], statuses text[], payloads jsonb[], traces text[],
    depths int2[], begun timestamptz[], ended timestamptz[], errors text[], triggered_by int8[],
    step_runs uuid[], step_positions int2[], step_names text[], step_kinds text[], step_due timestamptz[],
    step_waiting_for text[], bell text
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    started uuid[];
BEGIN
    WITH made AS (
        INSERT INTO workflows_run (id, workflow_id, version_id, event_id, status, trigger_payload, trace_id, depth,
                                   started_at, ended_at, error, triggered_by_id)
        SELECT * FROM unnest(ids, workflows, versions, events, statuses, payloads, traces, depths, begun, ended,
                             errors, triggered_by)
        ON CONFLICT (workflow_id, event_id) DO NOTHING
        RETURNING id
    ), first AS (
        INSERT INTO workflows_step (run_id, position, name, kind, due_at, waiting_for, status, attempt, generation,
                                    error, reason, skipped_by)
        SELECT step.*, 'scheduled', 0, 0, '', '', ''
        FROM unnest(step_runs, step_positions, step_names, step_kinds, step_due, step_waiting_for)
             AS step (run_id, position, name, kind, due_at, waiting_for)
        JOIN made ON made.id = step.run_id
    )
    SELECT array_agg(id) INTO started FROM made;
    IF bell IS NOT NULL AND started IS NOT NULL THEN
        PERFORM pg_notify(bell, '');
    END IF;
    RETURN coalesce(started, '{}');
END $$
"""

# Answers '' when it is done, 'changed' when the events trigger other workflows than was believed, else what failed:
# nothing of it stands then, and the transaction goes on.
MATCH = """
CREATE FUNCTION workflows_match(
    modules text[], types text[], believed text,
    ids uuid[], workflows uuid[], versions uuid[], events uuid[], statuses text[], payloads jsonb[], traces text[],
    depths int2[], begun timestamptz[], ended timestamptz[], errors text[], triggered_by int8[],
    step_runs uuid[], step_positions int2[], step_names text[], step_kinds text[], step_due timestamptz[],
    step_waiting_for text[], bell text
) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF believed IS DISTINCT FROM (SELECT string_agg(sign, E'\\n' ORDER BY slug)
                                  FROM workflows_triggered(modules, types)) THEN
        RETURN 'changed';
    END IF;
    PERFORM workflows_start(ids, workflows, versions, events, statuses, payloads, traces, depths, begun, ended, errors,
                            triggered_by, step_runs, step_positions, step_names, step_kinds, step_due,
                            step_waiting_for, bell);
    RETURN '';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$
"""

# The active workflows of these events. ``sign`` is another as soon as anything is another that decides on a start.
TRIGGERED = """
CREATE FUNCTION workflows_triggered(modules text[], types text[])
RETURNS TABLE (id uuid, version uuid, condition text, name text, slug text, sign text) LANGUAGE sql STABLE AS $$
    SELECT w.id, w.published_id, w.trigger_condition, w.trigger_module || '.' || w.trigger_event, w.slug,
           concat_ws(' ', w.id, w.published_id, w.trigger_module || '.' || w.trigger_event, w.trigger_condition)
    FROM workflows_workflow w
    WHERE w.is_active AND w.archived_at IS NULL AND w.published_id IS NOT NULL
      AND (w.trigger_module, w.trigger_event) IN (SELECT * FROM unnest(modules, types))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0007_fewer_indexes")]

    operations = [
        migrations.RunSQL(TRIGGERED, "DROP FUNCTION workflows_triggered"),
        migrations.RunSQL(START, "DROP FUNCTION workflows_start"),
        migrations.RunSQL(MATCH, "DROP FUNCTION workflows_match"),
    ]
