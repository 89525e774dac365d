import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nessos.kernel.clock
import nessos.kernel.fields
import nessos.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("ai", "0005_ledger"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="pieces",
            field=models.PositiveIntegerField(default=0, verbose_name="pieces"),
        ),
        migrations.RunSQL(
            "UPDATE ai_document SET pieces = (SELECT count(*) FROM ai_chunk WHERE document_id = ai_document.id)",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name="document",
            name="has_vectors",
            field=models.BooleanField(default=True, verbose_name="has vectors"),
        ),
        migrations.AddField(
            model_name="embeddingspace",
            name="likeness_floor",
            field=models.FloatField(default=0.32, verbose_name="likeness asked for"),
        ),
        migrations.AddField(
            model_name="embeddingspace",
            name="served_model",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="ai.servedmodel",
                verbose_name="AI model",
            ),
        ),
        migrations.CreateModel(
            name="UploadedDocument",
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
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_folded", nessos.kernel.fields.FoldedField(source="title")),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="tags",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("pt-br", "Portuguese"), ("en", "English"), ("other", "another")],
                        default="pt-br",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "is_for_everybody",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise only the groups below find and read it, and whoever uploaded it.",
                        verbose_name="for everybody",
                    ),
                ),
                (
                    "is_archived",
                    models.BooleanField(
                        default=False,
                        help_text="It stays here, and is found no longer.",
                        verbose_name="archived",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("docx", "DOCX"),
                            ("html", "HTML"),
                            ("md", "MD"),
                            ("txt", "TXT"),
                        ],
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("reading", "being read"),
                            ("ready", "ready"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("fault", models.CharField(blank=True, max_length=20, verbose_name="fault")),
                ("pages_read", models.PositiveIntegerField(default=0, verbose_name="pages read")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                ("leased_until", models.DateTimeField(blank=True, null=True, verbose_name="leased until")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("text_hash", models.CharField(blank=True, max_length=64, verbose_name="text's hash")),
                (
                    "groups",
                    models.ManyToManyField(blank=True, to="auth.group", verbose_name="for the groups"),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "uploaded document",
                "verbose_name_plural": "uploaded documents",
                "ordering": ["-created_at", "-id"],
                "permissions": [("see_all_uploadeddocument", "Can see all uploaded documents")],
            },
        ),
        migrations.CreateModel(
            name="UploadedFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nessos.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("kind", models.CharField(max_length=5, verbose_name="kind")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="hash")),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                ("content", models.BinaryField(verbose_name="content")),
                (
                    "uploaded_at",
                    models.DateTimeField(default=nessos.kernel.clock.now, verbose_name="uploaded at"),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="ai.uploadeddocument",
                        verbose_name="document",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a document",
                "verbose_name_plural": "files of documents",
                "base_manager_name": "objects",
                "ordering": ["document", "-version"],
            },
        ),
        migrations.CreateModel(
            name="EmbedderChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rebuild_asked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="rebuild asked at"),
                ),
                ("fault", models.TextField(blank=True, verbose_name="fault")),
                ("fault_at", models.DateTimeField(blank=True, null=True, verbose_name="failed at")),
                ("resume_at", models.DateTimeField(blank=True, null=True, verbose_name="goes on at")),
                (
                    "served_model",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ai.servedmodel",
                        verbose_name="embedder",
                    ),
                ),
            ],
            options={
                "verbose_name": "choice of the embedder",
                "verbose_name_plural": "choice of the embedder",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="ai_one_embedder_choice")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="uploadeddocument",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "reading"])),
                fields=["created_at"],
                name="ai_upload_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="uploadeddocument",
            index=models.Index(fields=["-created_at", "-id"], name="ai_upload_by_time"),
        ),
        migrations.AddConstraint(
            model_name="uploadedfile",
            constraint=models.UniqueConstraint(fields=("document", "version"), name="ai_file_version_once"),
        ),
        # A file that is compressed already is not compressed again, and may be read in parts.
        migrations.RunSQL(
            "ALTER TABLE ai_uploadedfile ALTER COLUMN content SET STORAGE EXTERNAL",
            "ALTER TABLE ai_uploadedfile ALTER COLUMN content SET STORAGE EXTENDED",
        ),
    ]
