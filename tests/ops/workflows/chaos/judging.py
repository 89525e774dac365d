"""What must hold afterwards, and at any moment in between."""

from tests.ops.workflows.chaos.documents import WORKFLOWS
from tests.ops.workflows.chaos.site import Site

#: What each workflow does to records, for each event: a lead is made, and changed once; a playbook is written once.
_LEADS = ("Branch", "Chain")

_UNEXPLAINED = """
SELECT r.id FROM workflows_run r WHERE r.ended_at IS NULL AND NOT EXISTS (
    SELECT FROM workflows_step s WHERE s.run_id = r.id
    AND (s.due_at IS NOT NULL OR (s.waiting_for <> '' AND s.status IN ('waiting', 'running', 'unknown')))
)
"""
_STEPS = """
SELECT w.slug, s.name, s.status, count(*), max(s.attempt), count(DISTINCT s.run_id)
FROM workflows_step s JOIN workflows_run r ON r.id = s.run_id JOIN workflows_workflow w ON w.id = r.workflow_id
WHERE w.trigger_module <> '' GROUP BY w.slug, s.name, s.status ORDER BY w.slug, s.name, s.status
"""
_CAUSED = """
SELECT module || '.' || event_type, count(*), count(DISTINCT caused_by) FROM eventlog_moduleevent
WHERE caused_by IS NOT NULL GROUP BY 1 ORDER BY 1
"""


def unexplained_find(site: Site) -> list[str]:
    """Open runs of which nobody could say what they wait for."""
    return [str(run) for (run,) in site.ask(_UNEXPLAINED)]


def open_tell(site: Site) -> str:
    """What the runs that are still open wait for."""
    rows = site.ask(
        "SELECT r.id, r.status, s.name, s.status, s.waiting_for, s.due_at, s.error FROM workflows_run r"
        " LEFT JOIN workflows_step s ON s.run_id = r.id AND s.ended_at IS NULL WHERE r.ended_at IS NULL LIMIT 20"
    )
    errands = site.ask(
        "SELECT name, status, deaths, look_ups, look_up_at, lease_until FROM workflows_errand"
        " WHERE ended_at IS NULL LIMIT 20"
    )
    return "\n".join(map(str, [*rows, *errands]))


def failures_find(site: Site) -> list[tuple[str, ...]]:
    """Why steps failed, and the latest moment of each reason."""
    return site.ask(
        "SELECT s.name, s.reason, s.error, count(*), max(s.ended_at)::text FROM workflows_step s"
        " WHERE s.status NOT IN ('completed', 'skipped') GROUP BY s.name, s.reason, s.error"
    )


def everything_happened_once(site: Site, events: int) -> None:
    """Each event recorded, one run of each workflow, all completed, each step and each effect once."""
    numbers = site.ask(
        "SELECT count(*), count(DISTINCT entity_id) FROM eventlog_moduleevent WHERE event_type = 'custom.chaos'"
    )
    assert numbers == [(events, events)]
    assert failures_find(site) == []
    assert site.statuses() == {(slug, "completed"): events for slug in WORKFLOWS}
    assert site.ask(_STEPS) == _steps_expect(events)
    for name in _LEADS:
        leads = site.ask(
            "SELECT count(*), count(DISTINCT name), count(*) FILTER (WHERE city <> '') FROM growth_lead"
            " WHERE name LIKE %s",
            f"{name} %",
        )
        assert leads == [(events, events, events)], name
    assert site.ask(_CAUSED) == [
        ("growth.lead.created", 2 * events, 2 * events),
        ("growth.lead.updated", 2 * events, 2 * events),
        ("ops.playbook.saved", events, events),
    ]
    effects = site.ask("SELECT count(*), count(DISTINCT key) FROM sandbox_sandboxeffect")
    messages = site.ask("SELECT count(*), count(DISTINCT text) FROM conversations_outgoingmessage")
    assert effects == messages == [(events, events)]


def _steps_expect(events: int) -> list[tuple[str, str, str, int, int, int]]:
    expected = []
    for slug, steps in WORKFLOWS.items():
        for step in steps:
            name = str(step["name"])
            if name != "even":
                expected.append((slug, name, "completed", events, 1, events))
                continue
            even = (events + 1) // 2
            expected.append((slug, name, "completed", even, 1, even))
            if odd := events - even:
                expected.append((slug, name, "skipped", odd, 0, odd))
    return sorted(expected)
