"""The three workflows of the multi-squad engine, with its steps, delays, conditions and retries as they stand there."""

from django.utils.translation import gettext_lazy as _

from ops.workflows.shipped.shape import Shipped

SQUADS = [
    Shipped(
        slug="abandoned_cart_recovery",
        title=_("Abandoned cart recovery"),
        about=_("Wins back customers who left a cart behind: a reminder, then advertising."),
        document=[
            {
                "name": "check_inventory",
                "squad": "inventory",
                "action": "check_stock",
                "condition": "lambda context: len(context.get('abandoned_items', [])) > 0",
                "retry_on_failure": 2,
            },
            {
                "name": "send_whatsapp_reminder",
                "squad": "whatsapp",
                "action": "send_abandoned_cart_message",
                "delay_seconds": 300,
                "retry_on_failure": 3,
                "depends_on": ["check_inventory"],
            },
            {
                "name": "create_google_ads_audience",
                "squad": "google_ads",
                "action": "create_cart_abandoner_audience",
                "delay_seconds": 3600,
                "depends_on": ["send_whatsapp_reminder"],
            },
            {
                "name": "launch_retargeting_campaign",
                "squad": "traffic",
                "action": "launch_cart_recovery_campaign",
                "condition": "lambda context: context.get('inventory_available', False)",
                "retry_on_failure": 2,
                "depends_on": ["create_google_ads_audience"],
            },
        ],
    ),
    Shipped(
        slug="stock_emergency",
        title=_("Stock emergency"),
        about=_("Reacts to critical stock: campaigns pause, suppliers are contacted, people are warned."),
        document=[
            {
                "name": "analyze_stock_situation",
                "squad": "inventory",
                "action": "analyze_critical_stock",
                "condition": "lambda context: context.get('stock_level', 0) < context.get('min_threshold', 10)",
                "retry_on_failure": 2,
            },
            {
                "name": "pause_google_ads",
                "squad": "google_ads",
                "action": "pause_product_campaigns",
                "condition": "lambda context: context.get('critical_stock', False)",
                "retry_on_failure": 3,
                "depends_on": ["analyze_stock_situation"],
            },
            {
                "name": "notify_lead_scraper",
                "squad": "lead_scraper",
                "action": "prioritize_supplier_contacts",
                "delay_seconds": 60,
                "depends_on": ["analyze_stock_situation"],
            },
            {
                "name": "send_whatsapp_alert",
                "squad": "whatsapp",
                "action": "send_stock_alert",
                "condition": "lambda context: context.get('supplier_contacted', False)",
                "delay_seconds": 1800,
                "depends_on": ["notify_lead_scraper"],
            },
        ],
    ),
    Shipped(
        slug="new_lead_nurture",
        title=_("New lead nurture"),
        about=_("Qualifies a new lead, welcomes it, and stays in touch."),
        document=[
            {
                "name": "qualify_lead",
                "squad": "lead_scraper",
                "action": "qualify_new_lead",
                "condition": "lambda context: context.get('lead_data') is not None",
                "retry_on_failure": 2,
            },
            {
                "name": "send_welcome_whatsapp",
                "squad": "whatsapp",
                "action": "send_welcome_message",
                "condition": "lambda context: context.get('lead_qualified', False)",
                "delay_seconds": 60,
                "depends_on": ["qualify_lead"],
            },
            {
                "name": "create_lead_audience",
                "squad": "google_ads",
                "action": "create_lead_audience",
                "delay_seconds": 300,
                "depends_on": ["qualify_lead"],
            },
            {
                "name": "launch_lead_nurture_campaign",
                "squad": "traffic",
                "action": "launch_lead_nurture_campaign",
                "condition": "lambda context: context.get('welcome_sent', False)",
                "delay_seconds": 86_400,
                "depends_on": ["create_lead_audience", "send_welcome_whatsapp"],
            },
            {
                "name": "schedule_followup",
                "squad": "whatsapp",
                "action": "schedule_followup_message",
                "delay_seconds": 172_800,
                "retry_on_failure": 3,
                "depends_on": ["launch_lead_nurture_campaign"],
            },
        ],
    ),
]
