"""A workflow, the immutable versions of its steps, and what the house loaded of those that it ships."""

from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from nessos.kernel.models import Record

#: A slug stands in an address, where these stand too.
RESERVED = frozenset({"validate"})
_TAKEN = _("There is a workflow with this slug already. Choose another slug, or change that workflow.")


class Workflows(models.QuerySet["Workflow"]):
    def live(self) -> Self:
        """Those that nobody deleted."""
        return self.filter(archived_at__isnull=True)


class Workflow(Record):
    slug = models.SlugField(_("slug"), max_length=100)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    #: Both empty: it runs only by hand.
    trigger_module = models.CharField(_("trigger module"), max_length=40, blank=True)
    trigger_event = models.CharField(_("trigger event"), max_length=80, blank=True)
    trigger_condition = models.TextField(_("trigger condition"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    published = models.ForeignKey(
        "Version",
        verbose_name=_("published version"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = Workflows.as_manager()

    class Meta:
        verbose_name = _("workflow")
        verbose_name_plural = _("workflows")
        ordering = ["slug"]
        permissions: ClassVar = [
            ("publish_workflow", _("Can publish workflows")),
            ("trigger_workflow", _("Can start workflows by hand")),
        ]
        constraints: ClassVar = [
            # An address means one workflow; what was archived keeps its slug for its runs, and gives the address free.
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(archived_at__isnull=True),
                name="workflows_slug_once",
                violation_error_message=_TAKEN,
            ),
            # A trigger is a whole event type, or there is none.
            models.CheckConstraint(
                condition=models.Q(trigger_module="", trigger_event="")
                | (~models.Q(trigger_module="") & ~models.Q(trigger_event="")),
                name="workflows_trigger_is_whole",
                violation_error_message=_("Give both the module and the event of the trigger, or neither."),
            ),
        ]
        indexes: ClassVar = [
            # Asked inside every transaction that records an event.
            models.Index(
                fields=["trigger_module", "trigger_event"],
                name="workflows_triggered",
                condition=models.Q(is_active=True, archived_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def version_shown(self) -> "Version | None":
        """The one that runs; before the first publication, the newest draft."""
        if self.published is not None:
            return self.published
        return next(iter(self.versions.all()), None)

    def clean(self) -> None:
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("This word stands in an address already. Choose another slug.")})
        if (
            self.archived_at is None
            and type(self).objects.live().filter(slug=self.slug).exclude(pk=self.pk).exists()
        ):
            raise ValidationError({"slug": _TAKEN})


class Version(Record):
    """The steps of a workflow as they were saved; once published, a trigger in the database refuses any change."""

    workflow = models.ForeignKey(
        Workflow, verbose_name=_("workflow"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    steps = models.JSONField(_("steps"), encoder=DjangoJSONEncoder)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    #: What is wrong with a draft: ``[{"path", "message"}]``.
    errors = models.JSONField(_("errors"), default=list, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["workflow", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workflow", "number"], name="workflows_version_number_once"),
            # What open runs stand on was found to be right.
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True) | models.Q(errors=[]),
                name="workflows_published_is_valid",
                violation_error_message=_("Correct the errors of this version before you publish it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workflow_id} v{self.number}"


class Loaded(models.Model):
    """What the house last loaded of a workflow that it ships: by it one sees whether a person changed it since.

    It stays when the workflow goes: what a person deleted is not loaded again.
    """

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    digest = models.CharField(_("digest"), max_length=64)
    #: As the house left it.
    is_active = models.BooleanField(_("active"), default=False)
    #: It came with the demo, and becomes active as soon as it can.
    with_demo = models.BooleanField(_("with the demo"), default=False)

    class Meta:
        verbose_name = _("loaded workflow")
        verbose_name_plural = _("loaded workflows")
        default_permissions = ()

    def __str__(self) -> str:
        return self.slug
