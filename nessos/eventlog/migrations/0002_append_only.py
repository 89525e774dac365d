"""The database itself keeps the event log append-only, whoever writes to it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION eventlog_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Pruning says what it does, for its own transaction only: SET LOCAL nessos.pruning = 'on'.
    IF TG_OP = 'DELETE' AND current_setting('nessos.pruning', true) = 'on' THEN
        RETURN OLD;
    END IF;
    -- Erasing a person empties the one column that speaks of them, and touches nothing else.
    IF TG_OP = 'UPDATE' AND NEW.personal = '{}'::jsonb
       AND to_jsonb(NEW) - 'personal' = to_jsonb(OLD) - 'personal' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The event log is append-only: % was refused.', TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Record a new event that says what is true now.';
END $$;

CREATE TRIGGER eventlog_append_only BEFORE UPDATE OR DELETE ON eventlog_moduleevent
    FOR EACH ROW EXECUTE FUNCTION eventlog_guard();

CREATE FUNCTION eventlog_guard_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A test database is emptied between tests; it is told so once, when it is made.
    IF current_setting('nessos.test_database', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The event log is append-only: TRUNCATE was refused.'
        USING ERRCODE = 'restrict_violation', HINT = 'Old events go by manage.py prune.';
END $$;

CREATE TRIGGER eventlog_no_truncate BEFORE TRUNCATE ON eventlog_moduleevent
    FOR EACH STATEMENT EXECUTE FUNCTION eventlog_guard_truncate();
"""

UNGUARD = """
DROP TRIGGER eventlog_no_truncate ON eventlog_moduleevent;
DROP TRIGGER eventlog_append_only ON eventlog_moduleevent;
DROP FUNCTION eventlog_guard_truncate();
DROP FUNCTION eventlog_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("eventlog", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
