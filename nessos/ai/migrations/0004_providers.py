import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import nessos.ai.providers.addresses
import nessos.kernel.clock
import nessos.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("ai", "0003_prompts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "base_url",
                    models.CharField(
                        help_text="Such as https://api.openai.com/v1, or http://localhost:11434/v1 for a server in "
                        "your own network.",
                        max_length=300,
                        validators=[nessos.ai.providers.addresses.base_url_validate],
                        verbose_name="address",
                    ),
                ),
                (
                    "key_variable",
                    models.CharField(
                        blank=True,
                        help_text="The environment variable that holds the key, such as OPENAI_API_KEY. "
                        "Empty: it needs none.",
                        max_length=80,
                        validators=[nessos.ai.providers.addresses.key_variable_validate],
                        verbose_name="variable of the key",
                    ),
                ),
                (
                    "sees_personal_data",
                    models.BooleanField(
                        default=False,
                        help_text="Only if your contract with the provider covers it, or it is a server of your own.",
                        verbose_name="may see personal data",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "timeout_seconds",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="seconds it may take",
                    ),
                ),
                (
                    "structured",
                    models.CharField(
                        choices=[
                            ("schema", "by JSON Schema, strictly"),
                            ("json_object", "as JSON, the schema in words"),
                            ("text", "as text, the schema in words"),
                        ],
                        default="schema",
                        max_length=12,
                        verbose_name="how answers are asked for",
                    ),
                ),
                (
                    "length_field",
                    models.CharField(
                        choices=[
                            ("max_completion_tokens", "as OpenAI names it: max_completion_tokens"),
                            ("max_tokens", "as most others do: max_tokens"),
                        ],
                        default="max_completion_tokens",
                        help_text="Ollama, for one, knows only max_tokens, and would write without a limit.",
                        max_length=24,
                        verbose_name="field that limits an answer",
                    ),
                ),
                (
                    "takes_store",
                    models.BooleanField(
                        default=True,
                        help_text="Sends store=false. Switch it off for a server that refuses the field.",
                        verbose_name="is told to store nothing",
                    ),
                ),
                (
                    "batch_size",
                    models.PositiveSmallIntegerField(
                        default=256,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(256),
                        ],
                        verbose_name="texts embedded at once",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=nessos.kernel.clock.now, editable=False, verbose_name="created at"
                    ),
                ),
            ],
            options={
                "verbose_name": "model provider",
                "verbose_name_plural": "model providers",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ServedModel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As the provider calls it, such as gpt-4o-mini or llama3.1:8b.",
                        max_length=120,
                        verbose_name="name",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("chat", "writes answers"), ("embedding", "makes vectors")],
                        default="chat",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "input_price",
                    models.DecimalField(
                        decimal_places=4,
                        default=0,
                        help_text="In BRL per million tokens.",
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="price of input",
                    ),
                ),
                (
                    "output_price",
                    models.DecimalField(
                        decimal_places=4,
                        default=0,
                        help_text="In BRL per million tokens.",
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="price of output",
                    ),
                ),
                (
                    "context_tokens",
                    models.PositiveIntegerField(
                        default=128000,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="tokens it can read",
                    ),
                ),
                (
                    "max_output_tokens",
                    models.PositiveIntegerField(
                        default=4096,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="tokens it may write",
                    ),
                ),
                (
                    "takes_dimensions",
                    models.BooleanField(
                        default=True,
                        help_text="Switch it off for a model that makes vectors of one length only.",
                        verbose_name="vectors of the length asked for",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=nessos.kernel.clock.now, editable=False, verbose_name="created at"
                    ),
                ),
            ],
            options={
                "verbose_name": "AI model",
                "verbose_name_plural": "AI models",
                "ordering": ["provider__name", "name"],
            },
        ),
        migrations.CreateModel(
            name="Breaker",
            fields=[
                (
                    "provider",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="breaker",
                        serialize=False,
                        to="ai.provider",
                        verbose_name="model provider",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("rate_limited", "too many requests"),
                            ("server", "fault of the server"),
                            ("timeout", "no answer in time"),
                            ("unreachable", "not reachable"),
                            ("no_credit", "out of credit"),
                            ("invalid_key", "key refused"),
                            ("content_filter", "refused for its content"),
                            ("context_overflow", "more than the model can read"),
                            ("refused", "request refused"),
                            ("output_invalid", "answered in a form that cannot be used"),
                            ("cancelled", "called off"),
                        ],
                        max_length=20,
                        verbose_name="cause",
                    ),
                ),
                ("faults", models.PositiveIntegerField(default=0, verbose_name="faults in a row")),
                ("openings", models.PositiveIntegerField(default=0, verbose_name="openings in a row")),
                ("open_until", models.DateTimeField(blank=True, null=True, verbose_name="left alone until")),
                (
                    "probe_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="being tried until"),
                ),
                (
                    "changed_at",
                    models.DateTimeField(default=nessos.kernel.clock.now, verbose_name="changed at"),
                ),
            ],
            options={
                "verbose_name": "breaker",
                "verbose_name_plural": "breakers",
            },
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("key_variable", ""),
                    ("key_variable__regex", "^[A-Z][A-Z0-9_]*_API_KEY$"),
                    _connector="OR",
                ),
                name="ai_provider_key_variable_is_a_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.CheckConstraint(
                condition=models.Q(("timeout_seconds__gte", 1), ("timeout_seconds__lte", 600)),
                name="ai_provider_timeout_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.CheckConstraint(
                condition=models.Q(("batch_size__gte", 1), ("batch_size__lte", 256)),
                name="ai_provider_batch_range",
            ),
        ),
        migrations.AddField(
            model_name="servedmodel",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="models",
                to="ai.provider",
                verbose_name="model provider",
            ),
        ),
        migrations.AddConstraint(
            model_name="servedmodel",
            constraint=models.UniqueConstraint(
                fields=("provider", "name", "kind"), name="ai_served_model_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="servedmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(("input_price__gte", 0), ("output_price__gte", 0)),
                name="ai_served_model_price_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="servedmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(("context_tokens__gte", 1), ("max_output_tokens__gte", 1)),
                name="ai_served_model_token_range",
            ),
        ),
    ]
