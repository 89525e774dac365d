"""What is kept in stock, who delivers it, how it is advertised, and what was written to customers."""

from decimal import Decimal
from hashlib import sha256

from conversations.models import OutgoingMessage
from growth.models import Audience, Campaign, Lead, Supplier
from nessos.demo.papers import phone_invent
from nessos.demo.past import back, chance
from nessos.demo.texts import CAMPAIGNS, STOCK, SUPPLIERS
from ops.models import StockItem


def stock_load() -> None:
    for product, name, level, minimum in STOCK:
        with back(chance.randint(1, 90)):
            StockItem.objects.create(product_id=product, name=name, level=level, minimum=minimum)


def suppliers_load() -> None:
    for n, (name, products) in enumerate(SUPPLIERS):
        with back(chance.randint(60, 170)):
            Supplier.objects.create(
                name=name, products=products.split(), email=f"vendas{n}@example.com", phone=phone_invent()
            )


def advertising_load(leads: list[Lead]) -> None:
    for name, kind, status, budget, products in CAMPAIGNS:
        with back(chance.randint(3, 60)):
            Campaign.objects.create(
                name=name, kind=kind, status=status, budget=Decimal(budget), products=products.split()
            )
    for name, kind, taken in (
        ("Leads: blog", "leads", leads[::7]),
        ("Carrinhos de outubro", "cart_abandoners", leads[::5]),
    ):
        with back(chance.randint(3, 30)):
            members = [sha256(lead.email.encode()).hexdigest() for lead in taken]
            Audience.objects.create(name=name, kind=kind, members=members)


def messages_load(leads: list[Lead]) -> None:
    for lead in [lead for lead in leads if lead.phone][-12:]:
        with back(chance.randint(1, 25)):
            OutgoingMessage.objects.create(
                recipient=lead.phone,
                purpose="send_welcome_message",
                text=f"Olá, {lead.name.split()[0]}! Obrigado pelo contato. Responderemos em breve.",
            )
