"""Policies, the versions of their text, and who accepted which."""

import hashlib
from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from gov.errors import AcceptanceFinalError, VersionNotPublishedError, VersionPublishedError
from nessos.eventlog.announcing import Announcing
from nessos.kernel import clock
from nessos.kernel.fields import FoldedField
from nessos.kernel.models import Record
from nessos.kernel.slugs import SlugFrom

#: What of a version stands for good once it has taken effect.
_STANDING = ("policy_id", "number", "content_text", "effective_at", "published_at")


class Policy(Announcing, Record):
    """Announcing for the sake of its versions: an activation by any door puts the newest of them into force."""

    class Kind(models.TextChoices):
        POLICY = "politica", _("Policy")
        NDA = "nda", _("NDA")
        TERM = "termo", _("Term")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        DEPRECATED = "deprecated", _("Deprecated")

    title = models.CharField(_("title"), max_length=200)
    title_folded = FoldedField(source="title")
    slug = SlugFrom("title", verbose_name=_("slug"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.POLICY)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)

    class Meta(Announcing.Meta):
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["title_folded"]
        permissions: ClassVar = [("see_all_policy", _("Can see all policies, drafts too"))]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, using: str | None = None, **kwargs: Any) -> None:
        """A policy that is active puts into force what is due of it, in the same transaction."""
        with transaction.atomic(using=using):
            super().save(*args, using=using, **kwargs)
            self.due_version_publish()

    def due_version_publish(self) -> bool:
        """Put the newest version whose time has come into force; what it replaced unread never will be."""
        # Asked of the database: a partial write may come from a copy whose status is old.
        if not Policy.objects.filter(pk=self.pk, status=self.Status.ACTIVE).exists():
            return False
        due = (
            self.versions.select_for_update()
            .filter(effective_at__lte=clock.now())
            .order_by("-number")
            .first()
        )
        if due is None or due.published_at is not None:
            return False
        due.published_at = clock.now()
        due.save(update_fields=["published_at"])
        return True


class PolicyVersion(Announcing, Record):
    """One text of a policy. It may be mended until it takes effect; then it stands for good (migration 2)."""

    policy = models.ForeignKey(
        Policy, on_delete=models.PROTECT, related_name="versions", verbose_name=_("policy")
    )
    number = models.PositiveIntegerField(_("version"), editable=False)
    content_text = models.TextField(_("text"))
    #: Of the text, by the database itself at each write; here only so that the row in memory knows it too.
    content_hash = models.CharField(_("SHA-256 of the text"), max_length=64, editable=False)
    effective_at = models.DateTimeField(_("takes effect at"), default=clock.now)
    #: When it did take effect: at once, or by the duty that watches the clock.
    published_at = models.DateTimeField(_("in effect since"), null=True, blank=True, editable=False)

    class Meta(Announcing.Meta):
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["policy", "-number"]
        permissions: ClassVar = [("see_all_policyversion", _("Can see all policy versions, drafts too"))]
        constraints: ClassVar = [
            # Two people who save a text at once make two versions, never one number twice.
            models.UniqueConstraint(fields=["policy", "number"], name="gov_version_number_once"),
            # Nobody can agree to an empty page.
            models.CheckConstraint(
                condition=~Q(content_text=""),
                name="gov_version_has_text",
                violation_error_message=_("A version needs a text. Write it."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["effective_at"], condition=Q(published_at__isnull=True), name="gov_version_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"

    @property
    def policy_title(self) -> str:
        return self.policy.title

    def derive(self, before: dict[str, Any] | None) -> Collection[str]:
        self.content_hash = hashlib.sha256(self.content_text.encode()).hexdigest()
        if before is None:
            # The policy's row is the lock behind the numbers, and behind "active".
            Policy.objects.select_for_update().get(pk=self.policy_id)
            newest = PolicyVersion.objects.filter(policy_id=self.policy_id).aggregate(number=Max("number"))
            self.number = (newest["number"] or 0) + 1
        elif before["published_at"] is not None:
            self._assert_standing(before)
        if self.published_at is None and self._is_due():
            self.published_at = clock.now()
            return ["published_at"]
        return []

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.published_at is not None:
            raise VersionPublishedError(number=self.number, policy=self.policy_title)
        return super().delete(*args, **kwargs)

    def _assert_standing(self, before: dict[str, Any]) -> None:
        if any(self._typed(name) != before[name] for name in _STANDING):
            raise VersionPublishedError(number=before["number"], policy=self.policy_title)

    def _is_due(self) -> bool:
        if self._typed("effective_at") > clock.now():
            return False
        newer = PolicyVersion.objects.filter(policy_id=self.policy_id, number__gt=self.number)
        is_replaced = newer.filter(published_at__isnull=False).exists()
        return (
            not is_replaced and Policy.objects.filter(pk=self.policy_id, status=Policy.Status.ACTIVE).exists()
        )

    def _typed(self, attname: str) -> Any:
        field: Any = self._meta.get_field(attname.removesuffix("_id"))
        return field.to_python(getattr(self, attname))


class PolicyAcceptance(Announcing, Record):
    """Proof that somebody agreed to one version of a text. Final."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="acceptances", verbose_name=_("version")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="policy_acceptances",
        verbose_name=_("accepted by"),
    )
    accepted_at = models.DateTimeField(_("accepted at"), default=clock.now, editable=False)
    ip = models.GenericIPAddressField(_("from the address"), null=True, blank=True, editable=False)
    #: Of the text that was agreed to, so that the proof stands by itself.
    content_hash = models.CharField(_("SHA-256 of the text"), max_length=64, editable=False)

    class Meta(Announcing.Meta):
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ["-accepted_at", "-id"]
        permissions: ClassVar = [("see_all_policyacceptance", _("Can see all acceptances"))]
        constraints: ClassVar = [
            # One agrees to a version once.
            models.UniqueConstraint(
                fields=["version", "user"],
                name="gov_acceptance_once",
                violation_error_message=_("You accepted this version already. There is nothing left to do."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} ✓ {self.user}"

    @property
    def policy(self) -> Policy:
        return self.version.policy

    def derive(self, before: dict[str, Any] | None) -> Collection[str]:
        if before is not None:
            raise AcceptanceFinalError
        if self.version.published_at is None:
            raise VersionNotPublishedError(number=self.version.number, policy=self.version.policy_title)
        self.content_hash = self.version.content_hash
        return []

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AcceptanceFinalError
