import django.contrib.postgres.fields
from django.db import migrations, models

import conversations.models
import nessos.kernel.clock
import nessos.kernel.fields
import nessos.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EquipmentLoaded",
            fields=[
                ("slug", models.SlugField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Equipment",
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
                ("slug", models.SlugField(unique=True, verbose_name="slug")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_folded", nessos.kernel.fields.FoldedField(source="name")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("forming", "forming machines"),
                            ("se_line", "SE line"),
                            ("cutting", "cutting"),
                            ("bagging", "bagging machines"),
                            ("mixing", "mixers"),
                            ("skewers", "skewer lines"),
                            ("other", "others"),
                        ],
                        max_length=10,
                        verbose_name="category",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "specs",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        validators=[conversations.models.specs_validate],
                        verbose_name="specifications",
                    ),
                ),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        help_text="What customers call it, separated by commas.",
                        size=None,
                        verbose_name="other names",
                    ),
                ),
                ("is_available", models.BooleanField(default=True, verbose_name="available")),
                (
                    "unavailable_text",
                    models.TextField(
                        blank=True,
                        help_text="Customers read this.",
                        verbose_name="said while it is not available",
                    ),
                ),
                ("internal_note", models.TextField(blank=True, verbose_name="internal note")),
                (
                    "alternatives_context",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        help_text="Words, separated by commas; none: always.",
                        size=None,
                        verbose_name="only where they speak of",
                    ),
                ),
                (
                    "alternatives",
                    models.ManyToManyField(
                        blank=True,
                        related_name="alternative_to",
                        to="conversations.equipment",
                        verbose_name="offered instead",
                    ),
                ),
                (
                    "upgrades",
                    models.ManyToManyField(
                        blank=True,
                        related_name="upgrade_of",
                        to="conversations.equipment",
                        verbose_name="mentioned as the next larger",
                    ),
                ),
            ],
            options={
                "verbose_name": "equipment",
                "verbose_name_plural": "equipment",
                "ordering": ["category", "name_folded"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_available", True),
                            models.Q(("unavailable_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="conversations_equipment_says_why_not",
                    )
                ],
            },
        ),
    ]
