"""Steps to be checked, made in a line, and what is said of them."""

from typing import Any

from ops.workflows.checking import steps_check
from tests.ops.workflows.declared import HOUSE

Step = dict[str, Any]
Told = list[tuple[str, str]]

LEADS = (
    "name, email, phone, company, source, origin_url, message, status, lead_score, lead_segment, temperature, "
    "city, uf"
)
LEAD_FIELDS = f"id, {LEADS}, qualified_at, created_at, updated_at"
KINDS = "action, ai_agent, condition, db_query, delay, human_review"
MODELS = (
    "fin.Client, fin.Contract, gov.Policy, growth.Case, growth.Lead, growth.Post, growth.Proposal, growth.Service, "
    "jur.LegalDocument, jur.RiskFinding, ops.PerformanceMetric, ops.Playbook, people.TrainingGap"
)
PAYLOAD_KEYS = (
    "city, company, created_at, email, id, lead_score, lead_segment, message, name, origin_url, phone, qualified_at, "
    "source, status, temperature, uf, updated_at"
)


def told(*steps: Any, module: Any = "", event: Any = "", condition: Any = "") -> Told:
    found = steps_check(list(steps), module, event, condition, house=HOUSE)
    return [(fault.path, fault.message) for fault in found]


def on_lead(*steps: Step) -> Told:
    return told(*steps, module="growth", event="lead.created")


def gate(name: str = "gate", **more: Any) -> Step:
    return {"name": name, "type": "condition", "expression": "payload.score > 1", **more}


def wait(name: Any = "wait", **more: Any) -> Step:
    return {"name": name, "type": "delay", "seconds": 1, **more}


def review(**more: Any) -> Step:
    return {"name": "review", "type": "human_review", "assignee_group": "growth", **more}


def query(operation: str = "get", **more: Any) -> Step:
    return {"name": "query", "type": "db_query", "model": "growth.Lead", "operation": operation, **more}


def agent(**more: Any) -> Step:
    return {"name": "consult", "type": "ai_agent", "agent": "suggest_playbook", **more}


def action(**more: Any) -> Step:
    return {"name": "act", "squad": "inventory", "action": "analyze_critical_stock", **more}


# --- The document ------------------------------------------------------------------------------------------------
