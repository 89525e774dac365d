"""Who may publish, trigger, cancel and retry; slugs of what is archived are free; what was loaded is remembered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0005_approvals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Loaded",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=100, unique=True, verbose_name="slug")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("is_active", models.BooleanField(default=False, verbose_name="active")),
                ("with_demo", models.BooleanField(default=False, verbose_name="with the demo")),
            ],
            options={
                "verbose_name": "loaded workflow",
                "verbose_name_plural": "loaded workflows",
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="run",
            options={
                "ordering": ["-started_at", "-id"],
                "permissions": [("cancel_run", "Can cancel runs"), ("retry_run", "Can retry runs")],
                "verbose_name": "run",
                "verbose_name_plural": "runs",
            },
        ),
        migrations.AlterModelOptions(
            name="workflow",
            options={
                "ordering": ["slug"],
                "permissions": [
                    ("publish_workflow", "Can publish workflows"),
                    ("trigger_workflow", "Can start workflows by hand"),
                ],
                "verbose_name": "workflow",
                "verbose_name_plural": "workflows",
            },
        ),
        migrations.AlterField(
            model_name="workflow",
            name="slug",
            field=models.SlugField(max_length=100, verbose_name="slug"),
        ),
        migrations.AddConstraint(
            model_name="workflow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("archived_at__isnull", True)),
                fields=("slug",),
                name="workflows_slug_once",
                violation_error_message=(
                    "There is a workflow with this slug already. Choose another slug, or change that workflow."
                ),
            ),
        ),
    ]
