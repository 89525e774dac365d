"""Clients, contracts, and what each month brought in and cost."""

from datetime import timedelta
from decimal import Decimal

from fin.models import Client, Contract, RevenueSnapshot
from growth.models import UpsellAlert
from nessos.accounts.models import User
from nessos.demo.papers import cnpj_invent, phone_invent
from nessos.demo.past import back, chance, day, moment, month
from nessos.demo.texts import CLIENTS
from ops.models import Chore, Indicator, PerformanceMetric, Playbook, TimeEntry

MONTHS = 6
CENT = Decimal("0.01")


def contracts_load() -> list[Contract]:
    found = []
    for n, (name, _city, _uf, mrr, service, hours, index, (start, end, renewal)) in enumerate(CLIENTS):
        with back(min(-start, 182)):
            client = Client.objects.create(
                name=name,
                document=cnpj_invent(with_letters=n % 5 == 4),
                contact_email=f"contratos{n}@example.com",
                phone=phone_invent(),
                omie_code=f"OM{1000 + n}",
            )
            contract = Contract.objects.create(
                client=client,
                mrr=Decimal(mrr),
                value=Decimal(mrr) * 12,
                start_date=day(-start),
                end_date=day(-end),
                renewal_date=None if renewal is None else day(-renewal),
                hours_limit=Decimal(hours),
                adjustment_index=index,
                notes=f"{service}, faturado no quinto dia útil.",
            )
        found.append(_ending_told(contract, min(end, renewal or end)))
    return found


def _ending_told(contract: Contract, days_left: int) -> Contract:
    """An end that is near announced itself when it came within thirty days: that is in the past too."""
    if 0 <= days_left < 30:
        with back(29 - days_left):
            contract.save()
    return contract


def months_load(contracts: list[Contract]) -> None:
    for n, contract in enumerate(contracts):
        for months_ago in range(MONTHS, -1, -1):
            first = month(months_ago)
            if contract.start_date is None or contract.start_date > first + timedelta(days=27):
                continue
            if contract.end_date is not None and contract.end_date < first:
                continue
            _month_load(contract, n, months_ago)


def _month_load(contract: Contract, n: int, months_ago: int) -> None:
    first = month(months_ago)
    limit = contract.hours_limit or Decimal(60)
    passed = Decimal(min(day(0).day, 30)) / 30 if months_ago == 0 else Decimal(1)
    # One contract that outgrows its limit and one that loses money: what a manager wants to find.
    share = Decimal(chance.randint(58, 96)) / 100 + (Decimal("0.25") if n == 7 and months_ago <= 2 else 0)
    cost = contract.mrr * (Decimal("0.62") if n == 2 else Decimal(chance.randint(6, 18)) / 100)
    hours = (limit * share * passed).quantize(CENT)
    recorded_days_ago = max(0, (day(0) - first).days - 32)
    with back(recorded_days_ago):
        PerformanceMetric.objects.create(
            contract=contract,
            month=first,
            hours_worked=hours,
            hourly_rate=Decimal(chance.choice((95, 110, 120))),
            cost_input=(cost * passed).quantize(CENT),
            sla_achieved=Decimal(chance.randint(965, 1000)) / 10,
        )
        if months_ago:
            RevenueSnapshot.objects.create(
                period=first,
                client=contract.client,
                omie_code=contract.client.omie_code,
                value=(contract.mrr * Decimal(chance.choice(("1", "1", "1", "0.9", "1.02")))).quantize(CENT),
            )
        if hours > limit:
            UpsellAlert.objects.create(
                contract=contract,
                alert_type="hours_limit",
                month=first,
                consumption=hours,
                limit=limit,
                message=f"{contract.client.name} usou {_hours(hours)} h de {_hours(limit)} h contratadas.",
            )


def _hours(hours: Decimal) -> str:
    return f"{hours.normalize():f}".replace(".", ",")


def hours_load(contracts: list[Contract], staff: dict[str, User], playbooks: dict[str, Playbook]) -> None:
    """Six weeks of time entries; nobody's timer is left running."""
    workers = [staff[name] for name in ("rafael.teixeira", "bianca.moura", "diego.farias", "yuri.nogueira")]
    known = list(playbooks.values())
    for days_ago in range(42, 0, -1):
        if day(days_ago).weekday() >= 5:
            continue
        for worker in workers:
            began = moment(days_ago).replace(hour=12, minute=chance.choice((0, 10, 30)))
            with back(days_ago):
                TimeEntry.objects.create(
                    user=worker,
                    contract=chance.choice(contracts),
                    playbook=chance.choice(known),
                    started_at=began,
                    ended_at=began + timedelta(minutes=chance.choice((45, 90, 120, 210, 240))),
                    hourly_rate=worker.hourly_rate or Decimal(150),
                )


def chores_load(contracts: list[Contract]) -> None:
    for n, contract in enumerate(contracts):
        age = min(180, (day(0) - (contract.start_date or day(1))).days)
        with back(age):
            Chore.objects.create(
                title=f"Configurar as métricas do contrato {contract.number}",
                contract=contract,
                kind="set_up_metrics",
                done_at=None if n == len(contracts) - 1 else moment(max(1, age - 4)),
            )
    with back(3):
        Chore.objects.create(title="Revisar o playbook de resposta a incidentes", kind="other")


def indicators_load(contracts: list[Contract]) -> None:
    kinds = (
        ("Infra", "Disponibilidade", 99.2, 100),
        ("Sec", "Alertas tratados", 40, 180),
        ("Data", "Jobs com erro", 0, 9),
    )
    for weeks_ago in range(12, 0, -1):
        for source, metric, low, high in kinds:
            with back(weeks_ago * 7):
                Indicator.objects.create(
                    source=source,
                    metric_type=metric,
                    value=Decimal(str(round(chance.uniform(low, high), 2))),
                    contract=contracts[0],
                    period=day(weeks_ago * 7),
                )
