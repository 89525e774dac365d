"""Playbooks, the tasks in them, and the service actions that are made of them."""

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from nessos.eventlog.announcing import Announcing
from nessos.kernel.fields import FoldedField, MoneyField
from nessos.kernel.models import Record

_TITLE = 200
_SLUG = 220
_NOTHING = Decimal("0.00")


class Playbook(Announcing, Record):
    """How we do one thing, written down. What it takes is never stored: it is the sum of its tasks."""

    title = models.CharField(_("title"), max_length=_TITLE)
    title_folded = FoldedField(source="title")
    slug = models.SlugField(
        _("slug"),
        max_length=_SLUG,
        unique=True,
        blank=True,
        help_text=_("Left empty, it is made from the title."),
    )
    content_markdown = models.TextField(_("content"), blank=True, help_text=_("Markdown."))
    tags = ArrayField(models.CharField(max_length=60), verbose_name=_("tags"), default=list, blank=True)
    last_reviewed_at = models.DateTimeField(_("last reviewed at"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="playbooks",
        null=True,
        blank=True,
        verbose_name=_("created by"),
    )

    class Meta(Announcing.Meta):
        verbose_name = _("playbook")
        verbose_name_plural = _("playbooks")
        ordering: ClassVar = ["title_folded", "id"]
        indexes: ClassVar = [GinIndex(fields=["tags"], name="ops_playbook_by_tag")]

    def __str__(self) -> str:
        return self.title

    @property
    def estimated_duration_minutes(self) -> int:
        """Of all tasks together; prefetch ``tasks`` for a list."""
        return sum(task.estimated_duration_minutes or 0 for task in self.tasks.all())

    @property
    def estimated_value(self) -> Decimal:
        return sum((task.estimated_value or _NOTHING for task in self.tasks.all()), _NOTHING)

    def derive(self, before: dict[str, Any] | None) -> Collection[str]:
        if self.slug:
            return []
        self.slug = before["slug"] if before else slug_free(Playbook, self.title)
        return ["slug"]


class Task(Record):
    """One step of a playbook, and what it takes."""

    playbook = models.ForeignKey(
        Playbook, on_delete=models.CASCADE, related_name="tasks", verbose_name=_("playbook")
    )
    title = models.CharField(_("title"), max_length=_TITLE)
    slug = models.SlugField(
        _("slug"), max_length=_SLUG, blank=True, help_text=_("Left empty, it is made from the title.")
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    estimated_duration_minutes = models.PositiveIntegerField(_("estimated minutes"), null=True, blank=True)
    estimated_value = MoneyField(
        _("estimated value"), null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering: ClassVar = ["playbook", "sort_order", "created_at"]
        constraints: ClassVar = [
            # A task is named by its slug within its playbook.
            models.UniqueConstraint(
                fields=["playbook", "slug"],
                name="ops_task_slug_once",
                violation_error_message=_("Another task of this playbook has this slug. Choose another one."),
            ),
            # A task that takes neither time nor money would make every total a guess.
            models.CheckConstraint(
                condition=Q(estimated_duration_minutes__isnull=False) | Q(estimated_value__isnull=False),
                name="ops_task_has_an_estimate",
                violation_error_message=_("Estimate the minutes, the value, or both."),
            ),
            # Totals are sums: nothing in them is below zero.
            models.CheckConstraint(
                condition=Q(estimated_value__isnull=True) | Q(estimated_value__gte=0),
                name="ops_task_value_not_negative",
                violation_error_message=_("The estimated value is zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = slug_free(Task, self.title, playbook_id=self.playbook_id)
        super().save(*args, **kwargs)


class ServiceAction(Record):
    """Something that we sell: it takes what its playbooks take, and costs their value times its complexity."""

    title = models.CharField(_("title"), max_length=_TITLE)
    title_folded = FoldedField(source="title")
    slug = models.SlugField(
        _("slug"),
        max_length=_SLUG,
        unique=True,
        blank=True,
        help_text=_("Left empty, it is made from the title."),
    )
    playbooks: "models.ManyToManyField[Playbook, ServiceActionPlaybook]" = models.ManyToManyField(
        Playbook, through="ServiceActionPlaybook", related_name="service_actions", verbose_name=_("playbooks")
    )
    complexity_factor = models.DecimalField(
        _("complexity"),
        max_digits=3,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(2))],
        help_text=_("1.0 simple, 1.3 medium, 1.5 and more risky, 2.0 at most."),
    )

    class Meta:
        verbose_name = _("service action")
        verbose_name_plural = _("service actions")
        ordering: ClassVar = ["title_folded", "id"]
        constraints: ClassVar = [
            # Less than simple does not exist, and more than twice is another service.
            models.CheckConstraint(
                condition=Q(complexity_factor__gte=1) & Q(complexity_factor__lte=2),
                name="ops_action_complexity_range",
                violation_error_message=_("The complexity is between 1 and 2."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = slug_free(ServiceAction, self.title)
        super().save(*args, **kwargs)

    @property
    def estimated_duration_minutes(self) -> int:
        """Of all playbooks together; prefetch ``playbooks__tasks`` for a list."""
        return sum(playbook.estimated_duration_minutes for playbook in self.playbooks.all())

    @property
    def estimated_value(self) -> Decimal:
        return sum((playbook.estimated_value for playbook in self.playbooks.all()), _NOTHING)

    @property
    def estimated_cost(self) -> Decimal:
        cost = self.estimated_value * Decimal(self.complexity_factor)
        return cost.quantize(_NOTHING, rounding=ROUND_HALF_UP)


class ServiceActionPlaybook(Record):
    """A playbook within a service action: while it is there, the playbook cannot be deleted."""

    service_action = models.ForeignKey(
        ServiceAction, on_delete=models.CASCADE, related_name="parts", verbose_name=_("service action")
    )
    playbook = models.ForeignKey(
        Playbook, on_delete=models.PROTECT, related_name="parts", verbose_name=_("playbook")
    )

    class Meta:
        verbose_name = _("playbook of a service action")
        verbose_name_plural = _("playbooks of service actions")
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            # Counted twice, a playbook would cost twice.
            models.UniqueConstraint(
                fields=["service_action", "playbook"],
                name="ops_action_playbook_once",
                violation_error_message=_("This playbook is part of the service action already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_action} ← {self.playbook}"


def slug_free(model: type[models.Model], title: str, **within: Any) -> str:
    """A slug made from the title that no row has yet: ``backup-diario``, ``backup-diario-2``."""
    stem = slugify(title)[: _SLUG - 10] or model._meta.model_name or ""
    taken = set(model._default_manager.filter(slug__startswith=stem, **within).values_list("slug", flat=True))
    slug, count = stem, 1
    while slug in taken:
        count += 1
        slug = f"{stem}-{count}"
    return slug
