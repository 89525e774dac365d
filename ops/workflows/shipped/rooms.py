"""What connects the rooms: something happens in one, an agent proposes, people decide, a record is written."""

from django.utils.translation import gettext_lazy as _

from ops.workflows.shipped.shape import Shipped

#: What is written down of a proposal that was reviewed.
_PROPOSAL = {
    "lead": "{{ payload.id }}",
    "title": "{{ steps.review_proposal.output.output.title }}",
    "sections": "{{ steps.review_proposal.output.output.sections }}",
    "items": "{{ steps.review_proposal.output.output.items }}",
    "valid_until": "{{ steps.review_proposal.output.output.valid_until }}",
}

ROOMS = [
    Shipped(
        slug="lead-qualification",
        title=_("Lead qualification"),
        about=_("Scores a new lead and notes its segment; 50 points or more qualify it."),
        trigger_module="growth",
        trigger_event="lead.created",
        document=[
            {
                "name": "qualify",
                "type": "ai_agent",
                "agent": "qualify_lead",
                "context_keys": ["payload.name", "payload.company", "payload.message", "payload.source"],
                "retry_on_failure": 2,
            },
            {
                "name": "note_score",
                "type": "db_query",
                "operation": "update",
                "model": "growth.Lead",
                "filter": {"id": "{{ payload.id }}"},
                "values": {
                    "lead_score": "{{ steps.qualify.output.score }}",
                    "lead_segment": "{{ steps.qualify.output.segment }}",
                },
            },
        ],
    ),
    Shipped(
        slug="case-to-post",
        title=_("Case to post"),
        about=_("Writes a post about a success case; GROWTH reviews it, and a draft is made."),
        trigger_module="growth",
        trigger_event="case.saved",
        document=[
            {"name": "has_material", "type": "condition", "expression": "bool(payload.raw_data)"},
            {
                "name": "write_post",
                "type": "ai_agent",
                "agent": "generate_post",
                "params": {"case_id": "{{ payload.id }}"},
                "retry_on_failure": 2,
            },
            {
                "name": "review_post",
                "type": "human_review",
                "title": _("Review the post about “{{ payload.title }}”"),
                "subject": "steps.write_post.output",
                "assignee_group": "growth",
            },
            {
                "name": "create_post",
                "type": "db_query",
                "operation": "create",
                "model": "growth.Post",
                "values": {
                    "title": "{{ steps.review_post.output.output.title }}",
                    "slug": "{{ steps.review_post.output.output.slug }}",
                    "content_markdown": "{{ steps.review_post.output.output.content_markdown }}",
                    "seo_description": "{{ steps.review_post.output.output.seo_description }}",
                    "playbook": "{{ payload.playbook }}",
                    "case": "{{ payload.id }}",
                },
            },
        ],
    ),
    Shipped(
        slug="lead-to-proposal",
        title=_("Lead to proposal"),
        about=_("Drafts a proposal for a qualified lead; GROWTH reviews it before it is made."),
        trigger_module="growth",
        trigger_event="lead.qualified",
        document=[
            {
                "name": "write_proposal",
                "type": "ai_agent",
                "agent": "generate_proposal",
                "params": {"lead_id": "{{ payload.id }}"},
                "retry_on_failure": 2,
            },
            {
                "name": "review_proposal",
                "type": "human_review",
                "title": _("Review the proposal for {{ payload.name }}"),
                "subject": "steps.write_proposal.output",
                "assignee_group": "growth",
            },
            # Left out, a total is the sum of the lines, also of lines that the review changed.
            {
                "name": "create_proposal",
                "type": "db_query",
                "condition": "steps.review_proposal.output.output.total == steps.write_proposal.output.total",
                "operation": "create",
                "model": "growth.Proposal",
                "values": _PROPOSAL,
            },
            # A total that the review set is a discount, and stands.
            {
                "name": "create_discounted",
                "type": "db_query",
                "depends_on": ["review_proposal"],
                "condition": "steps.review_proposal.output.output.total != steps.write_proposal.output.total",
                "operation": "create",
                "model": "growth.Proposal",
                "values": {**_PROPOSAL, "total": "{{ steps.review_proposal.output.output.total }}"},
            },
        ],
    ),
    Shipped(
        slug="gap-to-playbook",
        title=_("Gap to playbook"),
        about=_("Suggests the playbook that closes a training gap; PEOPLE decides."),
        trigger_module="people",
        trigger_event="gap.created",
        trigger_condition="payload.playbook is None",
        document=[
            {
                "name": "suggest",
                "type": "ai_agent",
                "agent": "suggest_playbook",
                "params": {"description": "{{ payload.description }}"},
                "retry_on_failure": 2,
            },
            {
                "name": "review_suggestion",
                "type": "human_review",
                "title": _("Choose a playbook for a training gap"),
                "subject": "steps.suggest.output",
                "assignee_group": "people",
            },
            {
                "name": "link_playbook",
                "type": "db_query",
                "condition": "steps.review_suggestion.output.output.playbook_id is not None",
                "operation": "update",
                "model": "people.TrainingGap",
                "filter": {"id": "{{ payload.id }}"},
                "values": {"playbook": "{{ steps.review_suggestion.output.output.playbook_id }}"},
            },
        ],
    ),
    Shipped(
        slug="contract-summary",
        title=_("Contract summary"),
        about=_("Summarises a new contract and notes its key terms."),
        trigger_module="fin",
        trigger_event="contract.created",
        document=[
            {
                "name": "summarize",
                "type": "ai_agent",
                "agent": "summarize_contract",
                "params": {"contract_id": "{{ payload.id }}"},
                "retry_on_failure": 2,
            },
            {
                "name": "note_summary",
                "type": "db_query",
                "operation": "update",
                "model": "fin.Contract",
                "filter": {"id": "{{ payload.id }}"},
                "values": {
                    "summary_ai": "{{ steps.summarize.output.summary }}",
                    "key_terms": "{{ steps.summarize.output.key_terms }}",
                },
            },
        ],
    ),
]
