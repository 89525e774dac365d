"""Calls that cost money, budgets, and what their months have used."""

from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nessos.kernel.clock
import nessos.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("ai", "0004_providers"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("house", "the house"),
                            ("group", "a group"),
                            ("user", "a user"),
                            ("agent", "an agent"),
                            ("purse", "a purse"),
                        ],
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                ("agent", models.CharField(blank=True, max_length=63, verbose_name="agent")),
                ("purse", models.CharField(blank=True, max_length=30, verbose_name="purse")),
                ("limit", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="limit a month")),
            ],
            options={
                "verbose_name": "budget",
                "verbose_name_plural": "budgets",
                "ordering": ["kind", "id"],
            },
        ),
        migrations.CreateModel(
            name="BudgetMonth",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                (
                    "spent",
                    models.DecimalField(
                        decimal_places=6, default=Decimal(0), max_digits=14, verbose_name="spent"
                    ),
                ),
                (
                    "reserved",
                    models.DecimalField(
                        decimal_places=6, default=Decimal(0), max_digits=14, verbose_name="set aside"
                    ),
                ),
                ("refusals", models.PositiveIntegerField(default=0, verbose_name="calls refused")),
                ("told", models.PositiveSmallIntegerField(default=0, verbose_name="told at")),
            ],
            options={
                "verbose_name": "month of a budget",
                "verbose_name_plural": "months of budgets",
                "ordering": ["-month", "budget"],
                "default_permissions": ("view",),
            },
        ),
        migrations.AddField(
            model_name="agentcall",
            name="abandon_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="given up at"),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="attempt",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="attempt"),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="budget_months",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), blank=True, default=list, size=None, verbose_name="budgets"
            ),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="cost",
            field=models.DecimalField(
                decimal_places=6, default=Decimal(0), max_digits=14, verbose_name="cost"
            ),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="fault",
            field=models.CharField(blank=True, max_length=30, verbose_name="fault"),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="input_tokens",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="tokens read"),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="is_repaired",
            field=models.BooleanField(default=False, verbose_name="repaired"),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="key",
            field=models.CharField(blank=True, max_length=200, verbose_name="key"),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="output_tokens",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="tokens written"),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="provider",
            field=models.CharField(blank=True, max_length=120, verbose_name="provider"),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="purse",
            field=models.CharField(blank=True, max_length=30, verbose_name="purse"),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="reserved",
            field=models.DecimalField(
                decimal_places=6, default=Decimal(0), max_digits=14, verbose_name="set aside"
            ),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="served_model",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="ai.servedmodel",
                verbose_name="AI model",
            ),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="user",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="user",
            ),
        ),
        migrations.AlterField(
            model_name="agentcall",
            name="duration",
            field=models.DurationField(blank=True, null=True, verbose_name="duration"),
        ),
        migrations.AlterField(
            model_name="agentcall",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("asking", "being asked"),
                    ("answered", "answered"),
                    ("output_invalid", "answered in a form that cannot be used"),
                    ("failed", "failed"),
                    ("unknown", "unknown: nobody heard how it ended"),
                    ("cancelled", "cancelled"),
                ],
                max_length=20,
                verbose_name="outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="agentcall",
            index=models.Index(
                condition=models.Q(("outcome", "asking")), fields=["abandon_at"], name="ai_call_asking"
            ),
        ),
        migrations.AddIndex(
            model_name="agentcall",
            index=models.Index(
                condition=models.Q(("key", ""), _negated=True), fields=["key"], name="ai_call_by_key"
            ),
        ),
        migrations.AddIndex(
            model_name="agentcall",
            index=models.Index(
                condition=models.Q(("served_model__isnull", False)),
                fields=["served_model"],
                name="ai_call_by_served_model",
            ),
        ),
        migrations.AddIndex(
            model_name="agentcall",
            index=models.Index(
                condition=models.Q(("user__isnull", False)),
                fields=["user", "-created_at"],
                name="ai_call_by_user",
            ),
        ),
        migrations.AddConstraint(
            model_name="agentcall",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__gte", 0), ("reserved__gte", 0)), name="ai_call_cost_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="agentcall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "asking"), _negated=True),
                    models.Q(("abandon_at__isnull", False), ("cost", 0)),
                    _connector="OR",
                ),
                name="ai_call_asking_ends",
            ),
        ),
        migrations.AddField(
            model_name="budget",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="auth.group",
                verbose_name="group",
            ),
        ),
        migrations.AddField(
            model_name="budget",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="user",
            ),
        ),
        migrations.AddField(
            model_name="budgetmonth",
            name="budget",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="months",
                to="ai.budget",
                verbose_name="budget",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit__gte", 0)),
                name="ai_budget_limit_not_negative",
                violation_error_message="A limit is zero or more.",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agent", ""), ("group", None), ("kind", "house"), ("purse", ""), ("user", None)
                    ),
                    models.Q(
                        ("agent", ""),
                        ("group", None),
                        ("kind", "user"),
                        ("purse", ""),
                        ("user__isnull", False),
                    ),
                    models.Q(
                        ("agent", ""),
                        ("group__isnull", False),
                        ("kind", "group"),
                        ("purse", ""),
                        ("user", None),
                    ),
                    models.Q(
                        ("group", None),
                        ("kind", "agent"),
                        ("purse", ""),
                        ("user", None),
                        models.Q(("agent", ""), _negated=True),
                    ),
                    models.Q(
                        ("agent", ""),
                        ("group", None),
                        ("kind", "purse"),
                        ("user", None),
                        models.Q(("purse", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ai_budget_one_thing",
                violation_error_message="Fill in what the budget is for, and nothing else.",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                fields=("kind", "user", "group", "agent", "purse"),
                name="ai_budget_once",
                nulls_distinct=False,
                violation_error_message="There is a budget for this already. Change its limit.",
            ),
        ),
        migrations.AddIndex(
            model_name="budgetmonth",
            index=models.Index(
                models.OrderBy(models.F("month"), descending=True), name="ai_budget_month_by_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetmonth",
            constraint=models.UniqueConstraint(fields=("budget", "month"), name="ai_budget_month_once"),
        ),
        migrations.AddConstraint(
            model_name="budgetmonth",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserved__gte", 0), ("spent__gte", 0)),
                name="ai_budget_month_not_negative",
            ),
        ),
        migrations.AddField(
            model_name="agentcall",
            name="milliseconds",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("duration"), template="(extract(epoch FROM %(expressions)s) * 1000)::integer"
                ),
                output_field=models.IntegerField(null=True),
                verbose_name="milliseconds",
            ),
        ),
        migrations.AddIndex(
            model_name="agentcall",
            index=models.Index(fields=["agent", "-created_at"], name="ai_call_by_agent"),
        ),
        migrations.AddIndex(
            model_name="agentcall",
            index=models.Index(fields=["model", "-created_at"], name="ai_call_by_model"),
        ),
        migrations.AddIndex(
            model_name="agentcall",
            index=models.Index(
                condition=models.Q(("outcome", "answered"), _negated=True),
                fields=["outcome", "-created_at"],
                name="ai_call_by_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="agentcall",
            index=models.Index(
                condition=models.Q(("fault", ""), _negated=True),
                fields=["fault", "-created_at"],
                name="ai_call_by_fault",
            ),
        ),
        migrations.AddIndex(
            model_name="agentcall",
            index=models.Index(
                condition=models.Q(("purse", ""), _negated=True),
                fields=["purse", "-created_at"],
                name="ai_call_by_purse",
            ),
        ),
        # Until now only the offline rule answered, and it uses nothing.
        migrations.RunSQL(
            "UPDATE ai_agentcall SET input_tokens = 0, output_tokens = 0", reverse_sql=migrations.RunSQL.noop
        ),
    ]
