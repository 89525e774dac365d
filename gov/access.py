"""Own rows of GOV: what is in force is for everybody, what is being written is not; acceptances are one's own."""

from django.db.models import Exists, OuterRef, Q

from gov.models import Policy, PolicyVersion
from nessos.web.access import own_rows

_NOBODY = Q(pk__in=())


def _is_in_force(_user: object) -> Q:
    published = PolicyVersion.objects.filter(policy=OuterRef("pk"), published_at__isnull=False)
    return Q(Exists(published), status=Policy.Status.ACTIVE)


own_rows("gov.Policy", read=_is_in_force, write=lambda _user: _NOBODY)
own_rows(
    "gov.PolicyVersion",
    read=lambda _user: Q(published_at__isnull=False, policy__status=Policy.Status.ACTIVE),
    write=lambda _user: _NOBODY,
)
own_rows("gov.PolicyAcceptance", read=lambda user: Q(user=user), owner="user")
