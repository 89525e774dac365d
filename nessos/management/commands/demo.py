"""Loads the demo data: history that has happened already."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from nessos.accounts.models import User
from nessos.demo import company, contracts, law, people_rows, sales, trade
from nessos.demo.texts import STAFF
from nessos.eventlog.services import history_written
from ops.workflows.reference import reference_ensure


class Command(BaseCommand):
    help = (
        "Load the demo data. Running it again changes nothing, and nothing is set off by it: it is history."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        self._rows_load()
        # Last: what the demo's people find running has not run over their past.
        reference_ensure(with_demo=True)

    def _rows_load(self) -> None:
        # One transaction loads all of it, so one person of it says that all of it is there.
        if User.objects.filter(username=STAFF[0][0]).exists():
            self.stdout.write("The demo data is there already.")
            return
        with transaction.atomic(), history_written():
            demo_load()
        self.stdout.write("The demo data is loaded.")


def demo_load() -> None:
    staff = company.staff_load()
    playbooks = company.playbooks_load(staff)
    services = company.catalogue_load(playbooks)
    signed = contracts.contracts_load()
    contracts.months_load(signed)
    contracts.hours_load(signed, staff, playbooks)
    contracts.chores_load(signed)
    contracts.indicators_load(signed)
    leads = sales.leads_load()
    sales.proposals_load(leads, services)
    sales.publishing_load(playbooks, staff["marina.prado"])
    people_rows.jobs_load()
    people_rows.gaps_load(staff, playbooks)
    people_rows.feedback_load(staff)
    law.documents_load(signed)
    law.compliance_load(playbooks)
    law.policies_load(staff)
    trade.stock_load()
    trade.suppliers_load()
    trade.advertising_load(leads)
    trade.messages_load(leads)
