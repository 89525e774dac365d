"""What the company tells of its work: success cases, and the posts made of them."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from growth.models.firsts import first_time_note
from nessos.eventlog.announcing import Announcing
from nessos.kernel.fields import FoldedField
from nessos.kernel.models import Record
from nessos.kernel.slugs import STRICT, SlugFrom, strict_slug_validate


class Case(Announcing, Record):
    """A success: what was noted down about it, and in short."""

    title = models.CharField(_("title"), max_length=200)
    title_folded = FoldedField(source="title")
    slug = SlugFrom("title", verbose_name=_("slug"))
    raw_data = models.TextField(_("raw data"), blank=True)
    summary = models.TextField(_("summary"), blank=True)
    playbook = models.ForeignKey(
        "ops.Playbook",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("playbook"),
    )

    class Meta(Announcing.Meta):
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def has_material(self) -> bool:
        """Is there enough to write a post about?"""
        return bool(self.raw_data.strip() or self.summary.strip())


class Post(Announcing, Record):
    title = models.CharField(_("title"), max_length=200)
    title_folded = FoldedField(source="title")
    slug = SlugFrom("title", verbose_name=_("slug"), validators=[strict_slug_validate])
    content_markdown = models.TextField(_("content"), blank=True, help_text=_("Markdown"))
    seo_description = models.CharField(_("description for search engines"), max_length=320, blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    #: When it was first published; taking it back does not undo that.
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("author"),
    )
    playbook = models.ForeignKey(
        "ops.Playbook",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("playbook"),
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("case")
    )

    class Meta(Announcing.Meta):
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-created_at", "-id"]
        constraints: ClassVar = [
            # A slug becomes part of a public address.
            models.CheckConstraint(
                condition=Q(slug__regex=STRICT),
                name="growth_post_slug_shape",
                violation_error_message=strict_slug_validate.message,
            ),
            # Readers sort by the day of publication.
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(published_at__isnull=False),
                name="growth_post_published_has_a_day",
                violation_error_message=_("A published post has a day of publication. Publish it again."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """An empty slug is made before the rule about its shape is asked."""
        slug = self._meta.get_field("slug")
        assert isinstance(slug, SlugFrom)
        slug.fill(self)

    def derive(self, before: dict[str, Any] | None) -> Collection[str]:
        return first_time_note(self, before, "published_at", happened=self.is_published)
