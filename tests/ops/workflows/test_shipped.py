"""The eight workflows that come with the house."""

import json

import jsonschema
import pytest
from django.utils import translation

from ops.workflows.checking import steps_check
from ops.workflows.definition.document import document_schema, steps_load
from ops.workflows.shipped import Shipped, shipped_workflows
from tests.ops.workflows.declared import HOUSE

#: By heart, from the tables of the multi-squad engine: step, squad, action, delay, depends on, retries.
SQUADS = {
    "abandoned_cart_recovery": [
        ("check_inventory", "inventory", "check_stock", 0, (), 2),
        ("send_whatsapp_reminder", "whatsapp", "send_abandoned_cart_message", 300, ("check_inventory",), 3),
        (
            "create_google_ads_audience",
            "google_ads",
            "create_cart_abandoner_audience",
            3600,
            ("send_whatsapp_reminder",),
            0,
        ),
        (
            "launch_retargeting_campaign",
            "traffic",
            "launch_cart_recovery_campaign",
            0,
            ("create_google_ads_audience",),
            2,
        ),
    ],
    "stock_emergency": [
        ("analyze_stock_situation", "inventory", "analyze_critical_stock", 0, (), 2),
        ("pause_google_ads", "google_ads", "pause_product_campaigns", 0, ("analyze_stock_situation",), 3),
        (
            "notify_lead_scraper",
            "lead_scraper",
            "prioritize_supplier_contacts",
            60,
            ("analyze_stock_situation",),
            0,
        ),
        ("send_whatsapp_alert", "whatsapp", "send_stock_alert", 1800, ("notify_lead_scraper",), 0),
    ],
    "new_lead_nurture": [
        ("qualify_lead", "lead_scraper", "qualify_new_lead", 0, (), 2),
        ("send_welcome_whatsapp", "whatsapp", "send_welcome_message", 60, ("qualify_lead",), 0),
        ("create_lead_audience", "google_ads", "create_lead_audience", 300, ("qualify_lead",), 0),
        (
            "launch_lead_nurture_campaign",
            "traffic",
            "launch_lead_nurture_campaign",
            86_400,
            ("create_lead_audience", "send_welcome_whatsapp"),
            0,
        ),
        (
            "schedule_followup",
            "whatsapp",
            "schedule_followup_message",
            172_800,
            ("launch_lead_nurture_campaign",),
            3,
        ),
    ],
}
BY_SLUG = {workflow.slug: workflow for workflow in shipped_workflows()}
each_shipped = pytest.mark.parametrize("workflow", BY_SLUG.values(), ids=BY_SLUG)


def faults_of(workflow: Shipped) -> list[tuple[str, str]]:
    trigger = (workflow.trigger_module, workflow.trigger_event, workflow.trigger_condition)
    return [(fault.path, fault.message) for fault in steps_check(workflow.steps, *trigger, house=HOUSE)]


def test_there_are_eight() -> None:
    assert list(BY_SLUG) == [
        "lead-qualification",
        "case-to-post",
        "lead-to-proposal",
        "gap-to-playbook",
        "contract-summary",
        "abandoned_cart_recovery",
        "stock_emergency",
        "new_lead_nurture",
    ]


@each_shipped
def test_each_is_right_by_what_the_rooms_declare(workflow: Shipped) -> None:
    assert faults_of(workflow) == []


@each_shipped
def test_each_is_plain_json_that_fits_the_schema(workflow: Shipped) -> None:
    assert json.loads(json.dumps(workflow.steps)) == workflow.steps
    jsonschema.validate(workflow.steps, document_schema(), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("slug", SQUADS)
def test_the_squads_workflows_are_those_of_the_original(slug: str) -> None:
    steps = steps_load(BY_SLUG[slug].steps)
    assert [
        (
            step.name,
            step.model_dump()["squad"],
            step.model_dump()["action"],
            step.delay_seconds,
            tuple(step.depends_on or ()),
            step.retry_on_failure,
        )
        for step in steps
    ] == SQUADS[slug]
    assert {step.kind for step in steps} == {"action"}


def test_a_review_is_titled_in_the_language_of_whoever_loads_it() -> None:
    def title() -> str:
        return str(BY_SLUG["gap-to-playbook"].steps[1]["title"])

    with translation.override("en"):
        assert title() == "Choose a playbook for a training gap"
