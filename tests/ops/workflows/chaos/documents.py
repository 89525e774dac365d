"""The workflows of these tests: what each kind of step does must be seen once for each event."""

from typing import Any

Steps = list[dict[str, Any]]

TRIGGER = ("ops", "custom.chaos")
HOT_ROWS = 5

_ID = "{{ steps.note.output.id }}"


def _note(name: str) -> dict[str, Any]:
    values = {
        "name": name + " {{ payload.number }}",
        "email": "chaos@example.com",
        "source": "chaos",
        "message": "{{ run.id }}",
    }
    return {
        "name": "note",
        "type": "db_query",
        "operation": "create",
        "model": "growth.Lead",
        "values": values,
    }


#: Branches, a gate that lets half of them pass, a short delay, and joins. The update goes through the room's service.
BRANCHES: Steps = [
    _note("Branch"),
    {"name": "rest", "type": "delay", "seconds": 0.3, "depends_on": ["note"]},
    {
        "name": "read", "type": "db_query", "operation": "get", "model": "growth.Lead",
        "filter": {"id": _ID}, "depends_on": ["note"],
    },
    {"name": "is_even", "type": "condition", "expression": "payload.number % 2 == 0", "depends_on": ["note"]},
    {
        "name": "change", "type": "db_query", "operation": "update", "model": "growth.Lead", "filter": {"id": _ID},
        "values": {"city": "{{ steps.read.output.name }}"}, "depends_on": ["rest", "read"],
    },
    {
        "name": "even", "type": "db_query", "operation": "count", "model": "growth.Lead",
        "filter": {"id": _ID}, "depends_on": ["is_even"],
    },
    {
        "name": "join", "type": "condition", "expression": "steps.change.output.updated == 1",
        "depends_on": ["change", "even"],
    },
]  # fmt: skip
#: One after the other, with a pause before the last.
CHAIN: Steps = [
    _note("Chain"),
    {"name": "later", "type": "condition", "expression": "payload.number >= 0", "delay_seconds": 1},
    {
        "name": "change", "type": "db_query", "operation": "update", "model": "growth.Lead", "filter": {"id": _ID},
        "values": {"city": "{{ run.id }}"},
    },
]  # fmt: skip
#: Everybody writes the same few rows, many in one statement.
HOT: Steps = [
    {
        "name": "find", "type": "db_query", "operation": "list", "model": "ops.Playbook", "limit": 1,
        "filter": {"slug": "{{ 'hot-' + str(payload.number % 5) }}"},
    },
    {
        "name": "write", "type": "db_query", "operation": "update", "model": "ops.Playbook",
        "filter": {"id": "{{ steps.find.output.rows[0].id }}"}, "values": {"content_markdown": "{{ run.id }}"},
    },
]  # fmt: skip
#: Its effect is outside of our transactions, at WhatsApp's twin: whose worker dies over it is asked what became of it.
ERRAND: Steps = [
    {
        "name": "greet", "squad": "whatsapp", "action": "send_welcome_message",
        "params": {"phone": "+5511912345678", "name": "Chaos-{{ payload.number }}"},
    },
    {"name": "check", "type": "condition", "expression": "steps.greet.output.welcome_sent"},
]  # fmt: skip
WORKFLOWS: dict[str, list[dict[str, Any]]] = {
    "chaos-branches": BRANCHES,
    "chaos-chain": CHAIN,
    "chaos-hot": HOT,
    "chaos-errand": ERRAND,
}
#: It is started by hand, and rests for a day.
SLEEPER: Steps = [
    {"name": "rest", "type": "delay", "seconds": 86_400},
    _note("Sleeper"),
]
#: Many steps, one after the other, which all write the same row.
LONG: Steps = [
    _note("Long"),
    *(
        {
            "name": f"write_{number}", "type": "db_query", "operation": "update", "model": "growth.Lead",
            "filter": {"id": _ID}, "values": {"city": f"{number}"},
        }
        for number in range(20)
    ),
]  # fmt: skip
BY_HAND = {"chaos-sleeper": SLEEPER, "chaos-long": LONG}
