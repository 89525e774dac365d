"""One row of everything, made over HTTP as a program would, and bodies to make more of each."""

from itertools import count
from typing import Any

from django.test import Client

API = "/api/v1/"

#: In the order in which they can be made: each points only at earlier ones.
RESOURCES = (
    "clients",
    "contracts",
    "playbooks",
    "leads",
    "services",
    "cases",
    "posts",
    "proposals",
    "performance-metrics",
    "time-entries",
    "jobs",
    "applications",
    "training-gaps",
    "legal-documents",
    "risk-findings",
    "policies",
    "policy-acceptances",
    "events",
    "workflows",
)
#: What stands in a row's address, where that is not its id.
KEYS = {"workflows": "slug"}


class World:
    def __init__(self, root: Client) -> None:
        """``root`` may do everything. A row of each resource stands afterwards."""
        self.root = root
        self._numbers = count(1)
        self.ids: dict[str, str] = {}
        for resource in RESOURCES:
            self.ids[resource] = self.make(resource)

    def make(self, resource: str, **changes: Any) -> str:
        """One more row, by whoever may do everything; answers its id, or what else stands in its address."""
        answer = self.root.post(
            f"{API}{resource}/", self.body(resource) | changes, content_type="application/json"
        )
        assert answer.status_code == 201, (resource, answer.content)
        made: str = answer.json()[KEYS.get(resource, "id")]
        return made

    def body(self, resource: str) -> dict[str, Any]:
        """What a POST takes to make a row that was not there before."""
        number = next(self._numbers)
        made: dict[str, Any] = getattr(self, f"_{resource.replace('-', '_')}")(number)
        return made

    # --- growth ---------------------------------------------------------------------------------------------------
    def _leads(self, number: int) -> dict[str, Any]:
        return {"name": f"Ana Souza {number}", "email": f"ana{number}@example.com"}

    def _services(self, number: int) -> dict[str, Any]:
        return {"name": f"Plano {number}", "base_price": "1200.00", "playbook": self.ids["playbooks"]}

    def _cases(self, number: int) -> dict[str, Any]:
        return {
            "title": f"Caso {number}",
            "raw_data": "Reduzimos paradas.",
            "playbook": self.ids["playbooks"],
        }

    def _posts(self, number: int) -> dict[str, Any]:
        return {"title": f"Artigo {number}", "content_markdown": "# Título"}

    def _proposals(self, number: int) -> dict[str, Any]:
        items = [{"service": None, "description": "Implantação", "amount": "500.00"}]
        return {"title": f"Proposta {number}", "lead": self.ids["leads"], "items": items}

    # --- ops ------------------------------------------------------------------------------------------------------
    def _playbooks(self, number: int) -> dict[str, Any]:
        return {
            "title": f"Backup diário {number}",
            "content_markdown": "Verifique a cópia.",
            "tags": ["backup"],
        }

    def _performance_metrics(self, number: int) -> dict[str, Any]:
        month = f"{2000 + number // 12}-{number % 12 + 1:02}-01"
        return {
            "contract": self.ids["contracts"],
            "month": month,
            "hours_worked": "10.00",
            "hourly_rate": "150.00",
        }

    def _time_entries(self, number: int) -> dict[str, Any]:
        day = f"2026-01-{number % 28 + 1:02}"
        return {
            "contract": self.ids["contracts"],
            "started_at": f"{day}T12:00:00Z",
            "ended_at": f"{day}T13:30:00Z",
        }

    # --- fin ------------------------------------------------------------------------------------------------------
    def _clients(self, number: int) -> dict[str, Any]:
        return {"name": f"Acme {number}"}

    def _contracts(self, number: int) -> dict[str, Any]:
        return {"client": self.ids["clients"], "number": f"C-{number}", "mrr": "3000.00"}

    # --- people ---------------------------------------------------------------------------------------------------
    def _jobs(self, number: int) -> dict[str, Any]:
        return {"title": f"Analista {number}"}

    def _applications(self, number: int) -> dict[str, Any]:
        return {"job": self.ids["jobs"], "name": f"Rui Lima {number}", "email": f"rui{number}@example.com"}

    def _training_gaps(self, number: int) -> dict[str, Any]:
        return {"description": f"Restaurar cópias {number}", "playbook": self.ids["playbooks"]}

    # --- jur ------------------------------------------------------------------------------------------------------
    def _legal_documents(self, number: int) -> dict[str, Any]:
        return {
            "title": f"Contrato {number}",
            "content_text": "Cláusula 1.",
            "contract": self.ids["contracts"],
        }

    def _risk_findings(self, number: int) -> dict[str, Any]:
        return {"document": self.ids["legal-documents"], "clause": f"Cláusula {number}", "severity": "high"}

    # --- gov ------------------------------------------------------------------------------------------------------
    def _policies(self, number: int) -> dict[str, Any]:
        return {"title": f"Política {number}", "status": "active", "content_text": f"Texto {number}."}

    def _policy_acceptances(self, number: int) -> dict[str, Any]:
        return {"policy": self.make("policies")}

    # --- the event log ----------------------------------------------------------------------------------------------
    def _events(self, number: int) -> dict[str, Any]:
        return {
            "module": "ops",
            "event_type": "custom.checked",
            "entity_id": str(number),
            "payload": {"n": number},
        }

    # --- workflows --------------------------------------------------------------------------------------------------
    def _workflows(self, number: int) -> dict[str, Any]:
        steps = [{"name": "look", "type": "condition", "expression": "True"}]
        return {"slug": f"fluxo-{number}", "name": f"Fluxo {number}", "steps": steps}
