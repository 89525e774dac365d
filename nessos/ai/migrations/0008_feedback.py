"""Feedback of people, test cases made of it, evaluations and their alarms."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nessos.kernel.clock
import nessos.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("ai", "0007_routing"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgentTuning",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=nessos.kernel.clock.now, editable=False, verbose_name="created at"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=nessos.kernel.clock.now, editable=False, verbose_name="updated at"
                    ),
                ),
                ("agent", models.CharField(max_length=63, unique=True, verbose_name="agent")),
                (
                    "examples_on",
                    models.BooleanField(
                        default=False,
                        help_text="Corrected answers that were marked as examples are shown to models "
                        "with each question.",
                        verbose_name="show examples in prompts",
                    ),
                ),
                (
                    "examples_most",
                    models.PositiveSmallIntegerField(default=3, verbose_name="how many examples at most"),
                ),
                (
                    "nightly_model",
                    models.CharField(
                        blank=True,
                        help_text="Its name, as models are called here. "
                        "Left empty, only the offline rules are scored by night.",
                        max_length=120,
                        verbose_name="model that is scored every night",
                    ),
                ),
            ],
            options={
                "verbose_name": "tuning of an agent",
                "verbose_name_plural": "tuning of agents",
                "ordering": ["agent"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("examples_most__lte", 10)), name="ai_agent_tuning_examples_few"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvalAlarm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("agent", models.CharField(max_length=63, verbose_name="agent")),
                (
                    "kind",
                    models.CharField(
                        choices=[("stopped", "its judge stopped"), ("fell", "its score fell")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("model", models.CharField(max_length=120, verbose_name="model")),
                ("sentence", models.TextField(verbose_name="what happened")),
                (
                    "raised_at",
                    models.DateTimeField(default=nessos.kernel.clock.now, verbose_name="raised at"),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="told at")),
                ("over_at", models.DateTimeField(blank=True, null=True, verbose_name="over at")),
            ],
            options={
                "verbose_name": "alarm of the judges",
                "verbose_name_plural": "alarms of the judges",
                "db_table": "ai_eval_alarm",
                "ordering": ["-raised_at", "-id"],
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("over_at__isnull", True)),
                        fields=("agent", "kind", "model"),
                        name="ai_eval_alarm_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("agent", models.CharField(max_length=63, verbose_name="agent")),
                (
                    "kind",
                    models.CharField(
                        choices=[("edited", "edited and approved"), ("rejected", "rejected")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "to be looked at"),
                            ("case", "made a test case"),
                            ("dismissed", "dismissed"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("input_hash", models.CharField(max_length=64, verbose_name="question")),
                (
                    "prompt_version",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="prompt version"),
                ),
                ("model", models.CharField(blank=True, max_length=120, verbose_name="model")),
                (
                    "original",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="the agent's answer",
                    ),
                ),
                (
                    "corrected",
                    models.JSONField(
                        blank=True,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                        verbose_name="as corrected",
                    ),
                ),
                (
                    "diff",
                    models.JSONField(
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="what changed",
                    ),
                ),
                (
                    "cleaned",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="cleaned"
                    ),
                ),
                ("comment", models.TextField(blank=True, verbose_name="comment")),
                ("run", models.UUIDField(verbose_name="run")),
                ("step", models.CharField(max_length=63, verbose_name="step")),
                ("review", models.UUIDField(unique=True, verbose_name="review")),
                ("at", models.DateTimeField(default=nessos.kernel.clock.now, verbose_name="decided at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
            ],
            options={
                "verbose_name": "feedback",
                "verbose_name_plural": "feedback",
                "db_table": "ai_feedback",
                "ordering": ["-at", "-id"],
                "default_permissions": ("view", "change"),
            },
        ),
        migrations.CreateModel(
            name="EvalCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=nessos.kernel.clock.now, editable=False, verbose_name="created at"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=nessos.kernel.clock.now, editable=False, verbose_name="updated at"
                    ),
                ),
                ("agent", models.CharField(max_length=63, verbose_name="agent")),
                (
                    "input",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="question"
                    ),
                ),
                (
                    "expected",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="right answer"
                    ),
                ),
                ("paths", models.JSONField(blank=True, default=list, verbose_name="what counts")),
                ("is_example", models.BooleanField(default=False, verbose_name="example for prompts")),
                (
                    "material",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="material",
                    ),
                ),
                (
                    "answer",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="the model's part",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="case",
                        to="ai.feedback",
                        verbose_name="made of",
                    ),
                ),
            ],
            options={
                "verbose_name": "test case",
                "verbose_name_plural": "test cases",
                "ordering": ["agent", "-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="EvalRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("agent", models.CharField(max_length=63, verbose_name="agent")),
                (
                    "half",
                    models.CharField(
                        choices=[
                            ("open", "open half"),
                            ("held back", "half held back"),
                            ("feedback", "from feedback"),
                        ],
                        max_length=10,
                        verbose_name="questions",
                    ),
                ),
                ("model", models.CharField(max_length=120, verbose_name="model")),
                (
                    "prompt_version",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="prompt version"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "asked for"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("set_hash", models.CharField(blank=True, max_length=16, verbose_name="set")),
                ("code_version", models.CharField(blank=True, max_length=40, verbose_name="program")),
                ("cases", models.PositiveIntegerField(default=0, verbose_name="questions in all")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="questions answered")),
                ("results", models.JSONField(default=dict, verbose_name="results")),
                ("figures", models.JSONField(default=dict, verbose_name="figures")),
                ("baselines", models.JSONField(default=dict, verbose_name="the simplest means")),
                ("score", models.FloatField(blank=True, null=True, verbose_name="score")),
                ("score_name", models.CharField(blank=True, max_length=60, verbose_name="what is scored")),
                (
                    "cost",
                    models.DecimalField(
                        decimal_places=6, default=0, max_digits=12, verbose_name="cost (BRL)"
                    ),
                ),
                (
                    "seconds",
                    models.FloatField(blank=True, null=True, verbose_name="seconds per question, median"),
                ),
                (
                    "seconds_slow",
                    models.FloatField(blank=True, null=True, verbose_name="seconds per question, 95 of 100"),
                ),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="failures")),
                ("asked_at", models.DateTimeField(default=nessos.kernel.clock.now, verbose_name="asked at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("lease_by", models.UUIDField(blank=True, null=True, verbose_name="leased by")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="leased until")),
                ("due_at", models.DateTimeField(default=nessos.kernel.clock.now, verbose_name="due at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluation",
                "verbose_name_plural": "evaluations",
                "db_table": "ai_eval_run",
                "ordering": ["-asked_at", "-id"],
                "default_permissions": ("view", "add"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["asked", "running"])),
                        fields=["due_at", "id"],
                        name="ai_eval_run_open",
                    ),
                    models.Index(fields=["agent", "half", "-asked_at"], name="ai_eval_run_by_agent"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False), ("score__isnull", False), ("status", "done")
                            ),
                            models.Q(("ended_at__isnull", False), ("status", "failed")),
                            models.Q(("ended_at__isnull", True), ("status__in", ["asked", "running"])),
                            _connector="OR",
                        ),
                        name="ai_eval_run_end_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("score__isnull", True),
                            models.Q(("score__gte", 0), ("score__lte", 1)),
                            _connector="OR",
                        ),
                        name="ai_eval_run_score_range",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["asked", "running"])),
                        fields=("agent", "half", "model", "prompt_version"),
                        name="ai_eval_run_open_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["-at", "-id"], name="ai_feedback_by_time"),
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["agent", "status"], name="ai_feedback_by_agent"),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("corrected__isnull", False),
                        ("kind", "edited"),
                        models.Q(("diff", []), _negated=True),
                    ),
                    models.Q(("corrected__isnull", True), ("diff", []), ("kind", "rejected")),
                    _connector="OR",
                ),
                name="ai_feedback_kind_is_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="evalcase",
            index=models.Index(fields=["agent", "-created_at"], name="ai_eval_case_by_agent"),
        ),
        migrations.AddConstraint(
            model_name="evalcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_example", False),
                    models.Q(
                        models.Q(("material", {}), _negated=True), models.Q(("answer", {}), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="ai_eval_case_example_is_whole",
            ),
        ),
    ]
