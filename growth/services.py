"""Writes of GROWTH: each function is one transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from growth.errors import CaseWithoutMaterialError, ServiceLockedError
from growth.models import Case, Lead, Post, Proposal, Service, UpsellAlert
from nessos.kernel import clock

#: From this score on a lead that was only new counts as qualified.
QUALIFIED_FROM = 50


@transaction.atomic
def lead_move(*, lead: Lead, status: Lead.Status) -> Lead:
    """Put a lead into another column of the board."""
    lead.status = status
    lead.save(update_fields=["status"])
    return lead


@transaction.atomic
def lead_score_record(*, lead: Lead, score: int, segment: str = "") -> Lead:
    """What a qualification found out; a good score qualifies a lead that nobody has moved on yet."""
    row = Lead.objects.select_for_update().get(pk=lead.pk)
    row.lead_score = score
    row.lead_segment = segment or row.lead_segment
    _qualify_by_score(row)
    row.save(update_fields=["lead_score", "lead_segment", "status"])
    return row


def lead_ask(lead: Lead) -> dict[str, Any]:
    """What the agent that qualifies is asked about a lead."""
    return {"name": lead.name, "company": lead.company, "message": lead.message, "source": lead.source}


@transaction.atomic
def proposal_draft(*, lead: Lead, drafted: Mapping[str, Any]) -> Proposal:
    """A draft of what the agent proposed; sending it is somebody's decision."""
    names = ("title", "sections", "items", "total", "valid_until")
    return Proposal.objects.create(lead=lead, **{name: drafted[name] for name in names})


@transaction.atomic
def lead_update(*, lead: Lead, **fields: Any) -> Lead:
    """Write these typed fields; a score among them counts as a qualification's, unless they say the status too."""
    row = Lead.objects.select_for_update().get(pk=lead.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    if "lead_score" in fields and "status" not in fields:
        _qualify_by_score(row)
    row.save(update_fields={*fields, "status"})
    return row


@transaction.atomic
def service_activate(*, service: Service) -> Service:
    """Put a service on sale. Refused, with the lock's sentence, as long as it has no playbook."""
    row = Service.objects.select_for_update().get(pk=service.pk)
    if row.playbook_id is None:
        raise ServiceLockedError(name=row.name)
    row.is_active = True
    row.save(update_fields=["is_active"])
    return row


@transaction.atomic
def case_to_post_draft(*, case: Case, author: Any = None) -> Post:
    """A draft made of a case, with the case's playbook. Publishing it is somebody's decision, never this one's."""
    if not case.has_material:
        raise CaseWithoutMaterialError(title=case.title)
    return Post.objects.create(
        title=case.title,
        content_markdown="\n\n".join(part for part in (case.summary.strip(), case.raw_data.strip()) if part),
        seo_description=_shorten(case.summary or case.raw_data),
        case=case,
        playbook_id=case.playbook_id,
        author=author,
    )


@transaction.atomic
def post_draft(*, case: Case, written: Mapping[str, Any], author: Any = None) -> Post:
    """A draft of what the agent wrote about a case, with the case's playbook."""
    names = ("title", "slug", "content_markdown", "seo_description")
    fields = {name: written[name] for name in names}
    return Post.objects.create(case=case, playbook_id=case.playbook_id, author=author, **fields)


@transaction.atomic
def post_publish(*, post: Post) -> Post:
    """Publishing what is published already changes nothing and announces nothing."""
    row = Post.objects.select_for_update().get(pk=post.pk)
    if not row.is_published:
        row.is_published = True
        row.save(update_fields=["is_published"])
    return row


@transaction.atomic
def proposal_accept(*, proposal: Proposal) -> Proposal:
    """The customer said yes; the row's own rules say whether that is still possible."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.status != Proposal.Status.ACCEPTED:
        row.status = Proposal.Status.ACCEPTED
        row.save(update_fields=["status"])
    return row


@transaction.atomic
def proposals_expire() -> int:
    """What was sent and not answered in time is no longer an offer."""
    overdue = Proposal.objects.filter(status=Proposal.Status.SENT, valid_until__lt=clock.today())
    return overdue.update(status=Proposal.Status.EXPIRED)


@transaction.atomic
def hours_alert_raise(*, contract_id: UUID, month: Any, hours: Any, limit: Any) -> UpsellAlert:
    """One alert for a contract's month; recording the month again brings its figures up to date."""
    message = _("%(hours)s hours were worked in %(month)s; the contract includes %(limit)s.") % {
        "hours": number_format(hours, 2),
        "month": f"{month:%m/%Y}",
        "limit": number_format(limit, 2),
    }
    alert, _made = UpsellAlert.objects.update_or_create(
        contract_id=contract_id,
        month=month,
        alert_type=UpsellAlert.AlertType.HOURS_LIMIT,
        defaults={"message": message, "consumption": hours, "limit": limit},
    )
    return alert


@transaction.atomic
def upsell_alert_dismiss(*, alert: UpsellAlert) -> bool:
    """True when this call dismissed it, False when it was so already."""
    return bool(UpsellAlert.objects.filter(pk=alert.pk, dismissed_at=None).update(dismissed_at=clock.now()))


def _qualify_by_score(lead: Lead) -> None:
    if (lead.lead_score or 0) >= QUALIFIED_FROM and lead.status == Lead.Status.NEW:
        lead.status = Lead.Status.QUALIFIED


def _shorten(text: str, length: int = 160) -> str:
    """The beginning, cut between words, as a description for search engines."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0] + "…"
