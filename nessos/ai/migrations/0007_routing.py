"""Plans of models, whose published versions the database itself keeps as they are, and answers that are kept."""

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nessos.kernel.clock
import nessos.kernel.ids

GUARD = """
CREATE FUNCTION ai_plan_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % was refused: published plans stay as they were.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Publish a new version.';
END $$;

CREATE TRIGGER ai_routeplan_immutable BEFORE UPDATE OR DELETE ON ai_routeplan
    FOR EACH ROW EXECUTE FUNCTION ai_plan_guard();
CREATE TRIGGER ai_candidate_immutable BEFORE UPDATE OR DELETE ON ai_candidate
    FOR EACH ROW EXECUTE FUNCTION ai_plan_guard();
"""

UNGUARD = """
DROP TRIGGER ai_candidate_immutable ON ai_candidate;
DROP TRIGGER ai_routeplan_immutable ON ai_routeplan;
DROP FUNCTION ai_plan_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ai", "0006_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                (
                    "key",
                    models.CharField(max_length=200, primary_key=True, serialize=False, verbose_name="key"),
                ),
                ("agent", models.CharField(max_length=63, verbose_name="agent")),
                (
                    "answer",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="answer"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_index=True, default=nessos.kernel.clock.now, verbose_name="created at"
                    ),
                ),
            ],
            options={
                "verbose_name": "kept answer",
                "verbose_name_plural": "kept answers",
                "ordering": ["-created_at"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RoutePlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("agent", models.CharField(max_length=63, verbose_name="agent")),
                ("number", models.PositiveIntegerField(editable=False, verbose_name="version")),
                (
                    "offline_last",
                    models.BooleanField(
                        default=True,
                        help_text="When no model answered. Otherwise whoever asked is told why none did.",
                        verbose_name="the house's own rule answers at last",
                    ),
                ),
                (
                    "offline_on_budget",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise the refusal says when the budget starts anew.",
                        verbose_name="also when the budget is spent",
                    ),
                ),
                (
                    "is_withdrawn",
                    models.BooleanField(default=False, editable=False, verbose_name="withdrawn"),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="What is changed, and what for: it is read later.",
                        max_length=200,
                        verbose_name="why",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=nessos.kernel.clock.now, editable=False, verbose_name="published at"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan of models",
                "verbose_name_plural": "plans of models",
                "ordering": ["agent", "-number"],
                "default_permissions": ("view", "add"),
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="place",
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="weight",
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ai.servedmodel",
                        verbose_name="model",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="candidates",
                        to="ai.routeplan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "candidate",
                "verbose_name_plural": "candidates",
                "ordering": ["place", "id"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="routeplan",
            constraint=models.UniqueConstraint(fields=("agent", "number"), name="ai_plan_version_once"),
        ),
        migrations.AddConstraint(
            model_name="routeplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="ai_plan_number_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(fields=("plan", "model"), name="ai_candidate_once"),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gte", 1)), name="ai_candidate_weight_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1)), name="ai_candidate_place_from_one"
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
