"""Who may come in: people, their API tokens, failed logins, and which grants were handed to a role."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.models import Record


class User(AbstractUser):
    """Our own from the first migration, so that it can grow. Sessions and tokens live on real time."""

    #: What an hour of this person costs a contract; copied into each time entry when it starts.
    hourly_rate = models.DecimalField(
        _("hourly rate"), max_digits=10, decimal_places=2, null=True, blank=True
    )

    class Meta(AbstractUser.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(hourly_rate__isnull=True) | models.Q(hourly_rate__gte=0),
                name="accounts_user_rate_not_negative",
                violation_error_message=_("An hourly rate is zero or more."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class ApiToken(Record):
    """A key to the API. The token itself is shown once and never kept: only its hash is here."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    #: The first characters, so that a person can tell tokens apart.
    hint = models.CharField(_("begins with"), max_length=12, editable=False)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.hint}… {self.name}".strip()

    @property
    def is_valid(self) -> bool:
        now = clock.real_now()
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


class LoginFailure(models.Model):
    """Failed logins in a row of one name from one address: the counter behind the lock-out, on real time."""

    #: Hashes: a list of who tried to log in from where is personal data that nobody needs.
    subject = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_failure_at = models.DateTimeField(default=clock.real_now)

    class Meta:
        verbose_name = _("failed login")
        verbose_name_plural = _("failed logins")

    def __str__(self) -> str:
        return f"{self.failures} × {self.subject[:8]}"


class RoleGrant(models.Model):
    """A permission that a role was once given, so that one taken away by hand is not handed out again."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    permission = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("grant of a role")
        verbose_name_plural = _("grants of roles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "permission"], name="accounts_role_grant_once")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission}"
