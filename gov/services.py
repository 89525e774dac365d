"""Writes of GOV: each function is one transaction."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from gov.errors import AlreadyAcceptedError, PolicyWithoutVersionError, VersionSupersededError
from gov.models import Policy, PolicyAcceptance, PolicyVersion
from gov.selectors import version_asking_of
from nessos.kernel import clock


@transaction.atomic
def policy_create(*, content_text: str = "", effective_at: datetime | None = None, **fields: Any) -> Policy:
    """A policy, with the first version of its text if there is one yet."""
    policy = Policy.objects.create(**fields)
    if content_text:
        policy_text_save(policy=policy, content_text=content_text, effective_at=effective_at)
    return policy


@transaction.atomic
def policy_update(
    *, policy: Policy, content_text: str = "", effective_at: datetime | None = None, **fields: Any
) -> Policy:
    """A policy that stays or becomes active gets its text first, one that is taken back gets it after.

    So an activation puts the new text into force and not the old one, and a withdrawal puts none.
    """
    is_taken_back = fields.get("status", policy.status) != Policy.Status.ACTIVE
    if content_text and not is_taken_back:
        policy_text_save(policy=policy, content_text=content_text, effective_at=effective_at)
    for name, value in fields.items():
        setattr(policy, name, value)
    if fields:
        policy.save(update_fields=list(fields))
    if content_text and is_taken_back:
        policy_text_save(policy=policy, content_text=content_text, effective_at=effective_at)
    return policy


@transaction.atomic
def policy_text_save(
    *, policy: Policy, content_text: str, effective_at: datetime | None = None
) -> PolicyVersion:
    """New text is a new version, which takes effect now or when it is said to; the same text again changes nothing."""
    Policy.objects.select_for_update().get(pk=policy.pk)
    newest = policy.versions.order_by("-number").first()
    if newest is not None and newest.content_text == content_text and effective_at is None:
        return newest
    return PolicyVersion.objects.create(
        policy=policy, content_text=content_text, effective_at=effective_at or clock.now()
    )


@transaction.atomic
def policy_activate(*, policy: Policy) -> Policy:
    policy.status = Policy.Status.ACTIVE
    policy.save(update_fields=["status"])
    return policy


@transaction.atomic
def policy_deprecate(*, policy: Policy) -> Policy:
    """It asks nobody any more; what was accepted stays."""
    policy.status = Policy.Status.DEPRECATED
    policy.save(update_fields=["status"])
    return policy


def due_versions_publish() -> int:
    """Put into force every version whose time has come; answers how many there were."""
    waiting = PolicyVersion.objects.filter(published_at__isnull=True, effective_at__lte=clock.now())
    policies = Policy.objects.filter(status=Policy.Status.ACTIVE, pk__in=waiting.values("policy")).order_by(
        "pk"
    )
    return sum(_due_version_publish(policy) for policy in policies)


def version_accept(*, version: PolicyVersion, user: Any, ip: str | None = None) -> PolicyAcceptance:
    """The person agrees to this version. Once: a second time is refused with the day of the first."""
    newest = version_asking_of(policy=version.policy)
    if newest is not None and newest.number > version.number:
        raise VersionSupersededError(number=version.number, policy=version.policy_title, newest=newest.number)
    if version.policy.status != Policy.Status.ACTIVE:
        raise PolicyWithoutVersionError(policy=version.policy_title)
    try:
        with transaction.atomic():
            return PolicyAcceptance.objects.create(version=version, user=user, ip=ip)
    except IntegrityError as error:
        earlier = PolicyAcceptance.objects.filter(version=version, user=user).first()
        if earlier is None:
            raise
        day = date_format(timezone.localtime(earlier.accepted_at), "SHORT_DATE_FORMAT")
        raise AlreadyAcceptedError(number=version.number, policy=version.policy_title, day=day) from error


def policy_accept(*, policy: Policy, user: Any, ip: str | None = None) -> PolicyAcceptance:
    """The person agrees to the newest version in effect."""
    version = version_asking_of(policy=policy)
    if version is None:
        raise PolicyWithoutVersionError(policy=policy.title)
    return version_accept(version=version, user=user, ip=ip)


@transaction.atomic
def _due_version_publish(policy: Policy) -> bool:
    row = Policy.objects.select_for_update().get(pk=policy.pk)
    return row.due_version_publish()
