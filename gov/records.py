"""What of GOV a workflow may read and write."""

from typing import Any

from gov.models import Policy
from gov.services import policy_create, policy_update
from nessos.offers.records import record_offer
from nessos.web.api.showing import shown_by

_POLICY = ("title", "slug", "kind", "status", "content_text")
record_offer(
    "gov.Policy",
    reads=("id", *_POLICY, "versions", "created_at", "updated_at"),
    writes=_POLICY,
    computed={"content_text": str, "versions": list[dict[str, Any]]},
    rows=lambda: Policy.objects.prefetch_related("versions"),
    create=policy_create,
    update=policy_update,
    show=shown_by("gov.api.PolicySerializer"),
)
