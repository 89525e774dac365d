"""Prompts, their versions and publications; the database itself keeps the last two as they were written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nessos.kernel.clock
import nessos.kernel.ids

GUARD = """
CREATE FUNCTION ai_prompt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % was refused: prompts keep what was written.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Save a new version, or publish another one.';
END $$;

CREATE TRIGGER ai_promptversion_immutable BEFORE UPDATE OR DELETE ON ai_promptversion
    FOR EACH ROW EXECUTE FUNCTION ai_prompt_guard();
CREATE TRIGGER ai_publication_immutable BEFORE UPDATE OR DELETE ON ai_publication
    FOR EACH ROW EXECUTE FUNCTION ai_prompt_guard();

CREATE FUNCTION ai_publication_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ai_promptversion WHERE id = NEW.version_id AND prompt_id = NEW.prompt_id) THEN
        RAISE EXCEPTION 'The version % is none of the prompt %.', NEW.version_id, NEW.prompt_id
            USING ERRCODE = 'restrict_violation', HINT = 'Publish a version of this prompt.';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ai_publication_own_version BEFORE INSERT ON ai_publication
    FOR EACH ROW EXECUTE FUNCTION ai_publication_check();
"""

UNGUARD = """
DROP TRIGGER ai_publication_own_version ON ai_publication;
DROP TRIGGER ai_publication_immutable ON ai_publication;
DROP TRIGGER ai_promptversion_immutable ON ai_promptversion;
DROP FUNCTION ai_publication_check();
DROP FUNCTION ai_prompt_guard();
"""


def id_field() -> models.UUIDField:
    return models.UUIDField(
        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
    )


def key_to(target: str, name: str, related_name: str, **options: bool) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to=target,
        verbose_name=name,
        **options,
    )


def moment_field() -> models.DateTimeField:
    return models.DateTimeField(default=nessos.kernel.clock.now, editable=False, verbose_name="created at")


class Migration(migrations.Migration):
    dependencies = [
        ("ai", "0002_knowledge"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Prompt",
            fields=[
                ("id", id_field()),
                ("agent", models.CharField(max_length=63, unique=True, verbose_name="agent")),
                ("created_at", moment_field()),
            ],
            options={
                "verbose_name": "prompt",
                "verbose_name_plural": "prompts",
                "ordering": ["agent"],
                "permissions": [("publish_prompt", "Can publish prompts")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="PromptVersion",
            fields=[
                ("id", id_field()),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("text", models.TextField(verbose_name="text")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what changed")),
                ("is_shipped", models.BooleanField(default=False, verbose_name="shipped")),
                ("created_at", moment_field()),
                ("author", key_to(settings.AUTH_USER_MODEL, "author", "+", null=True, blank=True)),
                ("prompt", key_to("ai.prompt", "prompt", "versions")),
            ],
            options={
                "verbose_name": "prompt version",
                "verbose_name_plural": "prompt versions",
                "ordering": ["prompt", "-number"],
                "default_permissions": ("view", "add"),
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", id_field()),
                ("at", models.DateTimeField(default=nessos.kernel.clock.now, verbose_name="published at")),
                ("by", key_to(settings.AUTH_USER_MODEL, "published by", "+", null=True, blank=True)),
                ("prompt", key_to("ai.prompt", "prompt", "publications")),
                ("version", key_to("ai.promptversion", "version", "publications")),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
                "ordering": ["prompt", "-at"],
                "default_permissions": ("view",),
            },
        ),
        migrations.AddConstraint(
            model_name="promptversion",
            constraint=models.UniqueConstraint(
                fields=("prompt", "number"), name="ai_prompt_version_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                fields=("prompt", "at"), name="ai_prompt_publication_moment_once"
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
