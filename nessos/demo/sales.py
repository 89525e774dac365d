"""Leads that come and go, proposals, cases and what was written about them."""

from datetime import timedelta
from decimal import Decimal

from django.utils.text import slugify

from growth.models import BrandAsset, Case, Lead, Post, Proposal, Service
from nessos.accounts.models import User
from nessos.demo.papers import phone_invent
from nessos.demo.past import back, chance, day
from nessos.demo.texts import CASES, CITIES, COMPANIES, FIRST_NAMES, LAST_NAMES, MESSAGES, ORIGINS, SEGMENTS
from ops.models import Playbook

LEADS = 96
#: How a lead's way ends, by how long ago it came: the old ones are decided, the young ones are not.
OLD_ENDS = ("won", "won", "lost", "lost", "lost", "proposal")
YOUNG_ENDS = ("new", "new", "qualified", "qualified", "proposal", "lost")


def leads_load() -> list[Lead]:
    found = []
    for n in range(LEADS):
        # More of them lately: the company grows.
        age = int(180 * (1 - (n / LEADS) ** 0.8))
        first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
        city, uf = chance.choice(CITIES)
        with back(age):
            lead = Lead.objects.create(
                name=f"{first} {last}",
                email=f"{slugify(first)}.{slugify(last)}{n}@example.com",
                phone=phone_invent() if n % 3 else "",
                company=chance.choice(COMPANIES),
                origin_url=chance.choice(ORIGINS),
                message=chance.choice(MESSAGES),
                city=city,
                uf=uf,
            )
        found.append(_way_go(lead, age))
    return found


def _way_go(lead: Lead, age: int) -> Lead:
    end = chance.choice(OLD_ENDS if age > 45 else YOUNG_ENDS) if age > 2 else "new"
    if end == "new":
        return lead
    with back(age - min(1, age)):
        lead.lead_score = chance.randint(12, 44) if end == "lost" else chance.randint(52, 96)
        lead.lead_segment = chance.choice(SEGMENTS)
        lead.temperature = "cold" if end == "lost" else "hot" if lead.lead_score > 80 else "warm"
        if end != "lost":
            lead.status = "qualified"
        lead.save()
    if end != "qualified":
        with back(max(1, age - chance.randint(4, 20))):
            lead.status = end
            lead.save()
    return lead


def proposals_load(leads: list[Lead], services: dict[str, Service]) -> None:
    sold = [service for service in services.values() if service.is_active]
    for n, lead in enumerate(lead for lead in leads if lead.status in {"proposal", "won"}):
        age = max(1, (day(0) - lead.created_at.date()).days - 3)
        picked = chance.sample(sold, 2)
        with back(age):
            proposal = Proposal.objects.create(
                lead=lead,
                title=f"Proposta para {lead.company}",
                sections=[
                    {"heading": "Escopo", "markdown": "\n".join(f"- {service.name}" for service in picked)},
                    {"heading": "Prazo", "markdown": "Início em até 15 dias após o aceite."},
                ],
                items=[
                    {
                        "service": service.slug,
                        "description": service.name,
                        "amount": f"{service.base_price:.2f}",
                    }
                    for service in picked
                ],
                total=sum((service.base_price or Decimal(0) for service in picked), Decimal(0)),
                valid_until=day(age) + timedelta(days=30),
                status="sent" if n % 4 else "draft",
            )
        if lead.status == "won":
            with back(max(1, age - 6)):
                proposal.status = "accepted"
                proposal.save()
        elif age > 30:
            with back(age - 30):
                proposal.status = "expired"
                proposal.save()


def publishing_load(playbooks: dict[str, Playbook], author: User) -> None:
    for n, (title, playbook, facts) in enumerate(CASES):
        with back(170 - 26 * n):
            case = Case.objects.create(
                title=title, raw_data=facts, summary=facts.split(";")[0], playbook=playbooks[playbook]
            )
        with back(165 - 26 * n):
            post = Post.objects.create(
                title=title,
                content_markdown=f"# {title}\n\n{facts}\n\nVeja como trabalhamos: {playbooks[playbook].title}.",
                seo_description=facts[:150],
                author=author,
                playbook=playbooks[playbook],
                case=case,
            )
        if n < len(CASES) - 2:
            with back(160 - 26 * n):
                post.is_published = True
                post.save()
    for name, kind in (
        ("Logotipo horizontal", "logo"),
        ("Fotos da equipe", "imagem"),
        ("Modelo de apresentação", "documento"),
    ):
        with back(140):
            BrandAsset.objects.create(
                name=name, asset_type=kind, url=f"https://ness.example/marca/{slugify(name)}"
            )
