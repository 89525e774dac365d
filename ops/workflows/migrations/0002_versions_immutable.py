"""The database itself keeps published versions as they are: open runs stand on them."""

from django.db import migrations

GUARD = """
CREATE FUNCTION workflows_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Version % of a workflow is published: % was refused.', OLD.number, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Save the steps again: that makes a new version.';
END $$;

CREATE TRIGGER workflows_version_immutable BEFORE UPDATE OR DELETE ON workflows_version
    FOR EACH ROW EXECUTE FUNCTION workflows_version_guard();
"""

UNGUARD = """
DROP TRIGGER workflows_version_immutable ON workflows_version;
DROP FUNCTION workflows_version_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
