"""The scraper's twin: it judges leads by rules, and finds suppliers for whatever is asked for."""

from django.db.models import Q, QuerySet

from growth.models import Supplier
from growth.squads.ports import SupplierSearch
from growth.squads.scoring import lead_judge
from growth.squads.shapes import NewLeadQualified, QualifyNewLead, SuppliersPrioritized
from nessos.integrations.sandbox.twin import Twin
from nessos.kernel import clock

#: How many are asked at once.
ASKED = 10
#: Whom it finds where nobody is known; invented, as all that a twin finds outside.
FOUND = ("Distribuidora Exemplo", "Atacado Modelo")


class LeadScraperTwin(Twin):
    squad = "lead_scraper"

    def lead_qualify(self, lead: QualifyNewLead, key: str) -> NewLeadQualified:
        return self.perform_once(
            "qualify_new_lead",
            lead,
            key,
            answer=NewLeadQualified,
            effect=lambda: lead_judge(lead.lead_data, lead.criteria),
        )

    def lead_look_up(self, key: str) -> NewLeadQualified | None:
        return self.answer_find(key, NewLeadQualified)

    def suppliers_contact(self, search: SupplierSearch, key: str) -> SuppliersPrioritized:
        return self.perform_once(
            "prioritize_supplier_contacts",
            search,
            key,
            answer=SuppliersPrioritized,
            effect=lambda: _contact(search),
        )

    def suppliers_look_up(self, key: str) -> SuppliersPrioritized | None:
        return self.answer_find(key, SuppliersPrioritized)

    def suppliers_known(self, product_id: str) -> list[str]:
        return [supplier.name for supplier in _delivering(product_id)[:ASKED]] or list(FOUND)


def _contact(search: SupplierSearch) -> SuppliersPrioritized:
    if not _delivering(search.product_id).exists():
        for name in FOUND:
            _find(name, search.product_id)
    asked = list(_delivering(search.product_id).select_for_update()[:ASKED])
    for supplier in asked:
        supplier.contacted_at, supplier.urgency = clock.now(), search.urgency
        supplier.save(update_fields=["contacted_at", "urgency"])
    return SuppliersPrioritized(
        supplier_contacted=bool(asked),
        suppliers_list=[supplier.name for supplier in asked],
        urgency=search.urgency,
    )


def _find(name: str, product_id: str) -> None:
    Supplier.objects.get_or_create(name=name, defaults={"origin": Supplier.Origin.FOUND})
    found = Supplier.objects.select_for_update().get(name=name)
    if product_id not in found.products:
        found.products.append(product_id)
        found.save(update_fields=["products"])


def _delivering(product_id: str) -> QuerySet[Supplier]:
    # In the order of ids, so that two who ask lock in one order.
    return Supplier.objects.filter(Q(products=[]) | Q(products__contains=[product_id])).order_by("pk")
