"""Who may decide: the members of the group, the persons named, and whoever sees all."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractUser, Group
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from nessos.accounts.models import User
from nessos.web.access import Person, sees_all
from ops.workflows.errors import StepFault
from ops.workflows.models import Approval, ApprovalNote
from ops.workflows.reviews.errors import FourEyes, NotYours
from ops.workflows.wording import name_shorten

Somebody = Group | User
_BIGGEST = 2**63


def people_active() -> QuerySet[User]:
    return User.objects.filter(is_active=True)


def group_find(name: str) -> Group:
    """Raises StepFault."""
    found = Group.objects.filter(name=name).first()
    if found is None:
        sentence = _("There is no group “%(name)s” that could review this. Make it, or name another.")
        raise StepFault(fault=sentence % {"name": name_shorten(name)})
    return found


def person_find(who: Any) -> User:
    """By user name or by id, among those who may sign in. Raises StepFault."""
    rows, found = people_active(), None
    if isinstance(who, str):
        found = rows.filter(username=who).first()
    elif isinstance(who, int) and not isinstance(who, bool) and 0 < who < _BIGGEST:
        found = rows.filter(pk=who).first()
    if found is None:
        sentence = _(
            "There is no user “%(name)s” who could review this. Give the name of one who may sign in."
        )
        raise StepFault(fault=sentence % {"name": name_shorten(who)})
    return found


def somebody_find(name: str) -> Somebody | None:
    """A group before a person of the same name, unless nobody is in it: a person can answer, an empty group cannot."""
    group = Group.objects.filter(name=name).first()
    if group is not None and people_active().filter(groups=group).exists():
        return group
    return people_active().filter(username=name).first() or group


# --- Who may see and decide ------------------------------------------------------------------------------------------
def assigned_to(user: AbstractUser) -> Q:
    """The approvals that are given to this person, or to a group of his."""
    through = Approval.assignees.through._default_manager
    groups = user.groups.order_by().values("pk")
    return Q(assignee_group__in=groups) | Q(
        pk__in=through.filter(user_id=user.pk).order_by().values("approval_id")
    )


def shown_to(user: AbstractUser) -> Q:
    """And those that he has had a part in, or whose run he started."""
    mine = ApprovalNote.objects.filter(person_id=user.pk).order_by().values("approval_id")
    return assigned_to(user) | Q(pk__in=mine) | Q(run__triggered_by=user.pk)


def may_decide(user: Person, approval: Approval) -> bool:
    return _is_assigned(user, approval) and not _is_same_pair_of_eyes(user, approval)


def may_answer(user: AbstractUser, approval: Approval) -> bool:
    return _is_assigned(user, approval) or approval.run.triggered_by_id == user.pk


def decider_check(user: Person, approval: Approval) -> None:
    """Raises NotYours or FourEyes."""
    if not _is_assigned(user, approval):
        raise NotYours(title=approval, deciders=deciders_tell(approval))
    if _is_same_pair_of_eyes(user, approval):
        raise FourEyes(title=approval)


def deciders_read(approval: Approval) -> QuerySet[User]:
    """The people who are asked; whoever merely sees all is not."""
    rows = people_active().filter(
        Q(pk__in=approval.assignees.order_by().values("pk"))
        | Q(pk__in=people_active().filter(groups=approval.assignee_group_id).order_by().values("pk"))
    )
    if approval.four_eyes and approval.run.triggered_by_id is not None:
        rows = rows.exclude(pk=approval.run.triggered_by_id)
    return rows.order_by("pk")


def deciders_tell(approval: Approval) -> str:
    """The group and the persons, as a sentence needs them."""
    names = [approval.assignee_group.name] if approval.assignee_group is not None else []
    return ", ".join([*names, *(person.get_username() for person in approval.assignees.all())]) or _("nobody")


def persons_find(given: Iterable[Any]) -> list[User]:
    """Each once, in the order given. Raises StepFault."""
    found: dict[int, User] = {}
    for who in given:
        person = person_find(who)
        found.setdefault(person.pk, person)
    return list(found.values())


def _is_assigned(user: Person, approval: Approval) -> bool:
    if not isinstance(user, AbstractUser) or not user.is_active:
        return False
    if sees_all(user, Approval) or any(person.pk == user.pk for person in approval.assignees.all()):
        return True
    group = approval.assignee_group_id
    return group is not None and user.groups.filter(pk=group).exists()


def _is_same_pair_of_eyes(user: Person, approval: Approval) -> bool:
    return approval.four_eyes and user.pk is not None and approval.run.triggered_by_id == user.pk
