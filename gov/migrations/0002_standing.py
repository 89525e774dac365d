"""The database itself keeps what took effect, and who accepted it, whoever writes to it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION gov_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'A policy version that has taken effect stands: DELETE was refused.'
                USING ERRCODE = 'restrict_violation', HINT = 'Deprecate the policy instead.';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.published_at IS NOT NULL
       AND to_jsonb(NEW) - 'updated_at' <> to_jsonb(OLD) - 'updated_at' THEN
        RAISE EXCEPTION 'A policy version that has taken effect stands: UPDATE was refused.'
            USING ERRCODE = 'restrict_violation', HINT = 'Save the new text as a new version.';
    END IF;
    NEW.content_hash := encode(sha256(convert_to(NEW.content_text, 'UTF8')), 'hex');
    RETURN NEW;
END $$;

CREATE TRIGGER gov_version_stands BEFORE INSERT OR UPDATE OR DELETE ON gov_policyversion
    FOR EACH ROW EXECUTE FUNCTION gov_version_guard();

CREATE FUNCTION gov_acceptance_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'An acceptance is final: % was refused.', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT content_hash INTO NEW.content_hash FROM gov_policyversion
        WHERE id = NEW.version_id AND published_at IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only a version that has taken effect can be accepted.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER gov_acceptance_final BEFORE INSERT OR UPDATE OR DELETE ON gov_policyacceptance
    FOR EACH ROW EXECUTE FUNCTION gov_acceptance_guard();
"""

UNGUARD = """
DROP TRIGGER gov_acceptance_final ON gov_policyacceptance;
DROP TRIGGER gov_version_stands ON gov_policyversion;
DROP FUNCTION gov_acceptance_guard();
DROP FUNCTION gov_version_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("gov", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
